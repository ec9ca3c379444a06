/* As much of NumPy as our modules use: arrays of integers (i), floats (f), booleans (b) or objects (O). */

class $np_ndarray {
  constructor(data, shape, kind) {
    this.data = data;
    this.shape = shape;
    this.kind = kind;
  }
  get ndim() { return this.shape.length; }
  get size() { return this.data.length; }
  get dtype() { return { kind: this.kind, __str__: () => ({ i: "int64", f: "float64", b: "bool", O: "object" })[this.kind] }; }
  get T() {
    const [rows, cols] = this.shape;
    const data = [];
    for (let c = 0; c < cols; c++) for (let r = 0; r < rows; r++) data.push(this.data[r * cols + c]);
    return new $np_ndarray(data, [cols, rows], this.kind);
  }
  get flat() { return this.ravel(); }
  next() { return this.ravel()[Symbol.iterator]().next(); }
  __len__() { return this.shape[0]; }
  *[Symbol.iterator]() { for (let i = 0; i < this.shape[0]; i++) yield this.__getitem__(i); }

  /* An element as Python has it: a float says that it is one. */
  out(value) { return this.kind === "f" ? new $Float(value) : value; }
  item() { return this.out(this.data[0]); }
  ravel() { return new $np_ndarray(this.data, [this.data.length], this.kind); }
  reshape(...given) {
    const shape = Array.isArray(given[0]) ? [...given[0]] : given;
    if (shape.reduce((a, b) => a * b, 1) !== this.data.length) throw new $ValueError(`cannot reshape into ${$repr(shape)}`);
    return new $np_ndarray(this.data, shape, this.kind);
  }
  astype(type) {
    const kind = $np_kind(type);
    const as = { i: Math.trunc, f: Number, b: Boolean, O: (x) => this.out(x) }[kind];
    return new $np_ndarray(this.data.map((x) => as(x)), this.shape, kind);
  }
  tolist() { return $np_nested(this, 0, 0, this.data.length); }
  sum() {
    let total = 0;
    for (const x of this.data) total += Number(x);
    if (this.kind !== "f" && !Number.isSafeInteger(total)) throw new $ValueError("past the integers that are exact here");
    return this.kind === "f" ? new $Float(total) : total;
  }
  max(named = $none) { return this.extreme((a, b) => a > b, named); }
  min(named = $none) { return this.extreme((a, b) => a < b, named); }
  extreme(better, { initial }) {
    let best = initial;
    for (const x of this.data) if (best === undefined || better(x, best)) best = x;
    return this.out(best);
  }
  argmax() { return this.data.reduce((best, x, i) => x > this.data[best] ? i : best, 0); }
  all() { return this.data.every(Boolean); }
  any() { return this.data.some(Boolean); }
  __bool__() {
    if (this.data.length !== 1) throw new $ValueError("the truth of several numbers");
    return Boolean(this.data[0]);
  }

  __getitem__(index) {
    if (typeof index === "number") return this.row(index);
    if (index instanceof $Slice && index.step === null) {
      const [start, stop] = index.within(this.shape[0]), each = this.data.length / this.shape[0] || 0;
      const rows = Math.max(0, stop - start);
      return new $np_ndarray(this.data.slice(start * each, (start + rows) * each), [rows, ...this.shape.slice(1)], this.kind);
    }
    const picked = $np_picked(this, index);
    if (typeof picked === "number") return this.out(this.data[picked]);
    const { places, shape } = picked, { data } = this, taken = new Array(places.length);
    for (let i = 0; i < places.length; i++) taken[i] = data[places[i]];
    return new $np_ndarray(taken, shape, this.kind);
  }
  /* One element along the first axis. */
  row(index) {
    const [side, ...rest] = this.shape, at = $np_inside(index, side);
    if (!rest.length) return this.out(this.data[at]);
    const each = this.data.length / side;
    return new $np_ndarray(this.data.slice(at * each, (at + 1) * each), rest, this.kind);
  }
  __setitem__(index, value) {
    const picked = $np_picked(this, index);
    const as = this.kind === "O" ? (x) => x : Number;
    if (typeof picked === "number") this.data[picked] = as(value);
    else if (value instanceof $np_ndarray) picked.places.forEach((place, i) => { this.data[place] = as(value.data[i]); });
    else picked.places.forEach((place) => { this.data[place] = as(value); });
  }

  __neg__() { return new $np_ndarray(this.data.map((x) => -x || 0), this.shape, this.kind); }
  __abs__() { return $np_abs(this); }
  __invert__() { return new $np_ndarray(this.data.map((x) => !x), this.shape, "b"); }
}

