//! Compiles and runs programs: bytes in, bytes out, with no pointers and no C in sight.
//!
//! Everything that touches the interpreter goes through one function, `enter`.

mod account;
mod context;
mod direct;
mod dump;
mod enter;
mod frame;
mod limits;
mod output;
mod program;
mod run;
mod session;
mod source;
mod state;
mod stats;
mod suspended;
mod turn;
mod values;

pub use account::Allocator;
pub use direct::RunResult;
pub use frame::DumpKey;
pub use limits::{MAX_RECURSION_DEPTH, MAX_SOURCE_BYTES};
pub use output::Sink;
pub use program::{Compiled, Program};
pub use run::{Event, Run};
pub use stats::{DEFAULT_LEAK_BUDGET, Stats, set_leak_budget, stats};
pub use turn::Cancel;
