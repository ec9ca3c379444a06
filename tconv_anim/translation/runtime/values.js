/* Python's values that JavaScript doesn't have: objects that make themselves, errors, floats that are whole.

   Integers and floats are numbers. Only a float that may be whole and is to be written as a float (an element of
   an array) is a $Float; lists are $List, and plain arrays are tuples. */

const $bare = Symbol("bare");
const $modules = {};

class $object {
  constructor(...given) { if (given[0] !== $bare && this.__init__) this.__init__(...given); }
}

/* The class of a call's arguments by name, for functions whose parameters nobody knows. */
class $Named {
  constructor(names) { Object.assign(this, names); }
}
const $none = new $Named({});

/* What is said by name behind many arguments. */
function $named(many) {
  return many.length && many[many.length - 1] instanceof $Named ? many.pop() : $none;
}

/* Arguments in the order of parameters, where some come by name. */
function $placed(given, order, named) {
  const all = [...given];
  for (let i = given.length; i < order.length; i++) all.push(named[order[i]]);
  while (all.length && all[all.length - 1] === undefined) all.pop();
  return all;
}

class $Exception extends Error {
  constructor(...args) {
    super(args[0]);
    this.args = args;
  }

  __str__() { return this.args.length ? $str(this.args[0]) : ""; }
}
class $ValueError extends $Exception {}
class $TypeError extends $Exception {}
class $KeyError extends $Exception {}
class $IndexError extends $Exception {}
class $StopIteration extends $Exception {}
class $AttributeError extends $Exception {}

/* Named tuples are tuples: fields in their order. */
class $NamedTuple extends $object {
  get length() { return this.constructor.$fields.length; }
  [Symbol.iterator]() { return this.$all()[Symbol.iterator](); }
  _asdict() { return new $Dict(this.constructor.$fields.map((name) => [name, this[name]])); }
}

/* Let a class know its fields; a dataclass also, whether its objects are equal where these are. */
function $fields(made, name, fields, compared = null) {
  Object.assign(made, { $name: name, $fields: fields, _fields: fields });
  if (compared !== null) made.prototype.$compared = compared;
}

class $Float {
  constructor(value) { this.value = value; }
  valueOf() { return this.value; }
  toJSON() { return this.value; }
}
$Float.prototype.$boxed = "float";

/* Let the objects of a class be numbers besides: ``kind`` is int or float. */
function $boxed(made, kind) {
  Object.assign(made.prototype, {
    $boxed: kind,
    __init__(value) { this.value = Number(value); },
    valueOf() { return this.value; },
  });
}

class $IntEnum extends $object {
  static *[Symbol.iterator]() { yield* Object.values(this); }
}

/* A property that is computed once. */
function $kept(on, name, value) {
  Object.defineProperty(on, name, { value });
  return value;
}

/* An attribute; a method goes on belonging to its object. */
function $bound(on, name) {
  if (typeof on === "string" || Array.isArray(on)) return (...given) => $methods[name](on, ...given);
  const found = on[name];
  return typeof found === "function" ? found.bind(on) : found;
}

/* A generator that stays open when a loop over it is left. */
function $open(many) {
  const walk = many[Symbol.iterator]();
  return { next: () => walk.next(), [Symbol.iterator]() { return this; } };
}

/* As many values as there are places for them. */
function $unpacked(many, count) {
  const all = Array.isArray(many) ? many : many.$all ? many.$all() : [...many];
  if (all.length !== count) throw new $ValueError(`${all.length} values for ${count} places`);
  return all;
}

function $unpackedRest(many, before, after) {
  const all = [...many];
  if (all.length < before + after) throw new $ValueError(`${all.length} values for more places`);
  const rest = $List.from(all.slice(before, all.length - after));
  return [...all.slice(0, before), rest, ...all.slice(all.length - after)];
}

function $call(what, ...given) {
  if (typeof what !== "function") return what.__call__(...given);
  return what.prototype instanceof $object ? new what(...given) : what(...given);
}

/* What a loop runs over, where somebody catches that it can't. */
function $each(many) {
  if (many === null || many === undefined || !many[Symbol.iterator]) throw new $TypeError("it is not iterable");
  return many;
}
