//! Which nodes of a message are marked as shared.
//!
//! A node is marked when at least two places of the message refer to it and it is a container (an empty tuple or
//! frozenset apart), a class, an instance, a module, or a str, bytes, int or Decimal that carries [`LONG`] bytes or
//! more. Long leaves count because a long string referred to a million times must not be written a million times.

use crate::{
    decimal::Decimal,
    graph::{MontyNode, NodeId},
    integer,
};

/// Payload in bytes from which on a leaf is marked: UTF-8 of a str, bytes, the magnitude of an int, `str()` of a Decimal.
pub(super) const LONG: usize = 32;

/// How to write a node.
pub(super) enum Mark {
    /// As it is.
    Plain,
    /// As the first of several occurrences.
    First,
    /// As a reference to the first occurrence with this index.
    Again(u32),
    /// Not without knowing which nodes are shared.
    GiveUp,
}

/// What the walk asks about each node.
pub(super) trait Sharing {
    /// A leaf that is never marked is being written.
    fn leaf(&mut self, id: NodeId);
    /// A node that may have to be marked is about to be written.
    fn enter(&mut self, id: NodeId, node: &MontyNode) -> Mark;
    /// All of a container was written.
    fn leave(&mut self, id: NodeId);
}

/// Assumes that no node which would be marked occurs twice, and notices when one might.
///
/// `next` is above the id of every node completed so far. A node that is met again was completed before, so its id is
/// below; a node met for the first time in arena order is not.
#[derive(Default)]
pub(super) struct Unshared {
    next: u32,
}

impl Sharing for Unshared {
    #[inline]
    fn leaf(&mut self, id: NodeId) {
        self.next = self.next.max(id.0 + 1);
    }

    #[inline]
    fn enter(&mut self, id: NodeId, node: &MontyNode) -> Mark {
        if id.0 >= self.next || !is_markable(node) {
            Mark::Plain
        } else {
            Mark::GiveUp
        }
    }

    #[inline]
    fn leave(&mut self, id: NodeId) {
        self.leaf(id);
    }
}

/// Knows which nodes are referred to more than once, and numbers them as they appear.
#[derive(Debug)]
pub(super) struct Counted {
    /// Two words for every 64 nodes: referred to at least once, at least twice.
    words: Vec<[u64; 2]>,
    /// One more than the index of each node that was marked, 0 for the others; empty until one is.
    indexes: Vec<u32>,
    /// Number of nodes in the arena.
    len: usize,
    next: u32,
}

impl Counted {
    /// Counts references from the roots on. One sweep down the arena, because holders come after what they hold.
    pub(super) fn new(nodes: &[MontyNode], roots: impl IntoIterator<Item = NodeId>) -> Self {
        let mut words = vec![[0; 2]; nodes.len().div_ceil(64)];
        let mut highest = None;
        for root in roots {
            refer(&mut words, root);
            highest = highest.max(Some(root.index()));
        }
        let end = highest.map_or(0, |index| index + 1);
        for (index, node) in nodes[..end].iter().enumerate().rev() {
            if words[index / 64][0] & (1 << (index % 64)) != 0 && !drops_children(node) {
                node.for_each_child(|id| refer(&mut words, id));
            }
        }
        Self {
            words,
            indexes: Vec::new(),
            len: nodes.len(),
            next: 0,
        }
    }
}

/// Notes one more reference to `id`.
#[inline]
fn refer(words: &mut [[u64; 2]], id: NodeId) {
    let bit = 1 << (id.0 % 64);
    let [once, twice] = &mut words[id.index() / 64];
    *twice |= *once & bit;
    *once |= bit;
}

impl Sharing for Counted {
    #[inline]
    fn leaf(&mut self, _: NodeId) {}

    #[inline]
    fn enter(&mut self, id: NodeId, node: &MontyNode) -> Mark {
        let [_, twice] = self.words[id.index() / 64];
        if twice & (1 << (id.0 % 64)) == 0 || !is_markable(node) {
            return Mark::Plain;
        }
        if self.indexes.is_empty() {
            self.indexes.resize(self.len, 0);
        }
        match &mut self.indexes[id.index()] {
            0 => {
                self.next += 1;
                self.indexes[id.index()] = self.next;
                Mark::First
            }
            index => Mark::Again(*index - 1),
        }
    }

    #[inline]
    fn leave(&mut self, _: NodeId) {}
}

/// Whether the node is written as a repr fallback although it has children.
fn drops_children(node: &MontyNode) -> bool {
    matches!(node, MontyNode::NamedTuple { field_names, values, .. } if field_names.len() != values.len())
}

/// Whether a second reference to the node is one by sharing tags.
fn is_markable(node: &MontyNode) -> bool {
    match node {
        MontyNode::List(_)
        | MontyNode::Dict(_)
        | MontyNode::Set(_)
        | MontyNode::ClassType(_)
        | MontyNode::ClassInstance { .. }
        | MontyNode::Module { .. } => true,
        MontyNode::NamedTuple { .. } => !drops_children(node),
        MontyNode::Tuple(items) | MontyNode::FrozenSet(items) => !items.is_empty(),
        MontyNode::String(text) => text.len() >= LONG,
        MontyNode::Bytes(bytes) => bytes.len() >= LONG,
        MontyNode::BigInt(value) => integer::magnitude_len(value).is_some_and(|len| len >= LONG),
        // Another spelling may be longer than the canonical text, which is what counts, or shorter, but by less than eight
        // bytes ("1E-6" is 0.000001).
        MontyNode::Decimal(text) => {
            text.len() > LONG - 8 && Decimal::parse(text).is_some_and(|decimal| decimal.text().len() >= LONG)
        }
        _ => false,
    }
}
