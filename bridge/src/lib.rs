#![doc = include_str!("../README.md")]

#[cfg(feature = "arrow")]
pub mod arrow;
mod budget;
mod calendar;
pub mod cbor;
mod decimal;
mod decode;
mod encode;
mod engine;
mod error;
pub mod graph;
mod integer;
mod json;
mod message;
pub mod tag;

pub use budget::DecodeLimits;
pub use decode::{Decoder, decode, decode_strict};
pub use encode::{Encoder, encode};
pub use engine::{
    Allocator, Cancel, Compiled, DEFAULT_LEAK_BUDGET, DumpKey, Event, MAX_RECURSION_DEPTH, MAX_SOURCE_BYTES, Program,
    Run, RunResult, Sink, Stats, set_leak_budget, stats,
};
pub use error::{DecodeError, DecodeErrorKind};
pub use json::{JsonError, JsonErrorKind, MAX_DEPTH as JSON_MAX_DEPTH, to_json};
pub use message::{ABI_VERSION, Code, Error, MONTY_VERSION, SCHEMA_VERSION, Status, info};
