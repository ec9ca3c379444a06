/* What operators do, whatever they are applied to: numbers first, since most are. */

/* An operator that objects may have a way of their own for, from the left or from the right. */
function $own(a, b, left, right, sign) {
  if (a !== null && typeof a === "object" && a[left]) return a[left](b);
  if (b !== null && typeof b === "object" && b[right]) return b[right](a);
  throw new $TypeError(`unsupported operand types for ${sign}: ${$repr(a)} and ${$repr(b)}`);
}

const $isNumber = (x) => typeof x === "number" || typeof x === "boolean" || (x !== null && typeof x === "object" && x.$boxed !== undefined);
const $isFloat = (x) => typeof x === "object" && x.$boxed === "float";

/* Whether objects have a way of their own for an operator. */
const $has = (x, name) => x !== null && typeof x === "object" && x[name] !== undefined;

/* Arithmetic of numbers that aren't both plain ones. */
function $computed(a, b, result) {
  return $isFloat(a) || $isFloat(b) ? new $Float(result(Number(a), Number(b))) : result(Number(a), Number(b));
}

function $add(a, b) {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return a instanceof $List ? $List.of(...a, ...b) : [...a, ...b];
  if ($has(a, "__add__") || $has(b, "__radd__")) return $own(a, b, "__add__", "__radd__", "+");
  if ($isNumber(a) && $isNumber(b)) return $computed(a, b, (x, y) => x + y);
  if (a instanceof $NamedTuple || b instanceof $NamedTuple) return [...a, ...b];
  return $own(a, b, "__add__", "__radd__", "+");
}

function $sub(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a instanceof $Set) return new $Set([...a].filter((item) => !$in(item, b)));
  if ($isNumber(a) && $isNumber(b)) return $computed(a, b, (x, y) => x - y);
  return $own(a, b, "__sub__", "__rsub__", "-");
}

function $mul(a, b) {
  if (typeof a === "number" && typeof b === "number") return a * b;
  if ($has(a, "__mul__") || $has(b, "__rmul__")) return $own(a, b, "__mul__", "__rmul__", "*");
  if (typeof a === "string" && $isNumber(b)) return a.repeat(Math.max(0, b));
  if (Array.isArray(a) && $isNumber(b)) {
    const many = a instanceof $List ? new $List() : [];
    for (let i = 0; i < b; i++) for (const item of a) many.push(item);
    return many;
  }
  if ($isNumber(a) && (typeof b === "string" || Array.isArray(b))) return $mul(b, a);
  if ($isNumber(a) && $isNumber(b)) return $computed(a, b, (x, y) => x * y);
  return $own(a, b, "__mul__", "__rmul__", "*");
}

function $div(a, b) {
  if ($isNumber(a) && $isNumber(b)) {
    if (Number(b) === 0) throw new $ValueError("division by zero");
    return typeof a === "number" && typeof b === "number" ? a / b : $computed(a, b, (x, y) => x / y);
  }
  return $own(a, b, "__truediv__", "__rtruediv__", "/");
}

function $floordiv(a, b) {
  if ($isNumber(a) && $isNumber(b)) {
    if (Number(b) === 0) throw new $ValueError("division by zero");
    return $computed(a, b, (x, y) => Math.floor(x / y));
  }
  return $own(a, b, "__floordiv__", "__rfloordiv__", "//");
}

function $mod(a, b) {
  if ($isNumber(a) && $isNumber(b)) {
    if (Number(b) === 0) throw new $ValueError("modulo by zero");
    return $computed(a, b, (x, y) => x - Math.floor(x / y) * y);
  }
  return $own(a, b, "__mod__", "__rmod__", "%");
}

function $pow(a, b) {
  if ($isNumber(a) && $isNumber(b)) return $computed(a, b, (x, y) => x ** y);
  return $own(a, b, "__pow__", "__rpow__", "**");
}

function $or(a, b) {
  if (a instanceof $Dict) return $joined(new $Dict(a), b);
  if (a instanceof $Set) return a.union(b);
  if (typeof a === "boolean" && typeof b === "boolean") return a || b;
  return $own(a, b, "__or__", "__ror__", "|");
}

function $joined(a, b) {
  a.update(b);
  return a;
}

function $and(a, b) {
  if (a instanceof $Set) return new $Set([...a].filter((item) => $in(item, b)));
  if (typeof a === "boolean" && typeof b === "boolean") return a && b;
  return $own(a, b, "__and__", "__rand__", "&");
}

function $neg(a) {
  if (typeof a === "number") return -a || 0; // Python's integers have no negative zero
  if (typeof a === "boolean") return -a || 0;
  if (a.$boxed) return $isFloat(a) ? new $Float(-a.value) : -a.value || 0;
  return a.__neg__();
}

const $invert = (a) => a.__invert__();

function $iadd(a, b) {
  if (!(a instanceof $List)) return $add(a, b);
  for (const item of b) a.push(item);
  return a;
}

function $ior(a, b) {
  return a instanceof $Dict || a instanceof $Set ? $joined(a, b) : $or(a, b);
}

function $true(a) {
  switch (typeof a) {
    case "boolean": return a;
    case "number": return a !== 0;
    case "string": return a.length > 0;
    case "function": return true;
  }
  if (a === null) return false;
  if (a === undefined) throw new $AttributeError("there is no such attribute");
  if (Array.isArray(a) || a instanceof $range_) return a.length > 0;
  if (a.$boxed) return a.value !== 0;
  if (a.__bool__) return a.__bool__();
  return a.__len__ ? a.__len__() > 0 : true;
}

