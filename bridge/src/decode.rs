//! CBOR to graph: fallible, budgeted, and without recursion.
//!
//! Nodes are built in the order in which values complete in the bytes, which is post-order, so one forward pass fills
//! the arena. Memory is charged before it is allocated, and a length head reserves no more than the bytes that are left
//! could hold: at any time the items owed to all open containers are at most that many.
//!
//! Short texts that are keys of several dicts, or attributes of several instances, are one node: identity of such texts is not
//! kept by the encoding (see [`encode`](crate::encode)), and records are much smaller so.
//!
//! Decoding is lenient about form: long heads, indefinite lengths, narrow floats, bignums that are small, longer forms
//! where a shorter one exists, and sharing tags where none are needed give the value they denote. [`decode_strict`]
//! refuses all of that, and keys that Python holds to be equal.

mod build;
mod equality;
mod frame;
mod reader;
mod strict;
mod tagged;
mod text;

use monty_types::{MontyObject, MontyUuid};
use smallvec::SmallVec;

use crate::{
    budget::{Budget, DecodeLimits},
    cbor,
    error::{DecodeError, DecodeErrorKind as Kind},
    graph::{MontyGraph, MontyNode, NodeId, object_from_graph},
};
use reader::{Head, Reader, Simple};

/// Decodes one value, which must be all of `bytes`.
///
/// # Errors
/// When the bytes are not one well-formed value of the schema or exceed the limits; see [`DecodeError`].
///
/// ```
/// use monty_bridge::{DecodeErrorKind, DecodeLimits, decode};
/// let limits = DecodeLimits::default();
/// assert_eq!(decode(&[0x18, 0x2a], &limits).unwrap().py_repr(), "42");
/// let error = decode(&[0x82, 0x01, 0x61, 0xff], &limits).unwrap_err();
/// assert_eq!(error.kind(), DecodeErrorKind::InvalidUtf8);
/// assert_eq!(error.to_string(), "invalid UTF-8 in a text string at byte 2");
/// ```
pub fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<MontyObject, DecodeError> {
    let mut decoder = Decoder::new(bytes, limits);
    let root = decoder.value()?;
    let graph = decoder.finish()?;
    object_from_graph(graph, root).map_err(|_| DecodeError::new(Kind::WrongContent, 0))
}

/// Decodes one value and refuses what the encoder would not have written.
///
/// # Errors
/// As [`decode`], and when a dict, set or attribute map holds keys that Python holds to be equal, or the bytes differ from the
/// canonical encoding of the value. The checks take memory beyond the budget, in proportion to the input.
///
/// ```
/// use monty_bridge::{DecodeErrorKind, DecodeLimits, decode_strict};
/// let limits = DecodeLimits::default();
/// assert!(decode_strict(&[0x17], &limits).is_ok());
/// let error = decode_strict(&[0x18, 0x17], &limits).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::NotCanonical, 0));
/// ```
pub fn decode_strict(bytes: &[u8], limits: &DecodeLimits) -> Result<MontyObject, DecodeError> {
    let mut decoder = Decoder::new(bytes, limits);
    decoder.containers = Some(Vec::new());
    let root = decoder.value()?;
    let containers = decoder.containers.take().unwrap_or_default();
    let graph = decoder.finish()?;
    strict::refuse_equal_keys(graph.nodes(), &containers)?;
    let value = object_from_graph(graph, root).map_err(|_| DecodeError::new(Kind::WrongContent, 0))?;
    strict::refuse_other_forms(bytes, &value)?;
    Ok(value)
}

/// Decodes a message: cold structure item by item, and values into one arena with one space of sharing indexes.
///
/// After an error the decoder's state is unspecified, but calling it again is safe.
#[derive(Debug)]
pub struct Decoder<'b> {
    reader: Reader<'b>,
    nodes: Vec<MontyNode>,
    budget: Budget,
    depth: usize,
    /// Containers open inside each other.
    open: usize,
    /// Items that open containers of definite length still wait for.
    owed: usize,
    /// For each sharing tag in order, the id of its node, or [`PENDING`].
    shares: Vec<u32>,
    /// Containers that are open around the one that is being read; as many as most values have need no allocation.
    stack: SmallVec<[frame::Frame; 4]>,
    /// What open containers hold so far: those of an inner one after those of an outer one.
    items: Vec<NodeId>,
    /// Of the open instances.
    identities: Vec<MontyUuid>,
    /// Nodes of short texts that are keys, by a hash of the text; [`PENDING`] where there is none yet. Empty until a dict
    /// inside another container is complete: then more of its kind may follow.
    keys: Vec<u32>,
    /// Strict mode: every container with the offset of its array or map.
    containers: Option<Vec<(NodeId, usize)>>,
}

/// A shared node that is not complete.
const PENDING: u32 = u32::MAX;

/// How many keys are remembered.
const KEYS: usize = 64;

impl<'b> Decoder<'b> {
    /// Starts at the first of `bytes`. The limits hold for the message as a whole.
    #[must_use]
    pub fn new(bytes: &'b [u8], limits: &DecodeLimits) -> Self {
        Self {
            reader: Reader { bytes, pos: 0 },
            // Room for a few nodes, so that small values do not grow it.
            nodes: Vec::with_capacity(bytes.len().min(8)),
            budget: Budget::new(limits.budget),
            depth: limits.depth,
            open: 0,
            owed: 0,
            shares: Vec::new(),
            stack: SmallVec::new(),
            items: Vec::new(),
            identities: Vec::new(),
            keys: Vec::new(),
            containers: None,
        }
    }

