//! Graph to CBOR: total, canonical, and without recursion.
//!
//! Every arena encodes. Nodes that Python could not hold, which the arena's types allow but the interpreter never
//! exports, have one answer each: an unnormalised timedelta is normalised, a Decimal in another spelling is written as
//! the number it is, and what is left (a month 13, a Decimal that is no number, a namedtuple with more values than
//! names, a zone name without an offset) becomes a repr fallback such as `<invalid date>`, its children dropped. So no
//! encoding is ever refused for its content by the decoder.
//!
//! The sharing rule needs to know which nodes are referred to twice. A single root is first written on the assumption
//! that none is, which holds as long as nodes complete in arena order; when that fails the output is cut back and
//! written again after counting references.

mod leaf;
mod share;

use std::slice;

use monty_types::{MontyObject, MontyUuid};
use smallvec::SmallVec;

use crate::{
    cbor,
    graph::{MontyGraph, MontyNode, NodeId, graph_parts},
    tag,
};
use share::{Counted, Mark, Sharing, Unshared};

/// Encodes a value as canonical CBOR. Never fails; the same value always gives the same bytes.
///
/// ```
/// use monty_bridge::{DecodeLimits, decode, encode};
/// use monty_types::MontyObject;
/// let value = MontyObject::tuple([MontyObject::int(1), MontyObject::string("a")]);
/// let bytes = encode(&value);
/// assert_eq!(bytes, [0xd9, 0xba, 0x00, 0x82, 0x01, 0x61, b'a']);
/// assert_eq!(decode(&bytes, &DecodeLimits::default()).unwrap(), value);
/// ```
#[must_use]
pub fn encode(value: &MontyObject) -> Vec<u8> {
    let (graph, root) = graph_parts(value);
    // Most nodes of most values take less than eight bytes; short texts are written with some room after them.
    let payload = match graph.node(root) {
        MontyNode::String(text) => text.len(),
        MontyNode::Bytes(bytes) => bytes.len(),
        _ => 0,
    };
    let mut out = Vec::with_capacity(graph.len().min(1 << 17) * 8 + payload + cbor::SHORT_TEXT_ROOM);
    Encoder::new(graph, [root]).value(root, &mut out);
    out
}

/// Encodes several values of one arena into one message, with one space of sharing indexes.
///
/// Call [`value`](Self::value) once for each root, in the order given to [`new`](Self::new).
#[derive(Debug)]
pub struct Encoder<'g> {
    nodes: &'g [MontyNode],
    /// `None`: one root, which is first tried without counting references.
    counted: Option<Counted>,
    stack: Stack<'g>,
}

impl<'g> Encoder<'g> {
    /// Prepares for writing `roots`, which are ids of nodes in `graph`.
    ///
    /// # Panics
    /// If a root is not in the arena.
    pub fn new(graph: &'g MontyGraph, roots: impl IntoIterator<Item = NodeId> + Clone) -> Self {
        let nodes = graph.nodes();
        let single = roots.clone().into_iter().take(2).count() < 2;
        Self {
            nodes,
            counted: (!single).then(|| Counted::new(nodes, roots)),
            stack: Stack::new(),
        }
    }

    /// Appends one root to `out`.
    ///
    /// # Panics
    /// If `root` is not in the arena.
    pub fn value(&mut self, root: NodeId, out: &mut Vec<u8>) {
        if self.counted.is_none() {
            let start = out.len();
            self.stack.clear();
            if walk(self.nodes, root, &mut Unshared::default(), &mut self.stack, out) {
                return;
            }
            out.truncate(start);
        }
        let nodes = self.nodes;
        let counted = self.counted.get_or_insert_with(|| Counted::new(nodes, [root]));
        self.stack.clear();
        walk(nodes, root, counted, &mut self.stack, out);
    }
}

/// The containers around the one that is being written; as many as most values have need no allocation.
type Stack<'g> = SmallVec<[Frame<'g>; 4]>;

/// A container that is being written.
#[derive(Debug)]
enum Frame<'g> {
    Ids {
        rest: slice::Iter<'g, NodeId>,
        owner: NodeId,
    },
    Pairs {
        rest: slice::Iter<'g, (NodeId, NodeId)>,
        value: Option<NodeId>,
        owner: NodeId,
    },
    /// First the class, then the identity and the attributes.
    Instance {
        class: Option<NodeId>,
        id: &'g MontyUuid,
        attrs: &'g [(NodeId, NodeId)],
        owner: NodeId,
    },
}

