/* Keys: what each does, and the list of them. */

const KEYS = [
  // For translators: this one and some that follow are names of keys, as they are printed on a keyboard.
  [[say("Space")], " ", "play", say("play, pause")],
  [["→"], "ArrowRight", "forward", say("a picture on")],
  [["←"], "ArrowLeft", "back", say("a picture back")],
  [["."], ".", "after", say("a whole step on")],
  [[","], ",", "before", say("a whole step back")],
  [[say("Home")], "Home", "first", say("to the start")],
  [[say("End")], "End", "last", say("to the end")],
  [["f"], "f", "full", say("full screen")],
  [["?"], "?", "help", say("this list")],
  [[say("Esc")], "Escape", "leave", say("leave the number that was chosen")],
];

/* Where keys are typed, or mean something of their own. */
const TYPED = "select, textarea, summary, [contenteditable], input:not([type=range])";

/* What a page around this one may have a use for; Tab and the like are the browser's. */
const HANDED_ON = /^(.|Arrow.+|Page.+|Home|End|Escape)$/u;

class Keys {
  constructor(player) {
    this.player = player;
    this.does = { ...player.does, help: () => this.help(), leave: () => player.choose(-1) };
    this.acts = new Map(KEYS.map(([, key, does]) => [key, does]));
    for (const [shown, , , what] of KEYS) {
      const name = document.createElement("dt"), meaning = document.createElement("dd");
      name.append(...shown.map((text) => Object.assign(document.createElement("kbd"), { textContent: text })));
      meaning.textContent = what;
      $("keys").append(name, meaning);
    }
    const help = $("help");
    $("asked").addEventListener("click", this.does.help);
    $("close").addEventListener("click", () => help.close());
    help.addEventListener("click", ({ target }) => target === help && help.close()); // beside it
    document.addEventListener("keydown", (event) => this.press(event));
  }

  help() {
    if (!$("help").open) $("help").showModal();
  }

  /* Keys that the player has no use for are told to whoever listens, like a slide deck around it. */
  press(event) {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || $("help").open) return;
    if (target.closest?.(TYPED) || (key === " " && target.closest?.("button, a"))) return;
    const scrolled = target === $("stage") && this.player.sight.takes(key);
    if (scrolled || (key.length === 1 && !$("single").checked)) return;
    const name = this.acts.get(key), { at, end, meant } = this.player;
    const idle = !name || (name === "full" && $("full").hidden) || (name === "leave" && meant < 0)
      || (key === "ArrowRight" && at === end) || (key === "ArrowLeft" && at === 0);
    if (idle && HANDED_ON.test(key)) this.player.dispatchEvent(new CustomEvent("unused", { detail: key }));
    if (idle) return;
    event.preventDefault();
    this.does[name]();
  }
}
