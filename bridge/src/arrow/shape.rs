//! Which rows and columns a value has, and the record batch of them.

use std::{borrow::Cow, sync::Arc};

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Fields, Schema};

use super::{
    MAX_COLUMNS, TableError, TableOptions,
    arena::{Arena, Node, Pairs},
    cells::{Kind, Source, article},
    error::Place,
    gather::Gathered,
    keyed::keyed,
    meta::{self, Meta},
    nested::{self, Named},
};
use crate::graph::{MontyGraph, NodeId};

/// Writes a value as one record batch.
///
/// # Errors
/// If the value has no rows, or a column of no common type, or if something would be lost; the message names row, column and
/// types. If the table is larger than the options allow.
pub fn to_batch(graph: &MontyGraph, root: NodeId, options: &TableOptions) -> Result<RecordBatch, TableError> {
    write_batch(graph, root, options)
}

/// Writes the value at `root` as one record batch.
pub(crate) fn write_batch<A: Arena>(arena: &A, root: A::Id, options: &TableOptions) -> Result<RecordBatch, TableError> {
    table(&Source::new(arena, options), root)
}

/// Writes the value at `root` of the source.
pub(super) fn table<A: Arena>(source: &Source<'_, A>, root: A::Id) -> Result<RecordBatch, TableError> {
    match source.arena.node(root) {
        Some(Node::List(rows)) => table_of_rows(source, rows),
        Some(Node::Dict(pairs)) => table_of_columns(source, pairs),
        Some(_) => Err(TableError::new(format!(
            "{} is no table: a list of rows or a dict of lists is",
            article(source.arena.type_name(root))
        ))),
        None => Err(TableError::new("there is no value")),
    }
}

/// A list: what its first item is decides what all are.
fn table_of_rows<A: Arena>(source: &Source<'_, A>, rows: &[A::Id]) -> Result<RecordBatch, TableError> {
    let whole = Place::column(meta::VALUE);
    match rows.first().and_then(|row| source.arena.node(*row)) {
        None => finish(source, Vec::new(), "value", Meta::new(), Vec::new(), 0),
        Some(Node::Dict(pairs)) if (0..pairs.len()).all(|at| is_text(source, pairs.key(at))) => {
            let other = |row| Err(mixed(source, rows, row));
            let columns = keyed(source, rows, Kind::Dict, &whole, other).map_err(TableError::without_column)?;
            let columns = columns.map_err(|error| error.without_column())?;
            finish(source, columns, "dict", Meta::new(), Vec::new(), rows.len())
        }
        Some(Node::NamedTuple { .. }) => {
            all(source, rows, |node| matches!(node, Node::NamedTuple { .. }))?;
            let (name, fields) = nested::named_tuple_type(source, rows, &whole).map_err(TableError::without_column)?;
            let columns = nested::positions(source, rows, fields.iter().map(String::as_str), &whole)?;
            finish(
                source,
                columns,
                "namedtuple",
                meta::one(meta::NAME, name),
                Vec::new(),
                rows.len(),
            )
        }
        Some(Node::Instance { .. }) => {
            all(source, rows, |node| matches!(node, Node::Instance { .. }))?;
            let (class, ids) = nested::class(source, rows, &whole).map_err(TableError::without_column)?;
            let other = |row| Err(mixed(source, rows, row));
            let columns = keyed(source, rows, Kind::Instance, &whole, other).map_err(TableError::without_column)?;
            let columns = columns.map_err(|error| error.without_column())?;
            if columns.iter().any(|column| column.name == meta::ID) {
                let message = format!("an attribute {:?}, which is the name of the identities", meta::ID);
                return Err(TableError::new(message));
            }
            finish(
                source,
                columns,
                "instance",
                meta::one(meta::CLASS, class),
                vec![(meta::ID, ids)],
                rows.len(),
            )
        }
        Some(Node::Tuple(first))
            if !first.is_empty() && first.len() <= MAX_COLUMNS && one_length(source, rows, first.len()) =>
        {
            let names: Vec<String> = (0..first.len()).map(|position| position.to_string()).collect();
            let columns = nested::positions(source, rows, names.iter().map(String::as_str), &whole)?;
            finish(source, columns, "tuple", Meta::new(), Vec::new(), rows.len())
        }
        Some(_) => finish(
            source,
            vec![Gathered::of(meta::VALUE, Cow::Borrowed(rows))],
            "value",
            Meta::new(),
            Vec::new(),
            rows.len(),
        ),
    }
}

