//! A column while the rows are walked: already the array for the commonest types, and otherwise its cells.
//!
//! The parts of a row lie side by side, those of a column far apart, and memory is what takes the time. So the
//! one walk over the rows also writes the columns of ints, floats, bools and strings, and keeps no cells of them. When such a
//! column turns out to be anything else, the rows are walked once more for the cells of all columns. What is not one of
//! these types from its first value on is built from its cells afterwards.

use std::{borrow::Cow, sync::Arc};

use arrow_array::{
    ArrayRef,
    builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder},
};

use super::{
    TableError,
    arena::{Arena, Node},
    build::{self, Column},
    cells::Source,
    error::Place,
    meta,
};

/// Room is made in advance for so many bytes of each text.
const FORESEEN_TEXT: usize = 16;

/// A column by its name.
pub(super) struct Gathered<'g, A: Arena> {
    pub name: &'g str,
    /// How many cells there are, and will be.
    len: usize,
    rows: usize,
    written: Written<'g, A>,
    /// Rows whose dict lacks the key, if an array is written.
    missing: Vec<usize>,
}

/// What there is of a column.
enum Written<'g, A: Arena + 'g> {
    /// Cells, so far without a value.
    Nulls(Vec<A::Id>),
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Str(StringBuilder),
    /// Cells.
    Cells(Vec<A::Id>),
    /// Cells that lie side by side.
    Column(Cow<'g, [A::Id]>),
    /// Nothing: it was an array, and there came what does not fit.
    Lost,
}

/// As what columns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As arrays where that can be.
    Arrays,
    /// As cells.
    Cells,
}

/// The columns that `walk` gathers, which walks the rows: it is called again if a column was lost.
pub(super) fn gather<'g, A: Arena, E>(
    source: &Source<'_, A>,
    walk: impl Fn(Mode) -> Result<Result<Vec<Gathered<'g, A>>, E>, TableError>,
) -> Result<Result<Vec<Gathered<'g, A>>, E>, TableError> {
    let budget = source.left();
    match walk(Mode::Arrays)? {
        Ok(columns) if columns.iter().any(|column| matches!(column.written, Written::Lost)) => {
            source.set_left(budget);
            walk(Mode::Cells)
        }
        gathered => Ok(gathered),
    }
}

impl<'g, A: Arena> Gathered<'g, A> {
    /// A column of `rows` cells, of which the first are these, all without a value.
    pub fn new(name: &'g str, rows: usize, mode: Mode, first: impl IntoIterator<Item = A::Id>) -> Self {
        let cells: Vec<A::Id> = first.into_iter().collect();
        Self {
            name,
            len: cells.len(),
            rows,
            written: match mode {
                Mode::Arrays => Written::Nulls(cells),
                Mode::Cells => Written::Cells(cells),
            },
            missing: Vec::new(),
        }
    }

    /// A column whose cells lie side by side.
    pub fn of(name: &'g str, cells: Cow<'g, [A::Id]>) -> Self {
        Self {
            name,
            len: cells.len(),
            rows: cells.len(),
            written: Written::Column(cells),
            missing: Vec::new(),
        }
    }

    #[inline]
    pub fn push(&mut self, source: &Source<'_, A>, cell: A::Id) {
        let arena = source.arena;
        let fits = match &mut self.written {
            Written::Int(builder) => arena.int(cell).map(|value| builder.append_value(value)).is_some(),
            Written::Float(builder) => arena.float(cell).map(|value| builder.append_value(value)).is_some(),
            Written::Bool(builder) => arena.bool(cell).map(|value| builder.append_value(value)).is_some(),
            Written::Str(builder) => match arena.text(cell) {
                Some(text) if fits(builder, text, source) => {
                    builder.append_value(text);
                    true
                }
                _ => false,
            },
            Written::Cells(cells) => {
                cells.push(cell);
                true
            }
            Written::Nulls(_) | Written::Column(_) | Written::Lost => false,
        };
        if !fits {
            self.push_other(source, cell);
        }
        self.len += 1;
    }

