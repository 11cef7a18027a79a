// How do bytes become a value? Everything but the one spelling that the schema has for a value is refused.

import { toBigInt } from './bytes.js';
import { parseDate, parseDateTime, parseRfc3339, parseTime, TimeDelta, TimeZone } from './calendar.js';
import { Decimal } from './decimal.js';
import { encode } from './encode.js';
import { KeyTable } from './equal.js';
import { DecodeError } from './error.js';
import { Reader } from './read.js';
import { run } from './steps.js';
import { Tag } from './tags.js';
import * as v from './values.js';

const MAX_DEPTH = 10_000;
/** A magnitude of more bytes has more than the 4300 digits that a Decimal may have. */
const MAX_DECIMAL_BYTES = 1786;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
/** Stands for a shared value that is not complete. */
const PENDING = Symbol('pending');

/**
 * @param {Uint8Array} bytes exactly one value
 * @returns {any} see values.js for what stands for what
 * @throws {DecodeError}
 */
export function decode(bytes) {
  const decoder = new Decoder(bytes);
  const value = run(decoder.item());
  if (decoder.reader.left > 0) throw new DecodeError('Trailing', decoder.reader.position);
  decoder.refuseEqualKeys();
  refuseOtherForms(bytes, value);
  return value;
}

/** One value has one byte string, so whatever else was wrong shows when the value is encoded again. */
function refuseOtherForms(bytes, value) {
  const canonical = encode(value);
  const length = Math.max(bytes.length, canonical.length);
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== canonical[at]) throw new DecodeError('NotCanonical', at);
  }
}

class Decoder {
  /** For each tag 28, in the order of the bytes, its value or PENDING. */
  #shares = [];
  /** Keys of each dict and of attributes, elements of each set, and where they begin. */
  #hashed = [];
  #depth = 0;
  /** Items that open containers still wait for. */
  #owed = 0;

  constructor(bytes) {
    this.reader = new Reader(bytes);
  }

  /** The next value, or a task that reads it. `shared`: a mark stands before it, so no other may. */
  item(shared = false) {
    const { name, value } = this.reader.next();
    switch (name) {
      case 'array':
        return this.#list(value, this.reader.at);
      case 'map':
        return this.#dict(value, this.reader.at);
      case 'tag':
        return this.#tagged(value, this.reader.at, shared);
      default:
        return value; // ints, floats, true, false, null, text and bytes are JavaScript's own
    }
  }

