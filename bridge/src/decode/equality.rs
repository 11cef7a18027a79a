//! Which nodes Python holds to be equal, as keys of a dict: `1 == True == 1.0 == Decimal(1)`, a namedtuple equals a tuple.
//!
//! Each node gets the number of its class, from the leaves up, so that shared values cost nothing extra. A number is
//! reduced to sign, powers of two and five, and what is left, which is exact for ints, floats and Decimals alike. NaNs
//! and what Python compares by identity are in a class of their own; instances, classes and modules are told apart by
//! their ids.

use std::collections::HashMap;

use monty_types::{MontyDateTime, MontyTime};
use num_bigint::{BigInt, BigUint, Sign};

use crate::{
    calendar,
    decimal::{Decimal, Form, Magnitude},
    graph::{MontyNode, NodeId},
};

/// What is equal for equal values.
#[derive(PartialEq, Eq, Hash)]
enum Key<'g> {
    Text(&'g str),
    Bytes(&'g [u8]),
    Number(Number),
    Complex(Number, Number),
    /// Tuples and sets by the classes of their items, the latter sorted.
    Items(Kind, Vec<u32>),
    Fields(Kind, [i128; 2]),
    Named(Kind, &'g str),
    Id(Kind, [u8; 16]),
    Constant(Kind),
    Unique(u32),
}

#[derive(PartialEq, Eq, Hash)]
enum Kind {
    None,
    Ellipsis,
    NotImplemented,
    Tuple,
    Set,
    Date,
    NaiveDateTime,
    AwareDateTime,
    NaiveTime,
    AwareTime,
    TimeDelta,
    TimeZone,
    Path,
    Type,
    Builtin,
    Class,
    Instance,
    Module,
}

/// A number without a second spelling.
#[derive(PartialEq, Eq, Hash)]
enum Number {
    Infinite {
        negative: bool,
    },
    Finite {
        negative: bool,
        twos: i64,
        fives: i64,
        rest: BigUint,
    },
}

/// The class of each node: equal numbers for values that Python holds to be equal.
pub(super) fn classes(nodes: &[MontyNode]) -> Vec<u32> {
    let mut numbers: HashMap<Key<'_>, u32> = HashMap::new();
    let mut classes: Vec<u32> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let key = key(node, &classes).unwrap_or(Key::Unique(index as u32));
        let fresh = numbers.len() as u32;
        classes.push(*numbers.entry(key).or_insert(fresh));
    }
    classes
}

fn key<'g>(node: &'g MontyNode, classes: &[u32]) -> Option<Key<'g>> {
    let items = |ids: &[NodeId]| -> Vec<u32> { ids.iter().filter_map(|id| classes.get(id.index()).copied()).collect() };
    Some(match node {
        MontyNode::None => Key::Constant(Kind::None),
        MontyNode::Ellipsis => Key::Constant(Kind::Ellipsis),
        MontyNode::NotImplemented => Key::Constant(Kind::NotImplemented),
        MontyNode::Bool(value) => Key::Number(integer(&BigInt::from(u8::from(*value)))),
        MontyNode::Int(value) => Key::Number(integer(&BigInt::from(*value))),
        MontyNode::BigInt(value) => Key::Number(integer(value)),
        MontyNode::Float(value) => Key::Number(float(*value)?),
        MontyNode::Complex(value) if value.imag == 0.0 => Key::Number(float(value.real)?),
        MontyNode::Complex(value) => Key::Complex(float(value.real)?, float(value.imag)?),
        MontyNode::Decimal(text) => Key::Number(decimal(text)?),
        MontyNode::String(text) => Key::Text(text),
        MontyNode::Bytes(bytes) => Key::Bytes(bytes),
        MontyNode::Tuple(ids) | MontyNode::NamedTuple { values: ids, .. } => Key::Items(Kind::Tuple, items(ids)),
        MontyNode::FrozenSet(ids) | MontyNode::Set(ids) => {
            let mut classes = items(ids);
            classes.sort_unstable();
            Key::Items(Kind::Set, classes)
        }
        MontyNode::Date(date) => {
            let days = calendar::day_number(date.year, date.month, date.day);
            Key::Fields(Kind::Date, [days.into(), 0])
        }
        MontyNode::DateTime(value) => datetime(value),
        MontyNode::Time(value) => time(value),
        MontyNode::TimeDelta(delta) => {
            let (seconds, microseconds) = calendar::duration(delta)?;
            Key::Fields(Kind::TimeDelta, [seconds.into(), microseconds.into()])
        }
        MontyNode::TimeZone(zone) => Key::Fields(Kind::TimeZone, [zone.offset_seconds.into(), 0]),
        MontyNode::Path(text) => Key::Named(Kind::Path, text),
        MontyNode::Type(value) => Key::Named(Kind::Type, value.name()),
        MontyNode::BuiltinFunction(function) => Key::Named(Kind::Builtin, (*function).into()),
        MontyNode::ClassType(class) => Key::Id(Kind::Class, *class.id.as_bytes()),
        MontyNode::ClassInstance { instance_id, .. } => Key::Id(Kind::Instance, *instance_id.as_bytes()),
        MontyNode::Module { id, .. } => Key::Id(Kind::Module, *id.as_bytes()),
        _ => return None,
    })
}

