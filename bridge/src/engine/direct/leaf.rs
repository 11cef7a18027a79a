//! Heap objects that are no containers: each is read as the node that the interpreter's export makes of it.

use monty_types::{MontyComplex, MontyDate, MontyDateTime, MontyTime};
use num_bigint::{BigInt, Sign};
use serde::Serialize;

use super::read::{Done, Each, Reader, Unexpected, Within, read, reader};
use crate::{calendar, decimal::Decimal, graph::MontyNode};

/// Digits of a word of a decimal's coefficient.
const WORD_DIGITS: usize = 19;

/// An object that is no container.
#[derive(Debug)]
pub(super) enum Leaf {
    Node(MontyNode),
    /// A datetime without an offset: microseconds since 1970.
    Naive(i64),
    /// A decimal: its digits, with the sign, and its exponent.
    Decimal(i64, i8),
}

/// The object whose type has this name in dumps; `None` if it is not read.
#[inline]
pub(super) fn read_leaf<T: Serialize + ?Sized>(name: &str, payload: &T) -> Result<Option<Leaf>, Unexpected> {
    match name {
        "S" => {
            let mut text = None;
            read(payload, Text(&mut text))?;
            Ok(text.map(MontyNode::String).map(Leaf::Node))
        }
        "DateTime" => {
            let mut parts = DateTimeParts::default();
            read(payload, &mut parts)?;
            Ok(parts.leaf())
        }
        "Decimal" => {
            let mut parts = DecimalParts::default();
            read(payload, &mut parts)?;
            Ok(parts.leaf())
        }
        _ => Ok(read_rarer(name, payload)?.map(Leaf::Node)),
    }
}

fn read_rarer<T: Serialize + ?Sized>(name: &str, payload: &T) -> Result<Option<MontyNode>, Unexpected> {
    Ok(match name {
        "B" => {
            let mut bytes = Vec::new();
            read(payload, Bytes(&mut bytes))?;
            bytes.pop().map(MontyNode::Bytes)
        }
        "Path" => {
            let mut path = None;
            read(payload, Within::new("path", Text(&mut path)))?;
            path.map(MontyNode::Path)
        }
        "G" => {
            let mut values = Vec::new();
            read(payload, BigParts::new(&mut values))?;
            values.pop().map(MontyNode::BigInt)
        }
        "J" => {
            let mut value = MontyComplex { real: 0.0, imag: 0.0 };
            read(payload, &mut value)?;
            Some(MontyNode::Complex(value))
        }
        "Date" => {
            let mut date = None;
            read(payload, Date(&mut date))?;
            date.map(MontyNode::Date)
        }
        "Time" => {
            let mut parts = TimeParts::default();
            read(payload, &mut parts)?;
            parts.node()
        }
        "TimeDelta" => {
            let mut parts = Vec::new();
            read(payload, Each(Ints(&mut parts)))?;
            let &[seconds, nanos] = parts.as_slice() else {
                return Err(Unexpected);
            };
            let micros = u32::try_from(nanos / 1000).map_err(|_| Unexpected)?;
            calendar::timedelta(seconds, micros).map(MontyNode::TimeDelta)
        }
        _ => None,
    })
}

reader! {
    /// A text, if there is one.
    Text(Option<String>)
}

impl Reader for Text<'_> {
    fn none(self) -> Done {
        Ok(())
    }

    #[inline]
    fn text(self, text: &str) -> Done {
        *self.0 = Some(text.to_owned());
        Ok(())
    }
}

reader! {
    /// Bytes: pushes them.
    pub(super) Bytes(Vec<Vec<u8>>)
}

impl Reader for Bytes<'_> {
    fn bytes(self, bytes: &[u8]) -> Done {
        self.0.push(bytes.to_owned());
        Ok(())
    }
}

reader! {
    /// An integer, if there is one.
    pub(super) Int(Option<i64>)
}

