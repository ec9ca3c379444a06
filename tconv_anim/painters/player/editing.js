/* Changing numbers: one by one, or all of them; everything that is made of them follows. */

/* What numbers are called, and the least and the most of random ones, as the program draws them. */
const KNOWN = {
  input: [say("input"), 1, 4], kernel: [say("kernel"), 0, 3], bias: [say("bias"), 1, 3], gradient: [say("gradient"), -2, 2],
};

class Editing {
  constructor(player) {
    this.player = player;
    this.name = "";
    const field = $("value");
    player.addEventListener("opened", () => this.open());
    player.addEventListener("chosen", () => this.choose());
    field.addEventListener("input", () => this.type(field.value));
    field.addEventListener("focus", () => field.select());
    field.addEventListener("keydown", (event) => this.press(event));
    $("edit").addEventListener("submit", (event) => event.preventDefault());
    $("less").addEventListener("click", () => this.step(-1));
    $("more").addEventListener("click", () => this.step(1));
    $("reset").addEventListener("click", () => this.all((name) => player.numbers.first(name)));
    $("ones").addEventListener("click", () => this.all(() => "1"));
    $("random").addEventListener("click", () => this.all((name) => {
      const [, least, most] = KNOWN[kindOf(arrayOf(name))];
      return String(least + Math.floor(Math.random() * (most - least + 1)));
    }));
    player.editing = this;
    player.messages.takes.set("numbers", (arrays) => this.take(arrays));
    player.addEventListener("rewritten", () => player.messages.tell("numbers", this.arrays()));
  }

  open() {
    $("change").hidden = !this.names.length;
    this.name = "";
    this.track = null;
    this.choose();
  }

  /* The cells whose numbers can be changed. */
  get names() {
    const { numbers } = this.player;
    return [...numbers.leaves.keys()].filter((name) => numbers.has(name));
  }

  /* The arrays that they are of: input, kernel, bias; of the second of several pictures b:input. */
  get kinds() {
    return [...new Set(this.names.map(arrayOf))];
  }

  of(kind) {
    return this.names.filter((name) => name.startsWith(`${kind}/`));
  }

  /* The numbers of one of these as JSON. */
  array(kind) {
    return nested(this.of(kind), (name) => this.player.numbers.text(name));
  }

  /* Offer to change the number that has been chosen. */
  choose() {
    const { board, chosen } = this.player;
    if (chosen === this.track) return; // it is only told anew
    this.track = chosen;
    this.offer(board.tracks[chosen]?.[0] ?? "");
  }

  offer(name) {
    const { numbers } = this.player;
    if (name === this.name) return;
    this.name = numbers.has(name) ? name : "";
    $("edit").hidden = !this.name;
    if (!this.name) return;
    this.before = numbers.text(name);
    this.write(this.before);
    $("value-name").textContent = this.spoken(name);
    const focused = document.activeElement;
    this.from = focused?.matches("button, [tabindex]") ? focused : null;
    // Where fingers choose, a keyboard would cover what they have chosen.
    if (this.from || matchMedia("(pointer: fine)").matches) $("value").focus({ preventScroll: true });
  }

  /* What a cell is called: input[0, 1]; with its channels where there are several. */
  spoken(name) {
    const [array, ...index] = name.split("/"), kind = kindOf(array), { pictures } = this.player.board;
    const channels = { bias: 0, kernel: 2 }[kind] ?? 1;
    const several = this.of(array).some((one) => one.split("/").slice(1, 1 + channels).some(Number));
    const element = `${KNOWN[kind][0]}[${(several ? index : index.slice(channels)).join(", ")}]`;
    return pictures ? say("{picture}: {element}", { picture: pictures[pictureOf(array)], element }) : element;
  }

  write(text) {
    $("value").value = signed(text);
    $("value").removeAttribute("aria-invalid");
  }

  type(text) {
    const found = written(text);
    if (found === null) $("value").setAttribute("aria-invalid", true);
    else {
      $("value").removeAttribute("aria-invalid");
      this.set({ [this.name]: found });
    }
  }

