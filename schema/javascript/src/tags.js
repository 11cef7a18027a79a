// Which tag number stands for which Python type?

/** First number of the schema's own block. */
const P = 47616;

export const Tag = Object.freeze({
  DATETIME: 0,
  BIG_POSITIVE: 2,
  BIG_NEGATIVE: 3,
  DECIMAL: 4,
  SHARED: 28,
  REFERENCE: 29,
  UUID: 37,
  SET: 258,
  DECIMAL_EXTENDED: 268,
  DURATION: 1002,
  DATE: 1004,
  COMPLEX: 43000,
  TUPLE: P,
  FROZEN_SET: P + 1,
  NAMED_TUPLE: P + 2,
  ELLIPSIS: P + 3,
  NOT_IMPLEMENTED: P + 4,
  DATETIME_OTHER: P + 5,
  TIME: P + 6,
  TIMEZONE: P + 7,
  PATH: P + 8,
  EXCEPTION: P + 9,
  TYPE: P + 10,
  BUILTIN_FUNCTION: P + 11,
  FUNCTION: P + 12,
  FILE: P + 13,
  CLASS: P + 14,
  INSTANCE: P + 15,
  MODULE: P + 16,
  REPR: P + 17,
  CYCLE: P + 18,
  PAIRS: P + 19,
});
