//! Which rows and columns a value has, and the record batch of them.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Fields, Schema};

use super::{
    MAX_COLUMNS, TableError, TableOptions,
    cells::{Kind, Source, article},
    error::Place,
    gather::Gathered,
    keyed::keyed,
    meta::{self, Meta},
    nested::{self, Named},
};
use crate::graph::{MontyGraph, MontyNode, NodeId};

/// Writes a value as one record batch.
///
/// # Errors
/// If the value has no rows, or a column of no common type, or if something would be lost; the message names row, column and
/// types. If the table is larger than the options allow.
pub fn to_batch(graph: &MontyGraph, root: NodeId, options: &TableOptions) -> Result<RecordBatch, TableError> {
    table(&Source::new(graph, options), root)
}

/// Writes the value at `root` of the source.
pub(super) fn table(source: &Source<'_>, root: NodeId) -> Result<RecordBatch, TableError> {
    match source.nodes.get(root.index()) {
        Some(MontyNode::List(rows)) => table_of_rows(source, rows),
        Some(MontyNode::Dict(pairs)) => table_of_columns(source, pairs),
        Some(_) => Err(TableError::new(format!(
            "{} is no table: a list of rows or a dict of lists is",
            article(source.graph.type_name(root))
        ))),
        None => Err(TableError::new("there is no value")),
    }
}

/// A list: what its first item is decides what all are.
fn table_of_rows(source: &Source<'_>, rows: &[NodeId]) -> Result<RecordBatch, TableError> {
    let whole = Place::column(meta::VALUE);
    match rows.first().map(|row| &source.nodes[row.index()]) {
        None => finish(source, Vec::new(), "value", Meta::new(), Vec::new(), 0),
        Some(MontyNode::Dict(pairs)) if pairs.iter().all(|(key, _)| is_text(source, *key)) => {
            let other = |row| Err(mixed(source, rows, row));
            let columns = keyed(source, rows, Kind::Dict, &whole, other)?.map_err(|error| error.without_column())?;
            finish(source, columns, "dict", Meta::new(), Vec::new(), rows.len())
        }
        Some(MontyNode::NamedTuple { .. }) => {
            all(source, rows, |node| matches!(node, MontyNode::NamedTuple { .. }))?;
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
        Some(MontyNode::ClassInstance { .. }) => {
            all(source, rows, |node| matches!(node, MontyNode::ClassInstance { .. }))?;
            let (class, ids) = nested::class(source, rows, &whole).map_err(TableError::without_column)?;
            let other = |row| Err(mixed(source, rows, row));
            let columns =
                keyed(source, rows, Kind::Instance, &whole, other)?.map_err(|error| error.without_column())?;
            finish(
                source,
                columns,
                "instance",
                meta::one(meta::CLASS, class),
                vec![(meta::ID, ids)],
                rows.len(),
            )
        }
        Some(MontyNode::Tuple(first))
            if !first.is_empty() && first.len() <= MAX_COLUMNS && one_length(source, rows, first.len()) =>
        {
            let names: Vec<String> = (0..first.len()).map(|position| position.to_string()).collect();
            let columns = nested::positions(source, rows, names.iter().map(String::as_str), &whole)?;
            finish(source, columns, "tuple", Meta::new(), Vec::new(), rows.len())
        }
        Some(_) => finish(
            source,
            vec![Gathered::of(meta::VALUE, rows.to_vec())],
            "value",
            Meta::new(),
            Vec::new(),
            rows.len(),
        ),
    }
}

/// A dict: each value is the list of a column.
fn table_of_columns(source: &Source<'_>, pairs: &[(NodeId, NodeId)]) -> Result<RecordBatch, TableError> {
    let mut columns: Named<'_> = Vec::with_capacity(pairs.len());
    let mut rows = None;
    for &(key, value) in pairs {
        let MontyNode::String(name) = &source.nodes[key.index()] else {
            let found = article(source.graph.type_name(key));
            return Err(TableError::new(format!("{found} as the name of a column")));
        };
        let MontyNode::List(cells) = &source.nodes[value.index()] else {
            let found = article(source.graph.type_name(value));
            return Err(
                TableError::new(format!("{found} where the list of a column's values belongs")).in_column(name),
            );
        };
        let rows = *rows.get_or_insert(cells.len());
        if cells.len() != rows {
            let message = format!("{} rows where the columns before have {rows}", cells.len());
            return Err(TableError::new(message).in_column(name));
        }
        columns.push(Gathered::of(name, cells.clone()));
    }
    finish(source, columns, "columns", Meta::new(), Vec::new(), rows.unwrap_or(0))
}

fn is_text(source: &Source<'_>, key: NodeId) -> bool {
    matches!(source.nodes[key.index()], MontyNode::String(_))
}

fn one_length(source: &Source<'_>, rows: &[NodeId], length: usize) -> bool {
    rows.iter()
        .all(|row| matches!(&source.nodes[row.index()], MontyNode::Tuple(items) if items.len() == length))
}

/// Refuses a row that is of another kind than the first one.
fn all(source: &Source<'_>, rows: &[NodeId], same: impl Fn(&MontyNode) -> bool) -> Result<(), TableError> {
    match rows.iter().position(|row| !same(&source.nodes[row.index()])) {
        None => Ok(()),
        Some(row) => Err(mixed(source, rows, row)),
    }
}

/// The error about a row of another kind than the first one.
fn mixed(source: &Source<'_>, rows: &[NodeId], row: usize) -> TableError {
    let (found, first) = (source.graph.type_name(rows[row]), source.graph.type_name(rows[0]));
    TableError::new(format!("{} among rows of type {first}", article(found))).at_row(row)
}

/// Builds the columns and puts them together. `ready` are columns that are built already; they come last.
fn finish(
    source: &Source<'_>,
    columns: Named<'_>,
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
