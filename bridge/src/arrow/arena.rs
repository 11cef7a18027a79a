//! Where values come from that become tables: what the writers of columns need to know of it.
//!
//! There are two sources: the interpreter's arena of nodes, and the image of its heap that a result is read from.

use std::borrow::Cow;

use monty_types::{MontyComplex, MontyDate, MontyDateTime, MontyTime, MontyTimeDelta, MontyUuid};
use num_bigint::BigInt;

use crate::{
    Encoder,
    graph::{MontyGraph, MontyNode, NodeId},
};

/// The cell of an arena of nodes for a key that a dict lacks.
pub(super) const MISSING: NodeId = NodeId(u32::MAX);

/// Values that refer to each other by ids.
pub(crate) trait Arena {
    /// A value: its place, or itself.
    type Id: Copy + PartialEq;
    /// The entries of a dict.
    type Pairs<'g>: Pairs<Self::Id>
    where
        Self: 'g;

    /// A cell of a dict that lacks the key.
    const MISSING: Self::Id;
    /// A cell below a null: neither None nor missing.
    const ABSENT: Self::Id;

    /// The value; `None` for one that is missing or absent.
    fn node(&self, id: Self::Id) -> Option<Node<'_, Self>>;

    /// Whether a cell has no value: it is None, missing or absent. This and the following are shortcuts for what most cells are.
    fn is_null(&self, id: Self::Id) -> bool;

    /// The value if it is an int of 64 bits.
    fn int(&self, id: Self::Id) -> Option<i64>;

    fn float(&self, id: Self::Id) -> Option<f64>;

    fn bool(&self, id: Self::Id) -> Option<bool>;

    fn text(&self, id: Self::Id) -> Option<&str>;

    /// The value if it is a [`Node::Naive`].
    fn naive(&self, _id: Self::Id) -> Option<i64> {
        None
    }

    /// The value if it is a [`Node::SmallDecimal`].
    fn small_decimal(&self, _id: Self::Id) -> Option<(i64, i8)> {
        None
    }

    /// Python's name of the value's type.
    fn type_name(&self, id: Self::Id) -> &str;

    /// Keys and columns of dicts, if it has them as such: that is, if all of these have the same keys in the same order.
    fn columns(&self, _rows: &[Self::Id]) -> Option<Columns<'_, Self::Id>> {
        None
    }

    /// The encoding of a class.
    fn class(&self, id: Self::Id) -> Vec<u8>;
}

/// Keys, and the cells of each.
pub(crate) type Columns<'g, I> = Vec<(I, Cow<'g, [I]>)>;

/// The entries of a dict, or attributes of an instance, in order.
pub(crate) trait Pairs<I>: Copy {
    fn len(self) -> usize;

    /// The key at an index below the length.
    fn key(self, at: usize) -> I;

    /// The value at an index below the length.
    fn value(self, at: usize) -> I;
}

