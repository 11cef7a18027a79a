//! Containers whose items are being read, and how they are opened: depth, what is owed, and memory.

use monty_types::MontyUuid;

use super::{Decoder, PENDING, build::NODE, reader::Head};
use crate::{
    cbor,
    error::{DecodeError, DecodeErrorKind as Kind},
    graph::{ClassTypeNode, MontyNode, NodeId},
    tag,
};

/// What an open container takes of the budget.
pub(super) const FRAME: usize = size_of::<Frame>();
/// What a reference to an item takes of the budget.
pub(super) const ID: usize = size_of::<NodeId>();

/// A container whose items are being read.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) body: Body,
    /// Items, or pairs, still to come; `None` until a break.
    pub(super) remaining: Option<usize>,
    /// Index of the sharing tag around the container, or [`PENDING`] for none.
    pub(super) slot: u32,
    /// Offset of the array or map.
    pub(super) at: usize,
    /// Offset of an indefinite-length array around the container's own, which a break must close.
    pub(super) closing: Option<usize>,
}

#[derive(Debug)]
pub(super) enum Body {
    Items(Items, Vec<NodeId>),
    Pairs(Pairs, Vec<(NodeId, NodeId)>, Option<NodeId>),
    /// An instance whose class is next; it begins at the offset.
    Class(usize),
}

#[derive(Debug)]
pub(super) enum Items {
    List,
    Tuple,
    Set,
    FrozenSet,
    NamedTuple(Box<(String, Vec<String>)>),
}

#[derive(Debug)]
pub(super) enum Pairs {
    Dict,
    Class(Box<ClassTypeNode>),
    Instance(NodeId, MontyUuid),
    Module(Box<(String, MontyUuid)>),
}

/// A value, or a container that was opened.
#[derive(Debug)]
pub(super) enum Step {
    Leaf(NodeId),
    Open(Frame),
}

impl Decoder<'_> {
    /// Counts a container that begins at `at` and charges for it.
    fn enter(&mut self, at: usize) -> Result<(), DecodeError> {
        if self.open >= self.depth {
            return Err(DecodeError::new(Kind::TooDeep, at));
        }
        self.charge(NODE + FRAME, at)?;
        self.open += 1;
        Ok(())
    }

    /// Takes note of `count` groups of `each` items and charges for their ids; all must fit what is left of the input.
    #[inline]
    pub(super) fn owe(&mut self, count: u64, each: usize, at: usize) -> Result<usize, DecodeError> {
        let room = self.reader.left() - self.owed.min(self.reader.left());
        let count = match usize::try_from(count) {
            Ok(count) if count <= room / each => count,
            _ => return Err(DecodeError::new(Kind::Truncated, at)),
        };
        self.budget
            .charge_many(count, each * ID)
            .map_err(|kind| DecodeError::new(kind, at))?;
        self.owed += count * each;
        // Most items are nodes, and then comes the container. What the budget would not let in is not reserved.
        self.nodes.reserve((count * each + 1).min(self.budget.room_for(NODE)));
        Ok(count)
    }

    /// Opens an array of items after its head; the value begins at `at`.
    #[inline]
    pub(super) fn open_items(&mut self, kind: Items, head: Head, at: usize) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        let remaining = match head.arg {
            Some(count) => Some(self.owe(count, 1, head.at)?),
            None => None,
        };
        Ok(Frame {
            body: Body::Items(kind, Vec::with_capacity(remaining.unwrap_or_default())),
            remaining,
            slot: PENDING,
            at: head.at,
            closing: None,
        })
    }

    /// Opens a map after its head; the value begins at `at`.
    #[inline]
    pub(super) fn open_map(&mut self, kind: Pairs, head: Head, at: usize) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        self.pairs(kind, head, head.arg)
    }

    /// Opens the array form of a dict, after its tag.
    pub(super) fn open_flat(&mut self, kind: Pairs, at: usize) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        self.flat(kind)
    }

    /// Reads the head of the array form of a dict.
    fn flat(&mut self, kind: Pairs) -> Result<Frame, DecodeError> {
        let head = self.expect(cbor::ARRAY)?;
        match head.arg {
            Some(count) if count > self.reader.left() as u64 => Err(DecodeError::new(Kind::Truncated, head.at)),
            Some(count) if count % 2 != 0 => Err(DecodeError::new(Kind::WrongContent, head.at)),
            count => self.pairs(kind, head, count.map(|count| count / 2)),
        }
    }

    fn pairs(&mut self, kind: Pairs, head: Head, count: Option<u64>) -> Result<Frame, DecodeError> {
        let remaining = match count {
            Some(count) => Some(self.owe(count, 2, head.at)?),
            None => None,
        };
        Ok(Frame {
            body: Body::Pairs(kind, Vec::with_capacity(remaining.unwrap_or_default()), None),
            remaining,
            slot: PENDING,
            at: head.at,
            closing: None,
        })
    }

    /// Opens the attributes of a class or module that begins at `at`: a map or the array form.
    pub(super) fn open_attributes(
        &mut self,
        kind: Pairs,
        closing: Option<usize>,
        at: usize,
    ) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        let mut frame = self.attributes(kind)?;
        frame.closing = closing;
        Ok(frame)
    }

    fn attributes(&mut self, kind: Pairs) -> Result<Frame, DecodeError> {
        let head = self.reader.head()?;
        match (head.major, head.arg) {
            (cbor::MAP, count) => self.pairs(kind, head, count),
            (cbor::TAG, Some(tag::PAIRS)) => self.flat(kind),
            _ => Err(DecodeError::new(Kind::WrongContent, head.at)),
        }
    }

    /// Opens an instance that begins at `at`, after the head of its array.
    pub(super) fn open_instance(&mut self, closing: Option<usize>, at: usize) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        Ok(Frame {
            body: Body::Class(at),
            remaining: None,
            slot: PENDING,
            at,
            closing,
        })
    }

    /// Goes on with an instance whose class, which began at `at`, is there: identity, and the head of the attributes.
    pub(super) fn instance(&mut self, frame: &mut Frame, class: NodeId, at: usize) -> Result<(), DecodeError> {
        if !matches!(self.nodes.get(class.index()), Some(MontyNode::ClassType(_))) {
            return Err(DecodeError::new(Kind::WrongContent, at));
        }
        let id = self.uuid()?;
        let attributes = self.attributes(Pairs::Instance(class, id))?;
        frame.body = attributes.body;
        frame.remaining = attributes.remaining;
        frame.at = attributes.at;
        Ok(())
    }
}
