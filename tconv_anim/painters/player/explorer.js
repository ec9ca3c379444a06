/* The explorer: what the settings ask for, why there is none of it, and how to make that layer elsewhere.

   The page has the first board. All others are made by the program's own Python, which is in the page
   translated and compressed: it is put in once the first board can be played. */

const ROW_ALONE = { output_padding: 0, padding: 0 }; // of a single row, in which all else is 1
const PATIENCE = 250; // ms that making a board takes at most where others are made ahead
const KEPT = 60; // boards that are kept for readers who go back and forth

async function inflated(id) {
  const stream = new Blob([fromText($(id).textContent)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

class Explorer {
  constructor(player, first) {
    this.player = player;
    this.form = $("settings");
    this.found = new Map();
    this.slim = matchMedia("(max-width: 899px)"); // where the other arrangement of a picture may be the better one
    this.slim.addEventListener("change", () => this.again());
    this.first = { board: first, code: first.code };
    this.asked = 0;
    player.sharing.settings = () => this.said();
    this.form.addEventListener("change", () => this.show());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of document.querySelectorAll("#snippets button"))
      button.addEventListener("click", () => copy(button.previousElementSibling.textContent, button));
    this.tell(first.code);
    this.fold();
  }

  /* Where the page is narrow, the picture comes first. */
  fold() {
    $("folded").open = !matchMedia("(max-width: 639px)").matches;
  }

  /* Put the code in: the page's policy knows its hash. */
  async begin() {
    const script = document.createElement("script");
    script.textContent = await inflated("python");
    document.head.append(script);
    script.remove();
    this.python = this.player.root.python;
    this.found.set(JSON.stringify(this.choice()), this.first);
    this.form.querySelector("fieldset").disabled = false;
    // The address may have been written anew since.
    addEventListener("hashchange", ({ newURL }) => this.follow(new URL(newURL).hash));
    await this.follow();
    this.prepare([...this.form.elements].filter(({ name }) => name === "view").map(({ value }) => value));
  }

  /* Make the other views of a layer while the reader looks at one: no code takes as long as when it runs first.
     Where it takes long all the same, nobody shall wait for what wasn't asked for. */
  prepare([view, ...others]) {
    if (!view) return;
    (globalThis.requestIdleCallback ?? setTimeout)(() => {
      const since = performance.now();
      this.find(this.choice({ ...this.settings(), view }));
      if (performance.now() - since < PATIENCE) this.prepare(others);
    });
  }

  /* The same at the same moment, made for a page of another width. */
  again() {
    this.found.clear();
    if (this.python) this.show(this.player.at);
  }

  /* Take the settings that the address names, numbers and a step; others stay as they are. */
  async follow(hash = location.hash) {
    for (const [name, value] of new URLSearchParams(hash.slice(1))) {
      const input = [...this.form.elements].find((one) => one.name === name && one.value === value);
      if (input) input.checked = true;
    }
    await this.show();
    this.player.sharing.follow(hash);
  }

  settings() {
    return Object.fromEntries(new FormData(this.form));
  }

  /* The settings as the address keeps them: what is as usual, and what has no effect, is left out. */
  said() {
    const { view, axes, ...rest } = this.settings(), said = {};
    for (const [name, value] of Object.entries(rest)) {
      if (name.endsWith("w") ? axes === "apart" : name.length < 3 && name !== "in") said[name] = value;
      else if (value !== "1" && !name.endsWith("w")) said[name] = value;
    }
    return { ...said, ...(axes === "both" ? {} : { axes }), view };
  }

  /* What these settings are in the words of the program: rows and columns of each parameter. */
  choice({ view, axes, ...settings } = this.settings()) {
    const choice = { view };
    for (const [parameter, [name, paired]] of Object.entries(this.python.names)) {
      const value = Number(settings[name]);
      if (!paired) choice[parameter] = value;
      else if (axes === "row") choice[parameter] = [ROW_ALONE[parameter] ?? 1, value];
      else choice[parameter] = [value, axes === "apart" ? Number(settings[`${name}w`]) : value];
    }
    return choice;
  }

  /* Board and code of a layer, or the trouble with it. */
  find(choice) {
    const key = JSON.stringify(choice);
    if (!this.found.has(key)) {
      if (this.found.size > KEPT) this.found.delete(this.found.keys().next().value);
      this.found.set(key, this.python.chosen(choice, this.python.terms, this.slim.matches));
    }
    return this.found.get(key);
  }

  async show(keyframe) {
    const asked = ++this.asked;
    this.form.dataset.axes = this.settings().axes;
    this.form.setAttribute("aria-busy", true);
    this.strike();
    // First let the reader see what was chosen, then make what it shows.
    await new Promise((resolve) => { setTimeout(resolve); });
    if (asked !== this.asked) return; // something else was chosen meanwhile
    const found = this.find(this.choice());
    this.refuse(found.trouble ?? "");
    this.tell(found.code);
    if (!found.trouble && found.board !== this.player.board) this.open(found.board, keyframe);
    this.remember();
    this.form.setAttribute("aria-busy", false);
  }

  /* Show another board, with the numbers that the reader has changed where they still have a place. */
  open(board, keyframe) {
    const { player } = this, changed = player.sharing.changed();
    $("alt").textContent = board.description;
    document.title = `${board.title}, ${board.subtitle}`;
    player.open(board, keyframe);
    for (const [kind, text] of changed) player.editing.take({ [kind]: JSON.parse(text) });
  }

  /* Keep the settings in the address, where there is one to keep them in. */
  remember() {
    try {
      history.replaceState(null, "", this.player.sharing.address());
    } catch { /* a frame without an address of its own */ }
  }

  /* Say why there is no such layer, and play nothing; or take that back. */
  refuse(trouble) {
    const { player } = this, { root } = player;
    const before = root.classList.contains("impossible");
    $("trouble").hidden = !trouble;
    $("trouble").textContent = trouble;
    root.classList.toggle("impossible", Boolean(trouble));
    $("frame").inert = root.querySelector(".dock").inert = Boolean(trouble);
    if (trouble) {
      player.pause();
      player.play = player.go = () => {}; // whoever asks, keys and the page around this one too
      const [title, subtitle] = root.querySelectorAll("header > *");
      title.textContent = say("No such layer");
      subtitle.textContent = Object.entries(this.said()).map((pair) => pair.join("=")).join(", ");
      document.title = say("{name}: {text}", { name: title.textContent, text: subtitle.textContent });
    } else if (before) {
      delete player.play;
      delete player.go;
      player.drawHeader();
      document.title = `${player.board.title}, ${player.board.subtitle}`;
    }
  }

  /* The code of this layer. */
  tell(code) {
    $("snippets").hidden = !code;
    for (const [language, line] of Object.entries(code ?? {})) $(language).textContent = line;
  }

  /* Which other choices would lead nowhere: struck through, and said to be so. */
  strike() {
    const settings = this.settings();
    for (const input of this.form.elements) {
      if (input.type !== "radio") continue;
      const trouble = this.python.trouble(this.choice({ ...settings, [input.name]: input.value }));
      input.parentNode.classList.toggle("impossible", Boolean(trouble));
      if (trouble) input.setAttribute("aria-disabled", true);
      else input.removeAttribute("aria-disabled");
      input.parentNode.title = input.checked ? "" : trouble;
    }
  }
}

const start = JSON.parse($("board").textContent);
const player = assembled();
player.open(start);
player.messages.tell("ready");
const explorer = new Explorer(player, start);
player.root.explorer = explorer;
if (typeof DecompressionStream === "undefined") {
  $("trouble").hidden = false;
  $("trouble").textContent = say("This browser is too old to open other settings; this one it can play.");
} else if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => explorer.begin());
else explorer.begin();
