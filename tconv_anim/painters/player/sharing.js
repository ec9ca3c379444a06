/* Handing on what is seen: in the address, as a command, as a picture. */

const ARRAYS = [["input", "input"], ["kernel", "weight"], ["bias", "bias"],
  ["gradient", "gradient"]]; // and what the command calls them
const WAIT = 250; // ms until the address follows: browsers allow only so many changes

class Sharing {
  constructor(player, editing) {
    this.player = player;
    this.editing = editing;
    /* What else the address keeps; other pages have settings. */
    this.settings = () => ({});
    player.sharing = this;
    for (const event of ["shown", "rewritten"]) player.addEventListener(event, () => this.later());
    const command = () => this.command();
    for (const [id, text] of [["link", () => location.href.split("#")[0] + this.address()], ["command-line", command]])
      $(id).addEventListener("click", () => copy(text(), $(id)));
    $("svg").addEventListener("click", () => save(picture(player), "svg"));
    $("png").addEventListener("click", async () => save(await painted(picture(player)), "png"));
    $("take").hidden = false;
  }

  /* Take numbers and the step from an address; what it doesn't say stays. */
  follow(hash = location.hash) {
    const said = new URLSearchParams(hash.slice(1));
    for (const kind of this.editing.kinds) {
      try {
        if (said.has(kind)) this.editing.take({ [kind]: JSON.parse(said.get(kind)) });
      } catch { /* not written by us */ }
    }
    if (/^\d+$/.test(said.get("step") ?? "")) this.player.goStep(Number(said.get("step")));
  }

  /* An address of this page with all that the reader has set. */
  address() {
    const said = new URLSearchParams(this.settings());
    for (const [kind, text] of this.changed()) said.set(kind, text);
    const { board, at, untouched } = this.player;
    if (!untouched) said.set("step", board.steps[at]);
    return `#${said}`.replaceAll("%5B", "[").replaceAll("%5D", "]").replaceAll("%2C", ",");
  }

  /* Each array that isn't as it was, as JSON. */
  changed() {
    const { numbers } = this.player;
    return this.editing.kinds
      .filter((kind) => this.editing.of(kind).some((name) => numbers.text(name) !== numbers.first(name)))
      .map((kind) => [kind, this.editing.array(kind)]);
  }

  later() {
    if (this.player.playing || this.player.untouched) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      try {
        history.replaceState(null, "", this.address());
      } catch { /* a frame without an address of its own */ }
    }, WAIT);
  }

  /* The command that makes this animation, with the numbers that are seen. */
  command() {
    const { command, given = [], beside = [] } = this.player.board, changed = new Map(this.changed());
    const numbers = (whose, given) => ARRAYS.map(([kind, option]) => [whose + kind, option])
      .filter(([kind, option]) => changed.has(kind) || given.includes(option))
      .map(([kind, option]) => ` --${option} '${this.editing.array(kind)}'`).join("");
    const others = beside.map(([options, given], i) =>
      ` --beside ${quoted((options + numbers(`${"bcd"[i]}:`, given)).trim())}`);
    return command + numbers(beside.length ? "a:" : "", given) + others.join("");
  }
}

/* A text as one word of a command. */
function quoted(text) {
  return "'" + text.replaceAll("'", "'\"'\"'") + "'";
}

async function copy(text, button) {
  const name = button.textContent;
  let said = say("Copied");
  try {
    await navigator.clipboard.writeText(text);
  } catch { // not allowed in this frame: leave it chosen, for the reader to copy
    $("copied").textContent = text;
    $("copied").hidden = false;
    getSelection().selectAllChildren($("copied"));
    said = document.execCommand("copy") ? said : say("Press Ctrl+C");
  }
  button.textContent = said;
  $("announced").textContent = say("{name}: {text}", { name: said, text });
  setTimeout(() => { button.textContent = name; }, 1500);
}

function save(blob, suffix) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${document.title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${suffix}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
