//! Dates, times and offsets as text and back, in the one spelling that the schema has.
//!
//! Years have four digits, fractions six digits or none, offsets two-digit hours and minutes (RFC 3339 section 5.6).
//! Parsing accepts what formatting writes, and besides a fraction of zero and `+00:00`; ranges are those of Python's
//! `datetime` module.

use chrono::{DateTime, Datelike, Timelike};
use monty_types::{
    MAX_TIMEZONE_OFFSET_SECONDS, MIN_TIMEZONE_OFFSET_SECONDS, MontyDate, MontyDateTime, MontyTime, MontyTimeDelta,
    MontyTimeZone,
};

/// Text built without the heap. The longest, `YYYY-MM-DDTHH:MM:SS.ffffff+HH:MM:SS`, has 35 bytes.
pub(crate) struct Text {
    bytes: [u8; 40],
    len: usize,
}

impl Text {
    fn new() -> Self {
        Self { bytes: [0; 40], len: 0 }
    }

    #[inline]
    fn push<const N: usize>(&mut self, bytes: [u8; N]) {
        if let Some(slot) = self.bytes.get_mut(self.len..).and_then(<[u8]>::first_chunk_mut) {
            *slot = bytes;
            self.len += N;
        }
    }

    fn date(&mut self, year: i32, month: u8, day: u8) {
        let year = year.unsigned_abs();
        let ([a, b], [c, d]) = (two(year / 100), two(year));
        let ([e, f], [g, h]) = (two(month.into()), two(day.into()));
        self.push([a, b, c, d, b'-', e, f, b'-', g, h]);
    }

    fn clock(&mut self, hour: u8, minute: u8, second: u8, microsecond: u32) {
        let ([a, b], [c, d], [e, f]) = (two(hour.into()), two(minute.into()), two(second.into()));
        self.push([a, b, b':', c, d, b':', e, f]);
        if microsecond != 0 {
            let ([a, b], [c, d], [e, f]) = (two(microsecond / 10_000), two(microsecond / 100), two(microsecond));
            self.push([b'.', a, b, c, d, e, f]);
        }
    }

    /// Appends `+HH:MM`, and `:SS` when the offset is not a whole minute, as `isoformat` does.
    fn offset(&mut self, seconds: i32) {
        let sign = if seconds < 0 { b'-' } else { b'+' };
        let seconds = seconds.unsigned_abs();
        let ([a, b], [c, d], [e, f]) = (two(seconds / 3600), two(seconds / 60 % 60), two(seconds % 60));
        self.push([sign, a, b, b':', c, d]);
        if !seconds.is_multiple_of(60) {
            self.push([b':', e, f]);
        }
    }

