// How does a value become bytes? In one way only: shortest heads, float64, insertion order, and tags 28 and 29 where a
// value that can be told from its copies is referred to more than once.

import { encode as encodeTokens, Token, Type } from 'cborg';

import { fromBigInt } from './bytes.js';
import * as c from './calendar.js';
import { Decimal } from './decimal.js';
import { run } from './steps.js';
import { Tag } from './tags.js';
import * as v from './values.js';

const MAX_DEPTH = 10_000;
/** From how many bytes on a leaf is worth a reference. */
const LONG = 32;
const TWO_64 = 1n << 64n;

/** A value that has no bytes: no Python value, text with half a surrogate pair, or a container inside itself. */
export class EncodeError extends Error {}

/**
 * @param {any} value see values.js for what stands for what
 * @returns {Uint8Array}
 * @throws {EncodeError}
 */
export function encode(value) {
  const encoder = new Encoder(value);
  run(encoder.item(value));
  return encoder.finish();
}

class Encoder {
  #tokens = [];
  #parts = [];
  #open = new Set();
  /** What is referred to more than once, with its index once it was written. */
  #shared;
  #marks = 0;

  constructor(root) {
    this.#shared = referredTwice(root);
  }

  finish() {
    this.#flush();
    const bytes = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** Writes a value, or returns a task that does. */
  item(value) {
    if (this.#shared.has(value)) {
      const index = this.#shared.get(value);
      if (this.#open.has(value)) throw new EncodeError('a container holds itself');
      if (index !== null) {
        this.#tag(Tag.REFERENCE);
        return this.#int(index);
      }
      this.#shared.set(value, BigInt(this.#marks++));
      this.#tag(Tag.SHARED);
    }
    return v.isContainer(value) ? this.#container(value) : this.#leaf(v.plain(value));
  }

  *#container(value) {
    if (this.#open.size >= MAX_DEPTH) throw new EncodeError(`nested deeper than ${MAX_DEPTH} containers`);
    this.#open.add(value);
    yield this.#content(value);
    this.#open.delete(value);
  }

  *#content(value) {
    switch (value.constructor) {
      case Array:
        return yield this.#items(value);
      case v.Tuple:
        return yield this.#items(value.items, Tag.TUPLE);
      case v.PySet:
        return yield this.#items(value.items, Tag.SET);
      case v.FrozenSet:
        return yield this.#items(value.items, Tag.FROZEN_SET);
      case v.NamedTuple:
        this.#array(3, Tag.NAMED_TUPLE);
        this.#text(value.typeName);
        this.#array(value.fields.length);
        for (const field of value.fields) this.#text(field);
        return yield this.#items(value.items);
      case v.Dict:
        return yield this.#pairs(value, isMapKey);
      case v.Class:
        this.#array(5, Tag.CLASS);
        this.#text(value.name);
        this.#id(value.id);
        this.#bool(value.hostDefined);
        this.#bool(value.dataclass);
        return yield this.#pairs(value.attributes, isText);
      case v.Instance:
        this.#array(3, Tag.INSTANCE);
        yield this.item(value.class);
        this.#id(value.id);
        return yield this.#pairs(value.attributes, isText);
      case v.Module:
        this.#array(3, Tag.MODULE);
        this.#text(value.name);
        this.#id(value.id);
        return yield this.#pairs(value.attributes, isText);
    }
    throw notPython(value);
  }

  *#items(items, tag) {
    this.#array(items.length, tag);
    for (const item of items) yield this.item(item);
  }