impl Reader for Int<'_> {
    fn none(self) -> Done {
        Ok(())
    }

    #[inline]
    fn int(self, value: i64) -> Done {
        *self.0 = Some(value);
        Ok(())
    }
}

reader! {
    /// An integer: pushes it.
    Ints(Vec<i64>)
}

impl Reader for Ints<'_> {
    fn int(self, value: i64) -> Done {
        self.0.push(value);
        Ok(())
    }
}

reader! {
    /// An integer without a sign: pushes it.
    Words(Vec<u64>)
}

impl Reader for Words<'_> {
    fn int(self, value: i64) -> Done {
        self.uint(u64::try_from(value).map_err(|_| Unexpected)?)
    }

    fn uint(self, value: u64) -> Done {
        self.0.push(value);
        Ok(())
    }
}

reader! {
    /// A date, as text.
    Date(Option<MontyDate>)
}

impl Reader for Date<'_> {
    fn text(self, text: &str) -> Done {
        *self.0 = calendar::parse_date(text.as_bytes());
        Ok(())
    }
}

reader! {
    /// A date and time without an offset, as text whose fraction has as many digits as it needs: none, three or six.
    Naive(Option<MontyDateTime>)
}

impl Reader for Naive<'_> {
    #[inline]
    fn text(self, text: &str) -> Done {
        *self.0 = match text.len() {
            23 => calendar::parse_datetime([text, "000"].concat().as_bytes()),
            _ => calendar::parse_datetime(text.as_bytes()),
        };
        Ok(())
    }
}

#[derive(Default)]
struct DateTimeParts {
    naive: Option<MontyDateTime>,
    offset: Option<i64>,
    zone: Option<String>,
}

impl DateTimeParts {
    fn leaf(self) -> Option<Leaf> {
        let naive = self.naive?;
        if self.offset.is_none() && self.zone.is_none() {
            return Some(Leaf::Naive(calendar::epoch_micros(&naive)));
        }
        Some(Leaf::Node(MontyNode::DateTime(MontyDateTime {
            offset_seconds: self.offset.map(i32::try_from).transpose().ok()?,
            timezone_name: self.zone,
            ..naive
        })))
    }
}

impl Reader for &mut DateTimeParts {
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "naive" => read(value, Naive(&mut self.naive)),
            "offset_seconds" => read(value, Int(&mut self.offset)),
            "timezone_name" => read(value, Text(&mut self.zone)),
            _ => Ok(()),
        }
    }

    fn end(self) -> Done {
        Ok(())
    }
}

#[derive(Default)]
struct TimeParts {
    hour: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    microsecond: Option<i64>,
    fold: Option<i64>,
    /// The heap object that is the offset.
    zone: Option<i64>,
}

impl TimeParts {
    /// The node of a time without an offset.
    fn node(&self) -> Option<MontyNode> {
        let small = |part: Option<i64>| u8::try_from(part?).ok();
        Some(MontyNode::Time(MontyTime {
            hour: small(self.hour)?,
            minute: small(self.minute)?,
            second: small(self.second)?,
            microsecond: u32::try_from(self.microsecond?).ok()?,
            offset_seconds: None,
            timezone_name: None,
            fold: small(self.fold)?,
        }))
        .filter(|_| self.zone.is_none())
    }
}

impl Reader for &mut TimeParts {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        let part = match name {
            "hour" => &mut self.hour,
            "minute" => &mut self.minute,
            "second" => &mut self.second,
            "microsecond" => &mut self.microsecond,
            "fold" => &mut self.fold,
            "tzinfo" => &mut self.zone,
            _ => return Err(Unexpected),
        };
        read(value, Int(part))
    }

    fn end(self) -> Done {
        Ok(())
    }
}

impl Reader for &mut MontyComplex {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "R" => read(value, Float(&mut self.real)),
            "I" => read(value, Float(&mut self.imag)),
            _ => Err(Unexpected),
        }
    }

    fn end(self) -> Done {
        Ok(())
    }
}

reader!(Float(f64));

