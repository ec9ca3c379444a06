/* The player: buttons, keys, the scrubber and clicks, and which keyframe they lead to. */

const LONGEST_MOVE = 650; // ms
const SHARE_OF_HOLD = 0.6; // of a keyframe's time that the way to it may take

const $ = (id) => document.getElementById(id);

class Player {
  constructor() {
    this.root = $("player");
    this.stage = new Stage($("stage").querySelector("svg"));
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.chosen = -1;
    this.untouched = true;
    this.listen();
    $("controls").hidden = $("tables").hidden = false;
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
    this.untouched = !board.asked;
    $("sum").hidden = true;
    $("scrubber").max = this.end;
    this.drawMarks();
    this.drawTables();
    this.drawHeader();
    this.stage.open(board, this.numbers, (track) => this.sums.has(track) || this.uses.has(track));
    this.show(Math.min(keyframe, this.end));
  }

  get at() {
    return this.stage.at;
  }

  show(keyframe, ms = 0) {
    this.stage.show(keyframe, this.still.matches ? 0 : ms);
    const caption = this.numbers.write(this.board.captions[keyframe]);
    $("caption").textContent = caption;
    $("scrubber").value = keyframe;
    $("scrubber").setAttribute("aria-valuetext", caption);
    $("scrubber").style.setProperty("--done", `${(100 * keyframe) / (this.end || 1)}%`);
    for (const mark of $("marks").children) mark.classList.toggle("past", mark.keyframe <= keyframe);
    // Not disabled: whoever pressed the button still has the focus on it.
    for (const [id, edge] of [["first", 0], ["back", 0], ["forward", this.end], ["last", this.end]])
      $(id).ariaDisabled = keyframe === edge;
    this.stage.mark(this.markings());
  }

  /* Go somewhere because the reader says so. */
  go(keyframe, ms = 450) {
    this.pause();
    this.untouched = false;
    const target = Math.max(0, Math.min(this.end, keyframe));
    if (target !== this.at) this.show(target, ms);
  }

  get playing() {
    return this.root.classList.contains("playing");
  }

  /* Play on from here; from the start where nobody has asked for this place, or where all has been shown. */
  play(times = 1) {
    this.times = times;
    this.setPlaying(true);
    if (this.untouched || this.at === this.end) this.show(0);
    this.untouched = false;
    this.wait();
  }

  pause() {
    clearTimeout(this.timer);
    this.setPlaying(false);
  }