/// Writes the value at `root`. False when `sharing` gave up; then the output is incomplete.
fn walk<'g, S: Sharing>(
    nodes: &'g [MontyNode],
    root: NodeId,
    sharing: &mut S,
    stack: &mut Stack<'g>,
    out: &mut Vec<u8>,
) -> bool {
    if hot(&nodes[root.index()], root, sharing, out) {
        return true;
    }
    let mut top = match item(nodes, root, sharing, out) {
        Item::Done => return true,
        Item::Open(frame) => frame,
        Item::GiveUp => return false,
    };
    loop {
        let opened = match &mut top {
            Frame::Ids { rest, owner } => loop {
                let Some(id) = rest.next() else {
                    sharing.leave(*owner);
                    break None;
                };
                if hot(&nodes[id.index()], *id, sharing, out) {
                    continue;
                }
                match item(nodes, *id, sharing, out) {
                    Item::Done => {}
                    Item::Open(frame) => break Some(frame),
                    Item::GiveUp => return false,
                }
            },
            Frame::Pairs { rest, value, owner } => loop {
                let id = match value.take() {
                    Some(id) => id,
                    None => {
                        let Some(&(key, id)) = rest.next() else {
                            sharing.leave(*owner);
                            break None;
                        };
                        if hot(&nodes[key.index()], key, sharing, out) {
                            id
                        } else {
                            *value = Some(id);
                            key
                        }
                    }
                };
                if hot(&nodes[id.index()], id, sharing, out) {
                    continue;
                }
                match item(nodes, id, sharing, out) {
                    Item::Done => {}
                    Item::Open(frame) => break Some(frame),
                    Item::GiveUp => return false,
                }
            },
            Frame::Instance {
                class,
                id,
                attrs,
                owner,
            } => match class.take() {
                Some(class) => match item(nodes, class, sharing, out) {
                    Item::Done => continue,
                    Item::Open(frame) => Some(frame),
                    Item::GiveUp => return false,
                },
                None => {
                    leaf::uuid(out, id);
                    top = attributes(nodes, attrs, *owner, out);
                    continue;
                }
            },
        };
        top = match opened {
            Some(frame) => {
                stack.push(top);
                frame
            }
            None => match stack.pop() {
                Some(frame) => frame,
                None => return true,
            },
        };
    }
}

/// What became of one item.
enum Item<'g> {
    Done,
    Open(Frame<'g>),
    GiveUp,
}

/// Writes the commonest leaves, which are never marked. False for every other node.
#[inline(always)]
fn hot<S: Sharing>(node: &MontyNode, id: NodeId, sharing: &mut S, out: &mut Vec<u8>) -> bool {
    match node {
        MontyNode::Int(value) => cbor::int(out, *value),
        MontyNode::String(value) if value.len() < cbor::SHORT_TEXT => cbor::short_text(out, value),
        MontyNode::String(value) if value.len() < share::LONG => cbor::text(out, value),
        MontyNode::Float(value) => cbor::float(out, *value),
        MontyNode::None => cbor::null(out),
        MontyNode::Bool(value) => cbor::bool(out, *value),
        _ => return false,
    }
    sharing.leaf(id);
    true
}

/// Writes a node that is not [`hot`]: a leaf, or the head of a container.
#[inline(never)]
fn item<'g, S: Sharing>(nodes: &'g [MontyNode], id: NodeId, sharing: &mut S, out: &mut Vec<u8>) -> Item<'g> {
    let node = &nodes[id.index()];
    match sharing.enter(id, node) {
        Mark::Plain => content(nodes, id, node, sharing, out),
        Mark::First => {
            cbor::tag(out, tag::SHARED);
            content(nodes, id, node, sharing, out)
        }
        Mark::Again(index) => {
            cbor::tag(out, tag::REFERENCE);
            cbor::uint(out, index.into());
            Item::Done
        }
        Mark::GiveUp => Item::GiveUp,
    }
}

