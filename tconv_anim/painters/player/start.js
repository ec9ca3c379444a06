/* A page with one animation. */

const board = JSON.parse($("board").textContent);
const player = assembled();
player.open(board);

/* fig.html#step=3 */
function follow() {
  const step = new URLSearchParams(location.hash.slice(1)).get("step");
  if (/^\d+$/.test(step ?? "")) player.goStep(Number(step));
}
addEventListener("hashchange", follow);
follow();
player.messages.tell("ready");
if (board.autoplay && !player.still.matches) player.play();
