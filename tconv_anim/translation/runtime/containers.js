/* Lists, dictionaries and sets, whose keys may be tuples; ranges and slices. */

class $List extends Array {
  static get [Symbol.species]() { return Array; }
  static of(...items) { return $listed(items); }
  static from(items) { return $listed(Array.isArray(items) ? items : [...items]); }
  extend(items) { for (const item of items) this.push(item); return null; }
}

function $listed(items) {
  const list = new $List();
  for (let i = 0; i < items.length; i++) list.push(items[i]);
  return list;
}

const $numbers = new WeakMap();
let $count = 0;

/* What a Map finds a value by: equal values have equal keys. */
function $key(value) {
  switch (typeof value) {
    case "string": case "number": return value;
    case "boolean": return Number(value);
  }
  if (value === null) return null;
  if (value.$boxed) return value.value;
  if (Array.isArray(value)) {
    if (value instanceof $List) throw new $TypeError("unhashable type: 'list'");
    return $tupleKey(value);
  }
  if (value instanceof $NamedTuple) return $tupleKey(value.$all());
  if (value instanceof $range_) return `\0r${value.start},${value.stop},${value.step}`;
  if (value.$compared) {
    let key = `\0${value.constructor.$name}(`;
    for (const name of value.constructor.$fields) key += $part(value[name]);
    return key;
  }
  return value;
}

/* Places, which most tuples are, are a number each: no integer, so that it is nobody else's. */
function $tupleKey(items) {
  const { length } = items;
  if (length > 1 && length < 5) {
    let key = length;
    for (let i = 0; i < length; i++) {
      const item = items[i];
      if (typeof item !== "number" || !(item >= -512 && item < 512) || !Number.isInteger(item)) { key = 0; break; }
      key = key * 1024 + item + 512;
    }
    if (key) return -key - 0.5;
  }
  let key = "\0(";
  for (let i = 0; i < length; i++) key += $part(items[i]);
  return key;
}

function $part(item) {
  const key = $key(item);
  if (typeof key === "number") return `${key},`;
  if (typeof key === "string") return `${key.length}:${key},`;
  if (key === null) return "_,";
  if (!$numbers.has(key)) $numbers.set(key, ++$count);
  return `#${$numbers.get(key)},`;
}

/* Python's dict: ordered, by equality. Keys that aren't found by themselves are kept beside. */
class $Dict {
  constructor(pairs = []) {
    this.map = new Map();
    this.keep = null;
    if (pairs instanceof $Dict) pairs = pairs.items();
    for (const [key, value] of pairs) this.set(key, value);
  }
  get size() { return this.map.size; }
  __len__() { return this.map.size; }
  set(key, value) {
    const found = typeof key === "string" ? key : $key(key);
    if (found !== key && !this.map.has(found)) (this.keep ??= new Map()).set(found, key);
    this.map.set(found, value);
  }
  has(key) { return this.map.has(typeof key === "string" ? key : $key(key)); }
  __getitem__(key) {
    const found = this.map.get(typeof key === "string" ? key : $key(key));
    if (found !== undefined) return found;
    if (this.__missing__) return this.__missing__(key);
    throw new $KeyError(key);
  }
  get(key, other = null) {
    const found = this.map.get(typeof key === "string" ? key : $key(key));
    return found === undefined ? other : found;
  }
  setdefault(key, value = null) {
    const found = this.get(key, undefined);
    if (found !== undefined && found !== null) return found;
    if (this.has(key)) return null;
    this.set(key, value);
    return value;
  }
  pop(key, other) {
    const found = this.map.get($key(key));
    if (found === undefined) {
      if (other === undefined) throw new $KeyError(key);
      return other;
    }
    this.delete(key);
    return found;
  }
  delete(key) {
    const found = $key(key);
    if (!this.map.delete(found)) throw new $KeyError(key);
    this.keep?.delete(found);
  }
  clear() { this.map.clear(); this.keep = null; return null; }
  copy() { return new $Dict(this); }
  update(other) { for (const [key, value] of $pairs(other)) this.set(key, value); return null; }
  keys() { return new $Set(this); }
  values() { return this.map.values(); }
  *items() { for (const [key, value] of this.map) yield [this.keep?.has(key) ? this.keep.get(key) : key, value]; }
  *[Symbol.iterator]() { for (const key of this.map.keys()) yield this.keep?.has(key) ? this.keep.get(key) : key; }
}

