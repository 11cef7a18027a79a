//! Python values as tagged CBOR.

mod budget;
mod calendar;
pub mod cbor;
mod decimal;
mod decode;
mod encode;
mod error;
pub mod graph;
mod integer;
mod json;
pub mod tag;

pub use budget::DecodeLimits;
pub use decode::{Decoder, decode, decode_strict};
pub use encode::{Encoder, encode};
pub use error::{DecodeError, DecodeErrorKind};
pub use json::{JsonError, JsonErrorKind, MAX_DEPTH as JSON_MAX_DEPTH, to_json};
