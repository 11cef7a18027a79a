//! What the benchmarks of the value codec are made of.
//!
//! * [`shapes`]: the values.
//! * [`contender`]: the encodings that are compared, each behind [`contender::Contender`], and what becomes of each shape in
//!   each of them. [`contender::Implementation::check`] holds them to it; every benchmark calls it before it measures.
//! * [`loss`]: what arrives where an encoding cannot carry all of a value.
//! * [`counting`]: an allocator that counts.
//! * [`growth`]: lists of any length, and how much memory they may take.
//!
//! The benchmarks are `encodings` (every shape, every encoding), `growth` (lists up to ten million nodes), `run` (what a
//! message adds to a run) and `table` (Arrow). Run them with `cargo bench --profile release --workspace --bench NAME`; the
//! profile is that of everything else.
//!
//! The program `sizes` prints sizes, allocations and losses as JSON. The program `instructions` is one encode or decode for
//! callgrind to count; `.make/instructions.sh` runs it for all shapes and compares with `benches/record/instructions.json`.

pub mod contender;
pub mod counting;
pub mod growth;
pub mod loss;
pub mod shapes;
