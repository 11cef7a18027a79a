//! The encodings that are compared, and what becomes of each shape in each of them.

mod arrow;
mod bridge;
mod ciborium_value;
mod floor;
mod natural_json;
mod protobuf;
mod serde;
mod tagged_json;
mod text;

use std::{borrow::Cow, error::Error};

use monty_types::MontyObject;

use crate::{
    loss::{Loss, same},
    shapes::Shape,
};

/// What an encoding gives, or why it does not.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// An encoding at work on one value.
pub trait Contender {
    /// Encodes the value that the contender was made for.
    ///
    /// # Errors
    /// If the encoding cannot hold it.
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>>;

    /// Decodes what [`encode`](Self::encode) gave.
    ///
    /// # Errors
    /// If the encoding cannot be read.
    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject>;
}

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Value to bytes.
    Encode,
    /// Bytes to value.
    Decode,
}

impl Direction {
    /// Both, in the order in which they are taken.
    pub const BOTH: [Self; 2] = [Self::Encode, Self::Decode];

    /// As in the names of benchmarks.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Encode => "encode",
            Self::Decode => "decode",
        }
    }
}

/// What becomes of a shape that is encoded and decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives as it was.
    Exact,
    /// It arrives without what these losses take, applied in this order.
    Lossy(&'static [Loss]),
    /// It fails in this direction, with an error that contains this text.
    Refused(Direction, &'static str),
}

/// Makes a contender for a value.
type Make = for<'v> fn(&'v MontyObject) -> Outcome<Box<dyn Contender + 'v>>;

/// An encoding, and what is to be expected of it.
#[derive(Debug, Clone, Copy)]
pub struct Implementation {
    /// As in the names of benchmarks.
    pub name: &'static str,
    make: Make,
    fate: fn(&str) -> Fate,
    absent: fn(&str, Direction) -> Option<&'static str>,
}

impl Implementation {
    /// An implementation that carries everything and is measured in both directions.
    const fn exact(name: &'static str, make: Make) -> Self {
        Self {
            name,
            make,
            fate: |_| Fate::Exact,
            absent: |_, _| None,
        }
    }

    /// The same with another fate for some shapes.
    pub const fn with_fate(self, fate: fn(&str) -> Fate) -> Self {
        Self { fate, ..self }
    }

    /// The same without some measurements, and why.
    const fn without(self, absent: fn(&str, Direction) -> Option<&'static str>) -> Self {
        Self { absent, ..self }
    }

    /// Makes the contender for a value.
    ///
    /// # Errors
    /// If it cannot be prepared for it.
    pub fn contender<'v>(&self, value: &'v MontyObject) -> Outcome<Box<dyn Contender + 'v>> {
        (self.make)(value)
    }

    /// What becomes of the shape with this name.
    #[must_use]
    pub fn fate(&self, shape: &str) -> Fate {
        (self.fate)(shape)
    }

    /// Why there is nothing to measure, if so.
    #[must_use]
    pub fn absent(&self, shape: &str, direction: Direction) -> Option<String> {
        match self.fate(shape) {
            Fate::Refused(by, message) => Some(format!("{} refuses it: {message}", by.name())),
            _ => (self.absent)(shape, direction).map(str::to_owned),
        }
    }

    /// Encodes and decodes the shape and compares with [`fate`](Self::fate).
    ///
    /// # Errors
    /// If anything else happens: a value that arrives changed, one that loses more or less than was said, a refusal that
    /// does not come.
    pub fn check(&self, shape: &Shape) -> Outcome<()> {
        let wrong = |what: &str| Err(format!("{} of {}: {what}", self.name, shape.name).into());
        let mut contender = self.contender(&shape.value)?;
        let fate = self.fate(shape.name);
        let back = match (fate, round_trip(&mut *contender)) {
            (Fate::Refused(expected, message), Err((direction, error))) => {
                if direction != expected || !error.to_string().contains(message) {
                    return wrong(&format!("{} fails with {error}", direction.name()));
                }
                return Ok(());
            }
            (Fate::Refused(..), Ok(_)) => return wrong("should be refused, and is not"),
            (_, Err((direction, error))) => return wrong(&format!("{} fails with {error}", direction.name())),
            (_, Ok(back)) => back,
        };
        let Fate::Lossy(losses) = fate else {
            return if same(&back, &shape.value) {
                Ok(())
            } else {
                wrong("arrives changed")
            };
        };
        let mut expected = shape.value.clone();
        for loss in losses {
            let less = loss.of(&expected)?;
            if same(&less, &expected) {
                return wrong(&format!("{loss:?} takes nothing from it"));
            }
            expected = less;
        }
        if same(&back, &shape.value) {
            wrong("should lose something, and does not")
        } else if same(&back, &expected) {
            Ok(())
        } else {
            wrong("loses something else")
        }
    }
}

/// What comes back, or the error and where it came up.
fn round_trip(contender: &mut dyn Contender) -> Result<MontyObject, (Direction, Box<dyn Error + Send + Sync>)> {
    let bytes = contender
        .encode()
        .map_err(|error| (Direction::Encode, error))?
        .into_owned();
    contender.decode(&bytes).map_err(|error| (Direction::Decode, error))
}

/// All encodings, ours first.
pub const IMPLEMENTATIONS: [Implementation; 12] = [
    bridge::BRIDGE,
    bridge::REUSED,
    serde::CIBORIUM,
    ciborium_value::CIBORIUM_VALUE,
    serde::MINICBOR,
    serde::POSTCARD,
    serde::MESSAGEPACK,
    tagged_json::TAGGED_JSON,
    natural_json::NATURAL_JSON,
    protobuf::PROTOBUF,
    arrow::ARROW,
    floor::FLOOR,
];

/// The shapes that are one string: those for which copying is a measure.
fn is_blob(shape: &str) -> bool {
    matches!(shape, "str_1mib" | "ascii_1mib" | "bytes_1mib")
}
