//! Tables: values whose rows are alike become Arrow record batches, and record batches become such values.
//!
//! A value is a table when it is
//!
//! * a list of dicts with text keys, of namedtuples of one type, of instances of one class, or of tuples of one length:
//!   a column for each key, field or position;
//! * a dict with text keys of equally long lists: a column for each key;
//! * any other list whose items have one type: one column, `value`.
//!
//! What Arrow's own types do not say is written into the metadata of schema and fields under names that begin with
//! `monty.` (see [`meta`]), so that [`to_batch`] and then [`from_batches`] give back an equal value of the same types. What
//! could not be given back is refused, with row, column and the types seen; a lossy widening happens on request only. One thing
//! is not kept: that two cells were the same object.

mod arena;
mod build;
mod cells;
mod decimals;
mod error;
mod gather;
mod keyed;
mod leaf;
mod meta;
mod nested;
mod quick;
mod read;
mod read_leaf;
mod read_nested;
mod shape;
#[cfg(test)]
mod tests;

pub(crate) use arena::{Arena, Columns, Node, Pairs};
pub use error::TableError;
pub use read::{Rows, from_batches};
pub use shape::to_batch;
pub(crate) use shape::write_batch;

/// How a value becomes a table.
#[derive(Debug, Clone)]
pub struct TableOptions {
    /// Whether a column may hold what its rows have in common: ints among floats as Float64 if each is exact, decimals of
    /// different exponents with the finest of them. Reading back gives floats, and decimals with that exponent.
    pub widen: bool,
    /// Most bytes of cells that are written, counted before they are: a value that shares its parts can be far larger
    /// as a table.
    pub budget: usize,
}

impl Default for TableOptions {
    /// No widening, 1 GiB.
    fn default() -> Self {
        Self {
            widen: false,
            budget: 1 << 30,
        }
    }
}

/// Deepest nesting of lists, structs and maps within a column.
const MAX_DEPTH: usize = 64;
/// Most columns, and most fields of a struct.
const MAX_COLUMNS: usize = 4096;
/// Most columns of a table with all that are inside of others: values that share their parts have as many as there are ways to
/// the parts.
const MAX_ALL_COLUMNS: usize = 65_536;