  press(event) {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") this.step(event.key === "ArrowUp" ? 1 : -1);
    // Before it would be submitted, which frames in a sandbox don't let happen.
    else if (event.key === "Enter") (this.from ?? $("play")).focus();
    else if (event.key === "Escape") {
      this.set({ [this.name]: this.before });
      this.write(this.before);
      this.player.choose(-1);
      (this.from ?? $("play")).focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step(by) {
    const text = this.player.numbers.text(this.name);
    const whole = /^-?\d+$/.test(text);
    const next = whole ? String(BigInt(text) + BigInt(by)) : written((Number(text) + by).toPrecision(12));
    this.set({ [this.name]: next });
    this.write(next);
  }

  /* Every number anew. */
  all(find) {
    this.set(Object.fromEntries(this.names.map((name) => [name, find(name)])));
    if (this.name) this.write(this.player.numbers.text(this.name));
  }

  set(texts) {
    const { numbers } = this.player;
    if (Object.entries(texts).every(([name, text]) => numbers.text(name) === text)) return;
    numbers.set(texts);
    this.player.rewrite();
  }

  /* All numbers as take() takes them, and what comes out: of several pictures those of the first. */
  arrays() {
    const { board, numbers } = this.player, found = new Map();
    for (const name of this.names) found.set(name, numbers.values[numbers.leaves.get(name)]);
    for (const [track, , value] of board.sums) if (value) found.set(board.tracks[track][0], numbers.value(value));
    return Object.fromEntries(["input", "kernel", "bias", "gradient", "output"].map((kind) => {
      const names = [...found.keys()].filter((name) => name.startsWith(`${board.pictures ? "a:" : ""}${kind}/`));
      return [kind, names.length ? JSON.parse(nested(names, (name) => inJson(found.get(name)))) : null];
    }).filter(([kind, array]) => array || kind !== "gradient"));
  }

  /* Arrays as JSON has them, from whoever holds the page; of another shape they aren't taken. */
  take(arrays) {
    const texts = {};
    for (const kind of this.kinds) {
      const array = arrays[kind] ?? arrays[kind.replace(/^a:/, "")];
      if (array === undefined || array === null) continue;
      const names = this.of(kind);
      const found = [array].flat(Infinity).map((number) => written(String(number)));
      if (found.length !== names.length || found.includes(null)) return;
      names.sort(inOrder).forEach((name, i) => { texts[name] = found[i]; });
    }
    this.set(texts);
  }
}

/* The array of a cell, what kind it is, and which picture of several it is in. */
function arrayOf(name) {
  return name.split("/")[0];
}

function kindOf(array) {
  return array.split(":").at(-1);
}

function pictureOf(array) {
  return array.includes(":") ? array.charCodeAt(0) - 97 : 0;
}

/* Texts by their cells' names as nested lists in JSON; first axes of length 1 are left out. */
function nested(names, text) {
  const split = (group, depth) => {
    const parts = new Map();
    for (const name of group) {
      const index = name.split("/")[depth];
      parts.set(index, [...(parts.get(index) ?? []), name]);
    }
    return [...parts.values()];
  };
  const axes = names[0].split("/").length, sorted = [...names].sort(inOrder);
  const list = (group, depth) => (depth === axes ? text(group[0])
    : `[${split(group, depth).map((part) => list(part, depth + 1)).join(",")}]`);
  let first = 1;
  while (first < axes - 1 && split(sorted, first).length === 1) first++;
  return list(sorted, first);
}

/* A number in JSON, which holds integers exactly only up to 2^53: larger ones are texts. */
function inJson(number) {
  const exact = typeof number === "number" || Number.isSafeInteger(Number(number));
  return JSON.stringify(exact ? Number(number) : String(number));
}

/* A number as JSON has it, out of what was typed; null if it is none. */
function written(text) {
  const found = plain(text.trim());
  if (!NUMBER.test(found) || found.length > 24) return null;
  if (/^[-+]?\d+$/.test(found)) return String(BigInt(found.replace("+", "")));
  const number = String(Number(found));
  if (!/\d/.test(number)) return null; // too large
  return /[.e]/.test(number) ? number : `${number}.0`;
}

/* Cells by their indices. */
function inOrder(one, two) {
  const [a, b] = [one, two].map((name) => name.split("/").slice(1).map(Number));
  return a.map((index, i) => index - b[i]).find(Boolean) ?? 0;
}