  setPlaying(playing) {
    this.root.classList.toggle("playing", playing);
    $("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    $("play").title = `${playing ? "Pause" : "Play"} (space)`;
    // A caption a second is too much to be read out.
    $("caption").setAttribute("aria-live", playing ? "off" : "polite");
  }

  /* Hold this keyframe for its time, or for the share of it that is left. */
  wait(share = 1) {
    clearTimeout(this.timer);
    const since = performance.now(), hold = this.board.durations[this.at] / $("speed").value;
    this.left = () => share - (performance.now() - since) / hold;
    this.timer = setTimeout(() => this.advance(), share * hold);
  }

  advance() {
    if (this.at < this.end) {
      const hold = this.board.durations[this.at + 1] / $("speed").value;
      this.show(this.at + 1, Math.min(LONGEST_MOVE, hold * SHARE_OF_HOLD));
    } else if (--this.times > 0) this.show(0);
    else return this.pause(); // the last keyframe has had its time, too
    this.wait();
  }

  /* The first keyframe of the step after this one, or before it. */
  step(way) {
    const starts = [0, ...this.starts];
    return way > 0 ? starts.find((k) => k > this.at) ?? this.end : starts.findLast((k) => k < this.at) ?? 0;
  }

  listen() {
    const does = {
      first: () => this.go(0, 0),
      back: () => this.go(this.at - 1),
      play: () => (this.playing ? this.pause() : this.play(this.board.times)),
      forward: () => this.go(this.at + 1),
      last: () => this.go(this.end, 0),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen()),
    };
    // Pages that hold this one may not let it.
    $("full").hidden = !document.fullscreenEnabled;
    for (const [id, act] of Object.entries(does)) $(id).addEventListener("click", act);
    const keys = {
      " ": does.play, ArrowLeft: does.back, ArrowRight: does.forward, Home: does.first, End: does.last,
      f: () => $("full").hidden || does.full(), ",": () => this.go(this.step(-1), 0), ".": () => this.go(this.step(1)), Escape: () => this.choose(-1),
    };
    document.addEventListener("keydown", (event) => {
      const own = event.target.closest?.("select, textarea, summary, input:not([type=range])");
      const pressed = event.key === " " && event.target.closest?.("button, summary, a");
      if (own || pressed || event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    $("speed").addEventListener("change", () => this.playing && this.wait(this.left()));
    $("scrubber").addEventListener("input", () => this.go(Number($("scrubber").value), 0));
    $("stage").addEventListener("click", (event) => {
      const group = event.target.closest("[data-id]");
      this.choose(group ? this.numberAt(group) : -1);
    });
    const stage = $("stage");
    stage.addEventListener("pointerover", (event) => { // small cells have no room for their numbers
      const group = event.target.closest("[data-id]"), track = group ? this.numberAt(group) : -1;
      stage.title = track < 0 ? "" : this.told(track).slice(0, 300);
    });
    // Who can't scroll by touch or wheel must be able to focus what scrolls.
    new ResizeObserver(() => {
      if (stage.scrollWidth > stage.clientWidth) {
        stage.tabIndex = 0;
        stage.setAttribute("role", "region");
        stage.setAttribute("aria-label", "Picture, scrolls sideways");
      } else for (const name of ["tabindex", "role", "aria-label"]) stage.removeAttribute(name);
    }).observe(stage);
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
    this.stage.mark(this.markings());
    const told = $("sum");
    told.hidden = this.chosen < 0;
    told.textContent = told.hidden ? "" : this.told(this.chosen);
    for (const button of document.querySelectorAll(".tables button"))
      button.setAttribute("aria-pressed", button.track === this.chosen);
  }

  told(track) {
    const sentences = [];
    const sum = this.sums.get(track);
    if (sum) {
      const [, name, value, terms] = sum;
      const total = value && (terms.length !== 1 || terms[0][0] !== value) ? ` = ${value}` : "";
      const made = terms.map((term) => term[0]).join(" + ") || "no product lands here: 0";
      sentences.push(value ? `${name} = ${made}${terms.length ? total : ""}` : `${name}, cropped by padding: ${made}`);
    }
    const uses = this.uses.get(track);
    if (uses) {
      const goes = uses.map(([[, name, value], [text, product]]) => `${text} = ${product} → ${name}${value ? "" : " (cropped)"}`);
      sentences.push(`goes into ${uses.length} product${uses.length > 1 ? "s" : ""}: ${goes.join(", ")}`);
    }
    return this.numbers.write(sentences.join("; "));
  }

  /* Which elements the chosen number lights up: itself, its factors, or where it goes. */
  markings() {
    const kinds = new Map();
    if (this.chosen < 0) return kinds;
    for (const [, , input, weight] of this.sums.get(this.chosen)?.[3] || []) {
      kinds.set(weight, "weight");
      kinds.set(input, "input");
    }
    for (const [[target]] of this.uses.get(this.chosen) || []) kinds.set(target, "");
    return kinds.set(this.chosen, "");
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

  drawTables() {
    const home = $("tables").querySelector(".tables");
    home.replaceChildren(...this.board.tables.map(([name, rows]) => {
      const table = document.createElement("table");
      table.createCaption().textContent = name;
      const head = table.createTHead().insertRow();
      const heading = (row, scope, text) => {
        const cell = document.createElement("th");
        cell.scope = scope;
        cell.textContent = text;
        row.append(cell);
      };
      head.insertCell().className = "corner";
      rows[0].forEach((_, x) => heading(head, "col", x));
      const body = table.createTBody();
      rows.forEach((cells, y) => {
        const row = body.insertRow();
        heading(row, "row", y);
        for (const cell of cells) {
          const place = row.insertCell();
          if (!cell) continue;
          const button = document.createElement("button");
          button.type = "button";
          button.track = cell[0];
          button.textContent = this.numbers.write(cell[1]);
          button.setAttribute("aria-pressed", false);
          button.addEventListener("click", () => this.choose(cell[0]));
          place.append(button);
        }
      });
      const box = document.createElement("div");
      box.append(table);
      return box;
    }));
  }
}
