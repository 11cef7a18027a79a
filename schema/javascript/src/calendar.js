// What are Python's dates, times, offsets and durations, and how does the schema spell them?
//
// Years have four digits, fractions six digits or none, offsets two-digit hours and minutes (RFC 3339 section 5.6).

import { leaf, within } from './leaf.js';

const DAY = 86400;

export class PyDate extends leaf(['year', 'month', 'day'], dateExists) {}

/** `offset` is in seconds east of UTC, less than a day either way; `name` is a string, or null for none. */
export class TimeZone extends leaf(['offset', 'name'], ({ offset }) => within(offset, 1 - DAY, DAY - 1)) {
  constructor(offset, name = null) {
    super(offset, name);
  }
}

/** `zone` is a TimeZone, or null for a naive time. */
export class PyTime extends leaf(
  ['hour', 'minute', 'second', 'microsecond', 'zone', 'fold'],
  (time) => clockExists(time) && within(time.fold, 0, 1),
) {
  constructor(hour, minute, second = 0, microsecond = 0, zone = null, fold = 0) {
    super(hour, minute, second, microsecond, zone, fold);
  }

  /** The same reading of the clock in that zone. */
  in(zone, fold = 0) {
    return new PyTime(this.hour, this.minute, this.second, this.microsecond, zone, fold);
  }
}

/** `zone` is a TimeZone, or null for a naive datetime. */
export class DateTime extends leaf(
  ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'zone'],
  (value) => dateExists(value) && clockExists(value),
) {
  constructor(year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0, zone = null) {
    super(year, month, day, hour, minute, second, microsecond, zone);
  }

  /** The same reading of calendar and clock in that zone. */
  in(zone) {
    return new DateTime(
      this.year, this.month, this.day, this.hour, this.minute, this.second, this.microsecond, zone,
    );
  }
}

/** Normalised as in Python: only `days` may be negative. */
export class TimeDelta extends leaf(
  ['days', 'seconds', 'microseconds'],
  ({ days, seconds, microseconds }) =>
    within(days, -999_999_999, 999_999_999) && within(seconds, 0, DAY - 1) && within(microseconds, 0, 999_999),
) {
  /** @param {number} total whole seconds, rounded down */
  static of(total, microseconds) {
    const days = Math.floor(total / DAY);
    return new TimeDelta(days, total - days * DAY, microseconds);
  }

  /** Whole seconds, rounded down. */
  get total() {
    return this.days * DAY + this.seconds;
  }
}

function dateExists({ year, month, day }) {
  return within(year, 1, 9999) && within(month, 1, 12) && within(day, 1, daysIn(year, month));
}

function daysIn(year, month) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? 28 + leap : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function clockExists({ hour, minute, second, microsecond }) {
  return within(hour, 0, 23) && within(minute, 0, 59) && within(second, 0, 59) && within(microsecond, 0, 999_999);
}

const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const CLOCK = String.raw`(\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?`;
const PATTERNS = {
  date: new RegExp(`^${DATE}$`),
  time: new RegExp(`^${CLOCK}$`),
  datetime: new RegExp(`^${DATE}T${CLOCK}$`),
  rfc3339: new RegExp(`^${DATE}T${CLOCK}(Z|[+-]\\d\\d:[0-5]\\d)$`),
};

/** The groups of the pattern in `text`, numbers but for the offset; throws a RangeError for any other spelling. */
function fields(pattern, text) {
  const groups = PATTERNS[pattern].exec(text)?.slice(1);
  if (groups === undefined) throw new RangeError(`no ${pattern}: ${text}`);
  return groups.map((group = '0') => (/^\d+$/.test(group) ? Number(group) : group));
}

/** Reads `YYYY-MM-DD`. */
export function parseDate(text) {
  return new PyDate(...fields('date', text));
}

/** Reads `HH:MM:SS[.ffffff]`. */
export function parseTime(text) {
  return new PyTime(...fields('time', text));
}

/** Reads `YYYY-MM-DDTHH:MM:SS[.ffffff]`. */
export function parseDateTime(text) {
  return new DateTime(...fields('datetime', text));
}

/** Reads a datetime with `Z` or `+HH:MM` after it. */
export function parseRfc3339(text) {
  const parts = fields('rfc3339', text);
  const offset = parts.pop();
  // RFC 3339 gives -00:00 the meaning "offset unknown", which Python lacks.
  if (offset === '-00:00') throw new RangeError('unknown offset');
  return new DateTime(...parts, new TimeZone(offset === 'Z' ? 0 : seconds(offset)));
}

function seconds(offset) {
  const [hours, minutes] = offset.slice(1).split(':').map(Number);
  return (offset[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

const digits = (value, width) => String(value).padStart(width, '0');

/** `YYYY-MM-DD`. */
export function dateText({ year, month, day }) {
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** `HH:MM:SS[.ffffff]`, without the offset. */
export function timeText({ hour, minute, second, microsecond }) {
  const fraction = microsecond === 0 ? '' : `.${digits(microsecond, 6)}`;
  return `${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}${fraction}`;
}

/** `YYYY-MM-DDTHH:MM:SS[.ffffff]`, without the offset. */
export function dateTimeText(value) {
  return `${dateText(value)}T${timeText(value)}`;
}

/** `Z` or `+HH:MM`, for an offset of whole minutes. */
export function offsetText(offset) {
  const minutes = Math.abs(offset) / 60;
  const text = `${digits(Math.floor(minutes / 60), 2)}:${digits(minutes % 60, 2)}`;
  return offset === 0 ? 'Z' : (offset < 0 ? '-' : '+') + text;
}

/** Microseconds since midnight in UTC (or in no zone, when naive), which Python compares. */
export function microsecondsOfDay({ hour, minute, second, microsecond, zone }) {
  return (((hour * 60 + minute) * 60 + second) - (zone?.offset ?? 0)) * 1e6 + microsecond;
}

/** Days since 1970-01-01 of the calendar that Python extends to year 1. */
export function dayNumber({ year, month, day }) {
  // Date.UTC takes years below 100 for those of the twentieth century; 400 years are a whole number of weeks.
  return Date.UTC(year + 400, month - 1, day) / (DAY * 1000) - 146097;
}
