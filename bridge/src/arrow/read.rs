//! Record batches as a value: a node for each cell, column by column, then the rows.

use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use monty_types::MontyObject;

use super::{TableError, arena::MISSING, error::Place, meta, read_leaf, read_nested};
use crate::graph::{MontyGraph, MontyNode, NodeId, object_from_graph};

/// Which value a table becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Rows {
    /// What the schema's metadata says, and dicts where it says nothing.
    #[default]
    Recorded,
    /// A list of dicts.
    Dicts,
    /// A list of namedtuples whose type has this name. The names of the columns must be identifiers.
    NamedTuples(String),
    /// A list of tuples.
    Tuples,
    /// A dict of lists.
    Columns,
}

/// Reads batches of one schema as one value.
///
/// # Errors
/// If a column has a type without a Python counterpart, or a value that Python cannot hold, such as a timestamp with a
/// fraction of a microsecond.
pub fn from_batches(schema: &Schema, batches: &[RecordBatch], rows: &Rows) -> Result<MontyObject, TableError> {
    let mut reader = Reader::new();
    let shape = Shape::new(schema, rows)?;
    let root = match shape {
        Shape::Columns => {
            let mut columns = vec![Vec::new(); schema.fields().len()];
            for batch in batches {
                for (cells, more) in columns.iter_mut().zip(reader.columns(schema, batch)?) {
                    cells.extend(more);
                }
            }
            let mut pairs = Vec::with_capacity(columns.len());
            for (field, cells) in schema.fields().iter().zip(columns) {
                let cells = reader.all_present(cells);
                pairs.push((reader.text(field.name()), reader.graph.push(MontyNode::List(cells))));
            }
            reader.graph.push(MontyNode::Dict(pairs))
        }
        Shape::Value => {
            let mut items = Vec::new();
            for batch in batches {
                for cells in reader.columns(schema, batch)? {
                    items.extend(reader.all_present(cells));
                }
            }
            reader.graph.push(MontyNode::List(items))
        }
        Shape::Rows(ref kind) => {
            let mut list = Vec::new();
            let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let place = Place::column(meta::ROWS);
            let mut maker =
                read_nested::Maker::new(&mut reader, kind, &names, &place).map_err(TableError::without_column)?;
            for batch in batches {
                let columns = reader.columns(schema, batch)?;
                list.reserve(batch.num_rows());
                for row in 0..batch.num_rows() {
                    list.push(maker.row(&mut reader, &columns, row, &place)?);
                }
            }
            reader.graph.push(MontyNode::List(list))
        }
    };
    object_from_graph(reader.graph, root).map_err(|error| TableError::new(error.to_string()))
}

/// The shape of the whole value.
enum Shape {
    Columns,
    Value,
    Rows(read_nested::RowKind),
}

impl Shape {
    fn new(schema: &Schema, rows: &Rows) -> Result<Self, TableError> {
        use read_nested::RowKind;
        Ok(match rows {
            Rows::Dicts => Self::Rows(RowKind::Dict),
            Rows::Tuples => Self::Rows(RowKind::Tuple),
            Rows::NamedTuples(name) => Self::Rows(RowKind::NamedTuple(name.clone())),
            Rows::Columns => Self::Columns,
            Rows::Recorded => {
                let meta = schema.metadata();
                if let Some(version) = meta.get(meta::VERSION)
                    && version != meta::VERSION_1
                {
                    return Err(TableError::new(format!(
                        "the table was written by version {version:?} of these rules"
                    )));
                }
                match meta.get(meta::ROWS).map(String::as_str) {
                    Some("columns") => Self::Columns,
                    Some("value") if schema.fields().len() < 2 => Self::Value,
                    None => Self::Rows(RowKind::Dict),
                    Some(kind) => Self::Rows(RowKind::recorded(kind, meta).ok_or_else(|| {
                        TableError::new(format!("the schema says that its rows are of kind {kind:?}"))
                    })?),
                }
            }
        })
    }
}

/// The value that grows.
pub(super) struct Reader {
    pub graph: MontyGraph,
    none: NodeId,
}

impl Reader {
    fn new() -> Self {
        let mut graph = MontyGraph::new();
        let none = graph.push(MontyNode::None);
        Self { graph, none }
    }

    pub fn none(&self) -> NodeId {
        self.none
    }

    pub fn text(&mut self, text: &str) -> NodeId {
        self.graph.push(MontyNode::String(text.to_owned()))
    }

    /// The cells of a place that knows no missing ones.
    pub fn all_present(&self, mut cells: Vec<NodeId>) -> Vec<NodeId> {
        for cell in &mut cells {
            if *cell == MISSING {
                *cell = self.none;
            }
        }
        cells
    }

    fn columns(&mut self, schema: &Schema, batch: &RecordBatch) -> Result<Vec<Vec<NodeId>>, TableError> {
        let fields = schema.fields();
        if batch.num_columns() != fields.len() {
            let message = format!(
                "a batch has {} columns instead of {}",
                batch.num_columns(),
                fields.len()
            );
            return Err(TableError::new(message));
        }
        let columns = fields.iter().zip(batch.columns());
        columns
            .map(|(field, array)| self.column(array, field, &Place::column(field.name()), 0))
            .collect()
    }

    /// A node for each cell; [`MISSING`] for those that a dict lacks.
    pub fn column(
        &mut self,
        array: &dyn Array,
        field: &Field,
        place: &Place<'_>,
        depth: usize,
    ) -> Result<Vec<NodeId>, TableError> {
        if depth > super::MAX_DEPTH {
            return Err(place.whole(format!("values are nested more than {} levels deep", super::MAX_DEPTH)));
        }
        if array.data_type() != field.data_type() {
            let message = format!(
                "an array of type {} where the schema says {}",
                array.data_type(),
                field.data_type()
            );
            return Err(place.whole(message));
        }
        let mut cells = match array.data_type() {
            DataType::List(_)
            | DataType::LargeList(_)
            | DataType::FixedSizeList(_, _)
            | DataType::Struct(_)
            | DataType::Map(_, _)
            | DataType::Dictionary(_, _) => read_nested::column(self, array, field, place, depth)?,
            _ => read_leaf::column(self, array, field, place)?,
        };
        if let Some(text) = field.metadata().get(meta::MISSING) {
            mark_missing(text, &mut cells, self.none);
        }
        Ok(cells)
    }
}

/// Marks the cells that the metadata names. Metadata that does not fit is of another state of the table, before somebody took
/// rows away for instance, and then says nothing.
fn mark_missing(text: &str, cells: &mut [NodeId], none: NodeId) {
    let Some(ranges) = meta::parse_ranges(text, cells.len()) else {
        return;
    };
    if ranges
        .iter()
        .any(|&(first, last)| cells[first..=last].iter().any(|cell| *cell != none))
    {
        return;
    }
    for (first, last) in ranges {
        cells[first..=last].fill(MISSING);
    }
}
