/* Texts: how values are written, formats, and the methods of str. */

/* A float as Python writes it: the shortest digits that read back, with an exponent where it is far from 1. */
function $floatText(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
  const [digits, exponent] = x.toExponential().split("e");
  const power = Number(exponent);
  if (x !== 0 && (power < -4 || power >= 16)) return `${digits}e${$exponent(power)}`;
  const text = Object.is(x, -0) ? "-0" : power >= 0 ? $whole(x) : x.toFixed(Math.max(0, digits.replace(/[-.]/g, "").length - 1 - power));
  return text.includes(".") ? text : `${text}.0`;
}

const $whole = (x) => Number.isInteger(x) ? BigInt(x).toString() : String(x);
const $exponent = (power) => `${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;

function $str(value) {
  switch (typeof value) {
    case "string": return value;
    case "number": return Number.isInteger(value) ? $whole(value) : $floatText(value);
  }
  return value !== null && typeof value === "object" && value.__str__ ? value.__str__() : $repr(value);
}

function $repr(value) {
  switch (typeof value) {
    case "string": return $quoted(value);
    case "number": return $str(value);
    case "boolean": return value ? "True" : "False";
  }
  if (value === null) return "None";
  if (value.$boxed) return $isFloat(value) ? $floatText(value.value) : $whole(value.value);
  const listed = (items) => Array.from(items, $repr).join(", ");
  if (value instanceof $List) return `[${listed(value)}]`;
  if (Array.isArray(value)) return value.length === 1 ? `(${listed(value)},)` : `(${listed(value)})`;
  if (value instanceof $Dict) return `{${[...value.items()].map(([k, v]) => `${$repr(k)}: ${$repr(v)}`).join(", ")}}`;
  if (value instanceof $range_) return `range(${value.start}, ${value.stop}${value.step === 1 ? "" : `, ${value.step}`})`;
  if (value.__repr__) return value.__repr__();
  throw new $TypeError("nobody knows how this is written");
}

function $quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/[\\\n\r\t\0-\x1f\x7f]/g, (c) =>
    ({ "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return quote + inside.replaceAll(quote, `\\${quote}`) + quote;
}

/* How a number comes out with so many digits; a tie goes to the even one, as Python rounds, which JavaScript
   does not. ``write`` is one of Number's methods, of a text with more digits and one with fewer. */
function $rounded(x, digits, write) {
  const text = write(x, digits);
  const exact = write(x, Math.min(100, digits + 60));
  const plain = (s) => s.replace(/e.*/, "").replace(/[-.]/g, "");
  const rest = plain(exact).slice(plain(write(x, digits)).length);
  if (!/^50*$/.test(rest)) return text;
  const down = exact.replace(/e.*/, "").slice(0, exact.replace(/e.*/, "").length - rest.length).replace(/\.$/, "");
  return Number(plain(down).at(-1)) % 2 ? text : down + (/e.*/.exec(text)?.[0] ?? "");
}

/* So many decimals. Half of the last one has ``digits`` + 1 binary places: what has others, is no tie. */
function $fixed(x, digits) {
  if (Math.abs(x) >= 1e21) return `${BigInt(x)}${digits ? `.${"0".repeat(digits)}` : ""}`;
  if (Object.is(x, -0)) return `-${(0).toFixed(digits)}`;
  const tie = Number.isInteger(x * 2 ** (digits + 1)) && !Number.isInteger(x * 2 ** digits);
  return tie ? $rounded(x, digits, (y, n) => y.toFixed(n)) : x.toFixed(digits);
}

/* The format g: so many significant digits, without zeros at the end. */
function $general(x, digits) {
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [mantissa, exponent] = $rounded(x, Math.max(digits, 1) - 1, (y, n) => y.toExponential(n)).split("e");
  const power = Number(exponent);
  const short = (text) => text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  if (power < -4 || power >= Math.max(digits, 1)) return `${short(mantissa)}e${$exponent(power)}`;
  const sign = mantissa.startsWith("-") ? "-" : "", all = mantissa.replace(/[-.]/g, "");
  if (power < 0) return short(`${sign}0.${"0".repeat(-power - 1)}${all}`);
  return short(sign + (all.length > power + 1 ? `${all.slice(0, power + 1)}.${all.slice(power + 1)}` : all));
}

function $format(value, spec = "") {
  if (spec === "") return $str(value);
  const parts = /^(?:([<>^]))?(0)?(\d+)?(,)?(?:\.(\d+))?([dfgxs%])?$/.exec(spec);
  if (!parts) throw new $ValueError(`the format ${spec} is not known here`);
  const [, align, zero, width, comma, precision, kind] = parts;
  let text;
  if (kind === "f") text = $fixed(Number(value), Number(precision ?? 6));
  else if (kind === "g") text = $general(Number(value), Number(precision ?? 6));
  else if (kind === "x") text = value.toString(16);
  else text = $str(value);
  if (comma) text = text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  const number = typeof value !== "string";
  const room = Math.max(0, Number(width ?? 0) - text.length);
  if (zero) return "0".repeat(room) + text;
  return (align ?? (number ? ">" : "<")) === ">" ? " ".repeat(room) + text : text + " ".repeat(room);
}

const $blank = /[\s\x1c-\x1f\x85]/;

/* A text without characters at one end or both. */
function $stripped(text, which, start, end) {
  const gone = which === undefined || which === null ? (c) => $blank.test(c) : (c) => which.includes(c);
  let from = 0, to = text.length;
  while (start && from < to && gone(text[from])) from++;
  while (end && from < to && gone(text[to - 1])) to--;
  return text.slice(from, to);
}

const $texts = {
  join: (text, items) => (Array.isArray(items) ? items : [...items]).join(text),
  split(text, by = null, most = -1) {
    if (by === null) return $List.from(text.split(/\s+/).filter(Boolean));
    const all = text.split(by);
    return $List.from(most < 0 || all.length <= most + 1 ? all : [...all.slice(0, most), all.slice(most).join(by)]);
  },
  rsplit(text, by, most = -1) {
    const all = text.split(by), kept = all.length - 1 - most;
    return $List.from(most < 0 || kept < 1 ? all : [all.slice(0, kept + 1).join(by), ...all.slice(kept + 1)]);
  },
  partition(text, by) {
    const at = text.indexOf(by);
    return at < 0 ? [text, "", ""] : [text.slice(0, at), by, text.slice(at + by.length)];
  },
  rpartition(text, by) {
    const at = text.lastIndexOf(by);
    return at < 0 ? ["", "", text] : [text.slice(0, at), by, text.slice(at + by.length)];
  },
  strip: (text, which) => $stripped(text, which, true, true),
  lstrip: (text, which) => $stripped(text, which, true, false),
  rstrip: (text, which) => $stripped(text, which, false, true),
  startswith: (text, start) => (Array.isArray(start) ? start : [start]).some((one) => text.startsWith(one)),
  endswith: (text, end) => (Array.isArray(end) ? end : [end]).some((one) => text.endsWith(one)),
  replace(text, old, now, most = Infinity) {
    if (most === Infinity) return text.replaceAll(old, now.replaceAll("$", "$$$$"));
    const all = text.split(old), head = all.slice(0, most + 1);
    return [head.join(now), ...all.slice(most + 1)].join(old);
  },
  removeprefix: (text, start) => text.startsWith(start) ? text.slice(start.length) : text,
  removesuffix: (text, end) => end && text.endsWith(end) ? text.slice(0, -end.length) : text,
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  isdecimal: (text) => /^\p{Nd}+$/u.test(text),
  count: (text, part) => text.split(part).length - 1,
  index(text, part) {
    const at = text.indexOf(part);
    if (at < 0) throw new $ValueError("substring not found");
    return at;
  },
  format(text, ...given) {
    let at = 0;
    return text.replace(/\{\}/g, () => $str(given[at++]));
  },
  translate: (text, table) => Array.from(text, (c) => table.get(c.codePointAt(0), c)).join(""),
  __getitem__: $get,
};

const $lists = {
  append: (list, item) => { list.push(item); return null; },
  extend: (list, items) => list.extend(items),
  insert: (list, at, item) => { list.splice(at, 0, item); return null; },
  pop: (list, at = -1) => $popped(list, at < 0 ? at + list.length : at),
  remove: (list, item) => { $popped(list, $lists.index(list, item)); return null; },
  index(list, item) {
    const at = Array.prototype.findIndex.call(list, (one) => $eq(one, item));
    if (at < 0) throw new $ValueError("it is not in the list");
    return at;
  },
  count: (list, item) => Array.prototype.filter.call(list, (one) => $eq(one, item)).length,
  copy: (list) => $List.from(list),
  clear: (list) => { list.length = 0; return null; },
  reverse: (list) => { Array.prototype.reverse.call(list); return null; },
  sort: (list, named) => { list.splice(0, list.length, ...$sorted(list, named)); return null; },
  __getitem__: $get,
};

function $popped(list, at) {
  if (at < 0 || at >= list.length) throw new $IndexError("pop from a list without that");
  const item = list[at];
  list.splice(at, 1);
  return item;
}

/* Methods by their names, of whatever they are asked of. */
const $methods = {};
for (const name of new Set([...Object.keys($texts), ...Object.keys($lists)])) {
  const { [name]: ofText } = $texts, { [name]: ofList } = $lists;
  $methods[name] = function (on, a, b) {
    if (arguments.length > 3) return typeof on === "string" ? ofText(...arguments) : on[name](...Array.prototype.slice.call(arguments, 1));
    if (typeof on === "string") return ofText(on, a, b);
    if (Array.isArray(on)) return ofList(on, a, b);
    return b === undefined ? a === undefined ? on[name]() : on[name](a) : on[name](a, b);
  };
}
const {
  join: $m_join, split: $m_split, rsplit: $m_rsplit, partition: $m_partition, rpartition: $m_rpartition,
  strip: $m_strip, lstrip: $m_lstrip, rstrip: $m_rstrip, startswith: $m_startswith, endswith: $m_endswith,
  replace: $m_replace, removeprefix: $m_removeprefix, removesuffix: $m_removesuffix, lower: $m_lower,
  upper: $m_upper, capitalize: $m_capitalize, isdecimal: $m_isdecimal, count: $m_count, index: $m_index,
  format: $m_format, translate: $m_translate, extend: $m_extend, insert: $m_insert, pop: $m_pop,
  remove: $m_remove, copy: $m_copy, clear: $m_clear, reverse: $m_reverse, sort: $m_sort, __getitem__: $m___getitem__,
} = $methods;

function $m_append(on, item) {
  if (!Array.isArray(on)) return on.append(item);
  on.push(item);
  return null;
}
const $m_items = (on) => on.items();
const $m_keys = (on) => on.keys();
const $m_values = (on) => on.values();
const $m_get = (on, key, other) => on.get(key, other);
const $m_setdefault = (on, key, value) => on.setdefault(key, value);
const $m_update = (on, more) => on.update(more);
const $m_add = (on, item) => on.add(item);
const $m_discard = (on, item) => on.discard(item);
const $m_union = (on, ...many) => on.union(...many);

/* Numbers out of arrays are plain ones. */
const $m_item = (on) => $isNumber(on) ? on : on.item();
const $m_tolist = (on) => $isNumber(on) ? on : on.tolist();

/* A text with what stands in its places, by their names. */
const $byName = (many) => Object.fromEntries(many.items());
const $formatted = (text, places) =>
  text.replace(/\{\{|\}\}|\{(\w+)\}/g, (found, name) => name === undefined ? found[0] : $str(places[name]));
