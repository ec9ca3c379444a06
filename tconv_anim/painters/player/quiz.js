/* Predict, then see: the cells that come next are empty, and the reader fills them in.

   What is asked needs no list: it is what a keyframe brings that is made of other numbers. */

const MOST_ASKED = 16; // cells at once
const ALONE = /^[\u{F0000}-\u{10FFFD}]$/u; // a text that is one live number

class Quiz {
  constructor(player) {
    this.player = player;
    player.addEventListener("opened", () => {
      this.leave();
      $("quiz-me").hidden = !player.board.numbers;
      if (player.board.quiz) queueMicrotask(() => this.start()); // when the first keyframe is there
    });
    player.addEventListener("shown", () => this.on && this.ask());
    player.addEventListener("rewritten", () => this.on && this.start());
    $("quiz-me").addEventListener("click", () => this.start());
    $("leave").addEventListener("click", () => this.leave());
    $("quiz").addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    $("hint-asked").addEventListener("click", () => this.hint());
    $("next").addEventListener("click", () => this.next());
    $("of-three").addEventListener("change", () => this.draw());
  }

  start() {
    const { player } = this;
    Object.assign(this, { on: true, done: false, right: 0, of: 0, seen: new Set(), last: -1 });
    player.pause();
    player.choose(-1);
    player.root.classList.add("quizzing");
    $("quiz").hidden = false;
    player.untouched = false;
    const first = [...player.board.durations.keys()].find((keyframe) => this.asked(keyframe).length) ?? player.end;
    if (first === player.at) this.ask();
    else player.show(first);
    $("task").scrollIntoView({ block: "nearest" });
  }

  leave() {
    this.on = false;
    this.unmask();
    this.player.root.classList.remove("quizzing");
    $("quiz").hidden = true;
  }

  unmask() {
    const { stage } = this.player;
    if (!stage.masked?.size) return;
    stage.masked = new Set();
    stage.refresh();
    this.player.drawCaption();
  }

  /* What a keyframe asks: tracks with the mark of their number. */
  asked(keyframe) {
    const { board, stage, numbers } = this.player;
    const found = board.tracks.map((_, track) => [track, stage.row(track, keyframe)])
      .filter(([, row]) => row && row[KEYFRAME] === keyframe)
      .map(([track, row]) => [track, board.looks[row[LOOK]][2] ?? ""])
      .filter(([track, text]) => ALONE.test(text) && numbers.made_of(text) && !this.same(track, keyframe, text));
    return found.slice(0, MOST_ASKED);
  }

  /* Whether it said the same before: only its colour is another. */
  same(track, keyframe, text) {
    const before = keyframe && this.player.stage.row(track, keyframe - 1);
    return Boolean(before) && this.player.board.looks[before[LOOK]][2] === text;
  }

  /* Ask for what this keyframe brings; once it has been answered, it is only shown. */
  ask() {
    const { player } = this, { at, stage } = player;
    const cells = this.seen.has(at) ? [] : this.asked(at);
    stage.masked = new Set(cells.map(([track]) => track));
    stage.refresh();
    player.drawCaption();
    player.tellSum();
    this.questions = cells.map(([track, text]) => ({
      name: this.name(track), text: player.numbers.write(text).replace("+", ""),
      why: player.numbers.reason(text), others: this.others(text),
    }));
    $("task").textContent = cells.length ? say("What comes into the cells with a question mark?") : "";
    this.draw();
  }

  /* A product by the cell that it joins, all else by its own name. */
  name(track) {
    const { sums, stage, at } = this.player, to = stage.row(track, at)[TO];
    const target = sums.get(track) ?? sums.get(to);
    if (!target) return this.player.board.tracks[track][0].replaceAll("/", " ");
    // For translators: a product, by the element that it is added to.
    return sums.has(track) ? target[1] : say("onto {element}", { element: target[1] });
  }

