//! Containers whose items are being read, and how they are opened: depth, what is owed, and memory.

use std::num::NonZeroUsize;

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

/// A container whose items are being read. Those that were read wait at the end of the decoder's `items`.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) kind: Container,
    /// Items still to come, keys and values counted alike, or [`UNTIL_BREAK`].
    pub(super) remaining: usize,
    /// How many items of other containers waited when this one was opened.
    pub(super) start: usize,
    /// Index of the sharing tag around the container, or [`PENDING`] for none.
    pub(super) slot: u32,
    /// Offset of the array or map.
    pub(super) at: usize,
    /// Offset of an indefinite-length array around the container's own, which a break must close.
    pub(super) closing: Option<NonZeroUsize>,
}

/// The `remaining` of a container of indefinite length; no more than `isize::MAX` items fit the input.
pub(super) const UNTIL_BREAK: usize = usize::MAX;

/// What a container becomes.
#[derive(Debug)]
pub(super) enum Container {
    List,
    Tuple,
    Set,
    FrozenSet,
    NamedTuple(Box<(String, Vec<String>)>),
    Dict,
    Class(Box<ClassTypeNode>),
    Module(Box<(String, MontyUuid)>),
    /// An instance whose only item so far is its class.
    InstanceClass,
    /// An instance with its class as the first item. Its identity is the last of the decoder's `identities`.
    Instance,
}

impl Container {
    /// How many items come before the pairs, or `None` if there are no pairs.
    pub(super) fn before_pairs(&self) -> Option<usize> {
        match self {
            Self::Dict | Self::Class(_) | Self::Module(_) => Some(0),
            Self::Instance => Some(1),
            _ => None,
        }
    }
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

    /// Takes note of `count` groups of `each` items and charges for their ids; all must fit what is left of the input. Gives
    /// the number of items.
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
        let count = count * each;
        self.owed += count;
        // Most items are nodes, and then comes the container. What the budget would not let in is not reserved.
        self.nodes.reserve((count + 1).min(self.budget.room_for(NODE)));
        self.items.reserve(count.min(self.budget.room_for(NODE)));
        Ok(count)
    }

    /// A frame for a container whose array or map begins at `at`, with `remaining` items to come.
    #[inline]
    fn frame(&self, kind: Container, remaining: usize, at: usize) -> Frame {
        Frame {
            kind,
            remaining,
            start: self.items.len(),
            slot: PENDING,
            at,
            closing: None,
        }
    }

    /// Opens an array of items after its head; the value begins at `at`.
    #[inline]
    pub(super) fn open_items(&mut self, kind: Container, head: Head, at: usize) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        let remaining = match head.arg {
            Some(count) => self.owe(count, 1, head.at)?,
            None => UNTIL_BREAK,
        };
        Ok(self.frame(kind, remaining, head.at))
    }

    /// Opens a dict after the head of its map.
    #[inline]
    pub(super) fn open_map(&mut self, head: Head) -> Result<Frame, DecodeError> {
        self.enter(head.at)?;
        let remaining = self.pairs(head.arg, head.at)?;
        Ok(self.frame(Container::Dict, remaining, head.at))
    }

    /// Opens the array form of a dict that begins at `at`, after its tag.
    pub(super) fn open_flat(&mut self, at: usize) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        let (remaining, at) = self.flat()?;
        Ok(self.frame(Container::Dict, remaining, at))
    }

    /// Takes note of the items of `count` pairs, or of those until a break.
    #[inline]
    fn pairs(&mut self, count: Option<u64>, at: usize) -> Result<usize, DecodeError> {
        match count {
            Some(count) => self.owe(count, 2, at),
            None => Ok(UNTIL_BREAK),
        }
    }

    /// Reads the head of the array form of a dict: how many items come, and its offset.
    fn flat(&mut self) -> Result<(usize, usize), DecodeError> {
        let head = self.expect(cbor::ARRAY)?;
        let remaining = match head.arg {
            Some(count) if count > self.reader.left() as u64 => Err(DecodeError::new(Kind::Truncated, head.at)),
            Some(count) if count % 2 != 0 => Err(DecodeError::new(Kind::WrongContent, head.at)),
            count => self.pairs(count.map(|count| count / 2), head.at),
        };
        Ok((remaining?, head.at))
    }

    /// Opens the attributes of a class or module that begins at `at`: a map or the array form.
    pub(super) fn open_attributes(
        &mut self,
        kind: Container,
        closing: Option<NonZeroUsize>,
        at: usize,
    ) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        let (remaining, at) = self.attributes()?;
        let mut frame = self.frame(kind, remaining, at);
        frame.closing = closing;
        Ok(frame)
    }

    /// Reads the head of attributes: how many items come, and its offset.
    fn attributes(&mut self) -> Result<(usize, usize), DecodeError> {
        let head = self.reader.head()?;
        match (head.major, head.arg) {
            (cbor::MAP, count) => Ok((self.pairs(count, head.at)?, head.at)),
            (cbor::TAG, Some(tag::PAIRS)) => self.flat(),
            _ => Err(DecodeError::new(Kind::WrongContent, head.at)),
        }
    }

    /// Opens an instance that begins at `at`, after the head of its array. Its class is next.
    pub(super) fn open_instance(&mut self, closing: Option<NonZeroUsize>, at: usize) -> Result<Frame, DecodeError> {
        self.enter(at)?;
        self.owed += 1;
        let mut frame = self.frame(Container::InstanceClass, 1, self.reader.pos);
        frame.closing = closing;
        Ok(frame)
    }

    /// Goes on with an instance whose class is there: identity, and the head of the attributes.
    pub(super) fn instance(&mut self, frame: &mut Frame) -> Result<(), DecodeError> {
        let class = self.items.last().and_then(|class| self.nodes.get(class.index()));
        if !matches!(class, Some(MontyNode::ClassType(_))) {
            return Err(DecodeError::new(Kind::WrongContent, frame.at));
        }
        let id = self.uuid()?;
        self.identities.push(id);
        frame.kind = Container::Instance;
        (frame.remaining, frame.at) = self.attributes()?;
        Ok(())
    }
}
