//! Cells with parts: lists, structs, maps and dictionaries as Python's containers, and the rows of a table.

use std::collections::HashMap;

use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_schema::{DataType, Field};
use monty_types::{MontyUuid, is_identifier};

use super::{TableError, arena::MISSING, error::Place, meta, read::Reader, read_leaf};
use crate::{
    DecodeLimits, decode,
    graph::{MontyNode, NodeId, into_graph_parts},
};

/// A node for each cell of an array with parts.
pub(super) fn column(
    reader: &mut Reader,
    array: &dyn Array,
    field: &Field,
    place: &Place<'_>,
    depth: usize,
) -> Result<Vec<NodeId>, TableError> {
    match array.data_type() {
        DataType::List(item) => {
            let list = array.as_list::<i32>();
            let ends = list
                .offsets()
                .windows(2)
                .map(|ends| (ends[0] as usize, ends[1] as usize))
                .collect::<Vec<_>>();
            lists(reader, array, list.values(), item, field, &ends, place, depth)
        }
        DataType::LargeList(item) => {
            let list = array.as_list::<i64>();
            let ends = list
                .offsets()
                .windows(2)
                .map(|ends| (ends[0] as usize, ends[1] as usize))
                .collect::<Vec<_>>();
            lists(reader, array, list.values(), item, field, &ends, place, depth)
        }
        DataType::FixedSizeList(item, size) => {
            let size = usize::try_from(*size).unwrap_or(0);
            let ends = (0..array.len())
                .map(|row| (row * size, (row + 1) * size))
                .collect::<Vec<_>>();
            lists(
                reader,
                array,
                array.as_fixed_size_list().values(),
                item,
                field,
                &ends,
                place,
                depth,
            )
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let mut cells = Vec::with_capacity(columns.len());
            for (field, column) in fields.iter().zip(columns) {
                cells.push(reader.column(column, field, &place.field(field.name()), depth + 1)?);
            }
            let kind = match field.metadata().get(meta::TYPE) {
                None => RowKind::Dict,
                Some(kind) => RowKind::recorded(kind, field.metadata())
                    .ok_or_else(|| place.whole(format!("a struct cannot be of the type {kind:?}")))?,
            };
            let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
            let mut maker = Maker::new(reader, &kind, &names, place)?;
            (0..array.len())
                .map(|row| match array.is_null(row) {
                    true => Ok(reader.none()),
                    false => maker.row(reader, &cells, row, place),
                })
                .collect()
        }
        DataType::Map(_, _) => {
            let map = array.as_map();
            let entries = map.entries();
            let [key_field, value_field] = &entries.fields()[..] else {
                return Err(place.whole("the entries of a map are not keys and values"));
            };
            let with_meta = |part: &str, own: &Field| {
                let meta = meta::of_part(part, own.metadata(), field.metadata());
                own.clone().with_metadata(meta)
            };
            let key_field = with_meta(meta::KEY, key_field);
            let value_field = with_meta(meta::MAP_VALUE, value_field);
            let keys = reader.column(map.keys(), &key_field, &place.field("key"), depth + 1)?;
            let values = reader.column(map.values(), &value_field, &place.field("value"), depth + 1)?;
            let (keys, values) = (reader.all_present(keys), reader.all_present(values));
            let offsets = map.offsets();
            let cell = |row: usize| {
                if array.is_null(row) {
                    return reader.none();
                }
                let range = offsets[row] as usize..offsets[row + 1] as usize;
                let pairs = range.map(|entry| (keys[entry], values[entry])).collect();
                reader.graph.push(MontyNode::Dict(pairs))
            };
            Ok((0..array.len()).map(cell).collect())
        }
        DataType::Dictionary(_, value) => {
            let Some((values, rows)) = read_leaf::dictionary(array) else {
                return Err(place.whole("a dictionary with keys of no integer type"));
            };
            let field = Field::new(field.name(), value.as_ref().clone(), true).with_metadata(field.metadata().clone());
            let values = reader.column(values, &field, place, depth + 1)?;
            let cell = |key: Option<usize>| key.and_then(|key| values.get(key).copied()).unwrap_or(reader.none());
            Ok(rows.into_iter().map(cell).collect())
        }
        other => Err(place.whole(format!("the Arrow type {other} has no Python counterpart here"))),
    }
}

/// Lists, and what the metadata makes of them. `ends` are where each begins and ends among the values.
#[expect(
    clippy::too_many_arguments,
    reason = "the three list types of Arrow have no common trait"
)]
fn lists(
    reader: &mut Reader,
    array: &dyn Array,
    values: &ArrayRef,
    item: &Field,
    field: &Field,
    ends: &[(usize, usize)],
    place: &Place<'_>,
    depth: usize,
) -> Result<Vec<NodeId>, TableError> {
    let python = field.metadata().get(meta::TYPE).map(String::as_str);
    if python == Some("complex") {
        return complexes(reader, array, values, ends, place);
    }
    let make = match python {
        None => MontyNode::List,
        Some("tuple") => MontyNode::Tuple,
        Some("set") => MontyNode::Set,
        Some("frozenset") => MontyNode::FrozenSet,
        Some(other) => return Err(place.whole(format!("a list cannot be of the type {other:?}"))),
    };
    // Where each list begins; only for messages, so what does not fit is cut.
    let begins: Vec<i32> = ends
        .iter()
        .map(|(begin, _)| i32::try_from(*begin).unwrap_or(i32::MAX))
        .collect();
    let items = reader.column(values, item, &place.items(&begins), depth + 1)?;
    let items = reader.all_present(items);
    let cell = |(row, &(begin, end)): (usize, &(usize, usize))| match array.is_null(row) {
        true => reader.none(),
        false => reader.graph.push(make(items[begin..end].to_vec())),
    };
    Ok(ends.iter().enumerate().map(cell).collect())
}