    /// Appends `Z` or the offset of an aware value.
    fn zone(&mut self, offset: Option<i32>) {
        match offset {
            None => {}
            Some(0) => self.push(*b"Z"),
            Some(offset) => self.offset(offset),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        // Only ASCII is ever pushed.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// The last two decimal digits.
#[inline]
fn two(value: u32) -> [u8; 2] {
    [b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8]
}

/// `YYYY-MM-DD`.
pub(crate) fn date_text(date: &MontyDate) -> Text {
    let mut text = Text::new();
    text.date(date.year, date.month, date.day);
    text
}

/// `YYYY-MM-DDTHH:MM:SS[.ffffff]`, without the offset.
pub(crate) fn datetime_text(value: &MontyDateTime) -> Text {
    let mut text = Text::new();
    text.date(value.year, value.month, value.day);
    text.push(*b"T");
    text.clock(value.hour, value.minute, value.second, value.microsecond);
    text
}

/// [`datetime_text`] with `Z` or the offset, which is a whole minute.
pub(crate) fn rfc3339_text(value: &MontyDateTime, offset: i32) -> Text {
    let mut text = datetime_text(value);
    text.zone(Some(offset));
    text
}

/// `HH:MM:SS[.ffffff]`, without the offset.
pub(crate) fn time_text(value: &MontyTime) -> Text {
    let mut text = Text::new();
    text.clock(value.hour, value.minute, value.second, value.microsecond);
    text
}

/// Python's `isoformat()` of a datetime, but `Z` for the offset zero.
pub(crate) fn datetime_iso(value: &MontyDateTime) -> Text {
    let mut text = datetime_text(value);
    text.zone(value.offset_seconds);
    text
}

/// Python's `isoformat()` of a time, but `Z` for the offset zero.
pub(crate) fn time_iso(value: &MontyTime) -> Text {
    let mut text = time_text(value);
    text.zone(value.offset_seconds);
    text
}

/// Python's `str()` of a timezone without a name: `UTC`, `UTC+05:30`.
pub(crate) fn offset_name(offset: i32) -> Text {
    let mut text = Text::new();
    text.push(*b"UTC");
    if offset != 0 {
        text.offset(offset);
    }
    text
}

/// Whether Python has this date.
pub(crate) fn date_exists(year: i32, month: u8, day: u8) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        _ => 0,
    };
    (1..=9999).contains(&year) && (1..=days).contains(&day)
}

/// Days since the last day of year 0, as Python's `date.toordinal` counts them.
pub(crate) fn day_number(year: i32, month: u8, day: u8) -> i64 {
    const BEFORE: [i64; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let year = i64::from(year);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let past = year - 1;
    let leap_day = i64::from(leap && month > 2);
    let before = BEFORE.get(usize::from(month)).copied().unwrap_or_default();
    past * 365 + past / 4 - past / 100 + past / 400 + before + leap_day + i64::from(day)
}

fn clock_exists(hour: u8, minute: u8, second: u8, microsecond: u32) -> bool {
    hour < 24 && minute < 60 && second < 60 && microsecond < 1_000_000
}

/// Whether a timezone may have this offset: less than a day either way.
pub(crate) fn offset_exists(offset: i32) -> bool {
    (MIN_TIMEZONE_OFFSET_SECONDS..=MAX_TIMEZONE_OFFSET_SECONDS).contains(&offset)
}

/// An offset within range, and no name without an offset.
fn zone_exists(offset: Option<i32>, name: Option<&str>) -> bool {
    match offset {
        Some(offset) => offset_exists(offset),
        None => name.is_none(),
    }
}

/// Whether Python has this datetime.
pub(crate) fn datetime_exists(value: &MontyDateTime) -> bool {
    date_exists(value.year, value.month, value.day)
        && clock_exists(value.hour, value.minute, value.second, value.microsecond)
        && zone_exists(value.offset_seconds, value.timezone_name.as_deref())
}

/// Whether Python has this time.
pub(crate) fn time_exists(value: &MontyTime) -> bool {
    clock_exists(value.hour, value.minute, value.second, value.microsecond)
        && zone_exists(value.offset_seconds, value.timezone_name.as_deref())
        && value.fold <= 1
}

/// Whether Python has this timezone.
pub(crate) fn timezone_exists(value: &MontyTimeZone) -> bool {
    offset_exists(value.offset_seconds)
}

/// The number that two decimal digits stand for.
#[inline]
fn number(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
}

/// Takes fields of fixed width off the front of a text.
struct Fields<'t>(&'t [u8]);

impl Fields<'_> {
    #[inline]
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (&field, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(field)
    }

    #[inline]
    fn date(&mut self) -> Option<(i32, u8, u8)> {
        let [a, b, c, d, b'-', e, f, b'-', g, h] = self.take()? else {
            return None;
        };
        let year = (number(a, b)? * 100 + number(c, d)?) as i32;
        let (month, day) = (number(e, f)? as u8, number(g, h)? as u8);
        date_exists(year, month, day).then_some((year, month, day))
    }

    #[inline]
    fn clock(&mut self) -> Option<(u8, u8, u8, u32)> {
        let [a, b, b':', c, d, b':', e, f] = self.take()? else {
            return None;
        };
        let (hour, minute, second) = (number(a, b)? as u8, number(c, d)? as u8, number(e, f)? as u8);
        let mut microsecond = 0;
        if self.0.first() == Some(&b'.') {
            let [_, a, b, c, d, e, f] = self.take()?;
            microsecond = (number(a, b)? * 100 + number(c, d)?) * 100 + number(e, f)?;
        }
        clock_exists(hour, minute, second, microsecond).then_some((hour, minute, second, microsecond))
    }

    #[inline]
    fn offset(&mut self) -> Option<i32> {
        if self.0.first() == Some(&b'Z') {
            let [_] = self.take()?;
            return Some(0);
        }
        let [sign, a, b, b':', c, d] = self.take()? else {
            return None;
        };
        let (hours, minutes) = (number(a, b)? as i32, number(c, d)? as i32);
        let seconds = hours * 3600 + minutes * 60;
        match sign {
            _ if hours > 23 || minutes > 59 => None,
            b'+' => Some(seconds),
            // RFC 3339 gives -00:00 the meaning "offset unknown", which Python lacks.
            b'-' if seconds != 0 => Some(-seconds),
            _ => None,
        }
    }

    fn end<T>(self, value: T) -> Option<T> {
        self.0.is_empty().then_some(value)
    }
}

