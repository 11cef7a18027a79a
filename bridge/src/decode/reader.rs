//! Reads CBOR heads and strings at a position in the input.

use std::borrow::Cow;

use super::text;
use crate::{
    budget::Budget,
    cbor,
    error::{DecodeError, DecodeErrorKind as Kind},
};

/// The input and a position in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) pos: usize,
}

/// A head: where it begins, its major type in the top three bits, and its argument.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) at: usize,
    pub(super) major: u8,
    /// `None`: indefinite length, which only strings, arrays and maps can have.
    pub(super) arg: Option<u64>,
}

/// What stands under major type 7.
pub(super) enum Simple {
    False,
    True,
    Null,
    Float(f64),
}

impl<'b> Reader<'b> {
    /// Bytes not yet read.
    #[inline]
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.pos
    }

    /// The error of an input that ends where an item should begin.
    #[cold]
    fn ended(&self) -> DecodeError {
        DecodeError::new(Kind::Truncated, self.bytes.len())
    }

    /// The next byte, which stays.
    #[inline]
    pub(super) fn peek(&self) -> Result<u8, DecodeError> {
        self.bytes.get(self.pos).copied().ok_or_else(|| self.ended())
    }

    /// Takes `N` bytes of the head that begins at `at`.
    #[inline]
    fn take<const N: usize>(&mut self, at: usize) -> Result<[u8; N], DecodeError> {
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let Some(chunk) = rest.first_chunk::<N>() else {
            return Err(DecodeError::new(Kind::Truncated, at));
        };
        self.pos += N;
        Ok(*chunk)
    }

    /// Reads the argument that the initial byte `first` announces; the position is after that byte.
    #[inline]
    pub(super) fn argument(&mut self, first: u8, at: usize) -> Result<u64, DecodeError> {
        match first & 0x1f {
            small @ 0..=23 => Ok(small.into()),
            24 => Ok(u64::from(self.take::<1>(at)?[0])),
            25 => Ok(u16::from_be_bytes(self.take(at)?).into()),
            26 => Ok(u32::from_be_bytes(self.take(at)?).into()),
            27 => Ok(u64::from_be_bytes(self.take(at)?)),
            _ => Err(DecodeError::new(Kind::Malformed, at)),
        }
    }

    /// Reads a head of any major type but 7, which is left for [`simple`](Self::simple) and given with argument 0.
    #[inline]
    pub(super) fn head(&mut self) -> Result<Head, DecodeError> {
        let at = self.pos;
        let first = self.peek()?;
        let major = first & 0xe0;
        if major == 0xe0 {
            if first == cbor::BREAK {
                return Err(DecodeError::new(Kind::Malformed, at));
            }
            return Ok(Head {
                at,
                major,
                arg: Some(0),
            });
        }
        self.pos += 1;
        if first & 0x1f == 31 && matches!(major, cbor::BYTES | cbor::TEXT | cbor::ARRAY | cbor::MAP) {
            return Ok(Head { at, major, arg: None });
        }
        let arg = Some(self.argument(first, at)?);
        Ok(Head { at, major, arg })
    }

    /// Reads a simple value or float, whose initial byte is `first`.
    pub(super) fn simple(&mut self, first: u8) -> Result<Simple, DecodeError> {
        let at = self.pos;
        self.pos += 1;
        match first {
            cbor::FALSE => Ok(Simple::False),
            cbor::TRUE => Ok(Simple::True),
            cbor::NULL => Ok(Simple::Null),
            0xf9 => Ok(Simple::Float(half(u16::from_be_bytes(self.take(at)?)))),
            0xfa => Ok(Simple::Float(single(u32::from_be_bytes(self.take(at)?)))),
            cbor::FLOAT64 => Ok(Simple::Float(f64::from_bits(u64::from_be_bytes(self.take(at)?)))),
            0xf8 => match self.take::<1>(at)? {
                [0..32] => Err(DecodeError::new(Kind::Malformed, at)),
                _ => Err(DecodeError::new(Kind::UnknownSimple, at)),
            },
            0xfc..=0xff => Err(DecodeError::new(Kind::Malformed, at)),
            _ => Err(DecodeError::new(Kind::UnknownSimple, at)),
        }
    }

    /// Takes a string payload of `len` bytes whose head begins at `at`.
    #[inline]
    pub(super) fn payload(&mut self, len: u64, at: usize) -> Result<&'b [u8], DecodeError> {
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let payload = usize::try_from(len).ok().and_then(|len| rest.get(..len));
        let Some(payload) = payload else {
            return Err(DecodeError::new(Kind::Truncated, at));
        };
        self.pos += payload.len();
        Ok(payload)
    }

    /// Whether a break is next; takes it.
    #[inline]
    pub(super) fn at_break(&mut self) -> Result<bool, DecodeError> {
        let found = self.peek()? == cbor::BREAK;
        self.pos += usize::from(found);
        Ok(found)
    }

    /// Reads the content of a text string after its head.
    #[inline]
    pub(super) fn text(&mut self, head: Head, budget: &mut Budget) -> Result<Cow<'b, str>, DecodeError> {
        match head.arg {
            Some(len) => utf8(self.payload(len, head.at)?, head.at).map(Cow::Borrowed),
            None => {
                let mut whole = String::new();
                self.chunks(head, |chunk, at| {
                    let chunk = utf8(chunk, at)?;
                    budget.charge(chunk.len()).map_err(|kind| DecodeError::new(kind, at))?;
                    whole.push_str(chunk);
                    Ok(())
                })?;
                Ok(Cow::Owned(whole))
            }
        }
    }

    /// Reads the content of a byte string after its head.
    pub(super) fn byte_string(&mut self, head: Head, budget: &mut Budget) -> Result<Cow<'b, [u8]>, DecodeError> {
        match head.arg {
            Some(len) => self.payload(len, head.at).map(Cow::Borrowed),
            None => {
                let mut whole = Vec::new();
                self.chunks(head, |chunk, at| {
                    budget.charge(chunk.len()).map_err(|kind| DecodeError::new(kind, at))?;
                    whole.extend_from_slice(chunk);
                    Ok(())
                })?;
                Ok(Cow::Owned(whole))
            }
        }
    }

    /// Hands each chunk of an indefinite-length string, and where its head begins, to `each`.
    fn chunks(
        &mut self,
        head: Head,
        mut each: impl FnMut(&'b [u8], usize) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        while !self.at_break()? {
            let chunk = self.head()?;
            match chunk.arg {
                Some(len) if chunk.major == head.major => each(self.payload(len, chunk.at)?, chunk.at)?,
                _ => return Err(DecodeError::new(Kind::Malformed, chunk.at)),
            }
        }
        Ok(())
    }

    /// Skips one item of definite length, whatever it holds, and gives its bytes.
    pub(super) fn skip(&mut self) -> Result<&'b [u8], DecodeError> {
        let start = self.pos;
        // Items still to be skipped; each takes at least one byte, so more than are left cannot come.
        let mut owed: u64 = 1;
        while owed > 0 {
            owed -= 1;
            let head = self.head()?;
            let more = match (head.major, head.arg) {
                (cbor::UINT | cbor::NINT, _) => 0,
                (cbor::BYTES | cbor::TEXT, Some(len)) => {
                    self.payload(len, head.at)?;
                    0
                }
                (cbor::ARRAY, Some(len)) => len,
                (cbor::MAP, Some(len)) => len.saturating_mul(2),
                (cbor::TAG, _) => 1,
                (0xe0, _) => {
                    let first = self.peek()?;
                    match self.simple(first) {
                        Err(error) if error.kind() != Kind::UnknownSimple => return Err(error),
                        _ => 0,
                    }
                }
                _ => return Err(DecodeError::new(Kind::WrongContent, head.at)),
            };
            owed = owed.saturating_add(more);
            if owed > self.left() as u64 {
                return Err(DecodeError::new(Kind::Truncated, head.at));
            }
        }
        Ok(&self.bytes[start..self.pos])
    }
}