/// A dict: each value is the list of a column.
fn table_of_columns<A: Arena>(source: &Source<'_, A>, pairs: A::Pairs<'_>) -> Result<RecordBatch, TableError> {
    let mut columns: Named<'_, A> = Vec::with_capacity(pairs.len());
    let mut rows = None;
    for at in 0..pairs.len() {
        let (key, value) = (pairs.key(at), pairs.value(at));
        let Some(Node::Str(name)) = source.arena.node(key) else {
            let found = article(source.arena.type_name(key));
            return Err(TableError::new(format!("{found} as the name of a column")));
        };
        let Some(Node::List(cells)) = source.arena.node(value) else {
            let found = article(source.arena.type_name(value));
            return Err(
                TableError::new(format!("{found} where the list of a column's values belongs")).in_column(name),
            );
        };
        let rows = *rows.get_or_insert(cells.len());
        if cells.len() != rows {
            let message = format!("{} rows where the columns before have {rows}", cells.len());
            return Err(TableError::new(message).in_column(name));
        }
        columns.push(Gathered::of(name, Cow::Borrowed(cells)));
    }
    finish(source, columns, "columns", Meta::new(), Vec::new(), rows.unwrap_or(0))
}

fn is_text<A: Arena>(source: &Source<'_, A>, key: A::Id) -> bool {
    matches!(source.arena.node(key), Some(Node::Str(_)))
}

fn one_length<A: Arena>(source: &Source<'_, A>, rows: &[A::Id], length: usize) -> bool {
    rows.iter()
        .all(|row| matches!(source.arena.node(*row), Some(Node::Tuple(items)) if items.len() == length))
}

/// Refuses a row that is of another kind than the first one.
fn all<A: Arena>(
    source: &Source<'_, A>,
    rows: &[A::Id],
    same: impl Fn(&Node<'_, A>) -> bool,
) -> Result<(), TableError> {
    match rows
        .iter()
        .position(|row| !source.arena.node(*row).is_some_and(|row| same(&row)))
    {
        None => Ok(()),
        Some(row) => Err(mixed(source, rows, row)),
    }
}

/// The error about a row of another kind than the first one.
fn mixed<A: Arena>(source: &Source<'_, A>, rows: &[A::Id], row: usize) -> TableError {
    let (found, first) = (source.arena.type_name(rows[row]), source.arena.type_name(rows[0]));
    TableError::new(format!("{} among rows of type {first}", article(found))).at_row(row)
}

/// Builds the columns and puts them together. `ready` are columns that are built already; they come last.
fn finish<A: Arena>(
    source: &Source<'_, A>,
    columns: Named<'_, A>,
    rows: &str,
    mut meta: Meta,
    ready: Vec<(&str, ArrayRef)>,
    len: usize,
) -> Result<RecordBatch, TableError> {
    meta.insert(meta::VERSION.to_owned(), meta::VERSION_1.to_owned());
    meta.insert(meta::ROWS.to_owned(), rows.to_owned());
    if columns.len() > MAX_COLUMNS {
        return Err(TableError::new(format!(
            "{} columns; at most {MAX_COLUMNS} are possible",
            columns.len()
        )));
    }
    let mut fields = Vec::with_capacity(columns.len() + ready.len());
    let mut arrays = Vec::with_capacity(columns.len() + ready.len());
    for gathered in columns {
        let name = gathered.name;
        let (field, array) = gathered.column(source, &Place::column(name), 0)?.into_field(name);
        fields.push(field);
        arrays.push(array);
    }
    for (name, array) in ready {
        fields.push(Arc::new(Field::new(name, array.data_type().clone(), true)));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new_with_metadata(Fields::from(fields), meta));
    let options = RecordBatchOptions::new().with_row_count(Some(len));
    RecordBatch::try_new_with_options(schema, arrays, &options).map_err(|error| TableError::new(error.to_string()))
}
