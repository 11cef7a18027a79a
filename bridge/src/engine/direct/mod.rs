//! Results that leave the sandbox without the interpreter's export of them.
//!
//! The export makes a node of 72 bytes for every key and every value, and each text anew. For a table, that is most of the
//! time that it takes to get out. But the interpreter also describes its whole state through serde, for its dumps, and
//! promises to keep the names in it. So a table is read from there: once over the heap into a compact [`image`], then,
//! from the result on, into an arena that has each key and each shared object once.
//!
//! The state is only there while the code has not ended. Hence a run whose result is kept executes a source that has one
//! more thing to do at its end: see [`held`].
//!
//! Whatever is not read (instances, functions, cycles, anything but what the version of the dumps promises) leaves the run
//! as it is: it goes on to its end and has its result exported. Results are equal either way.

mod graph;
mod held;
mod image;
mod leaf;
mod read;
#[cfg(test)]
mod tests;

use monty::NameLookup;
use monty_types::MontyObject;

pub(super) use held::{conceal, end_held, hold};

/// The result of a run that is held, if all of it is read.
fn result(lookup: &NameLookup) -> Option<MontyObject> {
    graph::object(image::Image::of(lookup)?)
}
