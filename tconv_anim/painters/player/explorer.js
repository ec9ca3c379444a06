/* The explorer: which board the settings ask for, and how to make that layer elsewhere.

   All boards were made in Python. They are in the page as compressed chunks, one a view. */

async function inflate(id) {
  const stream = new Blob([fromText($(id).textContent)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

class Explorer {
  constructor(player, start) {
    this.player = player;
    this.form = $("settings");
    this.chunks = new Map();
    this.asked = 0;
    this.shown = start;
  }

  /* The index is there before anything can be chosen; the first animation already is. */
  async begin() {
    this.index = JSON.parse(new TextDecoder().decode(await inflate("index")));
    this.form.hidden = $("snippets").hidden = false;
    this.form.addEventListener("change", () => this.show());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => this.follow());
    for (const button of document.querySelectorAll("#snippets button"))
      button.addEventListener("click", () => this.copy(button.previousElementSibling, button));
    await this.follow();
  }

  /* Take the settings that the address names; others stay as they are. */
  follow() {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      const input = [...this.form.elements].find((one) => one.name === name && one.value === value);
      if (input) input.checked = true;
    }
    return this.show();
  }

  settings() {
    return Object.fromEntries(new FormData(this.form));
  }

  /* The number of a layer among all: a mixed radix number with a digit for each setting but the view. */
  layer(settings) {
    return this.index.axes.reduce((number, [name, values]) =>
      number * values.length + values.indexOf(Number(settings[name])), 0);
  }

  /* What is wrong with these settings, in the words of the program; empty if nothing is. */
  trouble(settings) {
    const place = this.index.places[settings.view][this.layer(settings)];
    return place < 0 ? this.index.troubles[-1 - place] : "";
  }

  async board(settings) {
    const { view } = settings;
    if (!this.chunks.has(view)) this.chunks.set(view, inflate(`chunk-${view}`).then((bytes) => new Columns(bytes)));
    const columns = await this.chunks.get(view);
    return unpack(columns, this.index.places[view][this.layer(settings)]);
  }

  async show() {
    const settings = this.settings(), asked = ++this.asked;
    const wanted = new URLSearchParams(settings).toString();
    this.remember(wanted);
    this.tell(settings);
    const trouble = this.trouble(settings);
    $("trouble").hidden = !trouble;
    $("trouble").textContent = trouble;
    this.player.root.classList.toggle("impossible", Boolean(trouble));
    if (trouble) this.player.pause();
    if (trouble || wanted === this.shown) return;
    const board = await this.board(settings);
    if (asked !== this.asked) return; // something else was chosen meanwhile
    this.shown = wanted;
    $("alt").textContent = board.description;
    document.title = `${board.title}, ${board.subtitle}`;
    this.player.open(board);
  }

  /* Keep the settings in the address, where there is one to keep them in. */
  remember(wanted) {
    try {
      history.replaceState(null, "", `#${wanted}`);
    } catch { /* a frame without an address of its own */ }
  }

  /* The code of this layer, and which other choices would lead nowhere. */
  tell(settings) {
    const number = this.layer(settings);
    const { command: commands, ...code } = this.index.code[this.index.operations[settings.view]];
    for (const [language, lines] of Object.entries(code)) $(language).textContent = lines[number];
    const command = commands[number];
    $("command").textContent = command && `${command} --view ${settings.view} -o figure.html`;
    $("snippets").hidden = !command;
    for (const input of this.form.elements)
      if (input.type === "radio")
        input.parentNode.classList.toggle("impossible",
          Boolean(this.trouble({ ...settings, [input.name]: input.value })));
  }

  async copy(code, button) {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch { // not allowed in this frame: leave it chosen, for the reader to copy
      getSelection().selectAllChildren(code);
      if (!document.execCommand("copy")) said = "Press Ctrl+C";
    }
    $("copied").textContent = `${said}: ${code.textContent}`;
    button.textContent = said;
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }
}

const start = JSON.parse($("board").textContent);
const player = assembled();
player.open(start);
player.messages.tell("ready");
const explorer = new Explorer(player, start.settings);
player.root.explorer = explorer;
if (typeof DecompressionStream === "undefined") {
  $("trouble").hidden = false;
  $("trouble").textContent = "This browser is too old to open other settings; this one it can play.";
} else explorer.begin();
