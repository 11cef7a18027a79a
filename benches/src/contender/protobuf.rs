//! Protobuf as the interpreter's own worker processes send a result: the message `Complete` of monty-proto.
//!
//! A worker moves its value into the message, so making the message is not part of encoding.

use std::borrow::Cow;

use monty_proto::{decode_frame, encode_to_capped_vec, pb};
use monty_types::MontyObject;

use super::{Contender, Implementation, Outcome};

/// monty-proto, in step with the interpreter.
pub const PROTOBUF: Implementation =
    Implementation::exact("protobuf", |value| Ok(Box::new(Protobuf(value.clone().into()))));

struct Protobuf(pb::Complete);

impl Contender for Protobuf {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        Ok(encode_to_capped_vec(&self.0)?.into())
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        Ok(decode_frame::<pb::Complete>(bytes)?.try_into()?)
    }
}
