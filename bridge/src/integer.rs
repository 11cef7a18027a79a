//! Integers beyond 64 bits: the magnitude that tags 2 and 3 carry.

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::ToPrimitive;

use crate::{cbor, tag};

/// Length in bytes of the magnitude that goes under tag 2 or 3; `None` when the value is in -2^64 .. 2^64-1 and so is
/// no bignum.
pub(crate) fn magnitude_len(value: &BigInt) -> Option<usize> {
    let bits = carried_bits(value);
    (bits > 64).then(|| bits.div_ceil(8) as usize)
}

/// Bits of n for a positive n, of -1 - n for a negative one.
fn carried_bits(value: &BigInt) -> u64 {
    let magnitude = value.magnitude();
    let bits = magnitude.bits();
    // Subtracting one shortens a power of two alone.
    if value.sign() == Sign::Minus && magnitude.trailing_zeros() == Some(bits - 1) {
        bits - 1
    } else {
        bits
    }
}

/// Writes an integer of any size in its one canonical form.
pub(crate) fn write(out: &mut Vec<u8>, value: &BigInt) {
    if let Some(small) = value.to_i64() {
        return cbor::int(out, small);
    }
    write_signed(out, value.sign() == Sign::Minus, value.magnitude());
}

/// Writes `magnitude`, or its negative when `negative` and the magnitude is not zero.
pub(crate) fn write_signed(out: &mut Vec<u8>, negative: bool, magnitude: &BigUint) {
    if negative && *magnitude != BigUint::ZERO {
        write_magnitude(out, cbor::NINT, tag::BIG_NEGATIVE, &(magnitude - 1u8));
    } else {
        write_magnitude(out, cbor::UINT, tag::BIG_POSITIVE, magnitude);
    }
}

/// Writes `magnitude` under the major type when it fits 64 bits, else under the tag.
fn write_magnitude(out: &mut Vec<u8>, major: u8, tag: u64, magnitude: &BigUint) {
    match magnitude.to_u64() {
        Some(small) => cbor::head(out, major, small),
        None => {
            cbor::tag(out, tag);
            cbor::bytes(out, &magnitude.to_bytes_be());
        }
    }
}

/// The integer `n`, or `-1 - n`, of a magnitude given as big-endian bytes.
pub(crate) fn from_magnitude(bytes: &[u8], negative: bool) -> BigInt {
    let magnitude = BigUint::from_bytes_be(bytes);
    if negative {
        -BigInt::from(magnitude + 1u8)
    } else {
        BigInt::from(magnitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_magnitude_of_a_negative_power_of_two_is_one_bit_shorter() {
        let power = BigInt::from(1) << 256;
        assert_eq!(magnitude_len(&power), Some(33));
        assert_eq!(magnitude_len(&-&power), Some(32));
        assert_eq!(magnitude_len(&(-power - 1)), Some(33));
        let word = BigInt::from(1) << 64;
        assert_eq!(magnitude_len(&-&word), None);
        assert_eq!(magnitude_len(&(-&word - 1)), Some(9));
        assert_eq!(magnitude_len(&(&word - 1)), None);
        assert_eq!(magnitude_len(&word), Some(9));
        assert_eq!(magnitude_len(&BigInt::from(0)), None);
        assert_eq!(magnitude_len(&BigInt::from(-1)), None);
    }
}
