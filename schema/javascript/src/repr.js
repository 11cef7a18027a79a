// What do Python's repr() and type(x).__name__ say about a value?

import { DateTime, PyDate, PyTime, TimeDelta, TimeZone } from './calendar.js';
import { Decimal } from './decimal.js';
import { run } from './steps.js';
import * as v from './values.js';

/**
 * Python's repr. Which characters of a str are printed as they are depends on the version of Unicode.
 * @param {any} value
 * @param {number} limit characters: a value that refers to another many times has a repr that is as much longer
 * @returns {string}
 * @throws {RangeError} for a longer repr
 */
export function repr(value, limit = 16 << 20) {
  const writer = new Writer(limit);
  run(writer.item(value));
  return writer.parts.join('');
}

class Writer {
  parts = [];
  #left;
  #open = new Set();

  constructor(limit) {
    this.#left = limit;
  }

  item(value) {
    const nested = v.isContainer(value) && !(value instanceof v.Class) && !(value instanceof v.Module);
    if (!nested) return this.#write(leafRepr(value));
    if (this.#open.has(value)) return this.#write(brackets(value).join('...').replace(',)', ')'));
    return this.#container(value);
  }

  *#container(value) {
    this.#open.add(value);
    const [before, after] = brackets(value);
    this.#write(before);
    if (value instanceof v.Dict) yield this.#pairs(value, ': ');
    else if (value instanceof v.Instance) yield this.#pairs(value.attributes, '=');
    else yield this.#items(value.items ?? value, value.fields);
    this.#write(after);
    this.#open.delete(value);
  }

  *#items(items, fields) {
    for (const [at, item] of items.entries()) {
      this.#write(at === 0 ? '' : ', ');
      this.#write(fields === undefined ? '' : `${fields[at]}=`);
      yield this.item(item);
    }
  }

  *#pairs(dict, between) {
    let comma = '';
    for (const [key, value] of dict) {
      this.#write(comma);
      const name = v.plain(key);
      if (between === '=' && typeof name === 'string') this.#write(name);
      else yield this.item(key);
      this.#write(between);
      yield this.item(value);
      comma = ', ';
    }
  }

  #write(text) {
    this.#left -= text.length;
    if (this.#left < 0) throw new RangeError('the repr is too long');
    this.parts.push(text);
  }
}

function brackets(value) {
  switch (value.constructor) {
    case Array:
      return ['[', ']'];
    case v.Tuple:
      return ['(', value.items.length === 1 ? ',)' : ')'];
    case v.PySet:
      return value.items.length === 0 ? ['set(', ')'] : ['{', '}'];
    case v.FrozenSet:
      return value.items.length === 0 ? ['frozenset(', ')'] : ['frozenset({', '})'];
    case v.Dict:
      return ['{', '}'];
  }
  return [`${typeName(value)}(`, ')'];
}

function leafRepr(boxed) {
  const value = v.plain(boxed);
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return String(value);
    case 'number':
      return floatRepr(value);
    case 'string':
      return quoted(Array.from(value));
    case 'symbol':
      return value.description;
  }
  if (value === null) return 'None';
  if (value instanceof Uint8Array) return bytesRepr(value);
  switch (value.constructor) {
    case v.OddNaN:
      return 'nan';
    case v.Complex:
      return complexRepr(value);
    case Decimal:
      return `Decimal('${value}')`;
    case PyDate:
      return `datetime.date(${value.year}, ${value.month}, ${value.day})`;
    case DateTime: {
      const { year, month, day, hour, minute } = value;
      return `datetime.datetime(${[year, month, day, hour, minute, ...rest(value)].join(', ')})`;
    }
    case PyTime: {
      const fold = value.fold === 0 ? [] : [`fold=${value.fold}`];
      return `datetime.time(${[value.hour, value.minute, ...rest(value), ...fold].join(', ')})`;
    }
    case TimeZone:
      return zoneRepr(value);
    case TimeDelta:
      return deltaRepr(value);
    case v.Path:
      return `PosixPath(${repr(value.text)})`;
    case v.Repr:
    case v.Cycle:
      return value.text;
    case v.Type:
    case v.Class:
      return `<class '${value.name}'>`;
    case v.BuiltinFunction:
      return `<built-in function ${value.name}>`;
    case v.PyException:
      return `${typeName(value)}(${value.argument === null ? '' : repr(value.argument)})`;
    case v.HostFunction:
      return `<function '${value.name}' external>`;
    case v.File:
      return `<_io.${typeName(value)} name=${repr(value.path)} mode='${value.mode}'>`;
    case v.Module:
      return `<module ${repr(value.name)}>`;
  }
  throw new TypeError('no Python value');
}

