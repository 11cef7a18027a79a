//! Columns of values with parts: lists, tuples, sets, structs and maps.

use std::{convert::Infallible, sync::Arc};

use arrow_array::{ArrayRef, FixedSizeBinaryArray, ListArray, MapArray, StructArray};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Fields};
use monty_types::MontyUuid;

use super::{
    MAX_COLUMNS, TableError,
    arena::{Arena, Node, Pairs},
    build::{Column, column, room},
    cells::{Kind, Source},
    error::Place,
    gather::{Gathered, gather},
    keyed::keyed,
    meta::{self, Meta},
};

/// The columns of a struct or table.
pub(super) type Named<'g, A> = Vec<Gathered<'g, A>>;

/// The items of lists, one after the other, and where each list begins.
struct Items<I> {
    offsets: OffsetBuffer<i32>,
    cells: Vec<I>,
}

fn flatten<A: Arena>(source: &Source<'_, A>, cells: &[A::Id], place: &Place<'_>) -> Result<Items<A::Id>, TableError> {
    let total = cells
        .iter()
        .filter_map(|&cell| source.value(cell))
        .fold(0_usize, |sum, node| sum.saturating_add(items(node).len()));
    if i32::try_from(total).is_err() {
        return Err(place.whole(format!("{total} items are more than fit a list column")));
    }
    source.charge(place, cells.len() + total, size_of::<i32>())?;
    let mut flat = room(total, place)?;
    let mut offsets = Vec::with_capacity(cells.len() + 1);
    offsets.push(0);
    for &cell in cells {
        if let Some(node) = source.value(cell) {
            flat.extend_from_slice(items(node));
        }
        // At most `total`.
        offsets.push(flat.len() as i32);
    }
    Ok(Items {
        offsets: OffsetBuffer::new(ScalarBuffer::from(offsets)),
        cells: flat,
    })
}

fn items<'g, A: Arena>(node: Node<'g, A>) -> &'g [A::Id] {
    match node {
        Node::List(items) | Node::Tuple(items) | Node::Set(items) | Node::FrozenSet(items) => items,
        Node::NamedTuple { values, .. } => values,
        _ => &[],
    }
}

/// Lists, sets, frozensets, and tuples of different lengths.
pub(super) fn lists<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    kind: Kind,
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    let flat = flatten(source, cells, place)?;
    let child = column(source, &flat.cells, &place.items(&flat.offsets), depth + 1)?;
    let (field, values) = child.into_field("item");
    let array = ListArray::try_new(field, flat.offsets, values, source.nulls(cells));
    let meta = match kind {
        Kind::List => Meta::new(),
        kind => meta::one(meta::TYPE, kind.name()),
    };
    Ok(Column::new(
        Arc::new(array.map_err(|error| place.whole(error.to_string()))?),
        meta,
    ))
}

/// Tuples of one length become structs with the fields `0`, `1`, ...; those of different lengths become lists.
pub(super) fn tuples<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    let mut lengths = cells
        .iter()
        .filter_map(|&cell| source.value(cell))
        .map(|node| items(node).len());
    let first = lengths.next().unwrap_or(0);
    if first == 0 || first > MAX_COLUMNS || lengths.any(|length| length != first) {
        return lists(source, cells, Kind::Tuple, place, depth);
    }
    let names: Vec<String> = (0..first).map(|position| position.to_string()).collect();
    let columns = positions(source, cells, names.iter().map(String::as_str), place)?;
    structs(source, cells, columns, meta::one(meta::TYPE, "tuple"), place, depth)
}

