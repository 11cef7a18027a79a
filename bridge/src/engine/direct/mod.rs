//! Results that leave the sandbox without the interpreter's export of them.
//!
//! The export makes a node of 72 bytes for every key and every value, and each text anew. For a table, that is most of the
//! time that it takes to get out. But the interpreter also describes its whole state through serde, for its dumps, and
//! promises to keep the names in it. So a result is read from there, in one walk over the heap, into a compact
//! [`image`](image::Image) that record batches are written from.
//!
//! The state is only there while the code has not ended. Hence a run whose result is kept executes a source that has one
//! more thing to do at its end: see [`held`].
//!
//! Whatever is not read (instances, functions, cycles, anything but what the version of the dumps promises, and what there
//! is no room for) leaves the run as it is: it goes on to its end and has its result exported. Results are equal either
//! way, but for one that is exported and nested as deep as the limit of recursion: it ends one level earlier, as it is
//! then an item of a tuple.

mod dicts;
mod graph;
mod held;
mod image;
mod leaf;
mod named;
mod read;
mod result;
#[cfg(feature = "arrow")]
mod table;
#[cfg(test)]
mod tests;
mod walk;

pub(super) use held::{Held, conceal, end_held, hold, may_hold, without_name};
pub use result::RunResult;