fn datetime(value: &MontyDateTime) -> Key<'static> {
    let days = calendar::day_number(value.year, value.month, value.day);
    let clock = clock(value.hour, value.minute, value.second, value.microsecond);
    let micros = i128::from(days) * 86_400_000_000 + clock;
    match value.offset_seconds {
        None => Key::Fields(Kind::NaiveDateTime, [micros, 0]),
        Some(offset) => Key::Fields(Kind::AwareDateTime, [micros - i128::from(offset) * 1_000_000, 0]),
    }
}

fn time(value: &MontyTime) -> Key<'static> {
    let micros = clock(value.hour, value.minute, value.second, value.microsecond);
    match value.offset_seconds {
        None => Key::Fields(Kind::NaiveTime, [micros, 0]),
        Some(offset) => Key::Fields(Kind::AwareTime, [micros - i128::from(offset) * 1_000_000, 0]),
    }
}

/// Microseconds since midnight.
fn clock(hour: u8, minute: u8, second: u8, microsecond: u32) -> i128 {
    let seconds = (i128::from(hour) * 60 + i128::from(minute)) * 60 + i128::from(second);
    seconds * 1_000_000 + i128::from(microsecond)
}

fn integer(value: &BigInt) -> Number {
    number(value.sign() == Sign::Minus, value.magnitude().clone(), 0, 0)
}

/// `None` for a NaN, which equals nothing.
fn float(value: f64) -> Option<Number> {
    let negative = value.is_sign_negative();
    if value.is_infinite() {
        return Some(Number::Infinite { negative });
    }
    if value.is_nan() {
        return None;
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, twos) = match (bits >> 52 & 0x7ff) as i64 {
        0 => (fraction, -1074),
        exponent => (fraction | 1 << 52, exponent - 1075),
    };
    Some(number(negative, mantissa.into(), twos, 0))
}

fn decimal(text: &str) -> Option<Number> {
    let value = Decimal::parse(text)?;
    let negative = value.negative;
    Some(match value.form {
        Form::Infinity => Number::Infinite { negative },
        Form::Nan { .. } => return None,
        Form::Finite { exponent, digits } => {
            let magnitude = match digits.value() {
                Magnitude::Small(small) => small.into(),
                Magnitude::Big(big) => big,
            };
            number(negative, magnitude, exponent, exponent)
        }
    })
}

/// Reduces `magnitude * 2^twos * 5^fives`.
fn number(negative: bool, magnitude: BigUint, twos: i64, fives: i64) -> Number {
    let Some(zeros) = magnitude.trailing_zeros() else {
        return Number::Finite {
            negative: false,
            twos: 0,
            fives: 0,
            rest: BigUint::ZERO,
        };
    };
    let mut rest = magnitude >> zeros;
    // Powers 5, 5^2, 5^4 ... as far as they divide, then the same back down.
    let mut powers = vec![BigUint::from(5u8)];
    let mut count = 0i64;
    while let Some(power) = powers.last()
        && &rest % power == BigUint::ZERO
    {
        rest /= power;
        count += 1 << (powers.len() - 1);
        powers.push(power * power);
    }
    for (place, power) in powers.iter().enumerate().rev() {
        if &rest % power == BigUint::ZERO {
            rest /= power;
            count += 1 << place;
        }
    }
    Number::Finite {
        negative,
        twos: twos + zeros as i64,
        fives: fives + count,
        rest,
    }
}