  /** A map when every key suits one, else the array form. */
  *#pairs(dict, suits) {
    if (dict.keys.every(suits)) this.#token(Type.map, dict.size);
    else this.#array(2 * dict.size, Tag.PAIRS);
    for (const pair of dict) {
      for (const value of pair) yield this.item(value);
    }
  }

  #leaf(value) {
    switch (typeof value) {
      case 'boolean':
        return this.#bool(value);
      case 'bigint':
        return this.#int(value);
      case 'number':
        return this.#float(value);
      case 'string':
        return this.#text(value);
    }
    switch (value) {
      case null:
        return this.#null();
      case v.Ellipsis:
        return this.#null(Tag.ELLIPSIS);
      case v.NotImplemented:
        return this.#null(Tag.NOT_IMPLEMENTED);
    }
    if (value instanceof Uint8Array) return this.#token(Type.bytes, value);
    switch (value?.constructor) {
      case v.OddNaN:
        return this.#float(value);
      case v.Complex:
        this.#array(2, Tag.COMPLEX);
        this.#float(value.real);
        return this.#float(value.imag);
      case Decimal:
        return this.#decimal(value);
      case c.PyDate:
        return this.#text(c.dateText(value), Tag.DATE);
      case c.DateTime:
        return this.#dateTime(value);
      case c.PyTime:
        return this.#time(value);
      case c.TimeZone:
        return this.#timeZone(value);
      case c.TimeDelta:
        return this.#duration(value);
      case v.Path:
        return this.#text(value.text, Tag.PATH);
      case v.Repr:
        return this.#text(value.text, Tag.REPR);
      case v.Cycle:
        return this.#text(value.text, Tag.CYCLE);
      case v.Type:
        return this.#text(value.name, Tag.TYPE);
      case v.BuiltinFunction:
        return this.#text(value.name, Tag.BUILTIN_FUNCTION);
      case v.PyException:
        this.#array(2, Tag.EXCEPTION);
        this.#text(value.type);
        return this.#textOrNull(value.argument);
      case v.HostFunction:
        this.#array(2, Tag.FUNCTION);
        this.#text(value.name);
        return this.#textOrNull(value.doc);
      case v.File:
        this.#array(3, Tag.FILE);
        this.#text(value.path);
        this.#text(value.mode);
        return this.#int(value.position);
    }
    throw notPython(value);
  }

  #decimal({ negative, form, coefficient, exponent }) {
    const plain = form === 'finite' && !(negative && coefficient === 0n);
    this.#array(plain ? 2 : 3, plain ? Tag.DECIMAL : Tag.DECIMAL_EXTENDED);
    this.#int(exponent);
    this.#int(plain && negative ? -coefficient : coefficient);
    if (!plain) this.#int(BigInt(2 * ['finite', 'infinity', 'nan', 'snan'].indexOf(form) + Number(negative)));
  }

  #dateTime(value) {
    const { zone } = value;
    const text = c.dateTimeText(value);
    if (zone === null) return this.#text(text, Tag.DATETIME_OTHER);
    if (zone.name === null && zone.offset % 60 === 0) return this.#text(text + c.offsetText(zone.offset), Tag.DATETIME);
    this.#array(3, Tag.DATETIME_OTHER);
    this.#text(text);
    this.#int(BigInt(zone.offset));
    this.#textOrNull(zone.name);
  }

  #time(value) {
    const { zone, fold } = value;
    const text = c.timeText(value);
    if (zone === null && fold === 0) return this.#text(text, Tag.TIME);
    this.#array(4, Tag.TIME);
    this.#text(text);
    if (zone === null) this.#null();
    else this.#int(BigInt(zone.offset));
    this.#textOrNull(zone?.name ?? null);
    this.#int(BigInt(fold));
  }

  #timeZone({ offset, name }) {
    if (name === null) {
      this.#tag(Tag.TIMEZONE);
      return this.#int(BigInt(offset));
    }
    this.#array(2, Tag.TIMEZONE);
    this.#int(BigInt(offset));
    this.#text(name);
  }

  #duration({ total, microseconds }) {
    this.#tag(Tag.DURATION);
    this.#token(Type.map, microseconds === 0 ? 1 : 2);
    this.#int(1n);
    this.#int(BigInt(total));
    if (microseconds === 0) return;
    this.#int(-6n);
    this.#int(BigInt(microseconds));
  }

  #array(length, tag) {
    if (tag !== undefined) this.#tag(tag);
    this.#token(Type.array, length);
  }

  #tag(number) {
    this.#token(Type.tag, number);
  }

  #null(tag) {
    if (tag !== undefined) this.#tag(tag);
    this.#token(Type.null, null);
  }

  #bool(value) {
    this.#token(value ? Type.true : Type.false, value);
  }

  #int(value) {
    if (value >= 0n && value < TWO_64) return this.#token(Type.uint, value);
    if (value < 0n && value >= -TWO_64) return this.#token(Type.negint, value);
    this.#tag(value < 0n ? Tag.BIG_NEGATIVE : Tag.BIG_POSITIVE);
    this.#token(Type.bytes, fromBigInt(magnitude(value)));
  }

  #float(value) {
    if (!(value instanceof v.OddNaN) && !Number.isNaN(value)) return this.#token(Type.float, value);
    // A NaN's bits must not pass through a number, which may or may not keep them.
    this.#flush();
    const bytes = new DataView(new ArrayBuffer(9));
    bytes.setUint8(0, 0xfb);
    bytes.setBigUint64(1, value.bits ?? 0x7ff8000000000000n);
    this.#parts.push(new Uint8Array(bytes.buffer));
  }

  #text(text, tag) {
    if (typeof text !== 'string') throw new EncodeError('something else where a string belongs');
    if (!text.isWellFormed()) throw new EncodeError('text with half a surrogate pair');
    if (tag !== undefined) this.#tag(tag);
    this.#token(Type.string, text);
  }

  #textOrNull(text) {
    if (text === null) this.#null();
    else this.#text(text);
  }

  #id(id) {
    this.#tag(Tag.UUID);
    this.#token(Type.bytes, id);
  }

  // cborg writes tokens. They are collected, because its `encode` takes one value at a time.

  #token(type, value) {
    this.#tokens.push(new Token(type, value));
  }

  #flush() {
    this.#parts.push(encodeTokens(this.#tokens, OPTIONS));
    this.#tokens = [];
  }
}

