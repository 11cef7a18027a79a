//! Writes leaves: everything without children, and the repr fallback for nodes that Python could not hold.

use monty_types::{MontyDateTime, MontyTime, MontyUuid};

use crate::{
    calendar, cbor,
    decimal::{Decimal, Digits, Form, Magnitude},
    graph::MontyNode,
    integer,
    tag::{self, decimal_option},
};

/// Writes the identity of a class, instance or module.
pub(super) fn uuid(out: &mut Vec<u8>, id: &MontyUuid) {
    cbor::tag(out, tag::UUID);
    cbor::bytes(out, id.as_bytes());
}

/// Writes a leaf. A node that Python could not hold becomes a repr fallback.
pub(super) fn write(out: &mut Vec<u8>, node: &MontyNode) {
    match node {
        MontyNode::None => cbor::null(out),
        MontyNode::Bool(value) => cbor::bool(out, *value),
        MontyNode::Int(value) => cbor::int(out, *value),
        MontyNode::BigInt(value) => integer::write(out, value),
        MontyNode::Float(value) => cbor::float(out, *value),
        MontyNode::String(value) => cbor::text(out, value),
        MontyNode::Bytes(value) => cbor::bytes(out, value),
        MontyNode::Complex(value) => {
            cbor::tag(out, tag::COMPLEX);
            cbor::array(out, 2);
            cbor::float(out, value.real);
            cbor::float(out, value.imag);
        }
        MontyNode::Ellipsis => tagged_null(out, tag::ELLIPSIS),
        MontyNode::NotImplemented => tagged_null(out, tag::NOT_IMPLEMENTED),
        MontyNode::Date(date) if calendar::date_exists(date.year, date.month, date.day) => {
            cbor::tag(out, tag::DATE);
            calendar_text(out, &calendar::date_text(date));
        }
        MontyNode::DateTime(value) if calendar::datetime_exists(value) => datetime(out, value),
        MontyNode::Time(value) if calendar::time_exists(value) => time(out, value),
        MontyNode::TimeZone(value) if calendar::timezone_exists(value) => {
            cbor::tag(out, tag::TIMEZONE);
            match &value.name {
                None => cbor::int(out, value.offset_seconds.into()),
                Some(name) => {
                    cbor::array(out, 2);
                    cbor::int(out, value.offset_seconds.into());
                    cbor::text(out, name);
                }
            }
        }
        MontyNode::TimeDelta(value) => match calendar::duration(value) {
            Some((seconds, microseconds)) => duration(out, seconds, microseconds),
            None => invalid(out, "timedelta"),
        },
        MontyNode::Decimal(text) => decimal_text(out, text),
        MontyNode::Path(path) => tagged_text(out, tag::PATH, path),
        MontyNode::Exception { exc_type, arg } => {
            cbor::tag(out, tag::EXCEPTION);
            cbor::array(out, 2);
            cbor::text(out, (*exc_type).into());
            cbor::text_or_null(out, arg.as_deref());
        }
        MontyNode::Type(value) => tagged_text(out, tag::TYPE, value.name()),
        MontyNode::BuiltinFunction(function) => tagged_text(out, tag::BUILTIN_FUNCTION, (*function).into()),
        MontyNode::Function { name, docstring } => {
            cbor::tag(out, tag::FUNCTION);
            cbor::array(out, 2);
            cbor::text(out, name);
            cbor::text_or_null(out, docstring.as_deref());
        }
        MontyNode::FileHandle(file) => {
            cbor::tag(out, tag::FILE);
            cbor::array(out, 3);
            cbor::text(out, &file.path);
            cbor::text(out, file.mode.as_str());
            cbor::uint(out, file.position);
        }
        MontyNode::Repr(text) => tagged_text(out, tag::REPR, text),
        MontyNode::Cycle(text) => tagged_text(out, tag::CYCLE, text),
        MontyNode::Date(_) => invalid(out, "date"),
        MontyNode::DateTime(_) => invalid(out, "datetime"),
        MontyNode::Time(_) => invalid(out, "time"),
        MontyNode::TimeZone(_) => invalid(out, "timezone"),
        MontyNode::NamedTuple { .. } => invalid(out, "namedtuple"),
        // Written by the walk, never here.
        MontyNode::List(_)
        | MontyNode::Tuple(_)
        | MontyNode::Set(_)
        | MontyNode::FrozenSet(_)
        | MontyNode::Dict(_)
        | MontyNode::ClassType(_)
        | MontyNode::ClassInstance { .. }
        | MontyNode::Module { .. } => invalid(out, "container"),
    }
}

fn tagged_text(out: &mut Vec<u8>, tag: u64, text: &str) {
    cbor::tag(out, tag);
    cbor::text(out, text);
}

