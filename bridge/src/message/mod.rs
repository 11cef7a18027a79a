//! The messages between a host and the engine: CBOR arrays with fixed positions, described in `schema/messages/`.
//!
//! Requests and answers are read here and events, exceptions, errors and descriptions are written here; what they mean
//! is the engine's business. All values of one message share one space of sharing indexes.

mod answer;
mod error;
mod event;
mod exception;
mod feed;
mod info;
mod options;
mod policy;
mod refuse;
mod request;
mod split;
#[cfg(feature = "arrow")]
mod table;

pub(crate) use answer::{Answer, Outcome};
pub use error::{Code, Error, Status};
pub(crate) use event::{Printed, Suspension, Writer, write_output};
pub(crate) use feed::{ARGUMENTS, Call, Feed, NewSession};
pub(crate) use info::describe;
pub use info::{ABI_VERSION, MONTY_VERSION, SCHEMA_VERSION, info};
pub(crate) use options::{CompileOptions, Limit, Options};
pub(crate) use policy::default_policy;
pub(crate) use refuse::{Heap, refused};
pub(crate) use request::{Compile, Ready, Start};
