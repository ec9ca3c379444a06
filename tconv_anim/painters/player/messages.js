/* Messages between this page and the one that holds it in a frame, as docs/on-a-page.md tells.

   A frame in a sandbox has no origin, and doesn't learn that of the page around it: what counts is that a
   message comes from there. Nothing that is said or taken is worth hiding. */

const LOWEST = 480; // px

class Messages {
  constructor(player) {
    this.player = player;
    /* What to do for each type of message; others may add to it. */
    this.takes = new Map([
      ["play", () => player.play()],
      ["pause", () => player.pause()],
      ["step", ({ step }) => Number.isFinite(step) && player.goStep(step)],
      ["theme", ({ theme }) => wear(theme)],
    ]);
    player.messages = this;
    if (parent === window) return;
    addEventListener("message", ({ source, data }) => {
      if (source === parent && data?.tconv === 1) this.takes.get(data.type)?.(data);
    });
    const told = () => this.tell("step", {
      step: player.board.steps[player.at], keyframe: player.at, playing: player.playing,
    });
    player.addEventListener("shown", told);
    player.addEventListener("playing", () => player.board && player.at >= 0 && told());
    player.addEventListener("unused", ({ detail }) => this.tell("key", { key: detail }));
    new ResizeObserver(() => this.tellHeight()).observe(player.root);
    new ResizeObserver(() => this.tellHeight()).observe($("frame"));
  }

  tell(type, said = {}) {
    if (parent !== window) parent.postMessage({ tconv: 1, type, ...said }, "*");
  }

  /* How high the page would be with all of its picture; told when it changes. */
  tellHeight() {
    const { board, sight, root } = this.player;
    if (!board) return;
    // Lower frames would have their controls beside the picture, and then need another height.
    const height = Math.max(LOWEST, Math.ceil(root.offsetHeight - $("frame").offsetHeight + sight.natural));
    if (height !== this.height) this.tell("height", { height });
    this.height = height;
  }
}
