//! Cells without parts: Arrow's numbers, texts and times as Python's.

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
        Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
        UInt32Type, UInt64Type,
    },
};
use arrow_buffer::i256;
use arrow_schema::{DataType, Field, TimeUnit};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use monty_types::{MontyDate, MontyDateTime, MontyTime, SandboxTimeZone};
use num_bigint::{BigInt, BigUint};

use super::{TableError, error::Place, meta, read::Reader};
use crate::{
    calendar,
    decimal::{Decimal, Digits},
    graph::{MontyNode, NodeId},
};

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// A node for each cell of an array without parts.
pub(super) fn column(
    reader: &mut Reader,
    array: &dyn Array,
    field: &Field,
    place: &Place<'_>,
) -> Result<Vec<NodeId>, TableError> {
    let python = field.metadata().get(meta::TYPE).map(String::as_str);
    let text = |text: &str| match python {
        Some("path") => MontyNode::Path(text.to_owned()),
        _ => MontyNode::String(text.to_owned()),
    };
    match array.data_type() {
        DataType::Null => Ok(vec![reader.none(); array.len()]),
        DataType::Boolean => {
            let array = array.as_boolean();
            Ok(cells(reader, array, |row| MontyNode::Bool(array.value(row))))
        }
        DataType::Int8 => Ok(numbers::<Int8Type>(reader, array, |value| MontyNode::Int(value.into()))),
        DataType::Int16 => Ok(numbers::<Int16Type>(reader, array, |value| {
            MontyNode::Int(value.into())
        })),
        DataType::Int32 => Ok(numbers::<Int32Type>(reader, array, |value| {
            MontyNode::Int(value.into())
        })),
        DataType::Int64 => Ok(numbers::<Int64Type>(reader, array, MontyNode::Int)),
        DataType::UInt8 => Ok(numbers::<UInt8Type>(reader, array, |value| {
            MontyNode::Int(value.into())
        })),
        DataType::UInt16 => Ok(numbers::<UInt16Type>(reader, array, |value| {
            MontyNode::Int(value.into())
        })),
        DataType::UInt32 => Ok(numbers::<UInt32Type>(reader, array, |value| {
            MontyNode::Int(value.into())
        })),
        DataType::UInt64 => Ok(numbers::<UInt64Type>(reader, array, |value| {
            i64::try_from(value).map_or_else(|_| MontyNode::BigInt(value.into()), MontyNode::Int)
        })),
        DataType::Float16 => Ok(numbers::<Float16Type>(reader, array, |value| {
            MontyNode::Float(value.into())
        })),
        DataType::Float32 => Ok(numbers::<Float32Type>(reader, array, |value| {
            MontyNode::Float(value.into())
        })),
        DataType::Float64 => Ok(numbers::<Float64Type>(reader, array, MontyNode::Float)),
        DataType::Utf8 => Ok(cells(reader, array, |row| text(array.as_string::<i32>().value(row)))),
        DataType::LargeUtf8 => Ok(cells(reader, array, |row| text(array.as_string::<i64>().value(row)))),
        DataType::Utf8View => Ok(cells(reader, array, |row| text(array.as_string_view().value(row)))),
        DataType::Binary => Ok(cells(reader, array, |row| bytes(array.as_binary::<i32>().value(row)))),
        DataType::LargeBinary => Ok(cells(reader, array, |row| bytes(array.as_binary::<i64>().value(row)))),
        DataType::BinaryView => Ok(cells(reader, array, |row| bytes(array.as_binary_view().value(row)))),
        DataType::FixedSizeBinary(_) => Ok(cells(reader, array, |row| {
            bytes(array.as_fixed_size_binary().value(row))
        })),
        DataType::Date32 => fallible::<Date32Type>(reader, array, place, |days| date(days.into())),
        DataType::Date64 => fallible::<Date64Type>(reader, array, place, |millis| {
            (millis % 86_400_000 == 0).then(|| date(millis / 86_400_000)).flatten()
        }),
        DataType::Time32(unit) | DataType::Time64(unit) => {
            let zone = recorded_zone(field, place)?;
            each(reader, array, place, |row| {
                time(micros(ticks(array, row)?, *unit)?, zone.as_ref())
            })
        }
        DataType::Timestamp(unit, zone) => {
            let zone = match (recorded_zone(field, place)?, zone) {
                (Some(zone), _) => Some(zone),
                (None, Some(name)) => Some(named_zone(name, place)?),
                (None, None) => None,
            };
            each(reader, array, place, |row| {
                datetime(micros(ticks(array, row)?, *unit)?, zone.as_ref())
            })
        }
        DataType::Duration(unit) => each(reader, array, place, |row| {
            let micros = micros(ticks(array, row)?, *unit)?;
            let (seconds, rest) = (
                micros.div_euclid(MICROS_PER_SECOND),
                micros.rem_euclid(MICROS_PER_SECOND),
            );
            Some(MontyNode::TimeDelta(calendar::timedelta(
                seconds,
                u32::try_from(rest).ok()?,
            )?))
        }),
        DataType::Decimal32(_, scale) => {
            fallible::<Decimal32Type>(reader, array, place, |value| decimal(value.into(), *scale, python))
        }
        DataType::Decimal64(_, scale) => {
            fallible::<Decimal64Type>(reader, array, place, |value| decimal(value.into(), *scale, python))
        }
        DataType::Decimal128(_, scale) => {
            fallible::<Decimal128Type>(reader, array, place, |value| decimal(value.into(), *scale, python))
        }
        DataType::Decimal256(_, scale) => {
            fallible::<Decimal256Type>(reader, array, place, |value| decimal(big(value), *scale, python))
        }
        other => Err(place.whole(format!("the Arrow type {other} has no Python counterpart here"))),
    }
}

