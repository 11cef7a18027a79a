//! What stands under each tag.

use std::num::NonZeroUsize;

use monty_types::{
    BuiltinsFunctions, ExcType, FileMode, MontyComplex, MontyFileHandle, MontyTimeZone, MontyType, MontyUuid,
};
use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::{
    Decoder,
    frame::{Container, Step},
    reader::Simple,
    text,
};
use crate::{
    calendar, cbor,
    decimal::{Decimal, Digits, Form, MAX_MAGNITUDE},
    error::{DecodeError, DecodeErrorKind as Kind},
    graph::{ClassTypeNode, MontyNode},
    integer,
    tag::{self, decimal_option},
};

impl Decoder<'_> {
    /// Reads the content of tag `number`, whose head begins at `at`.
    pub(super) fn tagged(&mut self, number: u64, at: usize) -> Result<Step, DecodeError> {
        match number {
            tag::SHARED => self.shared(at),
            tag::REFERENCE => self.reference(at),
            tag::TUPLE => self.items(Container::Tuple, at),
            tag::SET => self.items(Container::Set, at),
            tag::FROZEN_SET => self.items(Container::FrozenSet, at),
            tag::NAMED_TUPLE => self.named_tuple(at),
            tag::PAIRS => self.open_flat(at).map(Step::Open),
            tag::CLASS => self.class(at),
            tag::INSTANCE => {
                let closing = self.fixed(3)?;
                self.open_instance(closing, at).map(Step::Open)
            }
            tag::MODULE => {
                let closing = self.fixed(3)?;
                let name = self.name()?;
                let id = self.uuid()?;
                self.charge(size_of::<(String, MontyUuid)>(), at)?;
                self.open_attributes(Container::Module(Box::new((name, id))), closing, at)
                    .map(Step::Open)
            }
            tag::BIG_POSITIVE | tag::BIG_NEGATIVE => {
                let value = self.magnitude(number == tag::BIG_NEGATIVE, usize::MAX)?;
                self.charge_leaf(0, at)?;
                let node = match value.to_i64() {
                    Some(small) => MontyNode::Int(small),
                    None => MontyNode::BigInt(value),
                };
                self.charged(node, at)
            }
            tag::DECIMAL | tag::DECIMAL_EXTENDED => self.decimal(number == tag::DECIMAL_EXTENDED, at),
            _ => {
                self.charge_leaf(0, at)?;
                let node = self.leaf(number, at)?;
                self.charged(node, at)
            }
        }
    }

    /// Reads the tags whose content is a leaf of fixed form.
    fn leaf(&mut self, number: u64, at: usize) -> Result<MontyNode, DecodeError> {
        Ok(match number {
            tag::DATETIME => MontyNode::DateTime(self.parsed(calendar::parse_rfc3339)?),
            tag::DATE => MontyNode::Date(self.parsed(calendar::parse_date)?),
            tag::DURATION => self.duration()?,
            tag::COMPLEX => self.complex()?,
            tag::ELLIPSIS => self.only_null(MontyNode::Ellipsis)?,
            tag::NOT_IMPLEMENTED => self.only_null(MontyNode::NotImplemented)?,
            tag::DATETIME_OTHER => self.datetime()?,
            tag::TIME => self.time()?,
            tag::TIMEZONE => self.timezone()?,
            tag::PATH => MontyNode::Path(self.name()?),
            tag::REPR => MontyNode::Repr(self.name()?),
            tag::CYCLE => MontyNode::Cycle(self.name()?),
            tag::EXCEPTION => {
                let closing = self.fixed(2)?;
                let exc_type = self.known(|name| name.parse::<ExcType>().ok())?;
                let arg = self.name_or_null()?;
                self.close_fixed(closing)?;
                MontyNode::Exception { exc_type, arg }
            }
            tag::TYPE => MontyNode::Type(self.known(MontyType::from_type_name)?),
            tag::BUILTIN_FUNCTION => {
                MontyNode::BuiltinFunction(self.known(|name| name.parse::<BuiltinsFunctions>().ok())?)
            }
            tag::FUNCTION => {
                let closing = self.fixed(2)?;
                let name = self.name()?;
                let docstring = self.name_or_null()?;
                self.close_fixed(closing)?;
                MontyNode::Function { name, docstring }
            }
            tag::FILE => {
                let closing = self.fixed(3)?;
                let path = self.name()?;
                let mode = self.known(file_mode)?;
                let position = self.uint()?;
                self.close_fixed(closing)?;
                MontyNode::FileHandle(MontyFileHandle { path, mode, position })
            }
            _ => return Err(DecodeError::new(Kind::UnknownTag, at)),
        })
    }

    fn items(&mut self, kind: Container, at: usize) -> Result<Step, DecodeError> {
        let head = self.expect(cbor::ARRAY)?;
        self.open_items(kind, head, at).map(Step::Open)
    }

    fn named_tuple(&mut self, at: usize) -> Result<Step, DecodeError> {
        let closing = self.fixed(3)?;
        let type_name = self.name()?;
        let fields = self.names()?;
        let count = fields.len() as u64;
        self.charge(size_of::<(String, Vec<String>)>(), at)?;
        let head = self.expect(cbor::ARRAY)?;
        if head.arg.is_some_and(|values| values != count) {
            return Err(DecodeError::new(Kind::NameCount, head.at));
        }
        let mut frame = self.open_items(Container::NamedTuple(Box::new((type_name, fields))), head, at)?;
        frame.closing = closing;
        Ok(Step::Open(frame))
    }

    /// Reads an array of names.
    fn names(&mut self) -> Result<Vec<String>, DecodeError> {
        let head = self.expect(cbor::ARRAY)?;
        let Some(count) = head.arg else {
            let mut names = Vec::new();
            while !self.reader.at_break()? {
                self.charge(size_of::<String>(), self.reader.pos)?;
                names.push(self.name()?);
            }
            return Ok(names);
        };
        let count = match usize::try_from(count) {
            Ok(count) if count <= self.reader.left().saturating_sub(self.owed) => count,
            _ => return Err(DecodeError::new(Kind::Truncated, head.at)),
        };
        self.charge(count.saturating_mul(size_of::<String>()), head.at)?;
        let mut names = Vec::with_capacity(count);
        for _ in 0..count {
            names.push(self.name()?);
        }
        Ok(names)
    }

    fn class(&mut self, at: usize) -> Result<Step, DecodeError> {
        let closing = self.fixed(5)?;
        let name = self.name()?;
        let id = self.uuid()?;
        let host_defined = self.bool()?;
        let is_dataclass = self.bool()?;
        self.charge(size_of::<ClassTypeNode>(), at)?;
        let class = Box::new(ClassTypeNode {
            name,
            id,
            host_defined,
            is_dataclass,
            attrs: Vec::new(),
        });
        self.open_attributes(Container::Class(class), closing, at)
            .map(Step::Open)
    }

    /// Reads an array head of `len` items. Gives the offset of one with indefinite length, for
    /// [`close_fixed`](Self::close_fixed).
    fn fixed(&mut self, len: u64) -> Result<Option<NonZeroUsize>, DecodeError> {
        let head = self.expect(cbor::ARRAY)?;
        match head.arg {
            Some(count) if count == len => Ok(None),
            Some(count) if count > self.reader.left() as u64 => Err(DecodeError::new(Kind::Truncated, head.at)),
            Some(_) => Err(DecodeError::new(Kind::WrongContent, head.at)),
            // A tag comes before it, so that the offset is not zero.
            None => Ok(NonZeroUsize::new(head.at)),
        }
    }

    /// Ends what [`fixed`](Self::fixed) began.
    pub(super) fn close_fixed(&mut self, closing: Option<NonZeroUsize>) -> Result<(), DecodeError> {
        match closing {
            Some(at) if !self.reader.at_break()? => Err(DecodeError::new(Kind::WrongContent, at.get())),
            _ => Ok(()),
        }
    }

    /// Reads text that the node will own.
    fn name(&mut self) -> Result<String, DecodeError> {
        let head = self.expect(cbor::TEXT)?;
        let text = self.reader.text(head, &mut self.budget)?;
        if let std::borrow::Cow::Borrowed(text) = text {
            self.charge(text.len(), head.at)?;
        }
        Ok(text.into_owned())
    }

    fn name_or_null(&mut self) -> Result<Option<String>, DecodeError> {
        if self.null()? { Ok(None) } else { self.name().map(Some) }
    }

    /// Reads text that must have a value for `find`.
    fn known<T>(&mut self, find: impl FnOnce(&str) -> Option<T>) -> Result<T, DecodeError> {
        let head = self.expect(cbor::TEXT)?;
        let text = self.reader.text(head, &mut self.budget)?;
        find(&text).ok_or_else(|| DecodeError::new(Kind::UnknownName, head.at))
    }

    /// Reads text that must be in the spelling that `parse` takes, which is ASCII.
    fn parsed<T>(&mut self, parse: impl FnOnce(&[u8]) -> Option<T>) -> Result<T, DecodeError> {
        let head = self.expect(cbor::TEXT)?;
        let Some(len) = head.arg else {
            let text = self.reader.text(head, &mut self.budget)?;
            return parse(text.as_bytes()).ok_or_else(|| DecodeError::new(Kind::OutOfRange, head.at));
        };
        let bytes = self.reader.payload(len, head.at)?;
        parse(bytes).ok_or_else(|| match text::checked(bytes) {
            Some(_) => DecodeError::new(Kind::OutOfRange, head.at),
            None => DecodeError::new(Kind::InvalidUtf8, head.at),
        })
    }

    /// Reads an identity: tag 37 around sixteen bytes.
    pub(super) fn uuid(&mut self) -> Result<MontyUuid, DecodeError> {
        let head = self.expect(cbor::TAG)?;
        if head.arg != Some(tag::UUID) {
            return Err(DecodeError::new(Kind::WrongContent, head.at));
        }
        let head = self.expect(cbor::BYTES)?;
        let bytes = self.reader.byte_string(head, &mut self.budget)?;
        MontyUuid::try_from_slice(&bytes).ok_or_else(|| DecodeError::new(Kind::BadId, head.at))
    }

    fn only_null(&mut self, node: MontyNode) -> Result<MontyNode, DecodeError> {
        let at = self.reader.pos;
        if self.null()? {
            Ok(node)
        } else {
            Err(DecodeError::new(Kind::WrongContent, at))
        }
    }

    fn float(&mut self) -> Result<f64, DecodeError> {
        let at = self.reader.pos;
        match self.simple()? {
            Simple::Float(value) => Ok(value),
            _ => Err(DecodeError::new(Kind::WrongContent, at)),
        }
    }

    fn complex(&mut self) -> Result<MontyNode, DecodeError> {
        let closing = self.fixed(2)?;
        let real = self.float()?;
        let imag = self.float()?;
        self.close_fixed(closing)?;
        Ok(MontyNode::Complex(MontyComplex { real, imag }))
    }

    /// Whether the next item is an array.
    fn array_ahead(&self) -> Result<bool, DecodeError> {
        Ok(self.reader.peek()? & 0xe0 == cbor::ARRAY)
    }

    /// Reads a UTC offset in seconds.
    fn zone_offset(&mut self) -> Result<i32, DecodeError> {
        let at = self.reader.pos;
        let offset = self.int()?;
        i32::try_from(offset)
            .ok()
            .filter(|offset| calendar::offset_exists(*offset))
            .ok_or_else(|| DecodeError::new(Kind::OutOfRange, at))
    }

    fn datetime(&mut self) -> Result<MontyNode, DecodeError> {
        if !self.array_ahead()? {
            return Ok(MontyNode::DateTime(self.parsed(calendar::parse_datetime)?));
        }
        let closing = self.fixed(3)?;
        let mut value = self.parsed(calendar::parse_datetime)?;
        value.offset_seconds = Some(self.zone_offset()?);
        value.timezone_name = self.name_or_null()?;
        self.close_fixed(closing)?;
        Ok(MontyNode::DateTime(value))
    }

    fn time(&mut self) -> Result<MontyNode, DecodeError> {
        if !self.array_ahead()? {
            return Ok(MontyNode::Time(self.parsed(calendar::parse_time)?));
        }
        let closing = self.fixed(4)?;
        let mut value = self.parsed(calendar::parse_time)?;
        if !self.null()? {
            value.offset_seconds = Some(self.zone_offset()?);
        }
        let at = self.reader.pos;
        value.timezone_name = self.name_or_null()?;
        if value.offset_seconds.is_none() && value.timezone_name.is_some() {
            return Err(DecodeError::new(Kind::WrongContent, at));
        }
        let at = self.reader.pos;
        value.fold = match self.uint()? {
            fold @ 0..=1 => fold as u8,
            _ => return Err(DecodeError::new(Kind::OutOfRange, at)),
        };
        self.close_fixed(closing)?;
        Ok(MontyNode::Time(value))
    }

    fn timezone(&mut self) -> Result<MontyNode, DecodeError> {
        let (offset_seconds, name) = if self.array_ahead()? {
            let closing = self.fixed(2)?;
            let parts = (self.zone_offset()?, Some(self.name()?));
            self.close_fixed(closing)?;
            parts
        } else {
            (self.zone_offset()?, None)
        };
        Ok(MontyNode::TimeZone(MontyTimeZone { offset_seconds, name }))
    }

    /// Reads `{1: seconds, ? -6: microseconds}` in either order.
    fn duration(&mut self) -> Result<MontyNode, DecodeError> {
        let head = self.expect(cbor::MAP)?;
        let wrong = || DecodeError::new(Kind::WrongContent, head.at);
        let mut seconds = None;
        let mut microseconds = None;
        let mut left = head.arg;
        loop {
            match &mut left {
                Some(0) => break,
                Some(left) => *left -= 1,
                None if self.reader.at_break()? => break,
                None => {}
            }
            let seen = match self.int()? {
                1 => seconds.replace(self.int()?).is_some(),
                -6 => microseconds.replace(self.uint()?).is_some(),
                _ => true,
            };
            if seen {
                return Err(wrong());
            }
        }
        let seconds = seconds.ok_or_else(wrong)?;
        u32::try_from(microseconds.unwrap_or_default())
            .ok()
            .and_then(|microseconds| calendar::timedelta(seconds, microseconds))
            .map(MontyNode::TimeDelta)
            .ok_or_else(|| DecodeError::new(Kind::OutOfRange, head.at))
    }

    /// Reads a byte string of at most `limit` bytes as the magnitude of an int.
    fn magnitude(&mut self, negative: bool, limit: usize) -> Result<BigInt, DecodeError> {
        let head = self.expect(cbor::BYTES)?;
        let bytes = self.reader.byte_string(head, &mut self.budget)?;
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        let bytes = &bytes[zeros..];
        if bytes.len() > limit {
            return Err(DecodeError::new(Kind::OutOfRange, head.at));
        }
        // Adding one to make a negative number may need another copy.
        self.charge(bytes.len().saturating_mul(2), head.at)?;
        Ok(integer::from_magnitude(bytes, negative))
    }

    /// Reads an int of any form, with a magnitude of at most `limit` bytes.
    fn any_int(&mut self, limit: usize) -> Result<BigInt, DecodeError> {
        let head = self.reader.head()?;
        let arg = head.arg.unwrap_or_default();
        match head.major {
            cbor::UINT => Ok(arg.into()),
            cbor::NINT => Ok(!BigInt::from(arg)),
            cbor::TAG if arg == tag::BIG_POSITIVE => self.magnitude(false, limit),
            cbor::TAG if arg == tag::BIG_NEGATIVE => self.magnitude(true, limit),
            _ => Err(DecodeError::new(Kind::WrongContent, head.at)),
        }
    }

    /// Reads the parts of a Decimal under tag 4, or tag 268 when `extended`.
    fn decimal(&mut self, extended: bool, at: usize) -> Result<Step, DecodeError> {
        let array = self.reader.pos;
        let closing = self.fixed(if extended { 3 } else { 2 })?;
        let out_of_range = || DecodeError::new(Kind::OutOfRange, array);
        if !extended && let Some((exponent, negative, coefficient)) = self.small_parts() {
            self.close_fixed(closing)?;
            let text = Decimal::finite_text(negative, exponent, coefficient).ok_or_else(out_of_range)?;
            return self.decimal_node(text, at);
        }
        let exponent = self.any_int(MAX_MAGNITUDE)?;
        let at_mantissa = self.reader.pos;
        let mantissa = self.any_int(MAX_MAGNITUDE)?;
        let at_option = self.reader.pos;
        let option = if extended { self.uint()? } else { decimal_option::FINITE };
        self.close_fixed(closing)?;
        if extended && mantissa.sign() == Sign::Minus {
            return Err(DecodeError::new(Kind::WrongContent, at_mantissa));
        }
        let exponent = exponent.to_i64().ok_or_else(out_of_range)?;
        let digits = Digits::of(mantissa.magnitude()).ok_or_else(out_of_range)?;
        let negative = option % 2 == 1;
        let form = match option & !1 {
            decimal_option::FINITE => {
                let negative = negative || mantissa.sign() == Sign::Minus;
                let value = Decimal::finite(negative, exponent, digits).ok_or_else(out_of_range)?;
                return self.decimal_node(value.text(), at);
            }
            decimal_option::INFINITY if exponent == 0 && digits.is_zero() => Form::Infinity,
            kind @ (decimal_option::QUIET_NAN | decimal_option::SIGNALING_NAN) if exponent == 0 => Form::Nan {
                signaling: kind == decimal_option::SIGNALING_NAN,
                payload: digits,
            },
            decimal_option::INFINITY | decimal_option::QUIET_NAN | decimal_option::SIGNALING_NAN => {
                return Err(out_of_range());
            }
            _ => return Err(DecodeError::new(Kind::OutOfRange, at_option)),
        };
        self.decimal_node(Decimal { negative, form }.text(), at)
    }

    /// Reads an exponent and a coefficient that both are heads alone, as those of nearly all Decimals are: exponent, whether
    /// negative, magnitude. Otherwise nothing is read.
    fn small_parts(&mut self) -> Option<(i64, bool, u64)> {
        let mut ahead = self.reader;
        let exponent = ahead.head().ok()?;
        let coefficient = ahead.head().ok()?;
        let value = i64::try_from(exponent.arg?).ok()?;
        let exponent = match exponent.major {
            cbor::UINT => value,
            cbor::NINT => !value,
            _ => return None,
        };
        let (negative, magnitude) = match coefficient.major {
            cbor::UINT => (false, coefficient.arg?),
            cbor::NINT => (true, coefficient.arg?.checked_add(1)?),
            _ => return None,
        };
        self.reader = ahead;
        Some((exponent, negative, magnitude))
    }

    fn decimal_node(&mut self, text: String, at: usize) -> Result<Step, DecodeError> {
        self.charge_leaf(text.len(), at)?;
        self.charged(MontyNode::Decimal(text), at)
    }
}

/// The mode with this canonical spelling.
fn file_mode(text: &str) -> Option<FileMode> {
    Some(match text {
        "r" => FileMode::Read(false),
        "rb" => FileMode::Read(true),
        "r+" => FileMode::ReadUpdate(false),
        "rb+" => FileMode::ReadUpdate(true),
        "w" => FileMode::Write(false),
        "wb" => FileMode::Write(true),
        "w+" => FileMode::WriteUpdate(false),
        "wb+" => FileMode::WriteUpdate(true),
        "a" => FileMode::Append(false),
        "ab" => FileMode::Append(true),
        "a+" => FileMode::AppendUpdate(false),
        "ab+" => FileMode::AppendUpdate(true),
        _ => return None,
    })
}