/// A column for each position of tuples that all have one length.
pub(super) fn positions<'g, A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    names: impl ExactSizeIterator<Item = &'g str> + Clone,
    place: &Place<'_>,
) -> Result<Named<'g, A>, TableError> {
    source.charge(place, cells.len().saturating_mul(names.len()), size_of::<A::Id>())?;
    let walk = |mode| {
        let columns = names.clone().map(|name| Gathered::new(name, cells.len(), mode, []));
        let mut columns: Named<'g, A> = columns.collect();
        for &cell in cells {
            let parts = source.value(cell).map_or(&[][..], items);
            for (position, column) in columns.iter_mut().enumerate() {
                column.push(source, parts.get(position).copied().unwrap_or(A::ABSENT));
            }
        }
        Ok(Ok::<_, Infallible>(columns))
    };
    let Ok(columns) = gather(source, walk)?;
    Ok(columns)
}

/// The type name and field names that all namedtuples have.
pub(super) fn named_tuple_type<'g, A: Arena + 'g>(
    source: &Source<'g, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<(&'g str, &'g [String]), TableError> {
    let mut first: Option<(&str, &[String])> = None;
    for (index, &cell) in cells.iter().enumerate() {
        let Some(Node::NamedTuple {
            type_name,
            field_names,
            values,
        }) = source.value(cell)
        else {
            continue;
        };
        if values.len() != field_names.len() {
            return Err(place.error(index, format!("a {type_name} with {} values", values.len())));
        }
        let (name, fields) = *first.get_or_insert((type_name, field_names));
        if name != type_name || fields != field_names {
            return Err(place.error(
                index,
                format!("a {type_name} among values of type {name}, or with other fields"),
            ));
        }
    }
    Ok(first.unwrap_or(("", &[])))
}

pub(super) fn named_tuples<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    let (name, fields) = named_tuple_type(source, cells, place)?;
    let columns = positions(source, cells, fields.iter().map(String::as_str), place)?;
    let mut meta = meta::one(meta::TYPE, "namedtuple");
    meta.insert(meta::NAME.to_owned(), name.to_owned());
    structs(source, cells, columns, meta, place, depth)
}

/// The class that all instances have, as metadata, and the identities of the instances.
pub(super) fn class<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<(String, ArrayRef), TableError> {
    source.charge(place, cells.len(), size_of::<MontyUuid>())?;
    let mut first = None;
    let mut ids = Vec::with_capacity(cells.len() * size_of::<MontyUuid>());
    for (index, &cell) in cells.iter().enumerate() {
        let Some(Node::Instance { class, id, .. }) = source.value(cell) else {
            ids.extend_from_slice(&[0; 16]);
            continue;
        };
        if *first.get_or_insert(class) != class {
            let found = source.arena.type_name(cell);
            return Err(place.error(
                index,
                format!("an instance of another class ({found}) than in the rows before"),
            ));
        }
        ids.extend_from_slice(id.as_bytes());
    }
    let class = first.map(|class| source.arena.class(class)).unwrap_or_default();
    let ids = FixedSizeBinaryArray::try_new(16, Buffer::from_vec(ids), source.nulls(cells))
        .map_err(|error| place.whole(error.to_string()))?;
    Ok((hex::encode(class), Arc::new(ids)))
}

pub(super) fn instances<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    let (class, ids) = class(source, cells, place)?;
    let columns = keyed(source, cells, Kind::Instance, place, |_| Ok(()))?.map_err(|error| *error)?;
    let mut meta = meta::one(meta::TYPE, "instance");
    meta.insert(meta::CLASS.to_owned(), class);
    let (mut fields, mut arrays) = children(source, columns, place, depth)?;
    if fields.iter().any(|field| field.name() == meta::ID) {
        return Err(place.whole(format!(
            "an attribute {:?}, which is the name of the identities",
            meta::ID
        )));
    }
    fields.push(Arc::new(Field::new(meta::ID, ids.data_type().clone(), true)));
    arrays.push(ids);
    assemble(source, cells, fields, arrays, meta, place)
}

/// Dicts become structs if their keys are text and come in one order, maps otherwise.
pub(super) fn dicts<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    match keyed(source, cells, Kind::Dict, place, |_| Ok(()))? {
        Ok(columns) if !columns.is_empty() => structs(source, cells, columns, Meta::new(), place, depth),
        _ => maps(source, cells, place, depth),
    }
}

