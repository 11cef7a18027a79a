// Which JavaScript value stands for which Python value?
//
// JavaScript's own, where it has the type without loss:
//   None null, bool boolean, int bigint, float number, str string, bytes Uint8Array, list Array.
// An int is always a bigint and a float always a number, so that 1 and 1.0 stay apart. The classes below, Decimal and
// those of dates are the rest.
//
// A str or int that Python holds as one object in several places arrives as a String or BigInt object: JavaScript's
// primitives have no identity, its boxes do. valueOf() gives the primitive; `plain` does so for any value.

import { KeyTable } from './equal.js';
import { leaf } from './leaf.js';
import { BUILTIN_FUNCTIONS, EXCEPTIONS, FILE_MODES, isType } from './names.js';

/** Takes the box off a str or int. */
export function plain(value) {
  return value instanceof String || value instanceof BigInt ? value.valueOf() : value;
}

/** A NaN other than the usual one. Its bits matter to Python's struct module, and a number does not keep them.
 * `bits` are those of the float64, as a bigint. */
export class OddNaN extends leaf(
  ['bits'],
  ({ bits }) => bits >> 64n === 0n && (bits & 0x7fffffffffffffffn) > 0x7ff0000000000000n,
) {}

class Items {
  /** @param {any[]} items */
  constructor(items = []) {
    this.items = items;
  }

  [Symbol.iterator]() {
    return this.items[Symbol.iterator]();
  }
}
export class Tuple extends Items {}
/** Elements in the order in which Python walked them. */
export class PySet extends Items {}
export class FrozenSet extends Items {}

export class NamedTuple {
  /**
   * @param {string} typeName
   * @param {string[]} fields
   * @param {any[]} items as many as there are fields
   */
  constructor(typeName, fields, items) {
    if (fields.length !== items.length) throw new RangeError(`${fields.length} names for ${items.length} values`);
    this.typeName = typeName;
    this.fields = fields;
    this.items = items;
  }

  get(field) {
    return this.items[this.fields.indexOf(field)];
  }
}

/** A dict: keys of any hashable type, in insertion order. `keys[i]` belongs to `values[i]`; change them by `set`. */
export class Dict {
  #places;

  /** @param {Iterable<[any, any]>} pairs whose keys differ in Python's eyes */
  constructor(pairs = []) {
    this.keys = [];
    this.values = [];
    for (const [key, value] of pairs) {
      this.keys.push(key);
      this.values.push(value);
    }
  }

  get size() {
    return this.keys.length;
  }

  /** The value of the key that Python holds to be equal: 1n finds what is stored under true or 1.0. */
  get(key) {
    return this.values[this.#find(key)];
  }

  has(key) {
    return this.#find(key) !== undefined;
  }

  /** As in Python, an equal key keeps its place and its type. */
  set(key, value) {
    const place = this.#find(key) ?? this.keys.length;
    if (place === this.keys.length) {
      this.keys.push(key);
      this.#places.add(key, place);
    }
    this.values[place] = value;
    return this;
  }

  *[Symbol.iterator]() {
    for (const [at, key] of this.keys.entries()) yield [key, this.values[at]];
  }

  #find(key) {
    if (this.#places === undefined) {
      this.#places = new KeyTable();
      this.keys.forEach((each, place) => this.#places.add(each, place));
    }
    return this.#places.find(key);
  }
}

export const Ellipsis = Symbol('Ellipsis');
export const NotImplemented = Symbol('NotImplemented');

/** Parts are numbers or `OddNaN`. */
export class Complex extends leaf(['real', 'imag']) {}
export class Path extends leaf(['text']) {}
/** What only had a repr to give. Comes out of the interpreter and never goes in. */
export class Repr extends leaf(['text']) {}
/** Where a container held itself. Comes out of the interpreter and never goes in. */
export class Cycle extends leaf(['text']) {}
/** A builtin type or exception class, by name. */
export class Type extends leaf(['name'], ({ name }) => isType(name)) {}
export class BuiltinFunction extends leaf(['name'], ({ name }) => BUILTIN_FUNCTIONS.has(name)) {}
/** An exception instance. `argument` is a string, or null for none. */
export class PyException extends leaf(['type', 'argument'], ({ type }) => EXCEPTIONS.has(type)) {}
/** A function of the host. `doc` is a string, or null for none. */
export class HostFunction extends leaf(['name', 'doc']) {}
/** An open file; `position` is a bigint. */
export class File extends leaf(
  ['path', 'mode', 'position'],
  ({ mode, position }) => FILE_MODES.has(mode) && BigInt.asUintN(64, position) === position,
) {}

/** A class object. `id` has 16 bytes, `attributes` is a `Dict`. */
export class Class {
  constructor({ name, id, hostDefined = false, dataclass = false, attributes = new Dict() }) {
    Object.assign(this, { name, id: identity(id), hostDefined, dataclass, attributes });
  }
}

export class Instance {
  constructor({ class: type, id, attributes = new Dict() }) {
    if (!(type instanceof Class)) throw new TypeError('an instance needs a Class');
    Object.assign(this, { class: type, id: identity(id), attributes });
  }
}

export class Module {
  constructor({ name, id, attributes = new Dict() }) {
    Object.assign(this, { name, id: identity(id), attributes });
  }
}

function identity(id) {
  if (!(id instanceof Uint8Array) || id.length !== 16) throw new RangeError('an id has 16 bytes');
  return id;
}

/** Whether the value holds others, and so counts for the limit of nesting. */
export function isContainer(value) {
  return CONTAINERS.some((type) => value instanceof type);
}
const CONTAINERS = [Array, Items, Dict, NamedTuple, Class, Instance, Module];

/** What a container holds, in the order of its bytes. */
export function* children(value) {
  if (value instanceof Instance) yield value.class;
  const pairs = value instanceof Dict ? value : value.attributes;
  if (pairs instanceof Dict) {
    for (const pair of pairs) yield* pair;
  } else {
    yield* value.items ?? value;
  }
}
