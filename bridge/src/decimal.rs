//! `decimal.Decimal` as text and as parts: sign, exponent and coefficient.
//!
//! Nodes hold the text that `str(d)` gives, which is the to-scientific-string of the General Decimal Arithmetic
//! specification and is exact: sign, digits and trailing zeros survive. Limits are the interpreter's: a coefficient or
//! NaN payload of at most [`MAX_DIGITS`] digits, exponents as far as C `_decimal` goes.

use num_bigint::BigUint;
use num_traits::ToPrimitive;

/// Most decimal digits of a coefficient or NaN payload; the interpreter refuses longer ones.
pub(crate) const MAX_DIGITS: usize = 4300;
/// A magnitude of more bytes than this has more than [`MAX_DIGITS`] digits, whatever it is.
pub(crate) const MAX_MAGNITUDE: usize = 1786;
/// Largest adjusted exponent (that of the first digit).
const MAX_ADJUSTED: i64 = 999_999_999_999_999_999;
/// Smallest exponent of the last digit.
const MIN_EXPONENT: i64 = -1_999_999_999_999_999_997;

/// A decimal taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    pub(crate) form: Form,
}

/// What kind of number a [`Decimal`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// `digits * 10^exponent`.
    Finite {
        exponent: i64,
        digits: Digits,
    },
    Infinity,
    /// A NaN with its diagnostic payload, 0 for none.
    Nan {
        signaling: bool,
        payload: Digits,
    },
}

/// Decimal digits without leading zeros; "0" for zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digits(String);

impl Digits {
    /// Takes a run of ASCII digits; `None` when there are too many.
    fn new(digits: &str) -> Option<Self> {
        let digits = match digits.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        (digits.len() <= MAX_DIGITS).then(|| Self(digits.to_owned()))
    }

    /// The digits of an integer; `None` when there are too many.
    pub(crate) fn of(value: &BigUint) -> Option<Self> {
        // The conversion is quadratic, so the size is checked first.
        if value.bits() > MAX_MAGNITUDE as u64 * 8 {
            return None;
        }
        Self::new(&value.to_string())
    }

    /// The digits as text.
    #[cfg(feature = "arrow")]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0 == "0"
    }

    /// The number the digits stand for.
    pub(crate) fn value(&self) -> Magnitude {
        match self.0.parse() {
            Ok(small) => Magnitude::Small(small),
            Err(_) => {
                let big = BigUint::parse_bytes(self.0.as_bytes(), 10).unwrap_or_default();
                match big.to_u64() {
                    Some(small) => Magnitude::Small(small),
                    None => Magnitude::Big(big),
                }
            }
        }
    }
}

/// An integer of any size, in a machine word when it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Magnitude {
    Small(u64),
    /// 2^64 or more.
    Big(BigUint),
}

impl Decimal {
    /// A finite decimal; `None` when the exponent is out of range.
    pub(crate) fn finite(negative: bool, exponent: i64, digits: Digits) -> Option<Self> {
        in_range(exponent, digits.0.len()).then_some(Self {
            negative,
            form: Form::Finite { exponent, digits },
        })
    }