fn cells(reader: &mut Reader, array: &dyn Array, node: impl Fn(usize) -> MontyNode) -> Vec<NodeId> {
    let cell = |row| match array.is_null(row) {
        true => reader.none(),
        false => reader.graph.push(node(row)),
    };
    (0..array.len()).map(cell).collect()
}

fn numbers<T: ArrowPrimitiveType>(
    reader: &mut Reader,
    array: &dyn Array,
    node: impl Fn(T::Native) -> MontyNode,
) -> Vec<NodeId> {
    let array = array.as_primitive::<T>();
    cells(reader, array, |row| node(array.value(row)))
}

/// Like [`cells`]; what has no node is out of Python's range.
fn each(
    reader: &mut Reader,
    array: &dyn Array,
    place: &Place<'_>,
    node: impl Fn(usize) -> Option<MontyNode>,
) -> Result<Vec<NodeId>, TableError> {
    let cell = |row| match array.is_null(row) {
        true => Ok(reader.none()),
        false => match node(row) {
            Some(node) => Ok(reader.graph.push(node)),
            None => Err(place.error(row, format!("Python cannot hold this {} exactly", array.data_type()))),
        },
    };
    (0..array.len()).map(cell).collect()
}

fn fallible<T: ArrowPrimitiveType>(
    reader: &mut Reader,
    array: &dyn Array,
    place: &Place<'_>,
    node: impl Fn(T::Native) -> Option<MontyNode>,
) -> Result<Vec<NodeId>, TableError> {
    let array = array.as_primitive::<T>();
    each(reader, array, place, |row| node(array.value(row)))
}

fn bytes(bytes: &[u8]) -> MontyNode {
    MontyNode::Bytes(bytes.to_vec())
}

/// The number in a cell of a time, timestamp or duration, whatever its unit.
fn ticks(array: &dyn Array, row: usize) -> Option<i64> {
    use arrow_array::types::{
        DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType,
        Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
        TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    };
    fn value<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Option<i64>
    where
        T::Native: Into<i64>,
    {
        Some(array.as_primitive_opt::<T>()?.value(row).into())
    }
    match array.data_type() {
        DataType::Time32(TimeUnit::Second) => value::<Time32SecondType>(array, row),
        DataType::Time32(_) => value::<Time32MillisecondType>(array, row),
        DataType::Time64(TimeUnit::Microsecond) => value::<Time64MicrosecondType>(array, row),
        DataType::Time64(_) => value::<Time64NanosecondType>(array, row),
        DataType::Timestamp(TimeUnit::Second, _) => value::<TimestampSecondType>(array, row),
        DataType::Timestamp(TimeUnit::Millisecond, _) => value::<TimestampMillisecondType>(array, row),
        DataType::Timestamp(TimeUnit::Microsecond, _) => value::<TimestampMicrosecondType>(array, row),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => value::<TimestampNanosecondType>(array, row),
        DataType::Duration(TimeUnit::Second) => value::<DurationSecondType>(array, row),
        DataType::Duration(TimeUnit::Millisecond) => value::<DurationMillisecondType>(array, row),
        DataType::Duration(TimeUnit::Microsecond) => value::<DurationMicrosecondType>(array, row),
        DataType::Duration(TimeUnit::Nanosecond) => value::<DurationNanosecondType>(array, row),
        _ => None,
    }
}

/// Whole microseconds.
fn micros(ticks: i64, unit: TimeUnit) -> Option<i64> {
    match unit {
        TimeUnit::Second => ticks.checked_mul(MICROS_PER_SECOND),
        TimeUnit::Millisecond => ticks.checked_mul(1000),
        TimeUnit::Microsecond => Some(ticks),
        TimeUnit::Nanosecond => (ticks % 1000 == 0).then_some(ticks / 1000),
    }
}

/// A date by its days since 1970-01-01.
fn date(days: i64) -> Option<MontyNode> {
    let ordinal = i32::try_from(days.checked_add(719_163)?).ok()?;
    let date = NaiveDate::from_num_days_from_ce_opt(ordinal)?;
    Some(MontyNode::Date(MontyDate {
        year: in_range(date.year())?,
        month: u8::try_from(date.month()).ok()?,
        day: u8::try_from(date.day()).ok()?,
    }))
}

