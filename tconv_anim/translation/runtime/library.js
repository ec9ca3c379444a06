/* What our modules import from Python's library. */

const $maxsize = Number.MAX_SAFE_INTEGER;
const { ceil: $ceil, floor: $floor, hypot: $hypot } = Math;

function $prod(many, named = $none) {
  let product = named.start ?? 1;
  for (const item of many) product = $mul(product, item);
  return product;
}

function $gcd(...numbers) {
  let a = 0;
  for (let b of numbers) while (b) [a, b] = [b, a % b];
  return Math.abs(a);
}

/* An integer, and nothing that only could become one. */
function $index(value) {
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "number" || !Number.isInteger(value)) throw new $TypeError("it is no integer");
  return value;
}

function* $chain_from_iterable(many) {
  for (const items of many) yield* items;
}

function* $pairwise(many) {
  let before, begun = false;
  for (const item of many) {
    if (begun) yield [before, item];
    [before, begun] = [item, true];
  }
}

function* $product(...many) {
  const [first, ...others] = many.map((items) => [...items]);
  if (!first) { yield []; return; }
  for (const item of first) for (const rest of $product(...others)) yield [item, ...rest];
}

function* $combinations(many, count) {
  const all = [...many];
  if (!count) yield [];
  else for (const [place, item] of all.entries())
    for (const rest of $combinations(all.slice(place + 1), count - 1)) yield [item, ...rest];
}

/* An object with other fields. */
const $replace = (on, changes) => Object.assign(Object.create(Object.getPrototypeOf(on)), on, changes);

function* $repeat(item, times = Infinity) {
  for (let i = 0; i < times; i++) yield item;
}

function* $groupby(many, key = null) {
  let items = [], now;
  for (const item of many) {
    const value = key ? key(item) : item;
    if (items.length && !$eq(value, now)) { yield [now, items]; items = []; }
    items.push(item);
    now = value;
  }
  if (items.length) yield [now, items];
}

const $partial = (what, ...first) => (...rest) => what(...first, ...rest);

/* A function that keeps what it returned: all of that, or the last ``most``. */
function $kept_of(what, most) {
  const known = new Map();
  return (...given) => {
    const key = given.length === 1 ? $key(given[0]) : $tupleKey(given);
    if (!known.has(key)) {
      if (known.size >= most) known.delete(known.keys().next().value);
      known.set(key, what(...given));
    }
    return known.get(key);
  };
}
const $cache = (what) => $kept_of(what, Infinity);
const $lru_cache = (most) => (what) => $kept_of(what, most);

class $Variable {
  constructor(value) { this.value = value; }
  get() { return this.value; }
  set(value) {
    const before = this.value;
    this.value = value;
    return before;
  }
  reset(before) { this.value = before; return null; }
}
const $ContextVar = (name, named) => new $Variable(named.default);

/* A context out of a generator with one yield: what is behind it in ``finally`` is done at the end. */
const $contextmanager = (make) => (...given) => {
  const walk = make(...given);
  return { __enter__: () => walk.next().value, __exit__: () => { walk.return(); } };
};

const $import_module = (name) => $modules[name];

/* Regular expressions: those of ours mean the same in both languages. */
class $Match {
  constructor(found) { this.found = found; }
  __getitem__(group) { return this.found[group] ?? null; }
}

class $Pattern {
  constructor(source) { this.regex = new RegExp(source, "gu"); }
  sub(now, text) {
    return text.replace(this.regex, (...found) => typeof now === "string" ? now : now(new $Match(found)));
  }
  search(text) {
    const found = new RegExp(this.regex.source, "u").exec(text);
    return found && new $Match(found);
  }
  match(text) {
    const found = new RegExp(this.regex.source, "uy").exec(text);
    return found && new $Match(found);
  }
  findall(text) { return $List.from(text.match(this.regex) ?? []); }
}
const $compile = (source) => new $Pattern(source);
const $findall = (source, text) => new $Pattern(source).findall(text);

const $str_maketrans = (table) => new $Dict([...table.items()].map(([from, to]) => [typeof from === "string" ? from.codePointAt(0) : from, to]));

/* A decimal number, exactly: digits times a power of ten. */
class $Exact {
  constructor(text = "0") {
    const [, sign, whole, , part = "", exponent = "0"] = /^([-+]?)(\d*)(\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(String(text));
    this.digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${part}` || "0");
    this.power = Number(exponent) - part.length;
  }
  static of(digits, power) { return Object.assign(new $Exact(), { digits, power }); }
  scaled(power) { return this.digits * 10n ** BigInt(this.power - power); }
  __add__(other) {
    const power = Math.min(this.power, other.power);
    return $Exact.of(this.scaled(power) + other.scaled(power), power);
  }
  __mul__(other) { return $Exact.of(this.digits * other.digits, this.power + other.power); }
  __eq__(other) {
    const power = Math.min(this.power, other.power);
    return this.scaled(power) === other.scaled(power);
  }
}
const $Decimal = (text) => new $Exact(text);
