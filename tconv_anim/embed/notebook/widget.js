/* A notebook's widget: sliders above the player in its frame, and messages between both and Python.

   Python makes every page that is shown, and says what can't be. Here is only told what the reader asks for. */

const PATIENCE = 4000; // ms without an answer, after which the reader is told that there may be none
const SETTLED = 300; // ms that a player may take to come to the step that it was told
const LEAST_WIDTH = 640; // px of a frame, where there is room, so that few layers change it
const LEAST_HEIGHT = 480; // px: in a lower frame the player would lay itself out as on a telephone on its side
const UNTOLD = 1500; // ms after it was loaded when a page that says nothing is shown all the same

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/* Whether this notebook is light or dark, as JupyterLab, VS Code, marimo and Colab say it. */
function theme() {
  const { body, documentElement: root } = document;
  const said = body.dataset.jpThemeLight ?? root.dataset.jpThemeLight;
  if (said) return said === "true" ? "light" : "dark";
  const words = [...body.classList, ...root.classList, body.dataset.theme, root.dataset.theme, root.getAttribute("theme")];
  if (words.some((word) => ["dark", "dark-theme", "vscode-dark"].includes(word))) return "dark";
  return words.some((word) => ["light", "light-theme", "vscode-light"].includes(word)) ? "light" : "auto";
}

/* Numbers without their shape, which may have first axes of length 1 or not. */
const flat = ({ input, kernel, bias }) => JSON.stringify([input, kernel, bias].map((one) => one?.flat(Infinity)));

/* A page in its frame, and what it said last. */
class Frame {
  constructor(page, takes) {
    this.page = page;
    this.element = make("iframe", {
      title: page.title, className: "coming", allowFullscreen: true,
      width: Math.max(page.width, LEAST_WIDTH), height: Math.max(page.height, LEAST_HEIGHT),
    });
    this.element.sandbox = "allow-scripts allow-downloads";
    this.element.srcdoc = page.html;
    this.hear = ({ source, data }) => {
      if (source !== this.element.contentWindow || data?.tconv !== 1) return;
      // A frame that a notebook moves begins anew, with another window.
      if (source !== this.source) Object.assign(this, { source, ready: false, awaited: null, numbers: null });
      takes(this, data);
    };
    addEventListener("message", this.hear);
  }

  tell(type, said = {}) {
    this.element.contentWindow?.postMessage({ tconv: 1, type, ...said }, "*");
  }

  end() {
    removeEventListener("message", this.hear);
    this.element.remove();
  }
}

class View {
  constructor(model, el) {
    this.model = model;
    this.settings = make("fieldset", { className: "settings" });
    this.settings.setAttribute("aria-label", "Layer");
    this.trouble = make("p", { className: "trouble" });
    this.trouble.setAttribute("role", "alert");
    this.frames = make("div", { className: "frames" });
    this.root = make("div", { className: "tconv-widget" }, this.settings, this.trouble, this.frames);
    el.append(this.root);
    // What the notebook keeps for when there is no kernel would show the same again.
    this.hiding = make("style", { textContent: `.${CSS.escape(model.get("_mark"))} { display: none; }` });
    document.head.append(this.hiding);
    this.wanted = {};
    this.listeners = Object.entries({
      "change:_page": () => this.load(),
      "change:_controls": () => this.settle(),
      "change:trouble": () => this.tellTrouble(),
      "change:_answered": () => this.answered(),
      "change:_numbers": () => this.all((frame) => this.tellNumbers(frame)),
      "change:step": () => this.all((frame) => this.tellStep(frame)),
    });
    for (const [event, act] of this.listeners) model.on(event, act);
    this.watch = new MutationObserver(() => this.all((frame) => this.tellTheme(frame)));
    const attributeFilter = ["class", "theme", "data-theme", "data-jp-theme-light"];
    for (const element of [document.body, document.documentElement]) this.watch.observe(element, { attributeFilter });
    this.drawControls();
    this.tellTrouble();
    this.load();
  }

  end() {
    for (const [event, act] of this.listeners) this.model.off(event, act);
    this.watch.disconnect();
    this.hiding.remove();
    this.all((frame) => frame.end());
    clearTimeout(this.patience);
  }

  /* The frame that is seen, and the one that comes. */
  all(act) {
    for (const frame of [this.frame, this.next]) if (frame) act(frame);
  }

  /* Let a new page come behind the one that is seen, and take its place when it is ready. */
  load() {
    this.next?.end();
    this.next = new Frame(this.model.get("_page"), (frame, said) => this.take(frame, said));
    this.next.element.addEventListener("load", ({ target }) =>
      setTimeout(() => this.next?.element === target && this.reveal(this.next), UNTOLD));
    this.frames.append(this.next.element);
  }

  reveal(frame) {
    if (frame !== this.next) return;
    this.frame?.end();
    [this.frame, this.next] = [frame, null];
    frame.element.classList.remove("coming");
  }