const $isTuple = (a) => Array.isArray(a) || a instanceof $NamedTuple;

function $eq(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" && typeof b !== "object") return $isNumber(a) && $isNumber(b) && Number(a) === Number(b);
  if (a === null || b === null || a === undefined || b === undefined) return false;
  if ($isNumber(a) && $isNumber(b)) return Number(a) === Number(b);
  if ($isTuple(a) && $isTuple(b)) return $eqItems(a, b);
  if (a.$compared) {
    return a.constructor === b.constructor && a.constructor.$fields.every((name) => $eq(a[name], b[name]));
  }
  if (a instanceof $Set && b instanceof $Set) return a.size === b.size && [...a].every((item) => b.has(item));
  if (a instanceof $Dict && b instanceof $Dict) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a.items()) if (!b.has(key) || !$eq(value, b.get(key))) return false;
    return true;
  }
  if (a instanceof $range_ && b instanceof $range_) {
    return a.length === b.length && (!a.length || (a.start === b.start && (a.length === 1 || a.step === b.step)));
  }
  if (a.__eq__) return a.__eq__(b);
  return b.__eq__ ? b.__eq__(a) : false;
}

function $eqItems(a, b) {
  if (a.length !== b.length) return false;
  if (a.constructor === b.constructor && a.constructor.$fields) {
    for (const name of a.constructor.$fields) if (a[name] !== b[name] && !$eq(a[name], b[name])) return false;
    return true;
  }
  const others = [...b];
  let place = 0;
  for (const item of a) if (!$eq(item, others[place++])) return false;
  return true;
}

function $ne(a, b) {
  const same = $eq(a, b);
  return typeof same === "boolean" ? !same : same.__invert__();
}

/* -1, 0 or 1. Texts go by code points, tuples by their first difference. */
function $compared(a, b) {
  if (typeof a === "string" && typeof b === "string") return a === b ? 0 : $textOrder(a, b);
  if ($isNumber(a) && $isNumber(b)) return Number(a) < Number(b) ? -1 : Number(a) > Number(b) ? 1 : 0;
  if ($isTuple(a) && $isTuple(b)) {
    const left = [...a], right = [...b];
    for (let i = 0; i < left.length && i < right.length; i++)
      if (!$eq(left[i], right[i])) return $compared(left[i], right[i]);
    return Math.sign(left.length - right.length);
  }
  if ($true($own(a, b, "__lt__", "__gt__", "<"))) return -1;
  return $eq(a, b) ? 0 : 1;
}

/* Texts go by code points, of which JavaScript sees halves. */
function $textOrder(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const order = (text) => {
    const code = text.charCodeAt(i);
    return Number.isNaN(code) ? -1 : code >= 0xd800 && code < 0xe000 ? code + 0x10000 : code;
  };
  return Math.sign(order(a) - order(b));
}

const $isObject = (a) => a !== null && typeof a === "object" && a.__lt__ !== undefined;

function $lt(a, b) {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return $isObject(a) || $isObject(b) ? $own(a, b, "__lt__", "__gt__", "<") : $compared(a, b) < 0;
}

function $le(a, b) {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  return $isObject(a) || $isObject(b) ? $own(a, b, "__le__", "__ge__", "<=") : $compared(a, b) <= 0;
}

function $gt(a, b) {
  if (typeof a === "number" && typeof b === "number") return a > b;
  return $isObject(a) || $isObject(b) ? $own(a, b, "__gt__", "__lt__", ">") : $compared(a, b) > 0;
}

function $ge(a, b) {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  return $isObject(a) || $isObject(b) ? $own(a, b, "__ge__", "__le__", ">=") : $compared(a, b) >= 0;
}

function $in(item, many) {
  if (typeof many === "string") return many.includes(item);
  if (many instanceof $Dict || many instanceof $Set || many instanceof $range_) return many.has(item);
  if (many.__contains__) return many.__contains__(item);
  for (const one of many) if ($true($eq(one, item))) return true;
  return false;
}

const $halves = /[\ud800-\udfff]/;

/* A text as its characters, where they aren't one code each. */
const $letters = (text) => typeof text === "string" && $halves.test(text) ? Array.from(text) : text;

function $get(on, place) {
  const text = typeof on === "string";
  if (text) on = $letters(on);
  if (typeof place === "object" && place !== null && place.$boxed) place = place.value;
  if (typeof place === "number" && (Array.isArray(on) || typeof on === "string")) {
    const found = on[place < 0 ? place + on.length : place];
    if (found === undefined) throw new $IndexError("index out of range");
    return found;
  }
  if (on.__getitem__) return on.__getitem__(place);
  if (place instanceof $Slice) {
    if (on instanceof $range_) return on.slice(place);
    const all = typeof on === "string" || Array.isArray(on) ? on : [...on];
    const taken = on instanceof $List ? new $List() : [];
    for (const i of place.places(all.length)) taken.push(all[i]);
    return text ? taken.join("") : taken;
  }
  if (on instanceof $range_) return on.at(place);
  if (on instanceof $NamedTuple) return $get([...on], place);
  throw new $TypeError(`not subscriptable: ${$repr(on)} by ${$repr(place)}`);
}

function $put(on, place, value) {
  if (on instanceof $Dict) on.set(place, value);
  else if (on instanceof $List) {
    const index = place < 0 ? place + on.length : place;
    if (!(index >= 0 && index < on.length)) throw new $IndexError("assignment index out of range");
    on[index] = value;
  } else on.__setitem__(place, value);
}

function $del(on, place) {
  if (on instanceof $Dict) on.delete(place);
  else on.splice(place < 0 ? place + on.length : place, 1);
}
