// Are the tag numbers and names those of the schema? Its folder is in the environment variable SCHEMA.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { BUILTIN_FUNCTIONS, EXCEPTIONS, FILE_MODES, TYPES } from '../src/names.js';
import { Tag } from '../src/tags.js';

const table = (name) => JSON.parse(readFileSync(join(process.env.SCHEMA, name), 'utf8'));

test('the tags are those of the table', () => {
  const { tags } = table('tags.json');
  const named = tags.map(({ name, number }) => [name.toUpperCase().replaceAll('-', '_'), number]);
  assert.deepEqual(Tag, Object.fromEntries(named));
});

test('the names are those of the lists', () => {
  const lists = { types: TYPES, exceptions: EXCEPTIONS, builtin_functions: BUILTIN_FUNCTIONS, file_modes: FILE_MODES };
  const sorted = Object.entries(lists).map(([name, set]) => [name, [...set].sort()]);
  const wanted = Object.entries(table('names.json')).map(([name, list]) => [name, [...list].sort()]);
  assert.deepEqual(Object.fromEntries(sorted), Object.fromEntries(wanted));
});
