// Which values does Python hold to be equal, as keys of a dict or elements of a set?
//
// `1 == True == 1.0 == Decimal(1)`, and a namedtuple equals a tuple. Every value gets the number of its class, from the
// leaves up, so that a value which is shared a thousand times is looked at once. Numbers are reduced to a sign, powers
// of two and five, and what is left, which is exact. NaNs, and what Python compares by identity, equal nothing.

import { hex } from './bytes.js';
import { DateTime, dayNumber, microsecondsOfDay, PyDate, PyTime, TimeDelta, TimeZone } from './calendar.js';
import { Decimal } from './decimal.js';
import { run } from './steps.js';
import {
  BuiltinFunction,
  Class,
  Complex,
  FrozenSet,
  Instance,
  Module,
  NamedTuple,
  OddNaN,
  Path,
  plain,
  PySet,
  Tuple,
  Type,
} from './values.js';

/** Values by Python's equality. */
export class KeyTable {
  #numbers = new Map();
  #nested = new WeakMap();
  #places = new Map();
  #unique = 0;

  /** A number that equal values, asked of this table, have in common. */
  classOf(value) {
    return run(this.#classOf(value));
  }

  /** Notes that the value is at that place. */
  add(value, place) {
    this.#places.set(this.classOf(value), place);
  }

  /** Where the equal value is, or undefined. */
  find(value) {
    return this.#places.get(this.classOf(value));
  }

  *#classOf(value) {
    const unordered = value instanceof FrozenSet || value instanceof PySet;
    if (!unordered && !(value instanceof Tuple) && !(value instanceof NamedTuple)) return this.#number(leafKey(value));
    let number = this.#nested.get(value);
    if (number === undefined) {
      const classes = [];
      for (const item of value.items) classes.push(yield this.#classOf(item));
      if (unordered) classes.sort((a, b) => a - b);
      number = this.#number(`${unordered ? 'set' : 'tuple'} ${classes}`);
      this.#nested.set(value, number);
    }
    return number;
  }

  #number(key) {
    if (key === null) return --this.#unique;
    if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.get(key);
  }
}

/** Text that equal leaves have in common, or null for what equals nothing. */
function leafKey(boxed) {
  const value = plain(boxed);
  switch (typeof value) {
    case 'boolean':
      return numberKey(false, BigInt(value));
    case 'bigint':
      return numberKey(value < 0n, value < 0n ? -value : value);
    case 'number':
      return floatKey(value);
    case 'string':
      return `str ${value}`;
    case 'symbol':
      return value.description;
  }
  if (value === null) return 'None';
  if (value instanceof Uint8Array) return `bytes ${hex(value)}`;
  switch (value.constructor) {
    case Complex:
      return complexKey(value);
    case Decimal:
      return decimalKey(value);
    case PyDate:
      return `date ${dayNumber(value)}`;
    case DateTime: {
      const microseconds = BigInt(dayNumber(value)) * 86_400_000_000n + BigInt(microsecondsOfDay(value));
      return `${value.zone === null ? 'naive' : 'aware'} datetime ${microseconds}`;
    }
    case PyTime:
      return `${value.zone === null ? 'naive' : 'aware'} time ${microsecondsOfDay(value)}`;
    case TimeDelta:
      return `timedelta ${value.total} ${value.microseconds}`;
    case TimeZone:
      return `timezone ${value.offset}`;
    case Path:
      return `path ${value.text}`;
    case Type:
      return `type ${value.name}`;
    case BuiltinFunction:
      return `function ${value.name}`;
    case Class:
    case Instance:
    case Module:
      return `${value.constructor.name} ${hex(value.id)}`;
  }
  return null;
}

function complexKey({ real, imag }) {
  if (imag === 0) return floatKey(real);
  const parts = [real, imag].map(floatKey);
  return parts.includes(null) ? null : `complex ${parts}`;
}

function floatKey(value) {
  if (value instanceof OddNaN || Number.isNaN(value)) return null;
  if (Math.abs(value) === Infinity) return `number ${value}`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const exponent = bits >> 52n;
  if (exponent === 0n) return numberKey(value < 0, fraction, -1074n);
  return numberKey(value < 0, fraction | 0x10000000000000n, exponent - 1075n);
}

function decimalKey({ negative, form, coefficient, exponent }) {
  if (form === 'infinity') return floatKey(negative ? -Infinity : Infinity);
  return form === 'finite' ? numberKey(negative, coefficient, exponent, exponent) : null;
}

/** The key of `magnitude * 2^twos * 5^fives`. */
function numberKey(negative, magnitude, twos = 0n, fives = 0n) {
  if (magnitude === 0n) return 'number 0';
  const [odd, moreTwos] = divideOut(magnitude, 2n);
  const [rest, moreFives] = divideOut(odd, 5n);
  return `number ${negative ? '-' : ''}${rest.toString(16)} ${twos + moreTwos} ${fives + moreFives}`;
}

/** What is left of `value` without the factor, and how often it was in there. Squares of it keep the steps few. */
function divideOut(value, factor) {
  const powers = [factor];
  while (value % powers.at(-1) === 0n) powers.push(powers.at(-1) ** 2n);
  let count = 0n;
  for (let place = powers.length - 1; place >= 0; place--) {
    while (value % powers[place] === 0n) {
      value /= powers[place];
      count += 1n << BigInt(place);
    }
  }
  return [value, count];
}