fn in_range(year: i32) -> Option<i32> {
    (1..=9999).contains(&year).then_some(year)
}

/// The offset of aware values.
enum Zone {
    Fixed(i32, Option<String>),
    /// An IANA zone: the offset, and its name, depend on the instant.
    Named(SandboxTimeZone),
}

impl Zone {
    fn at(&self, utc: NaiveDateTime) -> (i32, Option<String>) {
        match self {
            Self::Fixed(offset, name) => (*offset, name.clone()),
            Self::Named(zone) => {
                let zone = zone.at(utc);
                (zone.offset_seconds, zone.name)
            }
        }
    }
}

fn recorded_zone(field: &Field, place: &Place<'_>) -> Result<Option<Zone>, TableError> {
    let Some(text) = field.metadata().get(meta::OFFSET) else {
        return Ok(None);
    };
    let offset = text.parse().ok().filter(|offset| calendar::offset_exists(*offset));
    let offset =
        offset.ok_or_else(|| place.whole(format!("the offset {text:?} is no number of seconds within a day")))?;
    Ok(Some(Zone::Fixed(offset, field.metadata().get(meta::ZONE).cloned())))
}

/// A zone by Arrow's name: `UTC`, `+05:30`, or a name of the time zone database.
fn named_zone(name: &str, place: &Place<'_>) -> Result<Zone, TableError> {
    let fixed = |text: &str| {
        let (sign, rest) = match text.as_bytes().first()? {
            b'+' => (1, &text[1..]),
            b'-' => (-1, &text[1..]),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':').unwrap_or_else(|| rest.split_at(rest.len().min(2)));
        let digits = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| text.parse::<i32>().ok())?
        };
        let offset = sign * (digits(hours)? * 3600 + if minutes.is_empty() { 0 } else { digits(minutes)? * 60 });
        calendar::offset_exists(offset).then_some(offset)
    };
    match name {
        "UTC" | "Z" | "Etc/UTC" => return Ok(Zone::Fixed(0, None)),
        name => {
            if let Some(offset) = fixed(name) {
                return Ok(Zone::Fixed(offset, None));
            }
        }
    }
    SandboxTimeZone::named(name)
        .map(Zone::Named)
        .map_err(|_| place.whole(format!("unknown time zone {name:?}")))
}

fn datetime(micros: i64, zone: Option<&Zone>) -> Option<MontyNode> {
    let utc = DateTime::from_timestamp_micros(micros)?.naive_utc();
    let zone = zone.map(|zone| zone.at(utc));
    let (offset, name) = zone.map_or((None, None), |(offset, name)| (Some(offset), name));
    let local = micros.checked_add(i64::from(offset.unwrap_or(0)) * MICROS_PER_SECOND)?;
    Some(MontyNode::DateTime(MontyDateTime {
        offset_seconds: offset,
        timezone_name: name,
        ..calendar::naive_datetime(local)?
    }))
}

fn time(micros: i64, zone: Option<&Zone>) -> Option<MontyNode> {
    if !(0..MICROS_PER_DAY).contains(&micros) {
        return None;
    }
    let seconds = micros / MICROS_PER_SECOND;
    let (offset_seconds, timezone_name) = match zone {
        Some(Zone::Fixed(offset, name)) => (Some(*offset), name.clone()),
        _ => (None, None),
    };
    Some(MontyNode::Time(MontyTime {
        hour: u8::try_from(seconds / 3600).ok()?,
        minute: u8::try_from(seconds / 60 % 60).ok()?,
        second: u8::try_from(seconds % 60).ok()?,
        microsecond: u32::try_from(micros % MICROS_PER_SECOND).ok()?,
        offset_seconds,
        timezone_name,
        fold: 0,
    }))
}

fn big(value: i256) -> BigInt {
    BigInt::from_signed_bytes_le(&value.to_le_bytes())
}

/// `value / 10^scale`, as a Decimal or, where the metadata says so, as an int.
fn decimal(value: BigInt, scale: i8, python: Option<&str>) -> Option<MontyNode> {
    if python == Some("int") && scale == 0 {
        return Some(i64::try_from(&value).map_or_else(|_| MontyNode::BigInt(value), MontyNode::Int));
    }
    let magnitude: &BigUint = value.magnitude();
    let decimal = Decimal::finite(
        value.sign() == num_bigint::Sign::Minus,
        -i64::from(scale),
        Digits::of(magnitude)?,
    )?;
    Some(MontyNode::Decimal(decimal.text()))
}

/// The values of a dictionary-encoded array, one for each row; rows without a key have `None`.
pub(super) fn dictionary(array: &dyn Array) -> Option<(&ArrayRef, Vec<Option<usize>>)> {
    let dictionary = array.as_any_dictionary_opt()?;
    let keys = dictionary.normalized_keys();
    let rows = (0..array.len())
        .map(|row| array.is_valid(row).then(|| keys[row]))
        .collect();
    Some((dictionary.values(), rows))
}
