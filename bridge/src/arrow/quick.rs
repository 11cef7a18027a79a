//! Columns of the commonest types, written in one walk over their cells.
//!
//! The type of the first value decides. A cell that does not fit ends the walk, and the column is written by those who first
//! look at all cells.

use std::sync::Arc;

use arrow_array::{
    BooleanArray, Float64Array, Int64Array, StringArray, TimestampMicrosecondArray, builder::StringBuilder,
};

use super::{
    TableError,
    arena::{Arena, Node},
    build::{Column, room},
    cells::Source,
    decimals,
    error::Place,
};

/// The column, if its cells are ints of 64 bits, floats, bools, strings, or what an arena has as datetimes and decimals of
/// a few bytes, with nulls among them.
pub(super) fn column<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Option<Column>, TableError> {
    let budget = source.left();
    let column = match cells.iter().find_map(|&cell| source.value(cell)) {
        Some(Node::Int(_)) => values(source, cells, place, |cell| source.arena.int(cell))?
            .map(|values: Vec<i64>| Column::plain(Arc::new(Int64Array::new(values.into(), source.nulls(cells))))),
        Some(Node::Float(_)) => values(source, cells, place, |cell| source.arena.float(cell))?
            .map(|values: Vec<f64>| Column::plain(Arc::new(Float64Array::new(values.into(), source.nulls(cells))))),
        Some(Node::Bool(_)) => values(source, cells, place, |cell| source.arena.bool(cell))?
            .map(|values: Vec<bool>| Column::plain(Arc::new(BooleanArray::new(values.into(), source.nulls(cells))))),
        Some(Node::Naive(_)) => values(source, cells, place, |cell| source.arena.naive(cell))?.map(|values| {
            Column::plain(Arc::new(TimestampMicrosecondArray::new(
                values.into(),
                source.nulls(cells),
            )))
        }),
        Some(Node::SmallDecimal(_, exponent)) => match decimals::small_scale(-i64::from(exponent)) {
            None => None,
            Some(scale) => {
                let read = |cell| {
                    let (digits, its) = source.arena.small_decimal(cell)?;
                    (its == exponent).then_some(i128::from(digits))
                };
                values(source, cells, place, read)?
                    .map(|values| decimals::small_column(values, scale, source.nulls(cells)))
            }
        },
        Some(Node::Str(_)) => texts(source, cells, place)?,
        _ => None,
    };
    if column.is_none() {
        source.set_left(budget);
    }
    Ok(column)
}

/// What `read` makes of each cell; `None` if there is something else.
#[inline]
fn values<A: Arena, T: Default>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    read: impl Fn(A::Id) -> Option<T>,
) -> Result<Option<Vec<T>>, TableError> {
    source.charge(place, cells.len(), size_of::<T>())?;
    let mut values = room(cells.len(), place)?;
    for &cell in cells {
        values.push(match read(cell) {
            Some(value) => value,
            None if source.arena.is_null(cell) => T::default(),
            None => return Ok(None),
        });
    }
    Ok(Some(values))
}

fn texts<A: Arena>(source: &Source<'_, A>, cells: &[A::Id], place: &Place<'_>) -> Result<Option<Column>, TableError> {
    let mut bytes = 0_usize;
    for &cell in cells {
        match source.arena.text(cell) {
            Some(text) => bytes = bytes.saturating_add(text.len()),
            None if source.arena.is_null(cell) => {}
            None => return Ok(None),
        }
    }
    if bytes > source.small {
        return Ok(None);
    }
    source.charge(place, bytes, 1)?;
    source.charge(place, cells.len(), size_of::<i32>())?;
    let mut builder = StringBuilder::with_capacity(cells.len(), bytes);
    for &cell in cells {
        builder.append_option(source.arena.text(cell));
    }
    Ok(Some(Column::plain(Arc::<StringArray>::new(builder.finish()))))
}
