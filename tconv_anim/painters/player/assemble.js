/* The player with all that belongs to it. */

function assembled() {
  const player = new Player();
  for (const Part of [Sight, Tables, Hands, Keys, Messages]) new Part(player);
  new Sharing(player, new Editing(player));
  new Quiz(player);
  followHost();
  return player;
}
