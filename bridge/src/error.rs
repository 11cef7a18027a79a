//! What can be wrong with encoded bytes, and where.

use std::fmt;

/// Why bytes do not decode to a value or message.
///
/// Carries what is wrong and the byte offset at which the offending item begins; see [`DecodeErrorKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
}

/// What is wrong with the bytes. The error's offset is where the head of the offending item begins, unless the variant
/// says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The item runs past the end of the input, or announces more items than the rest of the input could hold.
    Truncated,
    /// Bytes follow the value; the offset is that of the first one.
    Trailing,
    /// Not well-formed: a reserved head, a break out of place, a wrong chunk in an indefinite-length string.
    Malformed,
    /// A simple value without a Python counterpart, such as undefined.
    UnknownSimple,
    /// A text string that is not UTF-8.
    InvalidUtf8,
    /// A tag number that the schema does not have.
    UnknownTag,
    /// An item of the wrong type, or an array or map of the wrong length, in this place.
    WrongContent,
    /// A date, time, offset, duration or decimal that Python cannot hold, or its text in another spelling.
    OutOfRange,
    /// A namedtuple whose names and values differ in number; the offset is that of the values.
    NameCount,
    /// A type, exception, builtin function or file mode that does not exist.
    UnknownName,
    /// An identity that is not sixteen bytes.
    BadId,
    /// A reference to a value not seen or not complete, or a sharing tag directly around another one.
    BadShare,
    /// More containers inside each other than the limits allow.
    TooDeep,
    /// More memory needed than the limits allow.
    OverBudget,
    /// Strict mode: two keys of a dict or attribute map, or elements of a set, that Python holds to be equal; the offset
    /// is that of the map or array.
    DuplicateKey,
    /// Strict mode: not the canonical encoding; the offset is that of the first byte that differs from it.
    NotCanonical,
}

impl DecodeErrorKind {
    /// The phrase that [`DecodeError`]'s message begins with.
    fn phrase(self) -> &'static str {
        match self {
            Self::Truncated => "input ends within the item",
            Self::Trailing => "input goes on after the value",
            Self::Malformed => "malformed CBOR",
            Self::UnknownSimple => "simple value without meaning",
            Self::InvalidUtf8 => "invalid UTF-8 in a text string",
            Self::UnknownTag => "unknown tag",
            Self::WrongContent => "item of the wrong type or length",
            Self::OutOfRange => "value out of range",
            Self::NameCount => "namedtuple with a different number of names and values",
            Self::UnknownName => "unknown name",
            Self::BadId => "id that is not 16 bytes long",
            Self::BadShare => "misplaced sharing tag",
            Self::TooDeep => "nesting beyond the depth limit",
            Self::OverBudget => "memory budget exceeded",
            Self::DuplicateKey => "equal keys",
            Self::NotCanonical => "not the canonical encoding",
        }
    }
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where: an index into the bytes given to the decoder, at most their length.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether more bytes could make the input valid.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.kind == DecodeErrorKind::Truncated
    }

    /// Whether the input was refused because of [`DecodeLimits`](crate::DecodeLimits), not because it is wrong.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.kind, DecodeErrorKind::TooDeep | DecodeErrorKind::OverBudget)
    }

    /// Whether only strict mode refuses the input.
    #[must_use]
    pub fn is_strictness(&self) -> bool {
        matches!(self.kind, DecodeErrorKind::DuplicateKey | DecodeErrorKind::NotCanonical)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind.phrase(), self.offset)
    }
}

impl std::error::Error for DecodeError {}