  /** What stands under a tag whose head is at `at`. */
  #tagged(tag, at, shared) {
    switch (tag) {
      case Tag.SHARED:
      case Tag.REFERENCE:
        if (shared) throw new DecodeError('BadShare', at);
        return tag === Tag.SHARED ? this.#shared() : this.#reference(at);
      case Tag.BIG_POSITIVE:
      case Tag.BIG_NEGATIVE:
        return this.#magnitude(tag === Tag.BIG_NEGATIVE);
      case Tag.TUPLE:
        return this.#tuple(at);
      case Tag.SET:
        return this.#set(v.PySet, at);
      case Tag.FROZEN_SET:
        return this.#set(v.FrozenSet, at);
      case Tag.NAMED_TUPLE:
        return this.#namedTuple(at);
      case Tag.PAIRS:
        return this.#pairsDict(at);
      case Tag.ELLIPSIS:
        return this.#onlyNull(v.Ellipsis);
      case Tag.NOT_IMPLEMENTED:
        return this.#onlyNull(v.NotImplemented);
      case Tag.COMPLEX:
        this.#array(2);
        return new v.Complex(this.reader.float(), this.reader.float());
      case Tag.DATE:
        return this.#made(parseDate);
      case Tag.DATETIME:
        return this.#made(parseRfc3339);
      case Tag.DATETIME_OTHER:
        return this.#dateTime();
      case Tag.TIME:
        return this.#time();
      case Tag.TIMEZONE:
        return this.#timeZone();
      case Tag.DURATION:
        return this.#duration();
      case Tag.DECIMAL:
      case Tag.DECIMAL_EXTENDED:
        return this.#decimal(tag === Tag.DECIMAL_EXTENDED);
      case Tag.PATH:
        return new v.Path(this.reader.expect('string'));
      case Tag.REPR:
        return new v.Repr(this.reader.expect('string'));
      case Tag.CYCLE:
        return new v.Cycle(this.reader.expect('string'));
      case Tag.TYPE:
        return this.#made((name) => new v.Type(name), 'UnknownName');
      case Tag.BUILTIN_FUNCTION:
        return this.#made((name) => new v.BuiltinFunction(name), 'UnknownName');
      case Tag.EXCEPTION: {
        this.#array(2);
        const { type } = this.#made((name) => new v.PyException(name, null), 'UnknownName');
        return new v.PyException(type, this.#orNull('string'));
      }
      case Tag.FUNCTION:
        this.#array(2);
        return new v.HostFunction(this.reader.expect('string'), this.#orNull('string'));
      case Tag.FILE: {
        this.#array(3);
        const path = this.reader.expect('string');
        const { mode } = this.#made((name) => new v.File(path, name, 0n), 'UnknownName');
        return new v.File(path, mode, this.reader.expect('uint'));
      }
      case Tag.CLASS:
        return this.#class(at);
      case Tag.INSTANCE:
        return this.#instance(at);
      case Tag.MODULE:
        return this.#module(at);
    }
    throw new DecodeError('UnknownTag', at);
  }

  // Containers. Each is a generator, so that nesting costs no native stack; see steps.js.

  *#list(count, at) {
    return yield this.#items(count, at, at);
  }

  *#tuple(at) {
    const count = this.reader.expect('array');
    return new v.Tuple(yield this.#items(count, this.reader.at, at));
  }