    /// Reads the head of a message array: the number of items that follow.
    ///
    /// # Errors
    /// When no array of definite length is next.
    pub fn array(&mut self) -> Result<usize, DecodeError> {
        self.count(cbor::ARRAY, 1)
    }

    /// Reads the head of a message map: the number of pairs that follow.
    ///
    /// # Errors
    /// When no map of definite length is next.
    pub fn map(&mut self) -> Result<usize, DecodeError> {
        self.count(cbor::MAP, 2)
    }

    /// Reads a head whose `count` things of at least `size` bytes must fit the input.
    fn count(&mut self, major: u8, size: usize) -> Result<usize, DecodeError> {
        let head = self.expect(major)?;
        let Some(arg) = head.arg else {
            return Err(DecodeError::new(Kind::WrongContent, head.at));
        };
        match usize::try_from(arg) {
            Ok(count) if count <= self.reader.left() / size => Ok(count),
            _ => Err(DecodeError::new(Kind::Truncated, head.at)),
        }
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// When none is next.
    pub fn uint(&mut self) -> Result<u64, DecodeError> {
        Ok(self.expect(cbor::UINT)?.arg.unwrap_or_default())
    }

    /// Reads an integer.
    ///
    /// # Errors
    /// When none is next, or it does not fit 64 bits.
    pub fn int(&mut self) -> Result<i64, DecodeError> {
        let head = self.reader.head()?;
        let arg = head.arg.unwrap_or_default();
        let small = i64::try_from(arg).map_err(|_| DecodeError::new(Kind::OutOfRange, head.at));
        match head.major {
            cbor::UINT => small,
            cbor::NINT => Ok(!small?),
            _ => Err(DecodeError::new(Kind::WrongContent, head.at)),
        }
    }

    /// Reads a text string of definite length.
    ///
    /// # Errors
    /// When none is next, or it is not UTF-8.
    pub fn text(&mut self) -> Result<&'b str, DecodeError> {
        let head = self.expect(cbor::TEXT)?;
        match self.reader.text(head, &mut self.budget)? {
            std::borrow::Cow::Borrowed(text) => Ok(text),
            std::borrow::Cow::Owned(_) => Err(DecodeError::new(Kind::WrongContent, head.at)),
        }
    }

    /// Reads a byte string of definite length.
    ///
    /// # Errors
    /// When none is next.
    pub fn bytes(&mut self) -> Result<&'b [u8], DecodeError> {
        let head = self.expect(cbor::BYTES)?;
        match self.reader.byte_string(head, &mut self.budget)? {
            std::borrow::Cow::Borrowed(bytes) => Ok(bytes),
            std::borrow::Cow::Owned(_) => Err(DecodeError::new(Kind::WrongContent, head.at)),
        }
    }

    /// Reads true or false.
    ///
    /// # Errors
    /// When neither is next.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        let at = self.reader.pos;
        let first = self.reader.peek()?;
        match first {
            cbor::FALSE | cbor::TRUE => {
                self.reader.pos += 1;
                Ok(first == cbor::TRUE)
            }
            _ => Err(DecodeError::new(Kind::WrongContent, at)),
        }
    }

    /// Whether null is next; takes it.
    ///
    /// # Errors
    /// When the input has ended.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let found = self.reader.peek()? == cbor::NULL;
        self.reader.pos += usize::from(found);
        Ok(found)
    }

    /// The bytes not yet read.
    #[must_use]
    pub fn rest(&self) -> &'b [u8] {
        self.reader.bytes.get(self.reader.pos..).unwrap_or_default()
    }

    /// Skips the next item, whatever it holds, and gives its bytes.
    ///
    /// # Errors
    /// When the item is not well-formed or has an indefinite length in it.
    pub fn skip_raw(&mut self) -> Result<&'b [u8], DecodeError> {
        self.reader.skip()
    }

    /// How many bytes were read.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.reader.pos
    }

    /// Decodes one value into the arena and gives its id.
    ///
    /// # Errors
    /// When no value of the schema is next, or it exceeds what is left of the limits.
    pub fn value(&mut self) -> Result<NodeId, DecodeError> {
        self.build()
    }

    /// Ends the message: gives the arena of all values decoded.
    ///
    /// # Errors
    /// When bytes are left.
    pub fn finish(self) -> Result<MontyGraph, DecodeError> {
        if self.reader.left() > 0 {
            return Err(DecodeError::new(Kind::Trailing, self.reader.pos));
        }
        // Children come before their holders and classes were checked, so this holds.
        MontyGraph::from_nodes(self.nodes).map_err(|_| DecodeError::new(Kind::WrongContent, 0))
    }

    /// Reads a head that must have the major type.
    fn expect(&mut self, major: u8) -> Result<Head, DecodeError> {
        let head = self.reader.head()?;
        if head.major == major {
            Ok(head)
        } else {
            Err(DecodeError::new(Kind::WrongContent, head.at))
        }
    }

    /// Reads a simple value or float, which must be next.
    fn simple(&mut self) -> Result<Simple, DecodeError> {
        let first = self.reader.peek()?;
        if first >= 0xe0 {
            self.reader.simple(first)
        } else {
            Err(DecodeError::new(Kind::WrongContent, self.reader.pos))
        }
    }

    /// Takes `bytes` from the budget for the item at `at`.
    #[inline]
    fn charge(&mut self, bytes: usize, at: usize) -> Result<(), DecodeError> {
        self.budget.charge(bytes).map_err(|kind| DecodeError::new(kind, at))
    }
}