/* Operators, element by element; what has a side of 1 goes along the other. */
for (const [name, result, kind, ofObjects] of [
  ["add", (a, b) => a + b, undefined, $add], ["sub", (a, b) => a - b], ["mul", (a, b) => a * b, undefined, $mul],
  ["floordiv", (a, b) => Math.floor(a / b)], ["mod", (a, b) => a - Math.floor(a / b) * b],
  ["truediv", (a, b) => a / b, "f"], ["and", (a, b) => a && b], ["or", (a, b) => a || b],
  ["lt", (a, b) => a < b, "b"], ["le", (a, b) => a <= b, "b"], ["gt", (a, b) => a > b, "b"], ["ge", (a, b) => a >= b, "b"],
  ["eq", (a, b) => a === b, "b", $eq],
]) {
  $np_ndarray.prototype[`__${name}__`] = function (other) { return $np_each(this, other, result, kind, ofObjects); };
  $np_ndarray.prototype[`__r${name}__`] = function (other) { return $np_each(other, this, result, kind, ofObjects); };
}

const $np_of = (value) => value instanceof $np_ndarray ? value
  : value instanceof $object ? new $np_ndarray([value], [], "O")
  : new $np_ndarray([Number(value)], [], value instanceof $Float || !Number.isInteger(Number(value)) ? "f" : "i");

function $np_each(left, right, plainly, kind, ofObjects) {
  const a = $np_of(left), b = $np_of(right);
  const objects = a.kind === "O" || b.kind === "O";
  if (objects && !ofObjects) throw new $TypeError("this is not done with objects");
  const result = objects ? ofObjects : plainly;
  const ndim = Math.max(a.ndim, b.ndim);
  const padded = (one) => [...Array(ndim - one.ndim).fill(1), ...one.shape];
  const [from, to] = [padded(a), padded(b)];
  const shape = from.map((side, i) => {
    if (side !== to[i] && side !== 1 && to[i] !== 1) throw new $ValueError(`shapes ${$repr(a.shape)} and ${$repr(b.shape)} differ`);
    return side === 1 ? to[i] : side;
  });
  const found = kind ?? (objects ? "O" : undefined) ?? (a.kind === "f" || b.kind === "f" ? "f" : a.kind === "b" && b.kind === "b" ? "b" : "i");
  const data = [];
  if (b.data.length === 1 && a.ndim === ndim) for (const x of a.data) data.push(result(x, b.data[0]));
  else if (a.data.length === b.data.length) for (let i = 0; i < a.data.length; i++) data.push(result(a.data[i], b.data[i]));
  else {
    const steps = (sides) => sides.map((side, i) => side === 1 ? 0 : sides.slice(i + 1).reduce((x, y) => x * y, 1));
    const [left_, right_] = [steps(from), steps(to)];
    for (const place of $np_ndindex(...shape)) {
      const at = (each) => place.reduce((sum, one, i) => sum + one * each[i], 0);
      data.push(result(a.data[at(left_)], b.data[at(right_)]));
    }
  }
  if (found === "i") for (const x of data) if (!Number.isSafeInteger(x)) throw new $ValueError("past the integers that are exact here");
  return new $np_ndarray(data, shape, found);
}

function $np_nested(array, axis, start, stop) {
  const list = new $List(), side = array.shape[axis], each = (stop - start) / side;
  for (let i = 0; i < side; i++)
    list.push(axis === array.ndim - 1 ? array.out(array.data[start + i]) : $np_nested(array, axis + 1, start + i * each, start + (i + 1) * each));
  return list;
}

const $np_steps = (shape) => shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));

function $np_inside(at, side) {
  const place = at < 0 ? at + side : at;
  if (!(place >= 0 && place < side)) throw new $IndexError(`index ${at} is out of bounds for a side of ${side}`);
  return place;
}

/* The places in an array's data that an index means: one, or several in a shape of their own. */
function $np_picked(array, index) {
  const parts = Array.isArray(index) && !(index instanceof $List) ? index : [index];
  const { shape } = array;
  if (parts.length === shape.length && typeof parts[0] === "number") {
    let place = 0, axis = 0;
    for (; axis < shape.length && typeof parts[axis] === "number"; axis++) place = place * shape[axis] + $np_inside(parts[axis], shape[axis]);
    if (axis === shape.length) return place;
  }
  const steps = $np_steps(shape);
  const lists = parts.map((one) => $np_list(one));
  if (lists.length > 1 && lists.every(Boolean)) {
    const places = [];
    for (let n = 0; n < lists[0].length; n++) {
      let place = 0;
      for (let i = 0; i < lists.length; i++) place += $np_inside(lists[i][n], shape[i]) * steps[i];
      places.push(place);
    }
    return $np_rest(places, [lists[0].length], shape.slice(lists.length));
  }
  let places = [0], found = [], axis = 0;
  for (const [n, part] of parts.entries()) {
    if (part === null) { found.push(1); continue; }
    const side = shape[axis], step = steps[axis++];
    if (typeof part === "number") places = places.map((place) => place + $np_inside(part, side) * step);
    else {
      const taken = part instanceof $Slice ? [...part.places(side)] : lists[n].map((at) => $np_inside(at, side));
      places = places.flatMap((place) => taken.map((at) => place + at * step));
      found.push(taken.length);
    }
  }
  return $np_rest(places, found, shape.slice(axis));
}

/* Places of whole parts, element by element. */
function $np_rest(places, shape, rest) {
  const size = rest.reduce((a, b) => a * b, 1);
  if (rest.length) {
    const all = [];
    for (const place of places) for (let i = 0; i < size; i++) all.push(place + i);
    places = all;
  }
  return { places, shape: [...shape, ...rest] };
}

