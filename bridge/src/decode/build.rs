//! Builds nodes from items: the loop over open containers.

use std::{borrow::Cow, mem};

use super::{
    Decoder, KEYS, PENDING,
    frame::{Container, FRAME, Frame, ID, Step, UNTIL_BREAK},
    text,
};
use crate::{
    cbor,
    decode::reader::{Head, Simple},
    error::{DecodeError, DecodeErrorKind as Kind},
    graph::{MontyNode, NodeId},
    integer, tag,
};

/// What a node takes of the budget besides its payload.
pub(super) const NODE: usize = size_of::<MontyNode>();

impl Decoder<'_> {
    /// Decodes one value.
    pub(super) fn build(&mut self) -> Result<NodeId, DecodeError> {
        self.stack.clear();
        self.items.clear();
        self.identities.clear();
        self.open = 0;
        self.owed = 0;
        let mut top = match self.item()? {
            Step::Leaf(id) => return Ok(id),
            Step::Open(frame) => frame,
        };
        loop {
            if let Some(inner) = self.fill(&mut top)? {
                self.stack.push(mem::replace(&mut top, inner));
                continue;
            }
            if let Container::InstanceClass = top.kind {
                self.instance(&mut top)?;
                continue;
            }
            match self.stack.pop() {
                Some(outer) => {
                    let id = self.close(mem::replace(&mut top, outer))?;
                    self.items.push(id);
                }
                None => return self.close(top),
            }
        }
    }

    /// Reads the items of `top` until it has all (`None`) or a container opens in it.
    #[inline]
    fn fill(&mut self, top: &mut Frame) -> Result<Option<Frame>, DecodeError> {
        if top.remaining == UNTIL_BREAK {
            return self.fill_until_break(top);
        }
        let has_keys = !self.keys.is_empty() && top.kind.before_pairs().is_some();
        while top.remaining > 0 {
            let key = has_keys && top.remaining.is_multiple_of(2);
            top.remaining -= 1;
            self.owed -= 1;
            if let Some(id) = if key { self.key()? } else { self.hot()? } {
                self.items.push(id);
                continue;
            }
            match self.item()? {
                Step::Leaf(id) => self.items.push(id),
                Step::Open(inner) => return Ok(Some(inner)),
            }
        }
        Ok(None)
    }

    /// [`fill`](Self::fill) for a container of indefinite length.
    #[cold]
    fn fill_until_break(&mut self, top: &Frame) -> Result<Option<Frame>, DecodeError> {
        while !self.reader.at_break()? {
            self.charge(ID, self.reader.pos)?;
            match self.item()? {
                Step::Leaf(id) => self.items.push(id),
                Step::Open(inner) => return Ok(Some(inner)),
            }
        }
        match top.kind.before_pairs() {
            // A key without a value.
            Some(before) if !(self.items.len() - top.start - before).is_multiple_of(2) => {
                Err(DecodeError::new(Kind::WrongContent, top.at))
            }
            _ => Ok(None),
        }
    }

    /// Ends a container: makes its node of the items that wait.
    fn close(&mut self, frame: Frame) -> Result<NodeId, DecodeError> {
        self.open -= 1;
        self.budget.refund(FRAME);
        let has_pairs = frame.kind.before_pairs().is_some();
        let items = self.items.get(frame.start..).unwrap_or_default();
        let node = match frame.kind {
            Container::List => MontyNode::List(items.to_vec()),
            Container::Dict => MontyNode::Dict(pairs(items)),
            Container::Tuple => MontyNode::Tuple(items.to_vec()),
            Container::Set => MontyNode::Set(items.to_vec()),
            Container::FrozenSet => MontyNode::FrozenSet(items.to_vec()),
            Container::NamedTuple(names) => {
                let (type_name, field_names) = *names;
                if field_names.len() != items.len() {
                    return Err(DecodeError::new(Kind::NameCount, frame.at));
                }
                MontyNode::NamedTuple {
                    type_name,
                    field_names,
                    values: items.to_vec(),
                }
            }
            Container::Class(mut class) => {
                class.attrs = pairs(items);
                MontyNode::ClassType(class)
            }
            Container::Module(module) => {
                let (name, id) = *module;
                MontyNode::Module {
                    name,
                    id,
                    attrs: pairs(items),
                }
            }
            Container::Instance => {
                let (Some((&class_type, attrs)), Some(instance_id)) = (items.split_first(), self.identities.pop())
                else {
                    return Err(DecodeError::new(Kind::WrongContent, frame.at));
                };
                MontyNode::ClassInstance {
                    class_type,
                    instance_id,
                    attrs: pairs(attrs),
                }
            }
            Container::InstanceClass => return Err(DecodeError::new(Kind::WrongContent, frame.at)),
        };
        self.items.truncate(frame.start);
        if self.keys.is_empty() && self.open > 0 && has_pairs {
            self.keys.resize(KEYS, PENDING);
        }
        self.close_fixed(frame.closing)?;
        let id = self.push(node, frame.at)?;
        if let Some(list) = &mut self.containers {
            list.push((id, frame.at));
        }
        if frame.slot != PENDING {
            self.resolve(frame.slot, id);
        }
        Ok(id)
    }

    /// Completes the shared node with index `slot`.
    fn resolve(&mut self, slot: u32, id: NodeId) {
        if let Some(share) = self.shares.get_mut(slot as usize) {
            *share = id.0;
        }
    }

    /// Appends a node that was charged for.
    #[inline]
    fn push(&mut self, node: MontyNode, at: usize) -> Result<NodeId, DecodeError> {
        let index = self.nodes.len();
        // One id is left out, so that none equals PENDING.
        if index >= PENDING as usize {
            return Err(DecodeError::new(Kind::OverBudget, at));
        }
        self.nodes.push(node);
        Ok(NodeId(index as u32))
    }

    /// Charges for a leaf and `payload` bytes that it owns, before they are allocated.
    #[inline]
    pub(super) fn charge_leaf(&mut self, payload: usize, at: usize) -> Result<(), DecodeError> {
        self.charge(NODE.saturating_add(payload), at)
    }

    /// Appends a leaf that owns nothing.
    #[inline]
    fn plain(&mut self, node: MontyNode, at: usize) -> Result<Step, DecodeError> {
        self.charge(NODE, at)?;
        self.push(node, at).map(Step::Leaf)
    }

    /// Appends a leaf that was charged for.
    pub(super) fn charged(&mut self, node: MontyNode, at: usize) -> Result<Step, DecodeError> {
        self.push(node, at).map(Step::Leaf)
    }

    /// Reads one of the commonest leaves: a small int, a short text, a float64, or none of these (`None`, and nothing is
    /// read).
    #[inline(always)]
    fn hot(&mut self) -> Result<Option<NodeId>, DecodeError> {
        let at = self.reader.pos;
        let Some((&first, rest)) = self.reader.bytes.get(at..).and_then(<[u8]>::split_first) else {
            return Ok(None);
        };
        let (node, len) = match first {
            0x00..=0x17 => (MontyNode::Int(first.into()), 1),
            0x18 => match rest.first_chunk() {
                Some(arg) => (MontyNode::Int(u8::from_be_bytes(*arg).into()), 2),
                None => return Ok(None),
            },
            0x19 => match rest.first_chunk() {
                Some(arg) => (MontyNode::Int(u16::from_be_bytes(*arg).into()), 3),
                None => return Ok(None),
            },
            0x60..=0x77 => {
                let len = usize::from(first - 0x60);
                let Some(text) = rest.get(..len) else {
                    return Ok(None);
                };
                let Some(text) = text::checked(text) else {
                    return Ok(None);
                };
                self.charge_leaf(len, at)?;
                self.reader.pos += 1 + len;
                return self.push(MontyNode::String(text.to_owned()), at).map(Some);
            }
            cbor::FLOAT64 => match rest.first_chunk() {
                Some(bits) => (MontyNode::Float(f64::from_bits(u64::from_be_bytes(*bits))), 9),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.charge(NODE, at)?;
        self.reader.pos += len;
        self.push(node, at).map(Some)
    }

    /// [`hot`](Self::hot) for a key of a dict or the name of an attribute. Records have the same keys again and again, so a short
    /// text that was a key before is that node once more: it need not be made, and the interpreter makes one str of it.
    #[inline]
    fn key(&mut self) -> Result<Option<NodeId>, DecodeError> {
        let hash = self.reader.bytes.get(self.reader.pos..).and_then(key_hash);
        let Some(&id) = hash.and_then(|hash| self.keys.get(hash % KEYS)) else {
            return self.hot();
        };
        if let Some(MontyNode::String(known)) = self.nodes.get(id as usize) {
            let end = self.reader.pos + 1 + known.len();
            let item = self.reader.bytes.get(self.reader.pos..end);
            if item.is_some_and(|item| usize::from(item[0] & 0x1f) == known.len() && item[1..] == *known.as_bytes()) {
                self.reader.pos = end;
                return Ok(Some(NodeId(id)));
            }
        }
        let id = self.hot()?;
        if let (Some(id), Some(slot)) = (id, hash.and_then(|hash| self.keys.get_mut(hash % KEYS))) {
            *slot = id.0;
        }
        Ok(id)
    }

    /// Reads a leaf, or opens a container.
    pub(super) fn item(&mut self) -> Result<Step, DecodeError> {
        let at = self.reader.pos;
        let first = self.reader.peek()?;
        match first {
            0x00..=0x17 => {
                self.reader.pos += 1;
                self.plain(MontyNode::Int(first.into()), at)
            }
            0x18..=0x1b => {
                self.reader.pos += 1;
                let value = self.reader.argument(first, at)?;
                match i64::try_from(value) {
                    Ok(value) => self.plain(MontyNode::Int(value), at),
                    Err(_) => self.big(value, false, at),
                }
            }
            0x20..=0x3b => {
                self.reader.pos += 1;
                let value = self.reader.argument(first, at)?;
                match i64::try_from(value) {
                    Ok(value) => self.plain(MontyNode::Int(!value), at),
                    Err(_) => self.big(value, true, at),
                }
            }
            0x60..=0x7b => {
                self.reader.pos += 1;
                let arg = Some(self.reader.argument(first, at)?);
                let head = Head {
                    at,
                    major: cbor::TEXT,
                    arg,
                };
                self.string(head)
            }
            0x80..=0x9b => {
                self.reader.pos += 1;
                let arg = Some(self.reader.argument(first, at)?);
                let head = Head {
                    at,
                    major: cbor::ARRAY,
                    arg,
                };
                self.open_items(Container::List, head, at).map(Step::Open)
            }
            0xa0..=0xbb => {
                self.reader.pos += 1;
                let arg = Some(self.reader.argument(first, at)?);
                let head = Head {
                    at,
                    major: cbor::MAP,
                    arg,
                };
                self.open_map(head).map(Step::Open)
            }
            0xe0.. => {
                let node = match self.reader.simple(first)? {
                    Simple::False => MontyNode::Bool(false),
                    Simple::True => MontyNode::Bool(true),
                    Simple::Null => MontyNode::None,
                    Simple::Float(value) => MontyNode::Float(value),
                };
                self.plain(node, at)
            }
            _ => self.rare_item(),
        }
    }

    /// Appends an int that does not fit 64 bits with a sign.
    #[cold]
    fn big(&mut self, value: u64, negative: bool, at: usize) -> Result<Step, DecodeError> {
        self.charge_leaf(16, at)?;
        let value = integer::from_magnitude(&value.to_be_bytes(), negative);
        self.charged(MontyNode::BigInt(value), at)
    }

    /// Appends a str whose head was read.
    #[inline]
    fn string(&mut self, head: Head) -> Result<Step, DecodeError> {
        let Some(len) = head.arg else {
            // The content is charged chunk by chunk.
            let text = self.reader.text(head, &mut self.budget)?.into_owned();
            return self.plain(MontyNode::String(text), head.at);
        };
        let bytes = self.reader.payload(len, head.at)?;
        self.charge_leaf(bytes.len(), head.at)?;
        let text = text::owned(bytes).ok_or_else(|| DecodeError::new(Kind::InvalidUtf8, head.at))?;
        self.charged(MontyNode::String(text), head.at)
    }

    /// [`item`](Self::item) for tags, byte strings and indefinite lengths.
    #[inline(never)]
    fn rare_item(&mut self) -> Result<Step, DecodeError> {
        let head = self.reader.head()?;
        match head.major {
            cbor::TAG => self.tagged(head.arg.unwrap_or_default(), head.at),
            cbor::BYTES => match self.reader.byte_string(head, &mut self.budget)? {
                Cow::Borrowed(bytes) => {
                    self.charge_leaf(bytes.len(), head.at)?;
                    self.charged(MontyNode::Bytes(bytes.to_owned()), head.at)
                }
                Cow::Owned(bytes) => self.plain(MontyNode::Bytes(bytes), head.at),
            },
            cbor::TEXT => self.string(head),
            cbor::ARRAY => self.open_items(Container::List, head, head.at).map(Step::Open),
            cbor::MAP => self.open_map(head).map(Step::Open),
            _ => Err(DecodeError::new(Kind::Malformed, head.at)),
        }
    }

    /// Reads a value to be shared, after its tag.
    pub(super) fn shared(&mut self, at: usize) -> Result<Step, DecodeError> {
        self.charge(size_of::<u32>(), at)?;
        let slot = self.shares.len();
        if slot >= PENDING as usize {
            return Err(DecodeError::new(Kind::OverBudget, at));
        }
        self.shares.push(PENDING);
        let inner = self.reader.pos;
        let mut ahead = self.reader;
        let head = ahead.head()?;
        if head.major == cbor::TAG && matches!(head.arg, Some(tag::SHARED | tag::REFERENCE)) {
            return Err(DecodeError::new(Kind::BadShare, inner));
        }
        match self.item()? {
            Step::Leaf(id) => {
                self.resolve(slot as u32, id);
                Ok(Step::Leaf(id))
            }
            Step::Open(mut frame) => {
                frame.slot = slot as u32;
                Ok(Step::Open(frame))
            }
        }
    }

    /// Reads the index of a reference, after its tag at `at`.
    pub(super) fn reference(&mut self, at: usize) -> Result<Step, DecodeError> {
        let head = self.reader.head()?;
        let (cbor::UINT, Some(index)) = (head.major, head.arg) else {
            return Err(DecodeError::new(Kind::BadShare, head.at));
        };
        let share = usize::try_from(index).ok().and_then(|index| self.shares.get(index));
        match share {
            Some(&id) if id != PENDING => Ok(Step::Leaf(NodeId(id))),
            _ => Err(DecodeError::new(Kind::BadShare, at)),
        }
    }
}

/// A hash of a short text that begins with its head; `None` if something else comes first.
#[inline]
fn key_hash(item: &[u8]) -> Option<usize> {
    let (&head @ 0x61..=0x77, text) = item.split_first()? else {
        return None;
    };
    let len = usize::from(head - 0x60);
    let [first, last] = [*text.first()?, *text.get(len - 1)?].map(usize::from);
    Some(len + first * 5 + last * 11)
}

/// Keys and values that alternate, as pairs.
#[inline]
fn pairs(items: &[NodeId]) -> Vec<(NodeId, NodeId)> {
    let (pairs, _) = items.as_chunks();
    pairs.iter().map(|&[key, value]| (key, value)).collect()
}
