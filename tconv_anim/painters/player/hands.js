/* Hands: pointing at a number, choosing it, and swiping from picture to picture. */

const SWIPE = 48; // px

class Hands {
  constructor(player) {
    this.player = player;
    const stage = $("stage");
    const meant = ({ target }) => {
      const group = target.closest("[data-id]");
      return group ? player.numberAt(group) : -1;
    };
    stage.addEventListener("click", (event) => player.choose(meant(event)));
    stage.addEventListener("pointerover", (event) => event.pointerType === "touch" || player.glance(meant(event)));
    stage.addEventListener("pointerleave", () => player.glance(-1));
    stage.addEventListener("touchstart", (event) => { this.start = this.touch(event); }, { passive: true });
    stage.addEventListener("touchend", (event) => this.swipe(event), { passive: true });
  }

  /* Where the only finger is; two of them zoom. */
  touch({ touches, changedTouches: [{ clientX, clientY }] }) {
    return touches.length > 1 ? null : [clientX, clientY];
  }

  /* Where the picture itself moves sideways, because it is too wide or enlarged, fingers move it. */
  swipe(event) {
    if (!this.start || this.player.sight.wide || visualViewport.scale > 1.01) return;
    const end = this.touch(event), [x, y] = end.map((place, axis) => place - this.start[axis]);
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) this.player.does[x < 0 ? "forward" : "back"]();
  }
}