/** Hands cborg the tokens as they are. */
const OPTIONS = { float64: true, typeEncoders: { Array: (tokens) => tokens } };

/** The number that tags 2 and 3 carry. */
function magnitude(value) {
  return value < 0n ? -1n - value : value;
}

function isText(key) {
  return typeof v.plain(key) === 'string';
}

/** Whether other CBOR libraries can be expected to take the key of a map. */
function isMapKey(key) {
  const value = v.plain(key);
  if (typeof value === 'number') return !Number.isNaN(value);
  return value === null || value instanceof Uint8Array || ['string', 'bigint', 'boolean'].includes(typeof value);
}

/** The values that a message refers to at least twice, of those that the schema has references for. */
function referredTwice(root) {
  const once = new Set();
  const twice = new Map();
  const waiting = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (!isMarkable(value)) continue;
    if (once.has(value)) {
      twice.set(value, null);
      continue;
    }
    once.add(value);
    if (v.isContainer(value)) {
      for (const child of v.children(value)) waiting.push(child);
    }
  }
  return twice;
}

/** Whether a second reference to the value is written as one. */
function isMarkable(value) {
  if (value instanceof v.Tuple || value instanceof v.FrozenSet) return value.items.length > 0;
  if (v.isContainer(value)) return true;
  if (value instanceof String) return new TextEncoder().encode(value).length >= LONG;
  if (value instanceof BigInt) return fromBigInt(magnitude(value.valueOf())).length >= LONG;
  if (value instanceof Uint8Array) return value.length >= LONG;
  return value instanceof Decimal && String(value).length >= LONG;
}

function notPython(value) {
  return new EncodeError(`no Python value: ${typeof value === 'object' ? value.constructor?.name : typeof value}`);
}
