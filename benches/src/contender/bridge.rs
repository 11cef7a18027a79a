//! Ours: tagged CBOR by the bridge's own codec.

use std::borrow::Cow;

use monty_bridge::{DecodeLimits, Encoder, decode, encode, graph::graph_parts};
use monty_types::MontyObject;

use super::{Contender, Direction, Implementation, Outcome};

/// The codec as everybody would call it.
pub const BRIDGE: Implementation = Implementation::exact("bridge", |value| {
    Ok(Box::new(Bridge {
        value,
        limits: DecodeLimits::default(),
    }))
});

/// The encoder with a buffer that is kept, as messages of a run have it.
pub const REUSED: Implementation =
    Implementation::exact("bridge-reused", |value| Ok(Box::new(Reused { value, out: Vec::new() }))).without(
        |_, direction| match direction {
            Direction::Encode => None,
            Direction::Decode => Some("decodes as bridge does"),
        },
    );

struct Bridge<'v> {
    value: &'v MontyObject,
    limits: DecodeLimits,
}

impl Contender for Bridge<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        Ok(encode(self.value).into())
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        Ok(decode(bytes, &self.limits)?)
    }
}

struct Reused<'v> {
    value: &'v MontyObject,
    out: Vec<u8>,
}

impl Contender for Reused<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        self.out.clear();
        let (graph, root) = graph_parts(self.value);
        Encoder::new(graph, [root]).value(root, &mut self.out);
        Ok(Cow::Borrowed(&self.out))
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        Ok(decode(bytes, &DecodeLimits::default())?)
    }
}