impl Reader for Float<'_> {
    fn float(self, value: f64) -> Done {
        *self.0 = value;
        Ok(())
    }
}

/// A large integer: its sign, and its magnitude in words of 32 bits, the least first. Pushes it.
pub(super) struct BigParts<'i> {
    sign: Option<i64>,
    magnitude: Option<Vec<u32>>,
    values: &'i mut Vec<BigInt>,
}

impl<'i> BigParts<'i> {
    pub fn new(values: &'i mut Vec<BigInt>) -> Self {
        Self {
            sign: None,
            magnitude: None,
            values,
        }
    }
}

impl Reader for BigParts<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        if self.sign.is_none() {
            return read(value, Int(&mut self.sign));
        }
        let mut words = Vec::new();
        read(value, Each(Ints(&mut words)))?;
        let words: Result<_, _> = words.into_iter().map(u32::try_from).collect();
        self.magnitude = Some(words.map_err(|_| Unexpected)?);
        Ok(())
    }

    fn end(self) -> Done {
        let sign = match self.sign {
            Some(-1) => Sign::Minus,
            Some(0) => Sign::NoSign,
            Some(1) => Sign::Plus,
            _ => return Err(Unexpected),
        };
        self.values.push(BigInt::new(sign, self.magnitude.ok_or(Unexpected)?));
        Ok(())
    }
}

reader! {
    /// Large integers, one after the other.
    pub(super) BigInts(Vec<BigInt>)
}

impl Reader for BigInts<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        read(value, BigParts::new(self.0))
    }

    fn end(self) -> Done {
        Ok(())
    }
}

#[derive(Default)]
struct DecimalParts {
    negative: bool,
    /// The coefficient in words of [`WORD_DIGITS`] digits, the least first.
    words: Vec<u64>,
    exponent: Option<i64>,
    finite: bool,
}

impl DecimalParts {
    fn leaf(&self) -> Option<Leaf> {
        self.small()
            .or_else(|| Some(Leaf::Node(MontyNode::Decimal(self.text()?))))
    }

    /// A finite decimal of a few digits; -0 has no digits with a sign.
    fn small(&self) -> Option<Leaf> {
        let digits = match self.words.as_slice() {
            [] if !self.negative => 0,
            [word] => i64::try_from(*word).ok()?,
            _ => return None,
        };
        let exponent = self.exponent.filter(|_| self.finite)?;
        let digits = if self.negative { -digits } else { digits };
        Some(Leaf::Decimal(digits, i8::try_from(exponent).ok()?))
    }

    /// What `str(d)` gives for a finite decimal.
    fn text(&self) -> Option<String> {
        let exponent = self.exponent.filter(|_| self.finite)?;
        let Some((most, rest)) = self.words.split_last() else {
            return Decimal::finite_text(self.negative, exponent, 0);
        };
        if rest.is_empty() {
            return Decimal::finite_text(self.negative, exponent, *most);
        }
        let mut text = format!("{}{most}", if self.negative { "-" } else { "" });
        for word in rest.iter().rev() {
            text.push_str(&format!("{word:0WORD_DIGITS$}"));
        }
        Some(Decimal::parse(&format!("{text}E{exponent}"))?.text())
    }
}

impl Reader for &mut DecimalParts {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "sign" => read(value, Flag(&mut self.negative)),
            "coeff" => read(value, Each(Words(&mut self.words))),
            "exp" => read(value, Int(&mut self.exponent)),
            "special" => read(value, Finite(&mut self.finite)),
            _ => Err(Unexpected),
        }
    }

    fn end(self) -> Done {
        Ok(())
    }
}

reader!(Flag(bool));

impl Reader for Flag<'_> {
    fn bool(self, value: bool) -> Done {
        *self.0 = value;
        Ok(())
    }
}

reader! {
    /// Whether a decimal is finite.
    Finite(bool)
}

impl Reader for Finite<'_> {
    fn unit(self, name: &'static str) -> Done {
        *self.0 = name == "Finite";
        Ok(())
    }
}
