/* A page with one animation. */

const board = JSON.parse($("board").textContent);
const player = assembled();
player.open(board);

/* fig.html#step=3 */
addEventListener("hashchange", ({ newURL }) => player.sharing.follow(new URL(newURL).hash));
player.sharing.follow();
player.messages.tell("ready");
if (board.autoplay && !player.still.matches) player.play();