function bytesRepr(bytes) {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte));
  return `b${quoted(characters, /[^ -~]/)}`;
}

/** The shortest digits that give the same float, which JavaScript finds too, but Python writes exponents earlier. */
function floatRepr(value) {
  if (Number.isNaN(value)) return 'nan';
  if (Math.abs(value) === Infinity) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const [digits, exponent] = value.toExponential().split('e');
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function complexRepr({ real, imag }) {
  const [re, im] = [real, imag].map((part) => (part instanceof v.OddNaN ? 'nan' : floatRepr(part).replace(/\.0$/, '')));
  if (Object.is(real, 0)) return `${im}j`;
  return `(${re}${im.startsWith('-') ? '' : '+'}${im}j)`;
}

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Other, and separators but for the space: what str.isprintable does not take. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/u;

function quoted(characters, unprintable = UNPRINTABLE) {
  const quote = characters.includes("'") && !characters.includes('"') ? '"' : "'";
  const escaped = characters.map((character) => {
    if (character === quote) return `\\${quote}`;
    if (ESCAPES.has(character)) return ESCAPES.get(character);
    return unprintable.test(character) ? escapedCode(character.codePointAt(0)) : character;
  });
  return quote + escaped.join('') + quote;
}

function escapedCode(code) {
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** The arguments that Python leaves out when they are 0, and the zone. */
function rest({ second, microsecond, zone }) {
  const clock = microsecond !== 0 ? [second, microsecond] : second !== 0 ? [second] : [];
  return zone === null ? clock : [...clock, `tzinfo=${zoneRepr(zone)}`];
}

function zoneRepr({ offset, name }) {
  if (offset === 0 && name === null) return 'datetime.timezone.utc';
  return `datetime.timezone(${deltaRepr(TimeDelta.of(offset, 0))}${name === null ? '' : `, ${repr(name)}`})`;
}

function deltaRepr(delta) {
  const parts = ['days', 'seconds', 'microseconds'].filter((field) => delta[field] !== 0);
  return `datetime.timedelta(${parts.map((field) => `${field}=${delta[field]}`).join(', ') || 0})`;
}

const TYPE_NAMES = new Map([
  [Boolean, 'bool'],
  [BigInt, 'int'],
  [Number, 'float'],
  [v.OddNaN, 'float'],
  [String, 'str'],
  [Array, 'list'],
  [v.Tuple, 'tuple'],
  [v.Dict, 'dict'],
  [v.PySet, 'set'],
  [v.FrozenSet, 'frozenset'],
  [v.Complex, 'complex'],
  [Decimal, 'Decimal'],
  [PyDate, 'date'],
  [PyTime, 'time'],
  [DateTime, 'datetime'],
  [TimeDelta, 'timedelta'],
  [TimeZone, 'timezone'],
  [v.Path, 'PosixPath'],
  [v.Type, 'type'],
  [v.Class, 'type'],
  [v.BuiltinFunction, 'builtin_function_or_method'],
  [v.HostFunction, 'function'],
  [v.Module, 'module'],
  [v.Repr, 'repr'],
  [v.Cycle, 'cycle'],
]);

/**
 * Python's `type(x).__name__`; "repr" and "cycle" for what had only a text to give.
 * @returns {string}
 */
export function typeName(value) {
  if (value === null) return 'NoneType';
  if (value instanceof Uint8Array) return 'bytes';
  if (value === v.Ellipsis) return 'ellipsis';
  if (value === v.NotImplemented) return 'NotImplementedType';
  if (value instanceof v.NamedTuple) return lastPart(value.typeName);
  if (value instanceof v.PyException) return lastPart(value.type);
  if (value instanceof v.Instance) return value.class.name;
  if (value instanceof v.File) return fileType(value.mode);
  const name = TYPE_NAMES.get(value?.constructor);
  if (name === undefined) throw new TypeError('no Python value');
  return name;
}

function lastPart(name) {
  return name.slice(name.lastIndexOf('.') + 1);
}

function fileType(mode) {
  if (!mode.includes('b')) return 'TextIOWrapper';
  if (mode.includes('+')) return 'BufferedRandom';
  return mode.startsWith('r') ? 'BufferedReader' : 'BufferedWriter';
}
