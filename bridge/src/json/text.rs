//! The text of each leaf in the JSON view, written under a budget.

use std::fmt::Display;

use monty_types::{MontyTimeDelta, StringRepr};

use num_bigint::BigInt;

use super::{Fault, JsonErrorKind, float};
use crate::{calendar, decimal::Decimal, graph::MontyNode};

/// JSON text of limited length.
pub(super) struct Writer {
    out: String,
    limit: usize,
}

impl Writer {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            out: String::new(),
            limit,
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Makes sure that `bytes` more fit.
    fn room(&self, bytes: usize) -> Result<(), Fault> {
        if bytes <= self.limit - self.out.len() {
            return Ok(());
        }
        let detail = format!("more than {} bytes of text up to here", self.limit);
        Err(Fault::new(JsonErrorKind::OverBudget, detail))
    }

    #[inline]
    pub(super) fn push(&mut self, text: &str) -> Result<(), Fault> {
        self.room(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    /// Appends the short text of a number or the like.
    fn display(&mut self, value: impl Display) -> Result<(), Fault> {
        self.push(&value.to_string())
    }

    /// Appends a string with the escapes that `json.dumps` uses.
    pub(super) fn string(&mut self, text: &str) -> Result<(), Fault> {
        self.push("\"")?;
        self.escaped(text)?;
        self.push("\"")
    }

    /// Appends text inside quotes.
    fn escaped(&mut self, text: &str) -> Result<(), Fault> {
        let mut clean = 0;
        for (place, byte) in text.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.push(&text[clean..place])?;
            clean = place + 1;
            match byte {
                b'"' => self.push("\\\"")?,
                b'\\' => self.push("\\\\")?,
                b'\n' => self.push("\\n")?,
                b'\r' => self.push("\\r")?,
                b'\t' => self.push("\\t")?,
                0x08 => self.push("\\b")?,
                0x0c => self.push("\\f")?,
                _ => self.display(format_args!("\\u{byte:04x}"))?,
            }
        }
        self.push(&text[clean..])
    }

    /// Appends a dict key as a string. False when JSON objects cannot have it.
    pub(super) fn key(&mut self, node: &MontyNode) -> Result<bool, Fault> {
        match node {
            MontyNode::String(text) => self.string(text)?,
            MontyNode::None | MontyNode::Bool(_) | MontyNode::Int(_) | MontyNode::BigInt(_) => {
                self.push("\"")?;
                self.leaf(node)?;
                self.push("\"")?;
            }
            // json.dumps spells these three out.
            MontyNode::Float(value) if value.is_nan() => self.push("\"NaN\"")?,
            MontyNode::Float(f64::INFINITY) => self.push("\"Infinity\"")?,
            MontyNode::Float(f64::NEG_INFINITY) => self.push("\"-Infinity\"")?,
            MontyNode::Float(value) => self.display(format_args!("\"{}\"", float::repr(*value)))?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Appends a value that is no array and no object.
    pub(super) fn leaf(&mut self, node: &MontyNode) -> Result<(), Fault> {
        match node {
            MontyNode::None => self.push("null"),
            MontyNode::Bool(true) => self.push("true"),
            MontyNode::Bool(false) => self.push("false"),
            MontyNode::Int(value) => self.display(value),
            MontyNode::BigInt(value) => self.big(value),
            MontyNode::Float(value) if value.is_finite() => self.push(&float::repr(*value)),
            MontyNode::Float(value) => {
                let detail = format!("{} is not a JSON number", float::repr(*value));
                Err(Fault::new(JsonErrorKind::NotANumber, detail))
            }
            MontyNode::String(text) | MontyNode::Path(text) | MontyNode::Repr(text) | MontyNode::Cycle(text) => {
                self.string(text)
            }
            MontyNode::Bytes(bytes) => self.base64(bytes),
            MontyNode::Exception {
                exc_type,
                arg: Some(arg),
            } if !arg.is_empty() => {
                self.push("\"")?;
                self.escaped((*exc_type).into())?;
                self.push(": ")?;
                self.escaped(arg)?;
                self.push("\"")
            }
            MontyNode::Exception { exc_type, .. } => self.string((*exc_type).into()),
            _ => self.string(&short_text(node)),
        }
    }

    fn big(&mut self, value: &BigInt) -> Result<(), Fault> {
        // log10(2) is a little less than 0.30103.
        let digits = (value.bits() as u128 * 30_103 / 100_000) as usize;
        self.room(digits.saturating_add(digits.saturating_mul(digits) / 4096))?;
        self.display(value)
    }

    /// Appends bytes in the standard base64 alphabet with padding (RFC 4648 section 4).
    fn base64(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let length = bytes.len().div_ceil(3).saturating_mul(4).saturating_add(2);
        self.room(length)?;
        self.out.reserve(length);
        self.out.push('"');
        for chunk in bytes.chunks(3) {
            let group = chunk.iter().fold(0, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
            for place in 0..4 {
                if place <= chunk.len() {
                    self.out
                        .push(ALPHABET[(group >> (18 - 6 * place) & 63) as usize].into());
                } else {
                    self.out.push('=');
                }
            }
        }
        self.out.push('"');
        Ok(())
    }
}

/// The text of a leaf whose size is that of the node.
fn short_text(node: &MontyNode) -> String {
    match node {
        MontyNode::Date(date) if calendar::date_exists(date.year, date.month, date.day) => {
            calendar::date_text(date).as_str().to_owned()
        }
        MontyNode::DateTime(value) if calendar::datetime_exists(value) => {
            calendar::datetime_iso(value).as_str().to_owned()
        }
        MontyNode::Time(value) if calendar::time_exists(value) => calendar::time_iso(value).as_str().to_owned(),
        MontyNode::TimeZone(value) if calendar::timezone_exists(value) => match &value.name {
            Some(name) => name.clone(),
            None => calendar::offset_name(value.offset_seconds).as_str().to_owned(),
        },
        MontyNode::TimeDelta(delta) => duration(delta).unwrap_or_else(|| invalid("timedelta")),
        MontyNode::Decimal(text) => Decimal::parse(text).map_or_else(|| invalid("Decimal"), |value| value.text()),
        MontyNode::Complex(value) => float::complex_repr(value.real, value.imag),
        MontyNode::Type(value) => format!("<class '{value}'>"),
        MontyNode::ClassType(class) => format!("<class '{}'>", class.name),
        MontyNode::BuiltinFunction(function) => format!("<built-in function {function}>"),
        MontyNode::Function { name, .. } => format!("<function '{name}' external>"),
        MontyNode::FileHandle(file) => file.to_string(),
        MontyNode::Module { name, .. } => format!("<module {}>", StringRepr(name)),
        MontyNode::Ellipsis => "Ellipsis".to_owned(),
        MontyNode::NotImplemented => "NotImplemented".to_owned(),
        MontyNode::Date(_) => invalid("date"),
        MontyNode::DateTime(_) => invalid("datetime"),
        MontyNode::Time(_) => invalid("time"),
        MontyNode::TimeZone(_) => invalid("timezone"),
        // The rest are arrays and objects, but for namedtuples that cannot be.
        _ => invalid("namedtuple"),
    }
}

/// The same text that the encoder gives to nodes which Python could not hold.
fn invalid(what: &str) -> String {
    format!("<invalid {what}>")
}

/// An ISO 8601 duration as pydantic writes it: a sign before the P, a year for each 365 days, only parts that are not
/// zero.
fn duration(delta: &MontyTimeDelta) -> Option<String> {
    let (seconds, microseconds) = calendar::duration(delta)?;
    let total = i128::from(seconds) * 1_000_000 + i128::from(microseconds);
    if total == 0 {
        return Some("PT0S".to_owned());
    }
    let mut out = String::from(if total < 0 { "-P" } else { "P" });
    let total = total.unsigned_abs();
    let microseconds = (total % 1_000_000) as u32;
    let seconds = (total / 1_000_000) as u64;
    let (days, seconds) = (seconds / 86_400, seconds % 86_400);
    let part = |out: &mut String, value: u64, unit: char| {
        if value != 0 {
            out.push_str(&value.to_string());
            out.push(unit);
        }
    };
    part(&mut out, days / 365, 'Y');
    part(&mut out, days % 365, 'D');
    if seconds != 0 || microseconds != 0 {
        out.push('T');
        part(&mut out, seconds / 3600, 'H');
        part(&mut out, seconds / 60 % 60, 'M');
        if microseconds == 0 {
            part(&mut out, seconds % 60, 'S');
        } else {
            let fraction = format!("{microseconds:06}");
            out.push_str(&format!("{}.{}S", seconds % 60, fraction.trim_end_matches('0')));
        }
    }
    Some(out)
}