/// Reads `YYYY-MM-DD`.
pub(crate) fn parse_date(text: &[u8]) -> Option<MontyDate> {
    let mut fields = Fields(text);
    let (year, month, day) = fields.date()?;
    fields.end(MontyDate { year, month, day })
}

#[inline]
fn datetime(fields: &mut Fields<'_>) -> Option<MontyDateTime> {
    let (year, month, day) = fields.date()?;
    let [b'T'] = fields.take()? else {
        return None;
    };
    let (hour, minute, second, microsecond) = fields.clock()?;
    Some(MontyDateTime {
        year,
        month,
        day,
        hour,
        minute,
        second,
        microsecond,
        offset_seconds: None,
        timezone_name: None,
    })
}

/// Reads `YYYY-MM-DDTHH:MM:SS[.ffffff]`; the result is naive.
pub(crate) fn parse_datetime(text: &[u8]) -> Option<MontyDateTime> {
    let mut fields = Fields(text);
    let value = datetime(&mut fields)?;
    fields.end(value)
}

/// Reads a datetime with `Z` or `+HH:MM` after it.
pub(crate) fn parse_rfc3339(text: &[u8]) -> Option<MontyDateTime> {
    let mut fields = Fields(text);
    let mut value = datetime(&mut fields)?;
    value.offset_seconds = Some(fields.offset()?);
    fields.end(value)
}

/// Reads `HH:MM:SS[.ffffff]`; the result is naive with fold 0.
pub(crate) fn parse_time(text: &[u8]) -> Option<MontyTime> {
    let mut fields = Fields(text);
    let (hour, minute, second, microsecond) = fields.clock()?;
    fields.end(MontyTime {
        hour,
        minute,
        second,
        microsecond,
        offset_seconds: None,
        timezone_name: None,
        fold: 0,
    })
}

/// Python's `date.toordinal()` of 1970-01-01.
pub(crate) const EPOCH_ORDINAL: i64 = 719_163;

/// Microseconds since 1970 in UTC; a naive datetime counts as one in UTC.
pub(crate) fn epoch_micros(value: &MontyDateTime) -> i64 {
    let days = day_number(value.year, value.month, value.day) - EPOCH_ORDINAL;
    let clock = i64::from(value.hour) * 3600 + i64::from(value.minute) * 60 + i64::from(value.second);
    let seconds = days * DAY + clock - i64::from(value.offset_seconds.unwrap_or(0));
    seconds * 1_000_000 + i64::from(value.microsecond)
}

/// The naive datetime so many microseconds after 1970; `None` outside Python's range.
pub(crate) fn naive_datetime(epoch_micros: i64) -> Option<MontyDateTime> {
    let value = DateTime::from_timestamp_micros(epoch_micros)?.naive_utc();
    Some(MontyDateTime {
        year: Some(value.year()).filter(|year| (1..=9999).contains(year))?,
        month: u8::try_from(value.month()).ok()?,
        day: u8::try_from(value.day()).ok()?,
        hour: u8::try_from(value.hour()).ok()?,
        minute: u8::try_from(value.minute()).ok()?,
        second: u8::try_from(value.second()).ok()?,
        microsecond: value.and_utc().timestamp_subsec_micros(),
        offset_seconds: None,
        timezone_name: None,
    })
}

const DAY: i64 = 86_400;
/// Python's `timedelta.max.days`; `timedelta.min.days` is its negative.
const MAX_DAYS: i64 = 999_999_999;

/// A duration as whole seconds, rounded down, and microseconds 0 to 999,999; `None` outside Python's range.
///
/// Fields that are not normalised (say 90,000 seconds) are carried over first.
pub(crate) fn duration(delta: &MontyTimeDelta) -> Option<(i64, u32)> {
    let carried = i64::from(delta.microseconds).div_euclid(1_000_000);
    let microseconds = delta.microseconds.rem_euclid(1_000_000).unsigned_abs();
    let seconds = i64::from(delta.days) * DAY + i64::from(delta.seconds) + carried;
    duration_exists(seconds).then_some((seconds, microseconds))
}

fn duration_exists(seconds: i64) -> bool {
    (-MAX_DAYS * DAY..(MAX_DAYS + 1) * DAY).contains(&seconds)
}

/// The normalised timedelta of whole seconds and microseconds 0 to 999,999; `None` outside Python's range.
pub(crate) fn timedelta(seconds: i64, microseconds: u32) -> Option<MontyTimeDelta> {
    if !duration_exists(seconds) || microseconds >= 1_000_000 {
        return None;
    }
    Some(MontyTimeDelta {
        days: i32::try_from(seconds.div_euclid(DAY)).ok()?,
        seconds: seconds.rem_euclid(DAY) as i32,
        microseconds: microseconds as i32,
    })
}