/* The integers of an index that is a list; those where a mask is true. */
function $np_list(index) {
  if (index instanceof $List) return [...index];
  if (!(index instanceof $np_ndarray)) return null;
  return index.kind === "b" ? $np_flatnonzero(index).data : index.data;
}

const $np_int64 = "i", $np_int32 = "i", $np_float64 = "f", $np_intp = "i";
const $np_kind = (type) => type === $float ? "f" : type === $int ? "i" : type === $bool ? "b" : type === $object ? "O" : type.kind ?? type;
const $np_dtype = (type) => ({ kind: $np_kind(type) });
const $np_number = class {};
const $np_errstate = () => ({ __enter__: () => null, __exit__: () => null });
const $np_side = (shape) => typeof shape === "number" ? [shape] : [...shape];
const $np_filled = (shape, type, value) => {
  const sides = $np_side(shape);
  return new $np_ndarray(Array(sides.reduce((a, b) => a * b, 1)).fill(value), sides, $np_kind(type));
};
const $np_zeros = (shape, type = "f") => $np_filled(shape, type, 0);
const $np_empty = $np_zeros;
const $np_ones = (shape, type = "f") => $np_kind(type) === "b" ? $np_filled(shape, type, true) : $np_filled(shape, type, 1);

function $np_array(value, type) {
  if (value instanceof $np_ndarray) return type === undefined ? value : value.astype(type);
  const shape = [], data = [];
  for (let part = value; Array.isArray(part); part = part[0]) shape.push(part.length);
  const walk = (part, axis) => {
    if (Array.isArray(part) !== axis < shape.length || (Array.isArray(part) && part.length !== shape[axis]))
      throw new $ValueError("the rows have different lengths");
    if (Array.isArray(part)) for (const one of part) walk(one, axis + 1);
    else data.push(part);
  };
  walk(value, 0);
  if (data.some((x) => x instanceof $object)) return new $np_ndarray(data, shape, "O");
  const float = data.some((x) => x instanceof $Float || !Number.isInteger(Number(x)));
  const made = new $np_ndarray(data.map(Number), shape, float ? "f" : "i");
  return type === undefined ? made : made.astype(type);
}
const $np_asarray = $np_array;

const $np_arange = (stop) => new $np_ndarray(Array.from({ length: stop }, (_, i) => i), [stop], "i");
const $np_abs = (array) => new $np_ndarray(array.data.map(Math.abs), array.shape, array.kind);
const $np_isfinite = (array) => new $np_ndarray(array.data.map(Number.isFinite), array.shape, "b");
const $np_equal = (a, b) => a.__eq__(b);
const $np_isclose = (a, b, { rtol, atol }) => $np_each(a, b, (x, y) => Math.abs(x - y) <= Number(atol) + rtol * Math.abs(y), "b");

function* $np_ndindex(...shape) {
  yield* $product(...shape.map((side) => $range(side)));
}

function* $np_ndenumerate(array) {
  let at = 0;
  for (const place of $np_ndindex(...array.shape)) yield [place, array.out(array.data[at++])];
}

function $np_add_at(array, index, value) {
  const { places } = $np_picked(array, index);
  const add = array.kind === "O" ? $add : (x, y) => x + Number(y);
  places.forEach((place, i) => { array.data[place] = add(array.data[place], value instanceof $np_ndarray ? value.data[i] : value); });
  return null;
}

const $np_flatnonzero = (array) => {
  const found = array.data.flatMap((x, i) => x ? [i] : []);
  return new $np_ndarray(found, [found.length], "i");
};

function $np_argwhere(array) {
  const found = [...$np_ndindex(...array.shape)].filter((_, i) => array.data[i]);
  return new $np_ndarray(found.flat(), [found.length, array.ndim], "i");
}

function $np_argsort(array) {
  const order = array.data.map((_, i) => i).sort((a, b) => array.data[a] - array.data[b] || a - b);
  return new $np_ndarray(order, [order.length], "i");
}

const $np_searchsorted = (sorted, values) =>
  new $np_ndarray(values.data.map((value) => sorted.data.findIndex((x) => x >= value)).map((at) => at < 0 ? sorted.size : at), values.shape, "i");

function $np_indices(shape) {
  const places = [...$np_ndindex(...shape)];
  return new $np_ndarray([...shape.keys()].flatMap((axis) => places.map((place) => place[axis])), [shape.length, ...shape], "i");
}

const $np_stack = (arrays) => new $np_ndarray(
  arrays[0].data.flatMap((_, i) => arrays.map((one) => one.data[i])), [arrays[0].size, arrays.length], "i");

const $np_ravel_multi_index = (index, shape) => {
  const steps = $np_steps(shape);
  const data = index[0].data.map((_, n) => index.reduce((sum, one, i) => sum + one.data[n] * steps[i], 0));
  return new $np_ndarray(data, [data.length], "i");
};

function $np_unravel_index(place, shape) {
  return $np_steps(shape).map((step, i) => Math.floor(place / step) % shape[i]);
}
