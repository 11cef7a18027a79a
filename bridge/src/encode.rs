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

use std::mem;

use monty_types::MontyObject;
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
    stack: Stack,
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
type Stack = SmallVec<[Frame; 8]>;

/// A container that is being written.
#[derive(Debug, Clone, Copy)]
struct Frame {
    owner: NodeId,
    /// How many of its items were written, keys and values counted alike. For an instance the class comes first, then the
    /// identity.
    written: usize,
}

/// What comes before the pairs of an instance: its class, and its identity with the head of the attributes.
const BEFORE_ATTRIBUTES: usize = 2;

/// Writes the value at `root`. False when `sharing` gave up; then the output is incomplete.
fn walk<S: Sharing>(nodes: &[MontyNode], root: NodeId, sharing: &mut S, stack: &mut Stack, out: &mut Vec<u8>) -> bool {
    if hot(&nodes[root.index()], root, sharing, out) {
        return true;
    }
    match item(nodes, root, sharing, out) {
        Item::Done => return true,
        Item::Open => {}
        Item::GiveUp => return false,
    }
    let mut top = Frame {
        owner: root,
        written: 0,
    };
    loop {
        match items(nodes, &mut top, sharing, out) {
            Items::Open(owner) => stack.push(mem::replace(&mut top, Frame { owner, written: 0 })),
            Items::GiveUp => return false,
            Items::Done => {
                sharing.leave(top.owner);
                match stack.pop() {
                    Some(outer) => top = outer,
                    None => return true,
                }
            }
        }
    }
}

/// What became of one item.
enum Item {
    Done,
    /// It is a container whose items come next.
    Open,
    GiveUp,
}

/// What became of the items of a container.
enum Items {
    Done,
    /// The last of them is a container whose items come first.
    Open(NodeId),
    GiveUp,
}

/// Goes on with the items of a container.
#[inline]
fn items<S: Sharing>(nodes: &[MontyNode], top: &mut Frame, sharing: &mut S, out: &mut Vec<u8>) -> Items {
    match &nodes[top.owner.index()] {
        MontyNode::List(ids) | MontyNode::Tuple(ids) | MontyNode::Set(ids) | MontyNode::FrozenSet(ids) => {
            sequence(nodes, ids, top, sharing, out)
        }
        MontyNode::NamedTuple { values, .. } => sequence(nodes, values, top, sharing, out),
        MontyNode::Dict(entries) => pairs(nodes, entries, 0, top, sharing, out),
        MontyNode::ClassType(class) => pairs(nodes, &class.attrs, 0, top, sharing, out),
        MontyNode::Module { attrs, .. } => pairs(nodes, attrs, 0, top, sharing, out),
        MontyNode::ClassInstance {
            class_type,
            instance_id,
            attrs,
        } => {
            if top.written == 0 {
                top.written = 1;
                match item(nodes, *class_type, sharing, out) {
                    Item::Done => {}
                    Item::Open => return Items::Open(*class_type),
                    Item::GiveUp => return Items::GiveUp,
                }
            }
            if top.written == 1 {
                top.written = BEFORE_ATTRIBUTES;
                leaf::uuid(out, instance_id);
                attributes(nodes, attrs, out);
            }
            pairs(nodes, attrs, BEFORE_ATTRIBUTES, top, sharing, out)
        }
        _ => Items::Done,
    }
}

/// [`items`] of what holds nothing but items.
#[inline]
fn sequence<S: Sharing>(
    nodes: &[MontyNode],
    ids: &[NodeId],
    top: &mut Frame,
    sharing: &mut S,
    out: &mut Vec<u8>,
) -> Items {
    for (place, &id) in ids.iter().enumerate().skip(top.written) {
        if hot(&nodes[id.index()], id, sharing, out) {
            continue;
        }
        match item(nodes, id, sharing, out) {
            Item::Done => {}
            Item::Open => {
                top.written = place + 1;
                return Items::Open(id);
            }
            Item::GiveUp => return Items::GiveUp,
        }
    }
    Items::Done
}

/// [`items`] of what holds pairs, after `before` other items.
#[inline]
fn pairs<S: Sharing>(
    nodes: &[MontyNode],
    pairs: &[(NodeId, NodeId)],
    before: usize,
    top: &mut Frame,
    sharing: &mut S,
    out: &mut Vec<u8>,
) -> Items {
    let written = top.written - before;
    // A key that is a container was the last thing written.
    let mut key_is_written = written % 2 == 1;
    for (place, &(key, value)) in pairs.iter().enumerate().skip(written / 2) {
        let at = before + place * 2;
        if !mem::take(&mut key_is_written) && !hot(&nodes[key.index()], key, sharing, out) {
            match item(nodes, key, sharing, out) {
                Item::Done => {}
                Item::Open => {
                    top.written = at + 1;
                    return Items::Open(key);
                }
                Item::GiveUp => return Items::GiveUp,
            }
        }
        if !hot(&nodes[value.index()], value, sharing, out) {
            match item(nodes, value, sharing, out) {
                Item::Done => {}
                Item::Open => {
                    top.written = at + 2;
                    return Items::Open(value);
                }
                Item::GiveUp => return Items::GiveUp,
            }
        }
    }
    Items::Done
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
fn item<S: Sharing>(nodes: &[MontyNode], id: NodeId, sharing: &mut S, out: &mut Vec<u8>) -> Item {
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
fn content<S: Sharing>(nodes: &[MontyNode], id: NodeId, node: &MontyNode, sharing: &mut S, out: &mut Vec<u8>) -> Item {
    match node {
        MontyNode::List(items) => cbor::array(out, items.len()),
        MontyNode::Dict(pairs) if pairs.iter().all(|(key, _)| is_map_key(&nodes[key.index()])) => {
            cbor::map(out, pairs.len());
        }
        MontyNode::Dict(pairs) => flat_head(out, pairs),
        MontyNode::Tuple(items) => {
            cbor::tag(out, tag::TUPLE);
            cbor::array(out, items.len());
        }
        MontyNode::Set(items) => {
            cbor::tag(out, tag::SET);
            cbor::array(out, items.len());
        }
        MontyNode::FrozenSet(items) => {
            cbor::tag(out, tag::FROZEN_SET);
            cbor::array(out, items.len());
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
            cbor::array(out, values.len());
        }
        MontyNode::ClassType(class) => {
            cbor::tag(out, tag::CLASS);
            cbor::array(out, 5);
            cbor::text(out, &class.name);
            leaf::uuid(out, &class.id);
            cbor::bool(out, class.host_defined);
            cbor::bool(out, class.is_dataclass);
            attributes(nodes, &class.attrs, out);
        }
        MontyNode::ClassInstance { .. } => {
            cbor::tag(out, tag::INSTANCE);
            cbor::array(out, 3);
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
            attributes(nodes, attrs, out);
        }
        _ => {
            leaf::write(out, node);
            sharing.leaf(id);
            return Item::Done;
        }
    }
    Item::Open
}

/// Opens the array form of a dict.
fn flat_head(out: &mut Vec<u8>, pairs: &[(NodeId, NodeId)]) {
    cbor::tag(out, tag::PAIRS);
    cbor::array(out, pairs.len() * 2);
}

/// Opens the attributes of a class, instance or module: a map when all names are text.
fn attributes(nodes: &[MontyNode], attrs: &[(NodeId, NodeId)], out: &mut Vec<u8>) {
    if attrs
        .iter()
        .all(|(key, _)| matches!(nodes[key.index()], MontyNode::String(_)))
    {
        cbor::map(out, attrs.len());
    } else {
        flat_head(out, attrs);
    }
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