/// A value.
pub(crate) enum Node<'g, A: Arena + ?Sized + 'g> {
    None,
    Bool(bool),
    Int(i64),
    BigInt(&'g BigInt),
    Float(f64),
    Complex(MontyComplex),
    Str(&'g str),
    Bytes(&'g [u8]),
    Path(&'g str),
    Date(&'g MontyDate),
    DateTime(&'g MontyDateTime),
    /// A datetime without an offset: microseconds since 1970.
    Naive(i64),
    Time(&'g MontyTime),
    TimeDelta(&'g MontyTimeDelta),
    /// Its text.
    Decimal(&'g str),
    /// A finite one, and not -0: its digits, with the sign, and its exponent.
    SmallDecimal(i64, i8),
    List(&'g [A::Id]),
    Tuple(&'g [A::Id]),
    Set(&'g [A::Id]),
    FrozenSet(&'g [A::Id]),
    NamedTuple {
        type_name: &'g str,
        field_names: &'g [String],
        values: &'g [A::Id],
    },
    Dict(A::Pairs<'g>),
    Instance {
        class: A::Id,
        id: MontyUuid,
        attrs: A::Pairs<'g>,
    },
    /// A value that no column can have.
    Other,
}

impl<'g, A: Arena + ?Sized> Node<'g, A> {
    /// The node as far as it needs no ids; everything else is `Other`.
    #[inline(always)]
    pub fn leaf(node: &'g MontyNode) -> Self {
        match node {
            MontyNode::Int(value) => Self::Int(*value),
            MontyNode::String(text) => Self::Str(text),
            MontyNode::Float(value) => Self::Float(*value),
            MontyNode::Bool(value) => Self::Bool(*value),
            MontyNode::None => Self::None,
            MontyNode::BigInt(value) => Self::BigInt(value),
            MontyNode::Complex(value) => Self::Complex(*value),
            MontyNode::Bytes(bytes) => Self::Bytes(bytes),
            MontyNode::Path(path) => Self::Path(path),
            MontyNode::Date(value) => Self::Date(value),
            MontyNode::DateTime(value) => Self::DateTime(value),
            MontyNode::Time(value) => Self::Time(value),
            MontyNode::TimeDelta(value) => Self::TimeDelta(value),
            MontyNode::Decimal(text) => Self::Decimal(text),
            _ => Self::Other,
        }
    }
}

impl Arena for MontyGraph {
    type Id = NodeId;
    type Pairs<'g> = &'g [(NodeId, NodeId)];

    const MISSING: NodeId = MISSING;
    const ABSENT: NodeId = NodeId(u32::MAX - 1);

    #[inline(always)]
    fn node(&self, id: NodeId) -> Option<Node<'_, Self>> {
        Some(match self.nodes().get(id.index())? {
            MontyNode::List(items) => Node::List(items),
            MontyNode::Tuple(items) => Node::Tuple(items),
            MontyNode::Set(items) => Node::Set(items),
            MontyNode::FrozenSet(items) => Node::FrozenSet(items),
            MontyNode::NamedTuple {
                type_name,
                field_names,
                values,
            } => Node::NamedTuple {
                type_name,
                field_names,
                values,
            },
            MontyNode::Dict(pairs) => Node::Dict(pairs.as_slice()),
            MontyNode::ClassInstance {
                class_type,
                instance_id,
                attrs,
            } => Node::Instance {
                class: *class_type,
                id: *instance_id,
                attrs,
            },
            leaf => Node::leaf(leaf),
        })
    }

    #[inline]
    fn is_null(&self, id: NodeId) -> bool {
        matches!(self.nodes().get(id.index()), None | Some(MontyNode::None))
    }

    #[inline]
    fn int(&self, id: NodeId) -> Option<i64> {
        match self.nodes().get(id.index())? {
            MontyNode::Int(value) => Some(*value),
            _ => None,
        }
    }

    #[inline]
    fn float(&self, id: NodeId) -> Option<f64> {
        match self.nodes().get(id.index())? {
            MontyNode::Float(value) => Some(*value),
            _ => None,
        }
    }

    #[inline]
    fn bool(&self, id: NodeId) -> Option<bool> {
        match self.nodes().get(id.index())? {
            MontyNode::Bool(value) => Some(*value),
            _ => None,
        }
    }

    #[inline]
    fn text(&self, id: NodeId) -> Option<&str> {
        match self.nodes().get(id.index())? {
            MontyNode::String(text) => Some(text),
            _ => None,
        }
    }

    fn type_name(&self, id: NodeId) -> &str {
        self.type_name(id)
    }

    fn class(&self, id: NodeId) -> Vec<u8> {
        let mut class = Vec::new();
        Encoder::new(self, [id]).value(id, &mut class);
        class
    }
}

impl Pairs<NodeId> for &[(NodeId, NodeId)] {
    #[inline]
    fn len(self) -> usize {
        <[_]>::len(self)
    }

    #[inline]
    fn key(self, at: usize) -> NodeId {
        self[at].0
    }

    #[inline]
    fn value(self, at: usize) -> NodeId {
        self[at].1
    }
}
