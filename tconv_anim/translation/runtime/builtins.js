/* Functions that Python has without an import. */

function $len(many) {
  if (typeof many === "string" || Array.isArray(many)) return $letters(many).length;
  return many.__len__ ? many.__len__() : many.length;
}

function $range(start, stop, step = 1) {
  return stop === undefined ? new $range_(0, start, 1) : new $range_(start, stop, step);
}

const $list = (many = []) => $List.from(many);
const $tuple = (many = []) => Array.isArray(many) && !(many instanceof $List) ? many : [...many];
const $set = (many = []) => new $Set(many);
const $frozenset = $set;
const $dict = (pairs = []) => new $Dict($pairs(pairs));
const $slice = (...given) => given.length === 1 ? new $Slice(null, given[0], null) : new $Slice(given[0], given[1], given[2] ?? null);

function $fromkeys(keys, value = null) {
  const made = new $Dict();
  for (const key of keys) made.set(key, value);
  return made;
}

function $int(value = 0, base = 10) {
  if (typeof value === "string") {
    const text = value.trim().replace("−", "-");
    if (!(base === 16 ? /^[-+]?[0-9a-f]+$/i : /^[-+]?\d+$/).test(text)) throw new $ValueError(`invalid literal for int(): ${$repr(value)}`);
    return parseInt(text, base) || 0;
  }
  return Math.trunc(Number(value)) || 0;
}

function $float(value = 0) {
  const found = typeof value === "string" ? Number(value.trim() || NaN) : Number(value);
  if (Number.isNaN(found)) throw new $ValueError(`could not convert to float: ${$repr(value)}`);
  return Number.isInteger(found) ? new $Float(found) : found;
}

const $bool = (value = false) => $true(value);
const $abs = (value) => $isNumber(value) ? $computed(value, 0, Math.abs) : value.__abs__();
const $ord = (text) => text.codePointAt(0);
const $chr = (code) => String.fromCodePoint(code);

/* To the even one of two that are as near. */
function $round(value, digits = null) {
  const x = Number(value);
  if (digits !== null) return Number($fixed(x, digits));
  const low = Math.floor(x), rest = x - low;
  return (rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1) || 0;
}

const $divmod = (a, b) => [$floordiv(a, b), $mod(a, b)];

/* The last argument, if it says something by name. */
function $split(given) {
  const last = given[given.length - 1];
  return last instanceof $Named ? [given.slice(0, -1), last] : [given, $none];
}

function $best(given, better) {
  const [items, { key = (item) => item, default: other }] = $split(given);
  let best, value, found = false;
  for (const item of items.length === 1 ? items[0] : items) {
    const now = key(item);
    if (!found || better(now, value)) [best, value, found] = [item, now, true];
  }
  if (found) return best;
  if (other === undefined) throw new $ValueError("there is nothing to choose from");
  return other;
}

function $max(a, b, ...more) {
  if (typeof a === "number" && typeof b === "number" && !more.length) return b > a ? b : a;
  return $best(b === undefined ? [a] : [a, b, ...more], $gt);
}

function $min(a, b, ...more) {
  if (typeof a === "number" && typeof b === "number" && !more.length) return b < a ? b : a;
  return $best(b === undefined ? [a] : [a, b, ...more], $lt);
}

function $sum(many, start = 0) {
  let total = start instanceof $Named ? start.start : start;
  for (const item of many) total = $add(total, item);
  return total;
}

function $any(many) {
  for (const item of many) if ($true(item)) return true;
  return false;
}

function $all(many) {
  for (const item of many) if (!$true(item)) return false;
  return true;
}

function $sorted(many, { key = null, reverse = false } = $none) {
  const pairs = Array.from(many, (item) => [key ? key(item) : item, item]);
  pairs.sort((a, b) => reverse ? $compared(b[0], a[0]) : $compared(a[0], b[0]));
  return $List.from(pairs.map((pair) => pair[1]));
}

const $reversed = (many) => [...many].reverse()[Symbol.iterator]();

function $enumerate(many, start = 0) {
  let place = start instanceof $Named ? start.start : start;
  const walk = many[Symbol.iterator]();
  return $walk(() => {
    const { done, value } = walk.next();
    return done ? $end : [place++, value];
  });
}

function $zip(...given) {
  const [many, { strict = false }] = $split(given);
  const walks = many.map((one) => one[Symbol.iterator]());
  return $walk(() => {
    if (!walks.length) return $end;
    const items = [];
    for (let place = 0; place < walks.length; place++) {
      const { done, value } = walks[place].next();
      if (done) {
        if (strict && (place > 0 || walks.slice(1).some((other) => !other.next().done)))
          throw new $ValueError("zip() of different lengths");
        return $end;
      }
      items.push(value);
    }
    return items;
  });
}

function $map(what, first, ...others) {
  const walk = others.length ? $zip(first, ...others) : first[Symbol.iterator]();
  return $walk(() => {
    const { done, value } = walk.next();
    return done ? $end : others.length ? what(...value) : what(value);
  });
}

function* $filter(what, many) {
  for (const item of many) if ($true(what === null ? item : what(item))) yield item;
}

const $iter = (many) => many[Symbol.iterator]();

function $next(walk, other) {
  const { done, value } = walk.next();
  if (!done) return value;
  if (other === undefined) throw new $StopIteration();
  return other;
}

function $getattr(on, name, other) {
  const found = $bound(on, name);
  if (found !== undefined) return found;
  if (other === undefined) throw new $AttributeError(name);
  return other;
}

/* Numbers out of arrays have what arrays have. */
const $hasattr = (on, name) => ($isNumber(on) && name === "item") || on[name] !== undefined;

function $id(on) {
  if (!$numbers.has(on)) $numbers.set(on, ++$count);
  return $numbers.get(on);
}

const $kinds = new Map([
  [$str, (value) => typeof value === "string"],
  [$int, (value) => typeof value === "boolean" || Number.isInteger(value) || value?.$boxed === "int"],
  [$float, (value) => value?.$boxed === "float" || (typeof value === "number" && !Number.isInteger(value))],
  [$bool, (value) => typeof value === "boolean"],
  [$list, (value) => value instanceof $List],
  [$tuple, (value) => (Array.isArray(value) && !(value instanceof $List)) || value instanceof $NamedTuple],
  [$dict, (value) => value instanceof $Dict],
  [$set, (value) => value instanceof $Set],
  [$range, (value) => value instanceof $range_],
]);

function $isinstance(value, ...kinds) {
  for (const kind of kinds) {
    const known = $kinds.get(kind);
    if (known ? known(value) : value instanceof kind) return true;
  }
  return false;
}

/* What JSON holds, as Python has it, and back. */
function $plain(value) {
  if (Array.isArray(value)) return $List.from(value.map($plain));
  if (value === null || typeof value !== "object") return value;
  return new $Dict(Object.entries(value).map(([name, one]) => [name, $plain(one)]));
}

function $json(value) {
  if (value instanceof $Dict) return Object.fromEntries([...value.items()].map(([name, one]) => [name, $json(one)]));
  if (!Array.isArray(value)) return value;
  for (let i = 0; i < value.length; i++) if (typeof value[i] === "object") value[i] = $json(value[i]);
  return value;
}
