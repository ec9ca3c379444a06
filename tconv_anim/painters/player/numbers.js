/* Numbers that readers may change, and all that is made of them. ledger.py wrote which number is made of
   which others, so that here is one multiply and one add: of integers as long as all are, else of floats. */

const FIRST_MARK = 0xF0000; // the character that stands for the first slot
const MARKS = /[\u{F0000}-\u{10FFFD}]/gu, EQUATIONS = /\uE001(.*?) [=≈] ([^=≈]*?)\uE002/g;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const MOST_DIGITS = 100; // that a browser writes exactly

class Numbers {
  constructor(data = { leaves: [], nodes: "", slots: "", picks: [], choices: [], advances: [] }) {
    this.data = data;
    this.leaves = new Map(data.leaves.map(([name], place) => [name, place]));
    this.texts = data.leaves.map(([, text]) => text);
    this.made = data.nodes.split(" ").filter(Boolean).map(instruction);
    this.slots = data.slots.split(" ").filter(Boolean).map((slot) => slot.split(/([,+(!*])/));
    this.count();
  }

  /* Whether the reader may change the number of this cell. */
  has(name) {
    return this.leaves.has(name) && !name.startsWith("rest/");
  }

  text(name) {
    return this.texts[this.leaves.get(name)];
  }

  first(name) {
    return this.data.leaves[this.leaves.get(name)][1];
  }

  /* Put in other numbers, as texts by the names of their cells. */
  set(texts) {
    for (const [name, text] of Object.entries(texts)) this.texts[this.leaves.get(name)] = text;
    this.count();
  }

  /* Every number anew, each from earlier ones. */
  count() {
    this.exact = this.texts.every((text) => /^[-+]?\d+$/.test(text));
    const values = this.texts.map((text) => this.number(text));
    for (const [kind, ...of] of this.made) values.push(this[kind](values, ...of));
    this.values = values;
  }

  number(text) {
    return this.exact && /^[-+]?\d+$/.test(text) ? BigInt(text) : Number(text);
  }

  constant(values, text) {
    return this.number(text);
  }

  product(values, a, b) {
    return together(values[a], values[b], (x, y) => x * y);
  }

  sum(values, a, b) {
    return together(values[a], values[b], (x, y) => x + y);
  }

  least(values, ...of) {
    return of.map((place) => values[place]).reduce((a, b) => (b < a ? b : a));
  }

  most(values, ...of) {
    return of.map((place) => values[place]).reduce((a, b) => (b > a ? b : a));
  }

  largest(values, ...of) {
    return this.number(String(of.reduce((best, place, i) => (values[place] > values[of[best]] ? i : best), 0)));
  }

  differ(values, a, b, share, beyond) {
    const far = (x, y) => Math.abs(x - y) > Number(values[beyond]) + share * Math.abs(y);
    // Loosely: what an activation has made a float may be the same as the integer before.
    const apart = this.exact ? values[a] != values[b] : far(values[a], values[b]);
    return this.number(apart ? "1" : "0");
  }

  shade(values, place, digits, low, high, last) {
    const [from, to] = [Number(values[low]), Number(values[high])];
    const share = to > from ? (Number(spelled(values[place], digits)) - from) / (to - from) : 0;
    return Math.max(0, Math.min(last, toEven(share * last)));
  }

  /* A board's text with its numbers written out. */
  write(text) {
    return text.replace(MARKS, (mark) => this.slot(mark.codePointAt(0) - FIRST_MARK) ?? mark)
      .replace(EQUATIONS, (_, left, right) => `${left} ${this.equal(left, right) ? "=" : "≈"} ${right}`);
  }

  /* The same without the numbers that are made of others. */
  veiled(text) {
    const hidden = text.replace(MARKS, (mark) => (this.made_of(mark) ? "?" : mark));
    return this.write(hidden.replace(EQUATIONS, "$1 = $2"));
  }

  /* Whether a mark is a number that is made of others. */
  made_of(mark) {
    const slot = this.slots[mark.codePointAt(0) - FIRST_MARK];
    return Boolean(slot) && Number(slot[0]) >= this.texts.length;
  }

  /* What a mark's number is made of, as a sum of products: 3·2 + 1·4. */
  reason(mark) {
    const terms = this.terms(Number(this.slots[mark.codePointAt(0) - FIRST_MARK][0]));
    // For translators: for terms of a sum that are left out: of so many in all.
    const most = 6, more = sayCount("… ({n} term)", "… ({n} terms)", terms.length);
    return (terms.length > most ? [...terms.slice(0, most - 1), more] : terms).join(" + ");
  }

  terms(place) {
    const [kind, a, b] = this.made[place - this.texts.length] ?? [];
    if (kind === "sum") return [...this.terms(a), ...this.terms(b)];
    const factor = (one) => this.form(this.values[one], "(", 4);
    return [kind === "product" ? `${factor(a)}·${factor(b)}` : factor(place)];
  }

  slot(number) {
    if (!this.slots[number]) return undefined;
    const [place, how, detail] = this.slots[number], value = this.values[place];
    if (how === "*") return this.write(this.data.picks[detail][Number(value)]);
    return this.form(value, how, Number(detail));
  }

  /* A number in one of the forms that it is written in. */
  form(value, how, digits) {
    const text = signed(how === "!" ? inFull(value) : spelled(value, digits));
    const negative = text.startsWith("−");
    return how === "+" && !negative ? `+${text}` : how === "(" && negative ? `(${text})` : text;
  }

  /* The value of a text that is one number and no more: a BigInt as long as all are integers. */
  value(text) {
    const slot = this.slots[(text.codePointAt(0) ?? 0) - FIRST_MARK];
    return slot ? this.values[slot[0]] : Number(plain(text));
  }

  /* Which of some frames one of the board's choices takes. */
  chosen(choice) {
    const [place, frames] = this.data.choices[choice];
    return [Number(this.values[place]), frames];
  }

  /* Whether a sum of products is what it is said to be, as it is written. */
  equal(left, right) {
    if (left.includes("…")) return !`${left}${right}`.includes(SIGN);
    const total = left.split(" + ").map((term) => term.split("·").map(decimal).reduce(times)).reduce(plus);
    const [difference] = plus(total, times(decimal(right), [-1n, 0]));
    return difference === 0n;
  }

  /* How large a text may be set: [its largest size, the room for it, whether it is bold]. */
  fitting(text, [most, room, , bold]) {
    const em = [...text].reduce((sum, letter) => sum + (this.data.advances[bold][letter] ?? 600), 0) / 1000;
    return em * most <= room ? most : Math.max(5, Math.floor(most * room / (em * most)));
  }
}

const KINDS = { "=": "constant", "<": "least", ">": "most", "?": "largest", "~": "differ", "%": "shade" };

/* What a word of the ledger's says: how a number is made, and of which. */
function instruction(word) {
  const kind = KINDS[word[0]];
  if (kind === "constant") return [kind, word.slice(1)];
  if (kind) return [kind, ...word.slice(1).split(",").map(Number)];
  const [a, sign, b] = word.split(/([·+])/);
  return [sign === "·" ? "product" : "sum", Number(a), Number(b)];
}

function together(a, b, of) {
  return typeof a === typeof b ? of(a, b) : of(Number(a), Number(b));
}

/* A number as cells have it: integers in full, floats to some significant digits, as Python's %g has them. */
function spelled(value, digits) {
  if (typeof value === "bigint") return String(value);
  const [mantissa, exponent] = rounded(Math.abs(value), digits);
  const sign = value < 0 && /[1-9]/.test(mantissa) ? "-" : "";
  if (exponent < -4 || exponent >= digits)
    return `${sign}${trimmed(`${mantissa[0]}.${mantissa.slice(1)}`)}e${exponent}`;
  if (exponent < 0) return `${sign}${trimmed(`0.${"0".repeat(-exponent - 1)}${mantissa}`)}`;
  return `${sign}${trimmed(`${mantissa.slice(0, exponent + 1)}.${mantissa.slice(exponent + 1)}`)}`;
}

function trimmed(text) {
  return text.replace(/\.?0*$/, "");
}

/* The first significant digits of a number and the exponent of the first one; halves go to the even digit. */
function rounded(value, digits) {
  const [long, power] = value.toExponential(MOST_DIGITS).split("e");
  const all = long.replace(".", ""), kept = all.slice(0, digits), rest = all.slice(digits);
  const half = `5${"0".repeat(rest.length - 1)}`;
  const up = rest > half || (rest === half && Number(kept.at(-1)) % 2 === 1);
  const text = String(BigInt(kept) + (up ? 1n : 0n)).padStart(digits, "0");
  return text.length > digits ? [text.slice(0, digits), Number(power) + 1] : [text, Number(power)];
}

/* A float with all of its digits, as Python's repr has it. */
function inFull(value) {
  if (typeof value === "bigint") return String(value);
  const [mantissa, power] = Math.abs(value).toExponential().split("e"), exponent = Number(power);
  const sign = value < 0 ? "-" : "", digits = mantissa.replace(".", "");
  if (exponent < -4 || exponent > 15)
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const units = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${units}.${digits.slice(exponent + 1) || "0"}`;
}

function toEven(value) {
  const below = Math.floor(value), rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2) ? below + 1 : below;
}

/* A written number exactly, as an integer and the power of ten that it is times. */
function decimal(text) {
  const [mantissa, power = "0"] = plain(text.replace(/[()]/g, "")).split("e");
  const [units, decimals = ""] = mantissa.split(".");
  return [BigInt(units + decimals), Number(power) - decimals.length];
}

function times([a, p], [b, q]) {
  return [a * b, p + q];
}

function plus([a, p], [b, q]) {
  const least = Math.min(p, q);
  return [a * 10n ** BigInt(p - least) + b * 10n ** BigInt(q - least), least];
}