    /// The sign, exponent and coefficient of the plainest and commonest spelling: an optional minus, up to 18 digits, perhaps a
    /// point before or among them. `None` for every other one, and for -0.
    #[inline]
    pub(crate) fn parse_plain(text: &str) -> Option<(bool, i64, u64)> {
        let (negative, text) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            text => (false, text),
        };
        let mut coefficient = 0;
        let mut digits = 0;
        let mut fraction = None;
        for &byte in text {
            match byte {
                b'0'..=b'9' => {
                    coefficient = coefficient * 10 + u64::from(byte - b'0');
                    digits += 1;
                }
                b'.' if fraction.is_none() => fraction = Some(digits),
                _ => return None,
            }
            if digits > 18 {
                return None;
            }
        }
        let places = digits - fraction.unwrap_or(digits);
        (digits > 0 && !(negative && coefficient == 0)).then_some((negative, -places, coefficient))
    }

    /// What `str(d)` gives for a finite decimal with a coefficient of one word; `None` when the exponent is out of range.
    pub(crate) fn finite_text(negative: bool, exponent: i64, coefficient: u64) -> Option<String> {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(coefficient);
        if !in_range(exponent, digits.len()) {
            return None;
        }
        // A sign, a point, and a zero before it.
        let mut out = String::with_capacity(digits.len() + 3);
        if negative {
            out.push('-');
        }
        push_finite(&mut out, exponent, digits);
        Some(out)
    }

    /// Reads every spelling that Python's `Decimal(text)` takes, as far as it is ASCII: surrounding white space,
    /// underscores, either case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let cleaned;
        let text = if text.contains('_') {
            cleaned = text.replace('_', "");
            &cleaned
        } else {
            text
        };
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
            let form = Self::parse_special(&text.to_ascii_lowercase())?;
            return Some(Self { negative, form });
        }
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let digits = if fraction.is_empty() {
            Digits::new(whole)?
        } else {
            Digits::new(&[whole, fraction].concat())?
        };
        Self::finite(
            negative,
            exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?,
            digits,
        )
    }

    fn parse_special(lower: &str) -> Option<Form> {
        if lower == "inf" || lower == "infinity" {
            return Some(Form::Infinity);
        }
        let (signaling, rest) = match lower.strip_prefix('s') {
            Some(rest) => (true, rest),
            None => (false, lower),
        };
        let payload = rest.strip_prefix("nan").filter(|payload| all_digits(payload))?;
        Some(Form::Nan {
            signaling,
            payload: Digits::new(payload)?,
        })
    }

    /// What `str(d)` gives.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        if self.negative {
            out.push('-');
        }
        match &self.form {
            Form::Infinity => out.push_str("Infinity"),
            Form::Nan { signaling, payload } => {
                out.push_str(if *signaling { "sNaN" } else { "NaN" });
                if !payload.is_zero() {
                    out.push_str(&payload.0);
                }
            }
            Form::Finite { exponent, digits } => push_finite(&mut out, *exponent, &digits.0),
        }
        out
    }
}

/// Whether Python has a finite decimal with this exponent and so many digits.
fn in_range(exponent: i64, digits: usize) -> bool {
    let adjusted = exponent.checked_add(digits as i64 - 1);
    exponent >= MIN_EXPONENT && adjusted.is_some_and(|adjusted| adjusted <= MAX_ADJUSTED)
}