  *#set(Kind, at) {
    const count = this.reader.expect('array');
    const head = this.reader.at;
    const items = yield this.#items(count, head, at);
    this.#hashed.push({ keys: items, at: head });
    return new Kind(items);
  }

  *#namedTuple(at) {
    this.#array(3);
    const typeName = this.reader.expect('string');
    const fields = this.#names();
    const count = this.reader.expect('array');
    if (count !== fields.length) throw this.reader.error('NameCount');
    return new v.NamedTuple(typeName, fields, yield this.#items(count, this.reader.at, at));
  }

  #names() {
    const count = this.reader.expect('array');
    if (count > this.#room) throw this.reader.error('Truncated');
    return Array.from({ length: count }, () => this.reader.expect('string'));
  }

  *#items(count, head, at) {
    this.#enter(at);
    this.#owe(count, 1, head);
    const items = [];
    while (items.length < count) {
      this.#owed--;
      items.push(yield this.item());
    }
    this.#depth--;
    return items;
  }

  *#dict(count, at) {
    this.#enter(at);
    return yield this.#pairs(count, at);
  }

  *#pairsDict(at) {
    this.#enter(at);
    return yield this.#pairs(this.#pairCount(), this.reader.at);
  }

  *#pairs(count, head) {
    this.#owe(count, 2, head);
    const dict = new v.Dict();
    while (dict.values.length < count) {
      this.#owed--;
      dict.keys.push(yield this.item());
      this.#owed--;
      dict.values.push(yield this.item());
    }
    this.#hashed.push({ keys: dict.keys, at: head });
    this.#depth--;
    return dict;
  }

  /** Attributes: a map, or the array form under its tag. */
  *#attributes() {
    const { name, value } = this.reader.oneOf('map', 'tag');
    if (name === 'map') return yield this.#pairs(value, this.reader.at);
    if (value !== Tag.PAIRS) throw this.reader.error('WrongContent');
    return yield this.#pairs(this.#pairCount(), this.reader.at);
  }

  *#class(at) {
    this.#array(5);
    const name = this.reader.expect('string');
    const id = this.#id();
    const hostDefined = this.#bool();
    const dataclass = this.#bool();
    this.#enter(at);
    return new v.Class({ name, id, hostDefined, dataclass, attributes: yield this.#attributes() });
  }

  *#instance(at) {
    this.#array(3);
    this.#enter(at);
    const classAt = this.reader.position;
    const type = yield this.item();
    if (!(type instanceof v.Class)) throw new DecodeError('WrongContent', classAt);
    const id = this.#id();
    return new v.Instance({ class: type, id, attributes: yield this.#attributes() });
  }

  *#module(at) {
    this.#array(3);
    const name = this.reader.expect('string');
    const id = this.#id();
    this.#enter(at);
    return new v.Module({ name, id, attributes: yield this.#attributes() });
  }

  #enter(at) {
    if (this.#depth >= MAX_DEPTH) throw new DecodeError('TooDeep', at);
    this.#depth++;
  }

  /** Bytes that are left beside one for each item owed. */
  get #room() {
    return Math.max(0, this.reader.left - this.#owed);
  }

  /** Takes note of `count` times `each` items. All that is owed must fit the bytes that are left. */
  #owe(count, each, head) {
    if (count > Math.floor(this.#room / each)) throw new DecodeError('Truncated', head);
    this.#owed += count * each;
  }

  /** Reads the head of the array form of a dict. */
  #pairCount() {
    const count = this.reader.expect('array');
    if (count > this.reader.left) throw this.reader.error('Truncated');
    if (count % 2 !== 0) throw this.reader.error('WrongContent');
    return count / 2;
  }

  // Sharing.

  *#shared() {
    const index = this.#shares.push(PENDING) - 1;
    const value = yield this.item(true);
    // Primitives have no identity, their boxes have.
    this.#shares[index] = typeof value === 'string' || typeof value === 'bigint' ? Object(value) : value;
    return this.#shares[index];
  }

  #reference(at) {
    const { name, value } = this.reader.next();
    if (name !== 'uint') throw this.reader.error('BadShare');
    const shared = this.#shares[Number(value)];
    if (shared === undefined || shared === PENDING) throw new DecodeError('BadShare', at);
    return shared;
  }

  /** A dict or set whose keys Python would merge was not written by Python. */
  refuseEqualKeys() {
    const table = new KeyTable();
    for (const { keys, at } of this.#hashed) {
      const classes = new Set(keys.map((key) => table.classOf(key)));
      if (classes.size < keys.length) throw new DecodeError('DuplicateKey', at);
    }
  }

  // Pieces of tagged content.

  /** Reads the head of an array that must have this length. */
  #array(length) {
    const count = this.reader.expect('array');
    if (count !== length) throw this.reader.error(count > this.reader.left ? 'Truncated' : 'WrongContent');
  }

  #orNull(type) {
    return this.reader.take(NULL) ? null : this.reader.expect(type);
  }

  #bool() {
    if (this.reader.take(TRUE)) return true;
    if (this.reader.take(FALSE)) return false;
    throw this.reader.error('WrongContent');
  }

  #onlyNull(value) {
    if (!this.reader.take(NULL)) throw this.reader.error('WrongContent');
    return value;
  }

  #id() {
    if (this.reader.expect('tag') !== Tag.UUID) throw this.reader.error('WrongContent');
    const id = this.reader.expect('bytes');
    if (id.length !== 16) throw this.reader.error('BadId');
    return id;
  }

  /** What `make`, which throws a RangeError for what does not exist, makes of the text that is next. */
  #made(make, kind) {
    const text = this.reader.expect('string');
    return this.#ranged(() => make(text), this.reader.at, kind);
  }

  #ranged(make, at, kind = 'OutOfRange') {
    try {
      return make();
    } catch (error) {
      throw error instanceof RangeError ? new DecodeError(kind, at) : error;
    }
  }

  /** An int of 64 bits with a sign. */
  #int() {
    const { value } = this.reader.oneOf('uint', 'negint');
    if (BigInt.asIntN(64, value) !== value) throw this.reader.error('OutOfRange');
    return value;
  }

  /** An int of any size. A byte string longer than `limit` is out of range. */
  #anyInt(limit) {
    const { name, value } = this.reader.oneOf('uint', 'negint', 'tag');
    if (name !== 'tag') return value;
    if (value !== Tag.BIG_POSITIVE && value !== Tag.BIG_NEGATIVE) throw this.reader.error('WrongContent');
    return this.#magnitude(value === Tag.BIG_NEGATIVE, limit);
  }

  #magnitude(negative, limit = Infinity) {
    const bytes = this.reader.expect('bytes');
    const start = bytes.findIndex((byte) => byte !== 0);
    if (start >= 0 && bytes.length - start > limit) throw this.reader.error('OutOfRange');
    const magnitude = toBigInt(bytes);
    return negative ? -1n - magnitude : magnitude;
  }

  #decimal(extended) {
    this.#array(extended ? 3 : 2);
    const head = this.reader.at;
    const exponent = this.#anyInt(MAX_DECIMAL_BYTES);
    const mantissaAt = this.reader.position;
    const mantissa = this.#anyInt(MAX_DECIMAL_BYTES);
    const option = extended ? this.reader.expect('uint') : 0n;
    const optionAt = this.reader.at;
    if (extended && mantissa < 0n) throw new DecodeError('WrongContent', mantissaAt);
    if (option > 7n) throw new DecodeError('OutOfRange', optionAt);
    const form = ['finite', 'infinity', 'nan', 'snan'][Number(option >> 1n)];
    const negative = option % 2n === 1n || mantissa < 0n;
    const coefficient = mantissa < 0n ? -mantissa : mantissa;
    return this.#ranged(() => new Decimal(negative, form, coefficient, exponent), head);
  }

  /** Reads a UTC offset. */
  #zone() {
    const offset = Number(this.#int());
    return this.#ranged(() => new TimeZone(offset), this.reader.at);
  }

  #arrayAhead() {
    return this.reader.peek() >> 5 === 4;
  }

  #dateTime() {
    if (!this.#arrayAhead()) return this.#made(parseDateTime);
    this.#array(3);
    const local = this.#made(parseDateTime);
    const { offset } = this.#zone();
    return local.in(new TimeZone(offset, this.#orNull('string')));
  }

  #time() {
    if (!this.#arrayAhead()) return this.#made(parseTime);
    this.#array(4);
    const local = this.#made(parseTime);
    const zone = this.reader.take(NULL) ? null : this.#zone();
    const nameAt = this.reader.position;
    const name = this.#orNull('string');
    if (zone === null && name !== null) throw new DecodeError('WrongContent', nameAt);
    const fold = Number(this.reader.expect('uint'));
    if (fold > 1) throw this.reader.error('OutOfRange');
    return local.in(zone && new TimeZone(zone.offset, name), fold);
  }

  #timeZone() {
    if (!this.#arrayAhead()) return this.#zone();
    this.#array(2);
    const { offset } = this.#zone();
    return new TimeZone(offset, this.reader.expect('string'));
  }

  /** Reads `{1: seconds, ? -6: microseconds}`. */
  #duration() {
    const count = this.reader.expect('map');
    const head = this.reader.at;
    const parts = new Map();
    for (let pair = 0; pair < count; pair++) {
      const key = this.#int();
      if (key !== 1n && key !== -6n) throw new DecodeError('WrongContent', head);
      const value = key === 1n ? this.#int() : this.reader.expect('uint');
      if (parts.has(key)) throw new DecodeError('WrongContent', head);
      parts.set(key, Number(value));
    }
    if (!parts.has(1n)) throw new DecodeError('WrongContent', head);
    return this.#ranged(() => TimeDelta.of(parts.get(1n), parts.get(-6n) ?? 0), head);
  }
}
