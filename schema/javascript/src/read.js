// What is the next item of the bytes? cborg's tokens, with the position of each and the schema's errors.

import { Tokenizer, Type } from 'cborg';

import { DecodeError } from './error.js';
import { OddNaN } from './values.js';

// cborg replaces bytes that are not UTF-8 and drops a byte order mark, so text is decoded again here.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const OPTIONS = { allowBigInt: true, retainStringBytes: true };

export class Reader {
  #bytes;
  #tokens;
  /** Offset at which the tokenizer began. */
  #start = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
    this.#tokens = new Tokenizer(bytes, OPTIONS);
    /** Offset of the head of the item that was read last. */
    this.at = 0;
  }

  /** Offset of the next item. */
  get position() {
    return this.#start + this.#tokens.pos();
  }

  /** How many bytes are left. */
  get left() {
    return this.#bytes.length - this.position;
  }

  /** The next token: `type.name`, and a value that is a bigint for ints. */
  next() {
    this.peek();
    let token;
    try {
      token = this.#tokens.next();
    } catch {
      const endless = this.#endless();
      if (endless === undefined) throw this.error(this.#whyNot());
      return endless;
    }
    const name = token.type.name;
    switch (name) {
      case 'uint':
      case 'negint':
        return { name, value: BigInt(token.value) };
      case 'string':
        return { name, value: this.#text(token) };
      case 'float':
        return { name, value: this.#float(token.value) };
      case 'undefined':
        throw this.error('UnknownSimple');
      case 'break':
        throw this.error('Malformed');
      case 'array':
      case 'map':
        // An indefinite length, which encoders of the schema never write.
        if (token.value === Infinity) throw this.error('NotCanonical');
    }
    return { name, value: token.value };
  }

  /** The next byte, which stays. */
  peek() {
    this.at = this.position;
    if (this.left === 0) throw this.error('Truncated');
    return this.#bytes[this.at];
  }

  /** Whether this byte, a constant such as null, is next; takes it. */
  take(constant) {
    const found = this.peek() === constant;
    if (found) this.next();
    return found;
  }

  /** The next token, which must be of one of these types (not a float: see `float`). */
  oneOf(...names) {
    const first = this.peek();
    if (!names.some((name) => Type[name].major === first >> 5)) throw this.error(this.#whyOther(first));
    return this.next();
  }

  /** The value of the next token, which must be of the type. */
  expect(name) {
    return this.oneOf(name).value;
  }

  float() {
    const token = this.peek() >> 5 === Type.float.major ? this.next() : undefined;
    if (token?.name !== 'float') throw this.error('WrongContent');
    return token.value;
  }

  /** @returns {DecodeError} about the item that was read last */
  error(kind) {
    return new DecodeError(kind, this.at);
  }

  /** What is the matter with an item of another type: its head must still be whole. */
  #whyOther(first) {
    const info = first & 31;
    const constant = first >= 0xe0 && first < 0xff;
    const indefinite = info === 31 && first >= 0x40 && first < 0xc0;
    if (constant || indefinite || info < 24) return 'WrongContent';
    if (info > 27) return 'Malformed';
    return this.left > 1 << (info - 24) ? 'WrongContent' : 'Truncated';
  }

  /** An array or map of 2^53 items or more, which cborg refuses. That it cannot fit is for the caller to notice. */
  #endless() {
    const name = { 0x9b: 'array', 0xbb: 'map' }[this.#bytes[this.at]];
    if (name === undefined || this.left < 9) return undefined;
    this.#start = this.at + 9;
    this.#tokens = new Tokenizer(this.#bytes.subarray(this.#start), OPTIONS);
    return { name, value: Number.MAX_VALUE };
  }

  /** Why cborg has no token at this place. It has texts for people alone, but few things can be the matter. */
  #whyNot() {
    const first = this.#bytes[this.at];
    const info = first & 31;
    if (first === 0x5f || first === 0x7f) return 'NotCanonical';
    if (info >= 28) return 'Malformed';
    if (first < 0xe0 || first > 0xf8) return 'Truncated';
    if (first < 0xf8) return 'UnknownSimple';
    return this.left < 2 ? 'Truncated' : this.#bytes[this.at + 1] < 32 ? 'Malformed' : 'UnknownSimple';
  }

  #text(token) {
    try {
      return utf8.decode(token.byteValue);
    } catch {
      throw this.error('InvalidUtf8');
    }
  }

  /** The float, with its bits when it is a NaN that a number might not keep. */
  #float(value) {
    if (!Number.isNaN(value) || this.#bytes[this.at] !== 0xfb) return value;
    const bits = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.at + 1).getBigUint64(0);
    return bits === 0x7ff8000000000000n ? NaN : new OddNaN(bits);
  }
}
