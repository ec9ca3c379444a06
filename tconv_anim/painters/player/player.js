/* The player: which keyframe is shown, what plays, and which number is chosen.

   Whatever else the page does listens to it: "opened" (a board), "shown" (a keyframe), "chosen" (a number,
   by pointing or for good), "playing" (begins or ends). */

const LONGEST_MOVE = 650; // ms
const SHARE_OF_HOLD = 0.6; // of a keyframe's time that the way to it may take

const $ = (id) => document.getElementById(id);

class Player extends EventTarget {
  constructor() {
    super();
    this.root = $("player");
    this.stage = new Stage($("stage").querySelector("svg"));
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.chosen = -1;
    this.glances = {};
    this.untouched = true;
    this.listen();
    $("controls").hidden = $("told").hidden = $("tables").hidden = false;
    this.root.classList.add("live");
  }

  /* Show a board, paused at a keyframe. */
  open(board, keyframe = board.poster) {
    this.pause();
    this.board = board;
    this.numbers = new Numbers(board.numbers);
    this.end = board.durations.length - 1;
    this.starts = board.steps.flatMap((step, i) => (i && step !== board.steps[i - 1] ? [i] : []));
    this.sums = new Map(board.sums.map((sum) => [sum[0], sum]));
    this.uses = new Map();
    for (const sum of board.sums)
      for (const term of sum[3])
        for (const factor of term.slice(2))
          if (factor >= 0) this.uses.set(factor, [...(this.uses.get(factor) || []), [sum, term]]);
    this.chosen = -1;
    this.glances = {};
    this.untouched = !board.asked;
    $("scrubber").max = this.end;
    this.drawMarks();
    this.stage.open(board, this.numbers, (track) => this.sums.has(track) || this.uses.has(track));
    this.drawHeader();
    this.tell("opened");
    this.show(Math.min(keyframe, this.end));
    this.tellSum();
  }

  tell(what) {
    this.dispatchEvent(new Event(what));
  }

  get at() {
    return this.stage.at;
  }

  show(keyframe, ms = 0) {
    this.stage.show(keyframe, this.still.matches ? 0 : ms);
    this.drawCaption();
    $("scrubber").value = keyframe;
    $("scrubber").style.setProperty("--done", `${(100 * keyframe) / (this.end || 1)}%`);
    for (const mark of $("marks").children) mark.classList.toggle("past", mark.keyframe <= keyframe);
    // Not disabled: whoever pressed the button still has the focus on it.
    for (const [id, edge] of [["first", 0], ["back", 0], ["forward", this.end], ["last", this.end]])
      $(id).ariaDisabled = keyframe === edge;
    this.stage.mark(this.markings());
    this.tell("shown");
  }

  /* Go somewhere because the reader says so. */
  go(keyframe, ms = 450) {
    this.pause();
    this.untouched = false;
    const target = Math.max(0, Math.min(this.end, keyframe));
    if (target !== this.at) this.show(target, ms);
  }

  /* Go to the first keyframe of a step: 0 is the opening, past the last one is the end. */
  goStep(step, ms = 0) {
    const found = this.board.steps.findIndex((one) => one >= step);
    this.go(found < 0 ? this.end : found, ms);
  }

  get playing() {
    return this.root.classList.contains("playing");
  }

  /* Play on from here; from the start where nobody has asked for this place, or where all has been shown. */
  play(times = this.board.times) {
    this.times = times;
    this.setPlaying(true);
    if (this.untouched || this.at === this.end) this.show(0);
    else if (this.rested) return this.advance(); // it has had its time before it was stopped
    this.untouched = false;
    this.wait();
  }

  pause() {
    clearTimeout(this.timer);
    this.rested = false;
    this.setPlaying(false);
  }

  setPlaying(playing) {
    this.root.classList.toggle("playing", playing);
    $("play").setAttribute("aria-label", playing ? say("Pause") : say("Play"));
    $("play").title = playing ? say("Pause (space)") : say("Play (space)");
    // A caption a second is too much to be read out.
    $("caption").setAttribute("aria-live", playing ? "off" : "polite");
    this.tell("playing");
  }

  /* Hold this keyframe for its time, or for the share of it that is left; no time passes unseen. */
  wait(share = 1) {
    clearTimeout(this.timer);
    const since = performance.now(), hold = this.board.durations[this.at] / $("speed").value;
    this.left = () => share - (performance.now() - since) / hold;
    if (!this.unseen) this.timer = setTimeout(() => this.advance(), share * hold);
    else this.left = () => share;
  }

  /* Nobody can see it, or somebody can again. */
  hide(unseen) {
    if (unseen === Boolean(this.unseen)) return;
    const left = this.playing && this.left();
    this.unseen = unseen;
    if (this.playing) this.wait(left);
  }

  advance() {
    this.rested = false;
    if (this.at < this.end) {
      const hold = this.board.durations[this.at + 1] / $("speed").value;
      this.show(this.at + 1, Math.min(LONGEST_MOVE, hold * SHARE_OF_HOLD));
    } else if (--this.times > 0) this.show(0);
    else return this.pause(); // the last keyframe has had its time, too
    if ($("each").checked && this.board.steps[this.at + 1] > this.board.steps[this.at]) {
      this.pause(); // the rest of the step is seen as long as the reader likes
      this.rested = true;
    } else this.wait();
  }