const $defaultdict = (make) => new $Default(make);

function $pairs(other) {
  return other instanceof $Dict ? other.items() : other;
}
const $items = $pairs;

class $Default extends $Dict {
  constructor(make) { super(); this.make = make; }
  __missing__(key) {
    const made = this.make();
    this.set(key, made);
    return made;
  }
}

class $Counting extends $Dict {
  constructor(items = []) { super(); this.update(items); }
  __missing__() { return 0; }
  update(items) { for (const item of items) this.set(item, this.get(item, 0) + 1); return null; }
}
const $Counter = (items) => new $Counting(items);

/* Python's set, in the order in which things came: what iterates over one mustn't care. */
class $Set {
  constructor(items = []) {
    this.map = new Map();
    for (const item of items) this.add(item);
  }
  get size() { return this.map.size; }
  __len__() { return this.map.size; }
  add(item) {
    const key = $key(item);
    if (!this.map.has(key)) this.map.set(key, item);
    return null;
  }
  has(item) { return this.map.has($key(item)); }
  discard(item) { this.map.delete($key(item)); return null; }
  clear() { this.map.clear(); return null; }
  update(...many) { for (const items of many) for (const item of items) this.add(item); return null; }
  union(...many) { const all = new $Set(this); all.update(...many); return all; }
  __le__(other) { return [...this].every((item) => $in(item, other)); }
  __ge__(other) { return [...other].every((item) => this.has(item)); }
  __lt__(other) { return this.size < other.size && this.__le__(other); }
  __gt__(other) { return this.size > other.size && this.__ge__(other); }
  [Symbol.iterator]() { return this.map.values(); }
}

/* An iterator out of a function that returns one item after the other, then $end: a generator takes longer. */
const $end = Symbol("end");
function $walk(step) {
  return {
    next() {
      const value = step();
      return value === $end ? { value: undefined, done: true } : { value, done: false };
    },
    [Symbol.iterator]() { return this; },
  };
}

class $range_ {
  constructor(start, stop, step) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }
  at(place) {
    const index = place < 0 ? place + this.length : place;
    if (index < 0 || index >= this.length) throw new $IndexError("range index out of range");
    return this.start + index * this.step;
  }
  has(value) {
    const place = (value - this.start) / this.step;
    return place >= 0 && place < this.length && Number.isInteger(place);
  }
  slice(cut) {
    const [start, stop, step] = cut.within(this.length);
    return new $range_(this.start + start * this.step, this.start + stop * this.step, this.step * step);
  }
  [Symbol.iterator]() {
    let at = this.start - this.step, left = this.length;
    const { step } = this;
    return $walk(() => left-- > 0 ? (at += step) : $end);
  }
}

class $Slice {
  constructor(start, stop, step) { this.start = start; this.stop = stop; this.step = step; }

  /* First, stop and step among so many. */
  within(length) {
    const step = this.step ?? 1, least = step < 0 ? -1 : 0, most = step < 0 ? length - 1 : length;
    const inside = (place, usual) =>
      place === null ? usual : Math.min(most, Math.max(least, place < 0 ? place + length : place));
    return step > 0
      ? [inside(this.start, 0), inside(this.stop, length), step]
      : [inside(this.start, length - 1), inside(this.stop, -1), step];
  }

  /* The places that it takes. */
  *places(length) {
    const [start, stop, step] = this.within(length);
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) yield i;
  }
}