/// The fields and arrays of named columns.
fn children<A: Arena>(
    source: &Source<'_, A>,
    columns: Named<'_, A>,
    place: &Place<'_>,
    depth: usize,
) -> Result<(Vec<Arc<Field>>, Vec<ArrayRef>), TableError> {
    let mut fields = Vec::with_capacity(columns.len() + 1);
    let mut arrays = Vec::with_capacity(columns.len() + 1);
    for gathered in columns {
        let name = gathered.name;
        let (field, array) = gathered.column(source, &place.field(name), depth + 1)?.into_field(name);
        fields.push(field);
        arrays.push(array);
    }
    Ok((fields, arrays))
}

fn structs<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    columns: Named<'_, A>,
    meta: Meta,
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    let (fields, arrays) = children(source, columns, place, depth)?;
    assemble(source, cells, fields, arrays, meta, place)
}

fn assemble<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    fields: Vec<Arc<Field>>,
    arrays: Vec<ArrayRef>,
    meta: Meta,
    place: &Place<'_>,
) -> Result<Column, TableError> {
    let array = StructArray::try_new_with_length(Fields::from(fields), arrays, source.nulls(cells), cells.len())
        .map_err(|error| place.whole(error.to_string()))?;
    Ok(Column::new(Arc::new(array), meta))
}

fn maps<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
    depth: usize,
) -> Result<Column, TableError> {
    let total = cells
        .iter()
        .filter_map(|&cell| pairs(source, cell))
        .fold(0_usize, |sum, pairs| sum.saturating_add(pairs.len()));
    if i32::try_from(total).is_err() {
        return Err(place.whole(format!("{total} entries are more than fit a map column")));
    }
    source.charge(place, cells.len() + 2 * total, size_of::<i32>())?;
    let (mut keys, mut values) = (room(total, place)?, room(total, place)?);
    let mut offsets = Vec::with_capacity(cells.len() + 1);
    offsets.push(0);
    for &cell in cells {
        if let Some(pairs) = pairs(source, cell) {
            keys.extend((0..pairs.len()).map(|at| pairs.key(at)));
            values.extend((0..pairs.len()).map(|at| pairs.value(at)));
        }
        offsets.push(keys.len() as i32);
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    let key_place = place.keys(&offsets);
    if let Some(at) = keys.iter().position(|&key| source.value(key).is_none()) {
        return Err(key_place.error(at, "None as a key"));
    }
    let keys = column(source, &keys, &key_place, depth + 1)?;
    let values = column(source, &values, &place.items(&offsets), depth + 1)?;
    let mut meta = Meta::new();
    meta::repeat(meta::KEY, &keys.meta, &mut meta);
    meta::repeat(meta::MAP_VALUE, &values.meta, &mut meta);
    let (value_field, values) = values.into_field("value");
    // Maps of no entries have keys of no type, which Arrow does not take for keys.
    let keys = if total == 0 {
        super::leaf::strings(source, &[], place)?
    } else {
        keys
    };
    let key_field = Arc::new(keys.field("key").with_nullable(false));
    let fields = Fields::from(vec![key_field, value_field]);
    let entries =
        StructArray::try_new(fields, vec![keys.array, values], None).map_err(|error| place.whole(error.to_string()))?;
    let field = Arc::new(Field::new("entries", DataType::Struct(entries.fields().clone()), false));
    let array = MapArray::try_new(field, offsets, entries, source.nulls(cells), false)
        .map_err(|error| place.whole(error.to_string()))?;
    Ok(Column::new(Arc::new(array), meta))
}

fn pairs<'g, A: Arena>(source: &Source<'g, A>, cell: A::Id) -> Option<A::Pairs<'g>> {
    match source.value(cell) {
        Some(Node::Dict(pairs)) => Some(pairs),
        _ => None,
    }
}
