//! Datetimes as RFC 3339 text, by chrono: what JSON and tag 0 have in common.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat, Timelike};
use monty_types::MontyDateTime;

use super::Outcome;

/// Writes an aware datetime, UTC as Z.
pub fn format(value: &MontyDateTime) -> Outcome<String> {
    let offset = value.offset_seconds.and_then(FixedOffset::east_opt);
    let moment = NaiveDate::from_ymd_opt(value.year, value.month.into(), value.day.into())
        .and_then(|date| {
            date.and_hms_micro_opt(
                value.hour.into(),
                value.minute.into(),
                value.second.into(),
                value.microsecond,
            )
        })
        .zip(offset)
        .and_then(|(local, offset)| local.and_local_timezone(offset).single())
        .ok_or("no aware datetime")?;
    let form = match value.microsecond {
        0 => SecondsFormat::Secs,
        _ => SecondsFormat::Micros,
    };
    Ok(moment.to_rfc3339_opts(form, true))
}

/// Reads an aware datetime.
pub fn parse(text: &str) -> Outcome<MontyDateTime> {
    let moment = DateTime::parse_from_rfc3339(text)?;
    Ok(MontyDateTime {
        year: moment.year(),
        month: u8::try_from(moment.month())?,
        day: u8::try_from(moment.day())?,
        hour: u8::try_from(moment.hour())?,
        minute: u8::try_from(moment.minute())?,
        second: u8::try_from(moment.second())?,
        microsecond: moment.nanosecond() / 1000,
        offset_seconds: Some(moment.offset().local_minus_utc()),
        timezone_name: None,
    })
}
