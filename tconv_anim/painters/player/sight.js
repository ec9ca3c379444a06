/* Sight: how the picture lies on the page, so that what happens now can be seen and read.

   Of a board's two arrangements the stage gets the one that is larger on it. A picture that would be too
   small to be read is larger than its stage, and scrolls to what happens; never sideways, if it can be
   helped. */

const TINIEST = 0.3; // share of the least legible scale below which a picture rather scrolls sideways
const BAR = 16; // px that a scroll bar may take
const MOST_LOOKED_AT = 200; // elements, to find out what happens where
const AROUND = 24; // px
const NATURAL = [160, 900]; // px: how low and how high a stage is that may have any height

class Sight {
  constructor(player) {
    this.player = player;
    player.sight = this;
    this.stage = $("stage");
    this.picture = player.stage.picture;
    player.addEventListener("opened", () => this.fit());
    player.addEventListener("shown", () => this.follow());
    player.addEventListener("chosen", () => this.enlarge());
    new ResizeObserver(() => this.fit()).observe($("frame"));
    document.fonts?.ready.then(() => this.fit());
    this.stage.addEventListener("scroll", () => this.cue(), { passive: true });
    const look = (inView) => {
      this.inView = inView;
      player.hide(document.hidden || !inView);
    };
    new IntersectionObserver((entries) => look(entries.at(-1).isIntersecting)).observe($("frame"));
    document.addEventListener("visibilitychange", () => look(this.inView ?? true));
  }

  /* How high the stage is at best, at its width. */
  get natural() {
    const { board } = this.player, width = $("frame").clientWidth;
    const fits = [board, board.narrow].filter(Boolean).map(({ view: [, , w, h] }) => {
      const scale = Math.min(1, width / w);
      return { legible: Math.min(scale, board.least), height: scale * h };
    });
    const { height } = fits.sort((one, two) => two.legible - one.legible || one.height - two.height)[0];
    return Math.max(NATURAL[0], Math.min(NATURAL[1], height));
  }

  fit() {
    const { board, stage } = this.player;
    if (!board) return;
    this.keepCaption(board.captions.map((text) => this.player.numbers.write(text)));
    const { clientWidth: width, clientHeight: height } = $("frame");
    const fits = [false, true].filter((narrow) => !narrow || board.narrow)
      .map((narrow) => this.scaled(narrow, board, width, height));
    // What can be read anyway may be as large as it likes.
    const better = (one, two) => Math.min(two.scale, board.least) - Math.min(one.scale, board.least) || two.whole - one.whole;
    const best = fits.sort(better)[0];
    this.scale = best.scale;
    this.wide = best.width > width + 1;
    this.tall = best.height > height + 1;
    if (stage.arrange(best.narrow) && stage.at >= 0) this.player.show(stage.at);
    Object.assign(this.picture.style, { width: `${best.width}px`, height: `${best.height}px` });
    this.stage.style.overflow = `${this.wide ? "auto" : "hidden"} ${this.tall ? "auto" : "hidden"}`;
    this.name();
    this.follow();
    this.enlarge();
  }

  /* An arrangement at the largest scale at which it fits, or can at least be read. */
  scaled(narrow, board, width, height) {
    const [, , w, h] = (narrow ? board.narrow : board).view;
    const whole = Math.min(width / w, height / h);
    const across = (width - (whole < board.least ? BAR : 0)) / w;
    const scale = Math.max(whole, Math.min(across, board.least), TINIEST * board.least);
    return { narrow, whole, scale, width: scale * w, height: scale * h };
  }

  /* As much room as the longest caption takes, so that nothing below jumps. */
  keepCaption(captions) {
    const caption = $("caption"), now = caption.textContent;
    caption.style.minHeight = "";
    caption.textContent = captions.reduce((longest, text) => (text.length > longest.length ? text : longest), "");
    const { height } = caption.getBoundingClientRect();
    caption.textContent = now;
    caption.style.minHeight = `${Math.ceil(height)}px`;
  }

  /* Who can't scroll by touch or wheel must be able to focus what scrolls. */
  name() {
    if (this.wide || this.tall) {
      this.stage.tabIndex = 0;
      this.stage.setAttribute("role", "region");
      const told = this.wide ? say("Picture, scrolls sideways") : say("Picture, scrolls up and down");
      this.stage.setAttribute("aria-label", told);
    } else for (const name of ["tabindex", "role", "aria-label"]) this.stage.removeAttribute(name);
    this.cue();
  }

  /* Whether a key scrolls the picture. */
  takes(key) {
    return (this.wide && /^Arrow(Left|Right)$/.test(key)) || (this.tall && /^(Arrow(Up|Down)|Page(Up|Down)| )$/.test(key));
  }

  /* Scroll as little as shows as much as can be of what happens in this keyframe. */
  follow() {
    const { stage } = this.player;
    if (!this.wide && !this.tall) return;
    if (!stage.at) return this.stage.scrollTo({ left: 0, top: 0 });
    const boxes = stage.happening().slice(0, MOST_LOOKED_AT).map((track) => {
      const { group, row: [, , x, y, , to] } = stage.nodes[track], own = group.getBBox();
      const left = x + own.x - stage.view[0], top = y + own.y - stage.view[1];
      return { weight: to >= 0 ? 2 : 1, left: [left, left + own.width], top: [top, top + own.height] };
    });
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.stage;
    this.stage.scrollTo({
      left: this.best(boxes, "left", scrollLeft, clientWidth),
      top: this.best(boxes, "top", scrollTop, clientHeight),
      behavior: this.player.still.matches ? "auto" : "smooth",
    });
    this.cue();
  }

  /* From where on most of the boxes are in sight, along one axis; of equal places, the one nearest to now. */
  best(boxes, axis, now, length) {
    const spans = boxes.map((box) => [box.weight, ...box[axis].map((at) => at * this.scale)]);
    const seen = (from) => spans.reduce(
      (sum, [weight, low, high]) => sum + (low - AROUND / 2 >= from && high + AROUND / 2 <= from + length) * weight, 0);
    const places = [now, ...spans.flatMap(([, low, high]) => [low - AROUND, high + AROUND - length])];
    return places.map((from) => [seen(from), from])
      .reduce((best, next) => (next[0] > best[0] || (next[0] === best[0] && Math.abs(next[1] - now) < Math.abs(best[1] - now)) ? next : best))[1];
  }

  /* Show on which sides there is more. */
  cue() {
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = this.stage;
    const more = {
      left: this.wide && scrollLeft > 1, right: this.wide && scrollLeft + clientWidth < scrollWidth - 1,
      up: this.tall && scrollTop > 1, down: this.tall && scrollTop + clientHeight < scrollHeight - 1,
    };
    for (const [side, is] of Object.entries(more)) $("frame").classList.toggle(`more-${side}`, is);
  }

  /* A number that is too small to be read in its cell is told in large digits. */
  enlarge() {
    const { meant, stage, board, sums } = this.player;
    const large = $("large"), row = meant < 0 ? null : stage.row(meant, this.player.at);
    const [, , text] = row ? board.looks[row[LOOK]] : [];
    large.hidden = meant < 0 || this.scale >= 0.99 * board.least;
    large.textContent = this.player.numbers.write(text || sums.get(meant)?.[2] || "");
    if (!large.textContent) large.hidden = true;
    // A long sum scrolls in its place, by keyboard too.
    const told = $("told");
    if (told.scrollHeight > told.clientHeight) told.tabIndex = 0;
    else told.removeAttribute("tabindex");
  }
}
