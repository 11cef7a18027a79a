//! Columns of values without parts.

use std::sync::Arc;

use arrow_array::{
    Array, BinaryArray, BooleanArray, Date32Array, Decimal256Array, DurationMicrosecondArray, FixedSizeListArray,
    Float64Array, Int64Array, LargeBinaryArray, LargeStringArray, StringArray, Time64MicrosecondArray,
    TimestampMicrosecondArray,
    builder::{GenericByteBuilder, GenericStringBuilder, LargeBinaryBuilder},
    types::GenericBinaryType,
};
use arrow_buffer::{ScalarBuffer, i256};
use arrow_schema::{DataType, Field};

use super::{
    TableError,
    arena::{Arena, Node},
    build::{Column, room},
    cells::Source,
    decimals::{DIGITS_256, fits},
    error::Place,
    meta::{self, Meta},
};
use crate::calendar;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// Writes a number for each cell, `T::default()` for those without a value. The kind of the cells was checked, so `read` is
/// only given nodes of it.
fn numbers<A: Arena, T: Default>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    mut read: impl FnMut(usize, Node<'_, A>) -> Result<T, TableError>,
) -> Result<Vec<T>, TableError> {
    source.charge(place, cells.len(), size_of::<T>())?;
    let mut numbers = room(cells.len(), place)?;
    for (index, &cell) in cells.iter().enumerate() {
        numbers.push(match source.value(cell) {
            Some(node) => read(index, node)?,
            None => T::default(),
        });
    }
    Ok(numbers)
}

pub(super) fn bools<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let values = numbers(source, cells, place, |_, node| Ok(matches!(node, Node::Bool(true))))?;
    Ok(Column::plain(Arc::new(BooleanArray::new(
        values.into(),
        source.nulls(cells),
    ))))
}

pub(super) fn ints<A: Arena>(source: &Source<'_, A>, cells: &[A::Id], place: &Place<'_>) -> Result<Column, TableError> {
    let values = numbers(source, cells, place, |_, node| match node {
        Node::Int(value) => Ok(value),
        _ => Ok(0),
    })?;
    Ok(Column::plain(Arc::new(Int64Array::new(
        values.into(),
        source.nulls(cells),
    ))))
}

pub(super) fn big_ints<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let values = numbers(source, cells, place, |index, node| match node {
        Node::Int(value) => Ok(i256::from(value)),
        // The size is looked at first: the text of a number takes time that grows with its square.
        Node::BigInt(value) if value.bits() < 256 => {
            let number = i256::from_string(&value.to_string()).filter(|number| fits(*number));
            number.ok_or_else(|| too_long(place, index))
        }
        _ => Err(too_long(place, index)),
    })?;
    let array =
        Decimal256Array::new(values.into(), source.nulls(cells)).with_data_type(DataType::Decimal256(DIGITS_256, 0));
    Ok(Column::new(Arc::new(array), meta::one(meta::TYPE, "int")))
}

fn too_long(place: &Place<'_>, index: usize) -> TableError {
    place.error(index, format!("an int of more than {DIGITS_256} digits"))
}

pub(super) fn floats<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let values = numbers(source, cells, place, |index, node| match node {
        Node::Float(value) => Ok(value),
        // Only with widening.
        Node::Int(value) => {
            exact(value).ok_or_else(|| place.error(index, format!("the int {value} is no exact float")))
        }
        _ => Ok(0.0),
    })?;
    Ok(Column::plain(Arc::new(Float64Array::new(
        values.into(),
        source.nulls(cells),
    ))))
}

/// The float that is equal to an int.
fn exact(value: i64) -> Option<f64> {
    let float = value as f64;
    // 2^63 itself would be cut to the largest i64 on its way back.
    (float < i64::MAX as f64 && float as i64 == value).then_some(float)
}

pub(super) fn complexes<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let pairs = numbers(source, cells, place, |_, node| match node {
        Node::Complex(value) => Ok([value.real, value.imag]),
        _ => Ok([0.0; 2]),
    })?;
    let parts = Float64Array::from_iter_values(pairs.into_iter().flatten());
    let item = Arc::new(Field::new("item", DataType::Float64, false));
    let array = FixedSizeListArray::new(item, 2, Arc::new(parts), source.nulls(cells));
    Ok(Column::new(Arc::new(array), meta::one(meta::TYPE, "complex")))
}

/// Strings, or paths.
pub(super) fn strings<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let (mut bytes, mut path) = (0_usize, false);
    for &cell in cells {
        match source.value(cell) {
            Some(Node::Str(text)) => bytes = bytes.saturating_add(text.len()),
            Some(Node::Path(text)) => {
                bytes = bytes.saturating_add(text.len());
                path = true;
            }
            _ => {}
        }
    }
    source.charge(place, bytes, 1)?;
    source.charge(place, cells.len(), size_of::<i32>())?;
    let texts = cells.iter().map(|&cell| match source.value(cell) {
        Some(Node::Str(text) | Node::Path(text)) => Some(text),
        _ => None,
    });
    let array: Arc<dyn Array> = if bytes <= source.small {
        let mut builder = GenericStringBuilder::<i32>::with_capacity(cells.len(), bytes);
        texts.for_each(|text| builder.append_option(text));
        Arc::<StringArray>::new(builder.finish())
    } else {
        let mut builder = GenericStringBuilder::<i64>::with_capacity(cells.len(), bytes);
        texts.for_each(|text| builder.append_option(text));
        Arc::<LargeStringArray>::new(builder.finish())
    };
    let meta = if path {
        meta::one(meta::TYPE, "path")
    } else {
        Meta::new()
    };
    Ok(Column::new(array, meta))
}

