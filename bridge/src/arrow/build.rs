//! One column of cells as one Arrow array: finds the type that they have in common, then writes them.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, NullArray};
use arrow_schema::{Field, FieldRef};

use super::{
    MAX_DEPTH, TableError,
    arena::Arena,
    cells::{Kind, Source},
    error::Place,
    leaf,
    meta::Meta,
    nested, quick,
};

/// An array, and what its field's metadata says.
pub(super) struct Column {
    pub array: ArrayRef,
    pub meta: Meta,
}

impl Column {
    pub fn new(array: ArrayRef, meta: Meta) -> Self {
        Self { array, meta }
    }

    pub fn plain(array: ArrayRef) -> Self {
        Self::new(array, Meta::new())
    }

    /// The field of this column. All are nullable, but for the keys of maps.
    pub fn field(&self, name: &str) -> Field {
        Field::new(name, self.array.data_type().clone(), true).with_metadata(self.meta.clone())
    }

    pub fn into_field(self, name: &str) -> (FieldRef, ArrayRef) {
        (Arc::new(self.field(name)), self.array)
    }
}

/// An empty vector with room for so many items. What a script makes can need more memory than there is.
pub(super) fn room<T>(len: usize, place: &Place<'_>) -> Result<Vec<T>, TableError> {
    let mut items = Vec::new();
    match items.try_reserve_exact(len) {
        Ok(()) => Ok(items),
        Err(_) => Err(place.whole(format!("no memory for {len} values"))),
    }
}

/// The column that `cells` are.
pub(super) fn column<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    source.count_column(place)?;
    if depth < MAX_DEPTH
        && let Some(mut column) = quick::column(source, cells, place)?
    {
        if column.array.null_count() > 0 {
            source.describe_nulls(cells, &mut column.meta);
        }
        return Ok(column);
    }
    let mut column = match source.kind(cells, place, depth)? {
        Kind::None => Column::plain(Arc::new(NullArray::new(cells.len()))),
        Kind::Bool => leaf::bools(source, cells, place)?,
        Kind::Int => leaf::ints(source, cells, place)?,
        Kind::BigInt => leaf::big_ints(source, cells, place)?,
        Kind::Float => leaf::floats(source, cells, place)?,
        Kind::Complex => leaf::complexes(source, cells, place)?,
        Kind::Str | Kind::Path => leaf::strings(source, cells, place)?,
        Kind::Bytes => leaf::bytes(source, cells, place)?,
        Kind::Date => leaf::dates(source, cells, place)?,
        Kind::DateTime => leaf::datetimes(source, cells, place)?,
        Kind::Time => leaf::times(source, cells, place)?,
        Kind::TimeDelta => leaf::durations(source, cells, place)?,
        Kind::Decimal => super::decimals::column(source, cells, place)?,
        kind @ (Kind::List | Kind::Set | Kind::FrozenSet) => nested::lists(source, cells, kind, place, depth)?,
        Kind::Tuple => nested::tuples(source, cells, place, depth)?,
        Kind::NamedTuple => nested::named_tuples(source, cells, place, depth)?,
        Kind::Instance => nested::instances(source, cells, place, depth)?,
        Kind::Dict => nested::dicts(source, cells, place, depth)?,
    };
    source.describe_nulls(cells, &mut column.meta);
    Ok(column)
}
