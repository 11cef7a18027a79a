//! The interpreter's own serde form of a value, a flat list of nodes, through stock formats.
//!
//! Reading it does not validate the arena, which makes it cheaper than what bytes from elsewhere would need.

use std::borrow::Cow;

use monty_types::MontyObject;

use super::{Contender, Implementation, Outcome};

/// CBOR by ciborium.
pub const CIBORIUM: Implementation = Implementation::exact("ciborium", |value| {
    Ok(Box::new(Serde {
        value,
        write: |value| {
            let mut out = Vec::new();
            ciborium::into_writer(value, &mut out)?;
            Ok(out)
        },
        read: |bytes| Ok(ciborium::from_reader(bytes)?),
    }))
});

/// CBOR by minicbor.
pub const MINICBOR: Implementation = Implementation::exact("minicbor-serde", |value| {
    Ok(Box::new(Serde {
        value,
        // Its error type is for writers that can fail, and says nothing.
        write: |value| minicbor_serde::to_vec(value).map_err(|error| error.to_string().into()),
        read: |bytes| minicbor_serde::from_slice(bytes).map_err(|error| error.to_string().into()),
    }))
});

/// The format of compiled programs.
pub const POSTCARD: Implementation = Implementation::exact("postcard", |value| {
    Ok(Box::new(Serde {
        value,
        write: |value| Ok(postcard::to_stdvec(value)?),
        read: |bytes| Ok(postcard::from_bytes(bytes)?),
    }))
});

/// MessagePack by rmp-serde, structs as arrays.
pub const MESSAGEPACK: Implementation = Implementation::exact("messagepack", |value| {
    Ok(Box::new(Serde {
        value,
        write: |value| Ok(rmp_serde::to_vec(value)?),
        read: |bytes| Ok(rmp_serde::from_slice(bytes)?),
    }))
});

struct Serde<'v> {
    value: &'v MontyObject,
    write: fn(&MontyObject) -> Outcome<Vec<u8>>,
    read: fn(&[u8]) -> Outcome<MontyObject>,
}

impl Contender for Serde<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        Ok((self.write)(self.value)?.into())
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        (self.read)(bytes)
    }
}
