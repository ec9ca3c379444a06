/* A page with one animation. */

const board = JSON.parse($("board").textContent);
const player = new Player();
player.open(board);
if (board.autoplay && !player.still.matches) player.play(board.times);