  /* Two wrong answers that somebody may arrive at: one term too few, or one more. */
  others(text) {
    const { numbers } = this.player, value = Number(numbers.value(text));
    const terms = numbers.reason(text).split(" + "), [, last = "1"] = /·\(?([^)]*)/.exec(terms.at(-1)) ?? [];
    const step = Math.abs(Number(plain(last))) || 1;
    return [value + step, value - step].map((one) => numbers.form(typeof numbers.value(text) === "bigint" ? BigInt(one) : one, "", 4));
  }

  draw() {
    const three = $("of-three").checked;
    $("fields").replaceChildren(...this.questions.map((question) => {
      const label = document.createElement("label"), field = document.createElement(three ? "select" : "input");
      if (field.localName === "select")
        field.append(...["", ...this.choices(question)].map((text) => new Option(text || "…", text)));
      else Object.assign(field, { size: 6, maxLength: 24, inputMode: "text" });
      const [, word, place] = /^(.*?)(\[.*)?$/.exec(question.name);
      label.append(Object.assign(document.createElement("span"), { textContent: word }), place ?? "", field);
      question.field = field;
      return label;
    }));
    $("answers").replaceChildren();
    const open = this.questions.length > 0;
    for (const id of ["check", "hint-asked"]) $(id).hidden = !open;
    $("next").textContent = open ? say("Skip") : this.done ? say("Again") : say("Next");
    this.tellScore();
    if (open) this.questions[0].field.focus({ preventScroll: true });
    else if (document.activeElement === document.body) $("next").focus({ preventScroll: true });
  }

  choices({ text, others }) {
    const value = (one) => Number.parseFloat(plain(one));
    return [...new Set([text, ...others])].sort((a, b) => value(a) - value(b));
  }

  /* Tell what is right, and why; what has been checked is seen in the picture, too. */
  check() {
    if (!this.questions.length) return this.next();
    const told = this.questions.map(({ name, text, why, field }) => {
      const right = this.agrees(field.value, text);
      field.setAttribute("aria-invalid", !right);
      field.disabled = true;
      const line = document.createElement("span");
      line.textContent = `${right ? "✓" : "✗"} ${name && `${name}: `}${why}${why === text ? "" : ` = ${text}`}`;
      line.className = right ? "right" : "wrong";
      this.right += right;
      return line;
    });
    this.of += told.length;
    this.finish(told);
  }

  finish(told) {
    this.seen.add(this.player.at);
    this.questions = [];
    this.unmask();
    $("answers").replaceChildren(...told);
    for (const id of ["check", "hint-asked"]) $(id).hidden = true;
    $("next").textContent = say("Next");
    $("next").focus({ preventScroll: true });
    this.tellScore();
  }

  agrees(given, text) {
    const one = plain(given.trim()).replace(/^\+/, "").replace(/\s*[x×*]\s*/g, "×");
    const other = plain(text);
    return one !== "" && (one === other || (NUMBER.test(one) && Number(one) === Number(other)));
  }

  hint() {
    const open = this.questions.filter(({ field }) => !field.value);
    const { name, why, text } = open[0] ?? this.questions[0];
    const told = why === text ? say("no product has come here before") : why;
    $("answers").textContent = `${name && `${name}: `}${told}`;
  }

  /* On to the next keyframe that asks, then to the questions about sizes, then to the score. */
  next() {
    const { player } = this;
    if (this.done) return this.start();
    this.seen.add(player.at);
    for (let keyframe = player.at + 1; keyframe <= player.end; keyframe++)
      if (this.asked(keyframe).length) return player.show(keyframe);
    const question = player.board.questions[++this.last];
    this.unmask();
    if (!question) return this.end();
    const [task, text, why, choices] = question;
    $("task").textContent = task;
    this.questions = [{ name: "", text, why, others: choices }];
    this.draw();
  }

  end() {
    const { player } = this;
    this.questions = [];
    this.done = true;
    if (player.at !== player.end) player.show(player.end);
    $("task").textContent = this.of
      ? say("That was all: {right} of {all} right.", { right: this.right, all: this.of }) : say("That was all.");
    this.draw();
    this.done = true;
  }

  tellScore() {
    $("score").textContent = this.of ? say("{right} of {all} right", { right: this.right, all: this.of }) : "";
  }
}