pub(super) fn bytes<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let values = || {
        cells.iter().map(|&cell| match source.value(cell) {
            Some(Node::Bytes(bytes)) => Some(bytes),
            _ => None,
        })
    };
    let total = values()
        .flatten()
        .fold(0_usize, |sum, bytes| sum.saturating_add(bytes.len()));
    source.charge(place, total, 1)?;
    source.charge(place, cells.len(), size_of::<i32>())?;
    let array: Arc<dyn Array> = if total <= source.small {
        let mut builder = GenericByteBuilder::<GenericBinaryType<i32>>::with_capacity(cells.len(), total);
        values().for_each(|bytes| builder.append_option(bytes));
        Arc::<BinaryArray>::new(builder.finish())
    } else {
        let mut builder = LargeBinaryBuilder::with_capacity(cells.len(), total);
        values().for_each(|bytes| builder.append_option(bytes));
        Arc::<LargeBinaryArray>::new(builder.finish())
    };
    Ok(Column::plain(array))
}

pub(super) fn dates<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let days = numbers(source, cells, place, |index, node| match node {
        Node::Date(date) if calendar::date_exists(date.year, date.month, date.day) => {
            Ok((calendar::day_number(date.year, date.month, date.day) - calendar::EPOCH_ORDINAL) as i32)
        }
        _ => Err(place.error(index, "a date that does not exist")),
    })?;
    Ok(Column::plain(Arc::new(Date32Array::new(
        days.into(),
        source.nulls(cells),
    ))))
}

/// The offset from UTC that all times of a column have: `None` for naive ones.
type Zone<'g> = Option<(i32, Option<&'g str>)>;

/// Compares each cell's offset with the first one.
struct Zones<'g> {
    first: Option<Zone<'g>>,
}

impl<'g> Zones<'g> {
    fn new() -> Self {
        Self { first: None }
    }

    fn check(&mut self, zone: Zone<'g>, place: &Place<'_>, index: usize) -> Result<(), TableError> {
        let first = *self.first.get_or_insert(zone);
        if first == zone {
            return Ok(());
        }
        let describe = |zone: Zone<'_>| match zone {
            None => "no offset".to_owned(),
            Some((seconds, None)) => format!("the offset {}", calendar::offset_name(seconds).as_str()),
            Some((seconds, Some(name))) => {
                format!("the offset {} named {name:?}", calendar::offset_name(seconds).as_str())
            }
        };
        let message = format!("{} where the rows before have {}", describe(zone), describe(first));
        Err(place.error(index, message))
    }

    fn meta(&self) -> Meta {
        let mut meta = Meta::new();
        if let Some(Some((seconds, name))) = self.first {
            meta.insert(meta::OFFSET.to_owned(), seconds.to_string());
            if let Some(name) = name {
                meta.insert(meta::ZONE.to_owned(), name.to_owned());
            }
        }
        meta
    }

    /// Arrow's name of the zone: it has no seconds, so then it is UTC, which the values are in anyway.
    fn arrow(&self) -> Option<Arc<str>> {
        let (seconds, _) = self.first??;
        if seconds == 0 || seconds % 60 != 0 {
            return Some("UTC".into());
        }
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        Some(format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60).into())
    }
}

pub(super) fn datetimes<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let mut zones = Zones::new();
    source.charge(place, cells.len(), size_of::<i64>())?;
    let mut values = Vec::with_capacity(cells.len());
    for (index, &cell) in cells.iter().enumerate() {
        let value = match source.value(cell) {
            Some(Node::DateTime(value)) => value,
            Some(Node::Naive(micros)) => {
                zones.check(None, place, index)?;
                values.push(micros);
                continue;
            }
            _ => {
                values.push(0);
                continue;
            }
        };
        if !calendar::datetime_exists(value) {
            return Err(place.error(index, "a datetime that does not exist"));
        }
        zones.check(
            value
                .offset_seconds
                .map(|offset| (offset, value.timezone_name.as_deref())),
            place,
            index,
        )?;
        values.push(calendar::epoch_micros(value));
    }
    let array = TimestampMicrosecondArray::new(values.into(), source.nulls(cells)).with_timezone_opt(zones.arrow());
    Ok(Column::new(Arc::new(array), zones.meta()))
}

pub(super) fn times<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let mut zones = Zones::new();
    source.charge(place, cells.len(), size_of::<i64>())?;
    let mut values = Vec::with_capacity(cells.len());
    for (index, &cell) in cells.iter().enumerate() {
        let Some(Node::Time(value)) = source.value(cell) else {
            values.push(0);
            continue;
        };
        if !calendar::time_exists(value) {
            return Err(place.error(index, "a time that does not exist"));
        }
        if value.fold != 0 {
            return Err(place.error(index, "a time with fold 1"));
        }
        zones.check(
            value
                .offset_seconds
                .map(|offset| (offset, value.timezone_name.as_deref())),
            place,
            index,
        )?;
        let seconds = i64::from(value.hour) * 3600 + i64::from(value.minute) * 60 + i64::from(value.second);
        values.push(seconds * MICROS_PER_SECOND + i64::from(value.microsecond));
    }
    let array = Time64MicrosecondArray::new(ScalarBuffer::from(values), source.nulls(cells));
    Ok(Column::new(Arc::new(array), zones.meta()))
}

pub(super) fn durations<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let values = numbers(source, cells, place, |index, node| {
        let Node::TimeDelta(delta) = node else {
            return Ok(0);
        };
        calendar::duration(delta)
            .and_then(|(seconds, micros)| seconds.checked_mul(MICROS_PER_SECOND)?.checked_add(i64::from(micros)))
            .ok_or_else(|| place.error(index, "a timedelta that does not fit 64 bits of microseconds"))
    })?;
    Ok(Column::plain(Arc::new(DurationMicrosecondArray::new(
        values.into(),
        source.nulls(cells),
    ))))
}
