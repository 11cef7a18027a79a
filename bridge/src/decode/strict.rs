//! What strict mode refuses: keys that Python holds to be equal, and every form but the canonical one.

use std::collections::HashSet;

use monty_types::MontyObject;

use super::equality;
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

/// Refuses dicts, sets and attribute maps that hold equal keys. All containers are given with the offsets of their heads;
/// of several, the error is about the one that ends first.
pub(super) fn refuse_equal_keys(nodes: &[MontyNode], containers: &[(NodeId, usize)]) -> Result<(), DecodeError> {
    if containers.is_empty() {
        return Ok(());
    }
    let classes = equality::classes(nodes);
    let class = |id: &NodeId| classes.get(id.index()).copied();
    let mut seen = HashSet::new();
    for &(id, at) in containers {
        seen.clear();
        let pairs = match nodes.get(id.index()) {
            Some(MontyNode::Dict(pairs)) => pairs,
            Some(MontyNode::ClassInstance { attrs, .. } | MontyNode::Module { attrs, .. }) => attrs,
            Some(MontyNode::ClassType(class)) => &class.attrs,
            _ => &Vec::new(),
        };
        let items = match nodes.get(id.index()) {
            Some(MontyNode::Set(items) | MontyNode::FrozenSet(items)) => items,
            _ => &Vec::new(),
        };
        let distinct = pairs
            .iter()
            .map(|(key, _)| key)
            .chain(items)
            .all(|key| seen.insert(class(key)));
        if !distinct {
            return Err(DecodeError::new(Kind::DuplicateKey, at));
        }
    }
    Ok(())
}
