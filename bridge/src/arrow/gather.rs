//! A column while the rows are walked: its cells, and for the commonest types already the array.
//!
//! The parts of a row lie side by side in the arena, those of a column far apart. So the one walk over the rows also
//! writes the columns that are ints, floats, bools or strings, as long as they are nothing else; all other columns are
//! built from their cells afterwards.

use std::sync::Arc;

use arrow_array::{
    ArrayRef,
    builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder},
};

use super::{
    TableError,
    build::{self, Column},
    cells::Source,
    error::Place,
};
use crate::graph::{MontyNode, NodeId};

/// A column by its name.
pub(super) struct Gathered<'g> {
    pub name: &'g str,
    cells: Vec<NodeId>,
    quick: Quick,
}

enum Quick {
    /// No cell so far has a value.
    Empty,
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Str(StringBuilder),
    /// The column is, or may be, none of these.
    Off,
}

impl<'g> Gathered<'g> {
    /// A column of `rows` cells, of which the first are these, all without a value.
    pub fn new(name: &'g str, rows: usize, first: impl IntoIterator<Item = NodeId>) -> Self {
        let mut cells = Vec::with_capacity(rows);
        cells.extend(first);
        Self {
            name,
            cells,
            quick: Quick::Empty,
        }
    }

    /// A column whose cells lie side by side anyway.
    pub fn of(name: &'g str, cells: Vec<NodeId>) -> Self {
        Self {
            name,
            cells,
            quick: Quick::Off,
        }
    }

    #[inline]
    pub fn push(&mut self, source: &Source<'_>, cell: NodeId) {
        self.cells.push(cell);
        let node = match &self.quick {
            Quick::Off => return,
            _ => source.value(cell),
        };
        match (&mut self.quick, node) {
            (Quick::Int(builder), Some(MontyNode::Int(value))) => builder.append_value(*value),
            (Quick::Str(builder), Some(MontyNode::String(text))) => append(builder, text, source),
            (Quick::Float(builder), Some(MontyNode::Float(value))) => builder.append_value(*value),
            (Quick::Bool(builder), Some(MontyNode::Bool(value))) => builder.append_value(*value),
            (Quick::Int(builder), None) => builder.append_null(),
            (Quick::Str(builder), None) => builder.append_null(),
            (Quick::Float(builder), None) => builder.append_null(),
            (Quick::Bool(builder), None) => builder.append_null(),
            (Quick::Empty, None) => {}
            (Quick::Empty, Some(first)) => self.begin(source, first),
            _ => self.quick = Quick::Off,
        }
    }

    /// Begins the array with the nulls so far and the first value.
    #[cold]
    fn begin(&mut self, source: &Source<'_>, first: &MontyNode) {
        let (rows, nulls) = (self.cells.capacity(), self.cells.len() - 1);
        self.quick = match first {
            MontyNode::Bool(value) => {
                let mut builder = BooleanBuilder::with_capacity(rows);
                builder.append_nulls(nulls);
                builder.append_value(*value);
                Quick::Bool(builder)
            }
            MontyNode::Int(value) => {
                let mut builder = Int64Builder::with_capacity(rows);
                builder.append_nulls(nulls);
                builder.append_value(*value);
                Quick::Int(builder)
            }
            MontyNode::Float(value) => {
                let mut builder = Float64Builder::with_capacity(rows);
                builder.append_nulls(nulls);
                builder.append_value(*value);
                Quick::Float(builder)
            }
            MontyNode::String(text) => {
                let mut builder = StringBuilder::with_capacity(rows, 0);
                builder.append_nulls(nulls);
                append(&mut builder, text, source);
                Quick::Str(builder)
            }
            _ => Quick::Off,
        };
    }

    /// The array, if the column was one of the commonest types to its end.
    fn finish(&mut self) -> Option<ArrayRef> {
        let array: ArrayRef = match &mut self.quick {
            Quick::Bool(builder) => Arc::new(builder.finish()),
            Quick::Int(builder) => Arc::new(builder.finish()),
            Quick::Float(builder) => Arc::new(builder.finish()),
            Quick::Str(builder) => Arc::new(builder.finish()),
            Quick::Empty | Quick::Off => return None,
        };
        // Texts that were too much are missing at the end.
        (array.len() == self.cells.len()).then_some(array)
    }

    /// The column that was gathered.
    pub fn column(mut self, source: &Source<'_>, place: &Place<'_>, depth: usize) -> Result<Column, TableError> {
        let Some(array) = self.finish() else {
            return build::column(source, &self.cells, place, depth);
        };
        source.charge(place, self.cells.len(), size_of::<i64>())?;
        let mut column = Column::plain(array);
        source.describe_nulls(&self.cells, &mut column.meta);
        Ok(column)
    }
}

/// Appends a text, or nothing when that is more than a column of this type or the budget holds: then the column is built
/// again from its cells, or refused.
#[inline]
fn append(builder: &mut StringBuilder, text: &str, source: &Source<'_>) {
    let held = builder.values_slice().len();
    if held + text.len() <= i32::MAX as usize && source.spend(text.len()) {
        builder.append_value(text);
    }
}