fn complexes(
    reader: &mut Reader,
    array: &dyn Array,
    values: &ArrayRef,
    ends: &[(usize, usize)],
    place: &Place<'_>,
) -> Result<Vec<NodeId>, TableError> {
    let Some(parts) = values.as_primitive_opt::<arrow_array::types::Float64Type>() else {
        return Err(place.whole("complex numbers are pairs of Float64"));
    };
    let mut cells = Vec::with_capacity(ends.len());
    for (row, &(begin, end)) in ends.iter().enumerate() {
        if array.is_null(row) {
            cells.push(reader.none());
            continue;
        }
        if end - begin != 2 || parts.is_null(begin) || parts.is_null(begin + 1) {
            return Err(place.error(row, "a complex number is a pair of Float64"));
        }
        let (real, imag) = (parts.value(begin), parts.value(begin + 1));
        cells.push(
            reader
                .graph
                .push(MontyNode::Complex(monty_types::MontyComplex { real, imag })),
        );
    }
    Ok(cells)
}

/// What the rows of a table, or the values of a struct column, are.
pub(super) enum RowKind {
    Dict,
    Tuple,
    NamedTuple(String),
    /// The encoded class.
    Instance(String),
}

impl RowKind {
    /// What metadata says.
    pub fn recorded(kind: &str, meta: &HashMap<String, String>) -> Option<Self> {
        match kind {
            "dict" => Some(Self::Dict),
            "tuple" => Some(Self::Tuple),
            "namedtuple" => Some(Self::NamedTuple(meta.get(meta::NAME)?.clone())),
            "instance" => Some(Self::Instance(meta.get(meta::CLASS)?.clone())),
            _ => None,
        }
    }
}

/// Makes rows of one kind.
pub(super) enum Maker {
    Dict(Vec<NodeId>),
    Tuple,
    NamedTuple(String, Vec<String>),
    Instance {
        class: NodeId,
        keys: Vec<NodeId>,
        /// Which of the columns holds the identities; it has no key.
        ids: usize,
    },
}

impl Maker {
    pub fn new(reader: &mut Reader, kind: &RowKind, names: &[&str], place: &Place<'_>) -> Result<Self, TableError> {
        let mut keys = |names: &[&str]| names.iter().map(|name| reader.text(name)).collect();
        let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
        if let (Some((_, name)), false) = (twice, matches!(kind, RowKind::Tuple)) {
            return Err(place.whole(format!("there are two columns {name:?}")));
        }
        match kind {
            RowKind::Dict => Ok(Self::Dict(keys(names))),
            RowKind::Tuple => Ok(Self::Tuple),
            RowKind::NamedTuple(type_name) => match names.iter().find(|name| !is_identifier(name)) {
                Some(name) => Err(place.whole(format!("{name:?} is no name for a field of a namedtuple"))),
                None => Ok(Self::NamedTuple(
                    type_name.clone(),
                    names.iter().map(|name| (*name).to_owned()).collect(),
                )),
            },
            RowKind::Instance(encoded) => {
                let ids = names.iter().position(|name| *name == meta::ID);
                let ids = ids.ok_or_else(|| place.whole(format!("there is no column {:?} of identities", meta::ID)))?;
                let keys = keys(names);
                let class = class(reader, encoded)
                    .ok_or_else(|| place.whole(format!("the metadata {:?} is no class", meta::CLASS)))?;
                Ok(Self::Instance { class, keys, ids })
            }
        }
    }

    /// The value of one row of `columns`.
    pub fn row(
        &mut self,
        reader: &mut Reader,
        columns: &[Vec<NodeId>],
        row: usize,
        place: &Place<'_>,
    ) -> Result<NodeId, TableError> {
        let none = reader.none();
        let present = |cell: NodeId| if cell == MISSING { none } else { cell };
        let node = match self {
            Self::Dict(keys) => MontyNode::Dict(pairs(keys, columns, row)),
            Self::Tuple => MontyNode::Tuple(columns.iter().map(|column| present(column[row])).collect()),
            Self::NamedTuple(type_name, field_names) => MontyNode::NamedTuple {
                type_name: type_name.clone(),
                field_names: field_names.clone(),
                values: columns.iter().map(|column| present(column[row])).collect(),
            },
            Self::Instance { class, keys, ids } => {
                let id = match reader.graph.node(columns[*ids][row]) {
                    MontyNode::Bytes(bytes) => MontyUuid::try_from_slice(bytes),
                    _ => None,
                };
                let instance_id = id.ok_or_else(|| place.error(row, "an identity is sixteen bytes"))?;
                let mut attrs = pairs(keys, columns, row);
                attrs.retain(|(key, _)| *key != keys[*ids]);
                MontyNode::ClassInstance {
                    class_type: *class,
                    instance_id,
                    attrs,
                }
            }
        };
        Ok(reader.graph.push(node))
    }
}

fn pairs(keys: &[NodeId], columns: &[Vec<NodeId>], row: usize) -> Vec<(NodeId, NodeId)> {
    let cells = keys.iter().zip(columns).map(|(key, column)| (*key, column[row]));
    cells.filter(|(_, cell)| *cell != MISSING).collect()
}

/// Reads the class that [`meta::CLASS`] holds.
fn class(reader: &mut Reader, encoded: &str) -> Option<NodeId> {
    let bytes = hex::decode(encoded).ok()?;
    let (graph, root) = into_graph_parts(decode(&bytes, &DecodeLimits::default()).ok()?);
    if !matches!(graph.node(root), MontyNode::ClassType(_)) {
        return None;
    }
    let offset = reader.graph.merge(graph);
    Some(NodeId(root.0 + offset))
}