  /* The first keyframe of the step after this one, or before it. */
  step(way) {
    const starts = [0, ...this.starts];
    return way > 0 ? starts.find((k) => k > this.at) ?? this.end : starts.findLast((k) => k < this.at) ?? 0;
  }

  /* What buttons and keys do. */
  get does() {
    return {
      first: () => this.go(0, 0),
      back: () => this.go(this.at - 1),
      play: () => (this.playing ? this.pause() : this.play()),
      forward: () => this.go(this.at + 1),
      last: () => this.go(this.end, 0),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen()),
      before: () => this.go(this.step(-1), 0),
      after: () => this.go(this.step(1)),
    };
  }

  listen() {
    // Pages that hold this one may not let it.
    $("full").hidden = !document.fullscreenEnabled;
    for (const [id, act] of Object.entries(this.does)) $(id)?.addEventListener("click", act);
    $("speed").addEventListener("change", () => this.playing && this.wait(this.left()));
    $("scrubber").addEventListener("input", () => this.go(Number($("scrubber").value), 0));
  }

  /* The number that is meant by an element: itself, or the one that it lies on and joins. */
  numberAt(group) {
    if (this.stage.answers(group.track)) return group.track;
    const row = this.stage.row(group.track, this.at);
    return row && this.stage.answers(row[TO]) ? row[TO] : -1;
  }

  /* Tell what a number is made of, or where it goes; choosing it again takes that back. */
  choose(track) {
    this.chosen = track === this.chosen ? -1 : track;
    this.glances = {};
    this.tellSum();
  }

  /* The same, for as long as somebody points at it or (by "focus") has the focus on it. */
  glance(track, by = "pointer") {
    if (track === (this.glances[by] ?? -1)) return;
    this.glances[by] = track;
    this.tellSum();
  }

  get glanced() {
    const { pointer = -1, focus = -1 } = this.glances;
    return pointer < 0 ? focus : pointer;
  }

  /* The number that is spoken of: the one that is pointed at, else the chosen one, or -1. */
  get meant() {
    if (this.stage.masked?.size) return -1; // nothing is told before it is asked
    return this.glanced < 0 ? this.chosen : this.glanced;
  }

  tellSum() {
    const track = this.meant;
    this.stage.mark(this.markings());
    // What passes under the pointer isn't read out.
    $("told").setAttribute("aria-live", this.glanced < 0 ? "polite" : "off");
    $("told").classList.toggle("glanced", this.glanced >= 0);
    $("sum").hidden = track < 0;
    $("hint").hidden = track >= 0;
    $("sum").textContent = track < 0 ? "" : this.told(track);
    this.tell("chosen");
  }

  told(track) {
    const sentences = [];
    const sum = this.sums.get(track);
    if (sum) {
      const [, name, value, terms] = sum;
      const total = value && (terms.length !== 1 || terms[0][0] !== value) ? ` = ${value}` : "";
      const made = terms.map((term) => term[0]).join(" + ") || say("no product lands here: 0");
      sentences.push(value ? `${name} = ${made}${terms.length ? total : ""}`
        // For translators: {element} is like "output[0, 1]", {sum} like "2·3 + 4·1".
        : say("{element}, cropped by padding: {sum}", { element: name, sum: made }));
    }
    const uses = this.uses.get(track);
    if (uses) {
      const goes = uses.map(([[, name, value], [text, product]]) => {
        const sum = `${text} = ${product} → ${name}`;
        // For translators: {sum} is like "2·3 = 6 → output[0, 1]".
        return value ? sum : say("{sum} (cropped)", { sum });
      });
      sentences.push(sayCount("goes into {n} product: {products}", "goes into {n} products: {products}", uses.length, {
        products: goes.reduce((most, last) => say("{most}, {last}", { most, last })),
      }));
    }
    return this.numbers.write(sentences.reduce((most, last) => say("{most}; {last}", { most, last })));
  }

  /* Which elements the meant number lights up: itself, its factors, or where it goes. */
  markings() {
    const kinds = new Map(), track = this.meant;
    if (track < 0) return kinds;
    for (const [, , input, weight] of this.sums.get(track)?.[3] || []) {
      kinds.set(weight, "weight");
      kinds.set(input, "input");
    }
    for (const [[target]] of this.uses.get(track) || []) kinds.set(target, "");
    return kinds.set(track, "");
  }

  /* All numbers are others now: write them anew, wherever this is. */
  rewrite() {
    this.untouched = false;
    this.stage.refresh();
    this.drawHeader();
    this.drawCaption();
    this.tell("rewritten");
    this.tellSum();
  }

  drawCaption() {
    const text = this.board.captions[this.at];
    const caption = this.stage.masked?.size ? this.numbers.veiled(text) : this.numbers.write(text);
    $("caption").textContent = caption;
    $("scrubber").setAttribute("aria-valuetext", caption);
  }

  drawHeader() {
    this.root.querySelectorAll("header > *").forEach((place, i) => {
      place.textContent = this.numbers.write(this.board.header[i]);
    });
  }

  drawMarks() {
    const every = Math.ceil(this.starts.length / 150);
    $("marks").replaceChildren(...this.starts.filter((_, i) => i % every === 0).map((keyframe) => {
      const mark = document.createElement("i");
      mark.keyframe = keyframe;
      mark.style.left = `${(100 * keyframe) / (this.end || 1)}%`;
      return mark;
    }));
  }
}