/// The to-scientific-string rule: plain notation when the exponent is not positive and the number not below 10^-6.
fn push_finite(out: &mut String, exponent: i64, digits: &str) {
    let adjusted = exponent + digits.len() as i64 - 1;
    if exponent <= 0 && adjusted >= -6 {
        // The point stands before the last `-exponent` digits; both numbers are small here.
        let fraction = exponent.unsigned_abs() as usize;
        match digits.len().checked_sub(fraction) {
            Some(whole) if whole > 0 => {
                out.push_str(&digits[..whole]);
                if fraction > 0 {
                    out.push('.');
                    out.push_str(&digits[whole..]);
                }
            }
            _ => {
                out.push_str("0.");
                out.extend(std::iter::repeat_n('0', fraction - digits.len()));
                out.push_str(digits);
            }
        }
        return;
    }
    out.push_str(&digits[..1]);
    if digits.len() > 1 {
        out.push('.');
        out.push_str(&digits[1..]);
    }
    out.push('E');
    if adjusted >= 0 {
        out.push('+');
    }
    out.push_str(&adjusted.to_string());
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The exponent after `e`, saturated where it is out of range in any case.
fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !all_digits(digits) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    let value = match significant {
        "" => 0,
        // Four times the range, so that a long fraction cannot bring it back and sums stay within i64.
        significant => significant
            .parse()
            .unwrap_or(i64::MAX / 2)
            .min(4_000_000_000_000_000_000),
    };
    Some(if text.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Option<String> {
        Decimal::parse(text).map(|decimal| decimal.text())
    }

    #[test]
    fn canonical_text_is_a_fixed_point() {
        for text in [
            "0",
            "-0",
            "1.20",
            "0.000001",
            "1E-7",
            "0E-7",
            "0.000000",
            "1E+5",
            "1.23E+400",
            "-12.5",
            "Infinity",
            "-Infinity",
            "NaN",
            "sNaN12",
            "-NaN7",
            "123456789012345678901234567890",
            "1E-1999999999999999997",
            "1E+999999999999999999",
        ] {
            assert_eq!(canonical(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn the_short_ways_agree_with_the_long_ones() {
        for text in [
            "0",
            "0.00",
            "1.20",
            "-1.20",
            ".5",
            "-.5",
            "5.",
            "007.10",
            "0.0000001",
            "-0.000001",
            "123456789012345678",
            "1234567890123456.78",
            "99999999999999999.9",
        ] {
            let (negative, exponent, coefficient) = Decimal::parse_plain(text).unwrap();
            let whole = Decimal::parse(text).unwrap();
            assert_eq!(whole.negative, negative, "{text}");
            let Form::Finite { exponent: same, digits } = &whole.form else {
                panic!("{text}")
            };
            assert_eq!(
                (*same, digits.value()),
                (exponent, Magnitude::Small(coefficient)),
                "{text}"
            );
            assert_eq!(
                Decimal::finite_text(negative, exponent, coefficient),
                Some(whole.text()),
                "{text}"
            );
        }
        for text in [
            "",
            "-",
            ".",
            "-.",
            "1.2.3",
            "+1",
            "1e5",
            "-0",
            "-0.00",
            "1234567890123456789",
            "NaN",
            " 1",
            "--1",
            "1_0",
        ] {
            assert_eq!(Decimal::parse_plain(text), None, "{text}");
        }
        for (exponent, coefficient) in [
            (MIN_EXPONENT - 1, 1),
            (MAX_ADJUSTED, 10),
            (i64::MAX, u64::MAX),
            (i64::MIN, 0),
        ] {
            assert_eq!(Decimal::finite_text(false, exponent, coefficient), None);
            let digits = Digits::of(&coefficient.into()).unwrap();
            assert_eq!(Decimal::finite(false, exponent, digits), None);
        }
        for (exponent, coefficient) in [
            (MIN_EXPONENT, u64::MAX),
            (MAX_ADJUSTED, 9),
            (-7, 0),
            (5, 0),
            (400, 123),
            (-30, 123),
        ] {
            let digits = Digits::of(&coefficient.into()).unwrap();
            let whole = Decimal::finite(true, exponent, digits).unwrap();
            assert_eq!(Decimal::finite_text(true, exponent, coefficient), Some(whole.text()));
        }
    }

    #[test]
    fn other_spellings_become_canonical() {
        for (text, expected) in [
            (" 1e5 ", "1E+5"),
            ("+.5", "0.5"),
            ("5.", "5"),
            ("1_000", "1000"),
            ("inf", "Infinity"),
            ("nan0012", "NaN12"),
            ("SNAN", "sNaN"),
            ("000", "0"),
            ("00.10", "0.10"),
            ("1E-0", "1"),
            ("-inFinity", "-Infinity"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        let long = "1".repeat(MAX_DIGITS + 1);
        for text in [
            "",
            ".",
            "1e",
            "e5",
            "--1",
            "1.2.3",
            "nanx",
            "infin",
            "s",
            "1E+1000000000000000000",
            "1E-1999999999999999998",
            "12E+999999999999999999",
            "1E+99999999999999999999999",
            "٣",
            &long,
        ] {
            assert_eq!(canonical(text), None, "{text}");
        }
        assert!(Digits::of(&(BigUint::from(1u8) << (MAX_MAGNITUDE * 8))).is_none());
        assert!(Digits::of(&(num_traits::pow(BigUint::from(10u8), MAX_DIGITS) - 1u8)).is_some());
        assert!((num_traits::pow(BigUint::from(10u8), MAX_DIGITS) - 1u8).bits() <= MAX_MAGNITUDE as u64 * 8);
        assert!(Digits::of(&num_traits::pow(BigUint::from(10u8), MAX_DIGITS)).is_none());
    }
}
