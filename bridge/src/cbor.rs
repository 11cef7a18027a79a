//! Writes CBOR heads and strings in their shortest form (RFC 8949 section 3, preferred serialization).

pub(crate) const UINT: u8 = 0x00;
pub(crate) const NINT: u8 = 0x20;
pub(crate) const BYTES: u8 = 0x40;
pub(crate) const TEXT: u8 = 0x60;
pub(crate) const ARRAY: u8 = 0x80;
pub(crate) const MAP: u8 = 0xa0;
pub(crate) const TAG: u8 = 0xc0;
pub(crate) const FALSE: u8 = 0xf4;
pub(crate) const TRUE: u8 = 0xf5;
pub(crate) const NULL: u8 = 0xf6;
pub(crate) const FLOAT64: u8 = 0xfb;
pub(crate) const BREAK: u8 = 0xff;

/// Writes the head of major type `major` (already in the top three bits) with argument `n`.
#[inline]
pub(crate) fn head(out: &mut Vec<u8>, major: u8, n: u64) {
    if n < 24 {
        out.push(major | n as u8);
    } else {
        long_head(out, major, n);
    }
}

/// The heads that do not fit one byte.
#[inline]
fn long_head(out: &mut Vec<u8>, major: u8, n: u64) {
    let be = n.to_be_bytes();
    if n <= 0xff {
        out.extend_from_slice(&[major | 24, be[7]]);
    } else if n <= 0xffff {
        out.extend_from_slice(&[major | 25, be[6], be[7]]);
    } else if n <= 0xffff_ffff {
        out.extend_from_slice(&[major | 26, be[4], be[5], be[6], be[7]]);
    } else {
        let [a, b, c, d, e, f, g, h] = be;
        out.extend_from_slice(&[major | 27, a, b, c, d, e, f, g, h]);
    }
}

/// Opens an array of `n` items, which the caller writes next.
pub fn array(out: &mut Vec<u8>, n: usize) {
    head(out, ARRAY, n as u64);
}

/// Opens a map of `n` pairs, which the caller writes next.
pub fn map(out: &mut Vec<u8>, n: usize) {
    head(out, MAP, n as u64);
}

/// Writes an unsigned integer.
pub fn uint(out: &mut Vec<u8>, value: u64) {
    head(out, UINT, value);
}

/// Writes a signed integer.
#[inline]
pub fn int(out: &mut Vec<u8>, value: i64) {
    // -1 - n of a negative n is its bitwise complement.
    let sign = value >> 63;
    head(out, NINT & sign as u8, (value ^ sign) as u64);
}

/// Writes a text string.
#[inline]
pub fn text(out: &mut Vec<u8>, value: &str) {
    head(out, TEXT, value.len() as u64);
    out.extend_from_slice(value.as_bytes());
}

/// A text of fewer bytes has its length in the initial byte.
pub(crate) const SHORT_TEXT: usize = 24;
/// How many bytes [`short_text`] writes at first.
pub(crate) const SHORT_TEXT_ROOM: usize = 1 + SHORT_TEXT;

/// [`text`] for fewer than [`SHORT_TEXT`] bytes: a few moves of words in place of a call that copies.
#[inline(always)]
pub(crate) fn short_text(out: &mut Vec<u8>, value: &str) {
    let (bytes, len) = (value.as_bytes(), value.len());
    let start = out.len();
    out.extend_from_slice(&[0; SHORT_TEXT_ROOM]);
    let Some(item) = out
        .get_mut(start..)
        .and_then(<[u8]>::first_chunk_mut::<SHORT_TEXT_ROOM>)
    else {
        return;
    };
    item[0] = TEXT | len as u8;
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        item[1..9].copy_from_slice(first);
        if let Some(second) = bytes.get(8..16) {
            item[9..17].copy_from_slice(second);
        }
        if let Some(place) = item.get_mut(len - 7..=len) {
            place.copy_from_slice(last);
        }
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        item[1..5].copy_from_slice(first);
        if let Some(place) = item.get_mut(len - 3..=len) {
            place.copy_from_slice(last);
        }
    } else {
        for (place, byte) in item[1..4].iter_mut().zip(bytes) {
            *place = *byte;
        }
    }
    out.truncate(start + 1 + len);
}

/// Writes a byte string.
#[inline]
pub fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    head(out, BYTES, value.len() as u64);
    out.extend_from_slice(value);
}

/// Writes null.
pub fn null(out: &mut Vec<u8>) {
    out.push(NULL);
}

/// Writes true or false.
pub fn bool(out: &mut Vec<u8>, value: bool) {
    out.push(if value { TRUE } else { FALSE });
}

/// Writes a float64, bit for bit.
#[inline]
pub fn float(out: &mut Vec<u8>, value: f64) {
    let [a, b, c, d, e, f, g, h] = value.to_bits().to_be_bytes();
    out.extend_from_slice(&[FLOAT64, a, b, c, d, e, f, g, h]);
}

/// Writes a tag head; the caller writes its content next.
pub fn tag(out: &mut Vec<u8>, number: u64) {
    head(out, TAG, number);
}

/// Writes text, or null for `None`.
pub(crate) fn text_or_null(out: &mut Vec<u8>, value: Option<&str>) {
    match value {
        Some(value) => text(out, value),
        None => null(out),
    }
}