fn calendar_text(out: &mut Vec<u8>, text: &calendar::Text) {
    cbor::head(out, cbor::TEXT, text.as_bytes().len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn tagged_null(out: &mut Vec<u8>, tag: u64) {
    cbor::tag(out, tag);
    cbor::null(out);
}

/// The repr fallback for a node that holds no value of its type.
fn invalid(out: &mut Vec<u8>, what: &str) {
    tagged_text(out, tag::REPR, &format!("<invalid {what}>"));
}

fn datetime(out: &mut Vec<u8>, value: &MontyDateTime) {
    match (value.offset_seconds, &value.timezone_name) {
        (Some(offset), None) if offset % 60 == 0 => {
            cbor::tag(out, tag::DATETIME);
            calendar_text(out, &calendar::rfc3339_text(value, offset));
        }
        (Some(offset), name) => {
            cbor::tag(out, tag::DATETIME_OTHER);
            cbor::array(out, 3);
            calendar_text(out, &calendar::datetime_text(value));
            cbor::int(out, offset.into());
            cbor::text_or_null(out, name.as_deref());
        }
        (None, _) => {
            cbor::tag(out, tag::DATETIME_OTHER);
            calendar_text(out, &calendar::datetime_text(value));
        }
    }
}

fn time(out: &mut Vec<u8>, value: &MontyTime) {
    let text = calendar::time_text(value);
    if value.offset_seconds.is_none() && value.fold == 0 {
        cbor::tag(out, tag::TIME);
        return calendar_text(out, &text);
    }
    cbor::tag(out, tag::TIME);
    cbor::array(out, 4);
    calendar_text(out, &text);
    match value.offset_seconds {
        Some(offset) => cbor::int(out, offset.into()),
        None => cbor::null(out),
    }
    cbor::text_or_null(out, value.timezone_name.as_deref());
    cbor::uint(out, value.fold.into());
}

fn duration(out: &mut Vec<u8>, seconds: i64, microseconds: u32) {
    cbor::tag(out, tag::DURATION);
    cbor::map(out, if microseconds == 0 { 1 } else { 2 });
    cbor::int(out, 1);
    cbor::int(out, seconds);
    if microseconds != 0 {
        cbor::int(out, -6);
        cbor::uint(out, microseconds.into());
    }
}

fn decimal_text(out: &mut Vec<u8>, text: &str) {
    if let Some((negative, exponent, coefficient)) = Decimal::parse_plain(text) {
        cbor::tag(out, tag::DECIMAL);
        cbor::array(out, 2);
        cbor::int(out, exponent);
        return small_mantissa(out, negative, coefficient);
    }
    match Decimal::parse(text) {
        Some(value) => decimal(out, &value),
        None => invalid(out, "Decimal"),
    }
}

fn decimal(out: &mut Vec<u8>, value: &Decimal) {
    let sign = u64::from(value.negative);
    match &value.form {
        Form::Finite { exponent, digits } if !(value.negative && digits.is_zero()) => {
            cbor::tag(out, tag::DECIMAL);
            cbor::array(out, 2);
            cbor::int(out, *exponent);
            mantissa(out, value.negative, digits);
        }
        Form::Finite { exponent, digits } => extended(out, *exponent, digits, decimal_option::NEGATIVE),
        Form::Infinity => {
            cbor::tag(out, tag::DECIMAL_EXTENDED);
            cbor::array(out, 3);
            cbor::uint(out, 0);
            cbor::uint(out, 0);
            cbor::uint(out, decimal_option::INFINITY + sign);
        }
        Form::Nan { signaling, payload } => {
            let option = if *signaling {
                decimal_option::SIGNALING_NAN
            } else {
                decimal_option::QUIET_NAN
            };
            extended(out, 0, payload, option + sign);
        }
    }
}

fn extended(out: &mut Vec<u8>, exponent: i64, digits: &Digits, option: u64) {
    cbor::tag(out, tag::DECIMAL_EXTENDED);
    cbor::array(out, 3);
    cbor::int(out, exponent);
    mantissa(out, false, digits);
    cbor::uint(out, option);
}

fn mantissa(out: &mut Vec<u8>, negative: bool, digits: &Digits) {
    match digits.value() {
        Magnitude::Small(small) => small_mantissa(out, negative, small),
        Magnitude::Big(big) => integer::write_signed(out, negative, &big),
    }
}

fn small_mantissa(out: &mut Vec<u8>, negative: bool, value: u64) {
    match value.checked_sub(1) {
        Some(below) if negative => cbor::head(out, cbor::NINT, below),
        _ => cbor::uint(out, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mantissa_is_written_like_the_int() {
        for (text, hex) in [
            ("-18446744073709551616", "c482003bffffffffffffffff"),
            ("-18446744073709551617", "c48200c349010000000000000000"),
            ("18446744073709551615", "c482001bffffffffffffffff"),
            ("18446744073709551616", "c48200c249010000000000000000"),
            ("-1", "c4820020"),
            ("1.20", "c482211878"),
            ("-0.0", "d9010c83200001"),
        ] {
            let mut out = Vec::new();
            write(&mut out, &MontyNode::Decimal(text.to_owned()));
            assert_eq!(hex::encode(out), hex, "{text}");
        }
    }
}