    fn push_other(&mut self, source: &Source<'_, A>, cell: A::Id) {
        match source.value(cell) {
            None => self.push_null(cell),
            Some(node) => self.turn(source, cell, node),
        }
    }

    fn push_null(&mut self, cell: A::Id) {
        if let Written::Nulls(cells) | Written::Cells(cells) = &mut self.written {
            cells.push(cell);
            return;
        }
        if cell == A::MISSING {
            self.missing.push(self.len);
        }
        match &mut self.written {
            Written::Bool(builder) => builder.append_null(),
            Written::Int(builder) => builder.append_null(),
            Written::Float(builder) => builder.append_null(),
            Written::Str(builder) => builder.append_null(),
            Written::Nulls(_) | Written::Cells(_) | Written::Column(_) | Written::Lost => {}
        }
    }

    /// Begins the array with the nulls so far and the first value, or else gives the array up.
    #[cold]
    fn turn(&mut self, source: &Source<'_, A>, cell: A::Id, node: Node<'_, A>) {
        let (rows, nulls) = (self.rows, self.len);
        let written = std::mem::replace(&mut self.written, Written::Lost);
        let Written::Nulls(mut cells) = written else {
            return;
        };
        if !matches!(node, Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::Str(_)) {
            cells.reserve_exact(rows - nulls);
            cells.push(cell);
            self.written = Written::Cells(cells);
            return;
        }
        // Of all that an array is made of, only texts come on top of this.
        if !source.spend(rows.saturating_mul(size_of::<i64>())) {
            return;
        }
        let is_missing = |row: &usize| cells[*row] == A::MISSING;
        self.missing = (0..nulls).filter(is_missing).collect();
        self.written = match node {
            Node::Bool(value) => {
                let mut builder = BooleanBuilder::with_capacity(rows);
                builder.append_nulls(nulls);
                builder.append_value(value);
                Written::Bool(builder)
            }
            Node::Int(value) => {
                let mut builder = Int64Builder::with_capacity(rows);
                builder.append_nulls(nulls);
                builder.append_value(value);
                Written::Int(builder)
            }
            Node::Float(value) => {
                let mut builder = Float64Builder::with_capacity(rows);
                builder.append_nulls(nulls);
                builder.append_value(value);
                Written::Float(builder)
            }
            Node::Str(text) => {
                let foreseen = rows.saturating_mul(FORESEEN_TEXT).min(source.left());
                let mut builder = StringBuilder::with_capacity(rows, foreseen);
                builder.append_nulls(nulls);
                if !fits(&builder, text, source) {
                    return;
                }
                builder.append_value(text);
                Written::Str(builder)
            }
            _ => return,
        };
    }

    /// The column that was gathered.
    pub fn column(self, source: &Source<'_, A>, place: &Place<'_>, depth: usize) -> Result<Column, TableError> {
        if !matches!(self.written, Written::Nulls(_) | Written::Cells(_) | Written::Column(_)) {
            source.count_column(place)?;
        }
        let array: ArrayRef = match self.written {
            Written::Nulls(cells) | Written::Cells(cells) => return build::column(source, &cells, place, depth),
            Written::Column(cells) => return build::column(source, &cells, place, depth),
            Written::Bool(mut builder) => Arc::new(builder.finish()),
            Written::Int(mut builder) => Arc::new(builder.finish()),
            Written::Float(mut builder) => Arc::new(builder.finish()),
            Written::Str(mut builder) => Arc::new(builder.finish()),
            Written::Lost => return Err(place.whole("the column was lost")),
        };
        let mut column = Column::plain(array);
        if !self.missing.is_empty() {
            let rows = meta::ranges(self.missing.into_iter(), self.len);
            column.meta.insert(meta::MISSING.to_owned(), rows);
        }
        Ok(column)
    }
}

/// Whether a column of this type and the budget can hold one more text.
#[inline]
fn fits<A: Arena>(builder: &StringBuilder, text: &str, source: &Source<'_, A>) -> bool {
    builder.values_slice().len() + text.len() <= source.small && source.spend(text.len())
}