/// Checks that a text payload, whose head begins at `at`, is UTF-8.
#[inline]
fn utf8(payload: &[u8], at: usize) -> Result<&str, DecodeError> {
    text::checked(payload).ok_or_else(|| DecodeError::new(Kind::InvalidUtf8, at))
}

/// Widens a half-precision float, NaN payloads included (RFC 8949 appendix D).
fn half(bits: u16) -> f64 {
    let sign = u64::from(bits >> 15) << 63;
    let exponent = bits >> 10 & 0x1f;
    let mantissa = u64::from(bits & 0x3ff);
    match exponent {
        0 => f64::from_bits(sign | (mantissa as f64 * 2f64.powi(-24)).to_bits()),
        31 => f64::from_bits(sign | 0x7ff << 52 | mantissa << 42),
        _ => f64::from_bits(sign | (u64::from(exponent) + 1023 - 15) << 52 | mantissa << 42),
    }
}

/// Widens a single-precision float; a cast would make signaling NaNs quiet.
fn single(bits: u32) -> f64 {
    let value = f32::from_bits(bits);
    if value.is_nan() {
        let sign = u64::from(bits >> 31) << 63;
        f64::from_bits(sign | 0x7ff << 52 | u64::from(bits & 0x7f_ffff) << 29)
    } else {
        f64::from(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats_widen_as_appendix_a_of_rfc_8949_lists_them() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0x3e00, 1.5),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x0400, 0.000_061_035_156_25),
            (0xc400, -4.0),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(half(bits), value);
        }
        assert_eq!(half(0x8000).to_bits(), (-0.0f64).to_bits());
        assert_eq!(half(0x7e00).to_bits(), 0x7ff8_0000_0000_0000);
        assert_eq!(single(0xffc0_0001).to_bits(), 0xfff8_0000_2000_0000);
        assert_eq!(single(0x7f80_0001).to_bits(), 0x7ff0_0000_2000_0000);
        assert_eq!(single(0x3fc0_0000), 1.5);
    }
}