  /* A message of the player. */
  take(frame, { type, ...said }) {
    if (type === "height") frame.element.height = Math.max(said.height, LEAST_HEIGHT);
    else if (type === "step") this.takeStep(frame, said.step);
    else if (type === "numbers") this.takeNumbers(frame, said);
    else if (type === "ready") {
      frame.ready = true;
      this.tellTheme(frame);
      this.tellNumbers(frame);
      this.tellStep(frame);
      if (frame.awaited === null) this.reveal(frame);
    }
  }

  /* Where the player opens is nobody's wish; a step is known from when somebody has asked for one. */
  takeStep(frame, step) {
    const moved = frame.ready && step !== frame.step, awaited = frame.awaited;
    frame.step = step;
    if (awaited !== null && step !== awaited) return; // it was on its way before that was asked for
    this.arrive(frame);
    if (awaited === null && moved && step !== this.model.get("step")) this.say({ step });
  }

  /* The player is where it was told to go, or will not be. */
  arrive(frame) {
    clearTimeout(frame.settling);
    frame.awaited = null;
    if (frame.ready) this.reveal(frame);
  }

  /* Numbers that the reader has changed, or that come back from who was told of them. */
  takeNumbers(frame, { input, kernel, bias }) {
    const numbers = { input, kernel, bias }, known = frame.numbers === flat(numbers);
    frame.numbers = flat(numbers);
    if (frame === this.frame && !known) this.say({ _edited: numbers });
  }

  tellTheme(frame) {
    if (frame.page.follows) frame.tell("theme", { theme: theme() });
  }

  tellStep(frame) {
    const step = this.model.get("step");
    if (!frame.ready || step === null || step === (frame.awaited ?? frame.step)) return;
    frame.awaited = step;
    frame.tell("step", { step });
    clearTimeout(frame.settling);
    frame.settling = setTimeout(() => this.arrive(frame), SETTLED);
  }

  /* Numbers that were changed since this page was made. */
  tellNumbers(frame) {
    const numbers = this.model.get("_numbers");
    if (!frame.ready || !numbers || frame.numbers === flat(numbers)) return;
    frame.numbers = flat(numbers);
    frame.tell("numbers", numbers);
  }

  tellTrouble() {
    this.trouble.textContent = this.model.get("trouble");
    if (!this.trouble.textContent) this.settle();
    for (const label of this.settings.children)
      label.classList.toggle("refused", Boolean(this.trouble.textContent) && label.name in this.wanted);
  }

  say(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  /* Python has a layer of its own, or the one that was asked for: nothing else is wanted. */
  settle() {
    if (!this.asking) this.wanted = {};
    this.drawControls();
  }

  /* All controls where Python says that they stand, but for what is wanted. */
  drawControls() {
    const { sliders, views, view } = this.model.get("_controls");
    const known = new Map([...this.settings.children].map((label) => [label.name, label]));
    const labels = sliders.map((slider) => known.get(slider.name) ?? this.slider(slider.name));
    if (views.length) labels.push(known.get("view") ?? this.choice("view", views));
    if (labels.some((label) => label.parentNode !== this.settings) || labels.length !== known.size)
      this.settings.replaceChildren(...labels);
    this.settings.hidden = !labels.length;
    for (const { name, least, most, value, text } of sliders) {
      if (name in this.wanted) continue;
      const { input, output } = labels.find((label) => label.name === name);
      Object.assign(input, { min: least, max: most, value });
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
    }
    if (views.length && !("view" in this.wanted)) labels.at(-1).input.value = view;
  }

  slider(name) {
    const input = make("input", { type: "range", step: 1 });
    const output = make("output");
    input.addEventListener("input", () => {
      output.textContent = input.value;
      input.setAttribute("aria-valuetext", input.value);
      this.ask(name, Number(input.value));
    });
    return Object.assign(make("label", {}, name, input, output), { name, input, output });
  }

  choice(name, words) {
    const input = make("select", {}, ...words.map((word) => make("option", { value: word, textContent: word })));
    input.addEventListener("change", () => this.ask(name, input.value));
    return Object.assign(make("label", {}, name, input), { name, input });
  }

  /* Ask Python for a layer, one question at a time: sliders are faster than pages are made. What was refused
     is asked for again together with what is moved next, for that may make it possible. */
  ask(name, value) {
    this.wanted[name] = value;
    if (this.asking) this.again = true;
    else this.send();
  }

  send() {
    this.asking = (this.asking ?? this.model.get("_answered")) + 1;
    this.say({ _asked: { ...this.wanted, number: this.asking } });
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.trouble.textContent = "Python doesn't answer yet: it may be busy, or the cell must be run again.";
    }, PATIENCE);
  }

  answered() {
    if (this.model.get("_answered") !== this.asking) return;
    clearTimeout(this.patience);
    this.asking = null;
    if (this.again) {
      this.again = false;
      return this.send();
    }
    this.tellTrouble();
  }
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.end();
  },
};
