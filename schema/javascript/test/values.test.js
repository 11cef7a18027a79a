// Do values that a JavaScript program makes behave as Python's would?

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, unhex } from '../src/bytes.js';
import * as m from '../src/index.js';

const encoded = (value) => hex(m.encode(value));

test('the example of the README holds', () => {
  const order = new m.Dict([
    ['total', m.Decimal.parse('65.019474')],
    ['paid', new m.Tuple([2026n, 11n])],
    ['rate', 1.0],
  ]);
  const back = m.decode(m.encode(order));
  assert.equal(m.repr(back), "{'total': Decimal('65.019474'), 'paid': (2026, 11), 'rate': 1.0}");
  assert.equal(back.get('paid').items[0], 2026n);
});

test('an int stays an int and a float a float', () => {
  assert.equal(encoded(1n), '01');
  assert.equal(encoded(1), 'fb3ff0000000000000');
  assert.equal(m.decode(unhex('01')), 1n);
  assert.equal(m.decode(unhex('fb3ff0000000000000')), 1);
});

test('a NaN keeps its bits, and every other NaN is the usual one', () => {
  assert.equal(encoded(m.decode(unhex('fb7ff8000000000001'))), 'fb7ff8000000000001');
  assert.equal(encoded(m.decode(unhex('fbfff8000000000000'))), 'fbfff8000000000000');
  assert.equal(encoded(0 / 0), 'fb7ff8000000000000');
  assert.throws(() => new m.OddNaN(0x7ff0000000000000n), RangeError);
});

test('a dict finds keys as Python does', () => {
  const dict = new m.Dict([[1n, 'one'], [new m.Tuple([1n, 'x']), 'pair']]);
  assert.equal(dict.get(true), 'one');
  assert.equal(dict.get(1.0), 'one');
  assert.equal(dict.get(m.Decimal.parse('1.00')), 'one');
  assert.equal(dict.get(new m.NamedTuple('P', ['a', 'b'], [1.0, 'x'])), 'pair');
  assert.equal(dict.get('1'), undefined);
  assert.equal(dict.has(NaN), false);
  dict.set(1.0, 'uno').set(NaN, 'nan').set(NaN, 'another');
  assert.equal(m.repr(dict), "{1: 'uno', (1, 'x'): 'pair', nan: 'nan', nan: 'another'}");
});

test('an object that is referred to twice arrives as one object', () => {
  const list = [1n];
  const [first, second] = m.decode(m.encode([list, list]));
  assert.equal(first, second);
  const [one, other] = m.decode(m.encode([[1n], [1n]]));
  assert.notEqual(one, other);
});

test('a long str or int that is referred to twice is boxed, and its copies are not taken for it', () => {
  for (const long of ['x'.repeat(32), 1n << 255n]) {
    const box = Object(long);
    const bytes = m.encode([box, box]);
    const [first, second] = m.decode(bytes);
    assert.equal(first, second);
    assert.equal(m.plain(first), long);
    assert.equal(hex(m.encode([first, second])), hex(bytes));
    assert.equal(m.encode([long, long]).length > bytes.length, true);
  }
});

test('a Buffer is bytes, and may be decoded from the middle of another', () => {
  assert.equal(encoded(Buffer.from('ab')), '426162');
  assert.equal(m.repr(Buffer.from("a'\xff")), `b"a'\\xc3\\xbf"`);
  const middle = Buffer.from('00fb7ff800000000000145', 'hex').subarray(1, 10);
  assert.equal(m.decode(middle).bits, 0x7ff8000000000001n);
});

test('text is refused when it is no Unicode, and keeps a byte order mark', () => {
  assert.throws(() => m.encode('\ud800'), m.EncodeError);
  assert.equal(m.decode(m.encode('\ufeffx')), '\ufeffx');
});

test('a container that holds itself is refused, and printed with dots', () => {
  const list = [];
  list.push(new m.Tuple([list]));
  assert.throws(() => m.encode(list), m.EncodeError);
  assert.equal(m.repr(list), '[([...],)]');
});

test('nesting is limited on the way out too', () => {
  const nested = (depth) => Array.from({ length: depth }).reduce((inner) => [inner], 0n);
  assert.equal(m.encode(nested(10_000)).length, 10_001);
  assert.throws(() => m.encode(nested(10_001)), m.EncodeError);
});

test('what is no Python value is refused', () => {
  for (const value of [undefined, {}, new Map(), new Date(), () => 1, Symbol('x'), Float64Array.of(1), new m.Path(1)]) {
    assert.throws(() => m.encode(value), m.EncodeError);
  }
});

test('dates, names and numbers that do not exist are refused', () => {
  assert.throws(() => new m.PyDate(2023, 2, 29), RangeError);
  assert.throws(() => new m.DateTime(2024, 1, 1, 24), RangeError);
  assert.throws(() => new m.TimeZone(86400), RangeError);
  assert.throws(() => new m.TimeDelta(1_000_000_000, 0, 0), RangeError);
  assert.throws(() => m.Decimal.parse('1.2.3'), RangeError);
  assert.throws(() => m.Decimal.parse('1E+1000000000000000000'), RangeError);
  assert.throws(() => new m.PyException('NoSuchError', null), RangeError);
  assert.throws(() => new m.NamedTuple('P', ['a'], []), RangeError);
});

test('a repr that sharing would make endless is refused', () => {
  let value = ['x'];
  for (let depth = 0; depth < 40; depth++) value = [value, value];
  assert.ok(m.encode(value).length < 400);
  assert.throws(() => m.repr(value, 10_000), RangeError);
});
