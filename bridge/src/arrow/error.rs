//! What is in the way of a table, and where.

use std::fmt;

/// Why a value is no table, or a record batch no value.
///
/// The message names the row (counted from 0) and the column where there is one, and the types seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    row: Option<usize>,
    column: Option<String>,
    message: String,
}

impl TableError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            row: None,
            column: None,
            message: message.into(),
        }
    }

    pub(super) fn at_row(mut self, row: usize) -> Self {
        self.row = Some(row);
        self
    }

    pub(super) fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The same about a row as a whole.
    pub(super) fn without_column(mut self) -> Self {
        self.column = None;
        self
    }

    /// The row, counted from 0, if the cause is in one.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        self.row
    }

    /// The column, such as `price` or `lines[].price`, if the cause is in one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, &self.column) {
            (Some(row), Some(column)) => write!(f, "row {row}, column {column:?}: ")?,
            (Some(row), None) => write!(f, "row {row}: ")?,
            (None, Some(column)) => write!(f, "column {column:?}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for TableError {}

/// Where a column of cells comes from, for error messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    /// A column of the table, or a field of a struct: one cell for each row of the parent.
    Field(&'a str),
    /// The items of lists: the offsets tell which of them belong to which row of the parent.
    Items(&'a [i32]),
    /// The keys of maps.
    Keys(&'a [i32]),
}

impl<'a> Place<'a> {
    pub fn column(name: &'a str) -> Self {
        Self {
            parent: None,
            step: Step::Field(name),
        }
    }

    pub fn field(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            step: Step::Field(name),
        }
    }

    pub fn items(&'a self, offsets: &'a [i32]) -> Self {
        Self {
            parent: Some(self),
            step: Step::Items(offsets),
        }
    }

    pub fn keys(&'a self, offsets: &'a [i32]) -> Self {
        Self {
            parent: Some(self),
            step: Step::Keys(offsets),
        }
    }

    /// The row of the table that the cell at `index` belongs to.
    fn row(&self, index: usize) -> usize {
        let index = match self.step {
            Step::Field(_) => index,
            Step::Items(offsets) | Step::Keys(offsets) => offsets
                .partition_point(|&offset| offset as usize <= index)
                .saturating_sub(1),
        };
        self.parent.map_or(index, |parent| parent.row(index))
    }

    fn path(&self) -> String {
        let mut path = self.parent.map(Place::path).unwrap_or_default();
        match self.step {
            Step::Field(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Step::Items(_) => path.push_str("[]"),
            Step::Keys(_) => path.push_str(" keys"),
        }
        path
    }

    /// An error about the cell at `index`.
    pub fn error(&self, index: usize, message: impl Into<String>) -> TableError {
        TableError::new(message).at_row(self.row(index)).in_column(self.path())
    }

    /// An error about the whole column.
    pub fn whole(&self, message: impl Into<String>) -> TableError {
        TableError::new(message).in_column(self.path())
    }
}
