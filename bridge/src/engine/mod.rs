//! Compiles and runs programs: bytes in, bytes out, with no pointers and no C in sight.
//!
//! Everything that touches the interpreter goes through one function, `enter`.

mod dump;
mod enter;
mod limits;
mod program;
mod run;
mod source;

pub use dump::DumpKey;
pub use limits::{MAX_RECURSION_DEPTH, MAX_SOURCE_BYTES};
pub use program::{Compiled, Program};
pub use run::{Event, Run};