/// Writes what is not among the commonest leaves; sharing was dealt with.
fn content<'g, S: Sharing>(
    nodes: &'g [MontyNode],
    id: NodeId,
    node: &'g MontyNode,
    sharing: &mut S,
    out: &mut Vec<u8>,
) -> Item<'g> {
    let ids = |ids: &'g [NodeId], out: &mut Vec<u8>| {
        cbor::array(out, ids.len());
        Item::Open(Frame::Ids {
            rest: ids.iter(),
            owner: id,
        })
    };
    match node {
        MontyNode::List(items) => ids(items, out),
        MontyNode::Dict(pairs) if pairs.iter().all(|(key, _)| is_map_key(&nodes[key.index()])) => {
            cbor::map(out, pairs.len());
            Item::Open(pairs_frame(pairs, id))
        }
        MontyNode::Dict(pairs) => {
            flat_head(out, pairs);
            Item::Open(pairs_frame(pairs, id))
        }
        MontyNode::Tuple(items) => {
            cbor::tag(out, tag::TUPLE);
            ids(items, out)
        }
        MontyNode::Set(items) => {
            cbor::tag(out, tag::SET);
            ids(items, out)
        }
        MontyNode::FrozenSet(items) => {
            cbor::tag(out, tag::FROZEN_SET);
            ids(items, out)
        }
        MontyNode::NamedTuple {
            type_name,
            field_names,
            values,
        } if field_names.len() == values.len() => {
            cbor::tag(out, tag::NAMED_TUPLE);
            cbor::array(out, 3);
            cbor::text(out, type_name);
            cbor::array(out, field_names.len());
            for name in field_names {
                cbor::text(out, name);
            }
            ids(values, out)
        }
        MontyNode::ClassType(class) => {
            cbor::tag(out, tag::CLASS);
            cbor::array(out, 5);
            cbor::text(out, &class.name);
            leaf::uuid(out, &class.id);
            cbor::bool(out, class.host_defined);
            cbor::bool(out, class.is_dataclass);
            Item::Open(attributes(nodes, &class.attrs, id, out))
        }
        MontyNode::ClassInstance {
            class_type,
            instance_id,
            attrs,
        } => {
            cbor::tag(out, tag::INSTANCE);
            cbor::array(out, 3);
            Item::Open(Frame::Instance {
                class: Some(*class_type),
                id: instance_id,
                attrs,
                owner: id,
            })
        }
        MontyNode::Module {
            name,
            id: module_id,
            attrs,
        } => {
            cbor::tag(out, tag::MODULE);
            cbor::array(out, 3);
            cbor::text(out, name);
            leaf::uuid(out, module_id);
            Item::Open(attributes(nodes, attrs, id, out))
        }
        _ => {
            leaf::write(out, node);
            sharing.leaf(id);
            Item::Done
        }
    }
}

fn pairs_frame(pairs: &[(NodeId, NodeId)], owner: NodeId) -> Frame<'_> {
    Frame::Pairs {
        rest: pairs.iter(),
        value: None,
        owner,
    }
}

/// Opens the array form of a dict.
fn flat_head(out: &mut Vec<u8>, pairs: &[(NodeId, NodeId)]) {
    cbor::tag(out, tag::PAIRS);
    cbor::array(out, pairs.len() * 2);
}

/// Opens the attributes of a class, instance or module: a map when all names are text.
fn attributes<'g>(nodes: &[MontyNode], attrs: &'g [(NodeId, NodeId)], owner: NodeId, out: &mut Vec<u8>) -> Frame<'g> {
    if attrs
        .iter()
        .all(|(key, _)| matches!(nodes[key.index()], MontyNode::String(_)))
    {
        cbor::map(out, attrs.len());
    } else {
        flat_head(out, attrs);
    }
    pairs_frame(attrs, owner)
}

/// Whether a dict with this key may be a CBOR map.
fn is_map_key(node: &MontyNode) -> bool {
    match node {
        MontyNode::String(_)
        | MontyNode::Int(_)
        | MontyNode::None
        | MontyNode::Bool(_)
        | MontyNode::BigInt(_)
        | MontyNode::Bytes(_) => true,
        MontyNode::Float(value) => !value.is_nan(),
        _ => false,
    }
}
