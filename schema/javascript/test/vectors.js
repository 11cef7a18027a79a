// Does this implementation agree with the vectors? node test/vectors.js FOLDER
//
// A valid vector must decode to a value of the type and repr that CPython gives, and encode to the same bytes again. An
// invalid one must be refused for the reason and at the byte that it names. One difference is allowed: this decoder
// takes no indefinite lengths, so it stops where one begins, and what is wrong behind that it does not see.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { hex, unhex } from '../src/bytes.js';
import { decode, DecodeError, encode, repr, typeName } from '../src/index.js';

const [folder] = process.argv.slice(2);
let failed = 0;

/** Runs the check on every case of a kind; gives their number. */
function all(kind, check) {
  let count = 0;
  for (const file of readdirSync(join(folder, kind)).sort()) {
    if (!file.endsWith('.json')) continue;
    for (const vector of JSON.parse(readFileSync(join(folder, kind, file), 'utf8'))) {
      count++;
      let problem;
      try {
        problem = check(vector);
      } catch (error) {
        problem = error.stack;
      }
      if (problem === undefined) continue;
      failed++;
      console.log(`${kind}/${file} ${vector.id}: ${problem}`);
    }
  }
  if (count === 0) throw new Error(`no vectors in ${join(folder, kind)}`);
  return count;
}

function differs(what, got, want) {
  return got === want ? undefined : `${what} is\n  ${got.slice(0, 2000)}\nnot\n  ${want.slice(0, 2000)}`;
}

function checkValid(vector) {
  const value = decode(unhex(vector.hex));
  return (
    (vector.type === null ? undefined : differs('the type', typeName(value), vector.type)) ??
    (vector.repr === null ? undefined : differs('the repr', repr(value), vector.repr)) ??
    differs('the encoding', hex(encode(value)), vector.hex)
  );
}

function checkInvalid(vector) {
  const bytes = unhex(vector.hex);
  let value;
  try {
    value = decode(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (error.kind === 'NotCanonical' && INDEFINITE.includes(bytes[error.offset])) return undefined;
    return differs('the reason', error.message, `${vector.error} at byte ${vector.offset}`);
  }
  return `taken as ${repr(value)}`;
}

/** Heads of byte strings, text strings, arrays and maps that go on until a break. */
const INDEFINITE = [0x5f, 0x7f, 0x9f, 0xbf];

const valid = all('valid', checkValid);
const invalid = all('invalid', checkInvalid);
if (failed > 0) {
  console.log(`javascript: ${failed} of ${valid + invalid} vectors failed`);
  process.exitCode = 1;
} else {
  console.log(`javascript: ${valid} valid, ${invalid} invalid vectors passed`);
}
