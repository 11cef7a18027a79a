// What does a program import? The two directions, the classes, and what Python says about a value.

export { decode } from './decode.js';
export { encode, EncodeError } from './encode.js';
export { DecodeError } from './error.js';
export { repr, typeName } from './repr.js';
export * from './values.js';
export { PyDate, PyTime, DateTime, TimeDelta, TimeZone } from './calendar.js';
export { Decimal } from './decimal.js';
