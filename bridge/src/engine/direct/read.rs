//! A serde serializer that reads: what a type writes of itself goes to whoever wants to know it.
//!
//! serde's interface has a method for each form that data can have. A [`Reader`] says which of them it expects, and every other
//! is refused.
//!
//! So is what there is no room for: reading must not be what takes a run to its hard limit of memory.

use std::fmt::{self, Display, Write};

use serde::{
    Serialize, Serializer,
    ser::{self, Impossible},
};

use crate::engine::account::has_room;

/// Bytes that reading takes at most for an item of a sequence, in a vector that has just grown, unless the item asks for more.
const ITEM_BYTES: usize = 32;

/// The data has another form than expected.
#[derive(Debug)]
pub(super) struct Unexpected;

impl Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unexpected form")
    }
}

impl std::error::Error for Unexpected {}

impl ser::Error for Unexpected {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

pub(super) type Done = Result<(), Unexpected>;

/// What is expected of a value. All methods refuse the form that they are for, unless they are overridden.
pub(super) trait Reader: Sized {
    /// None of an option.
    fn none(self) -> Done {
        Err(Unexpected)
    }

    fn bool(self, _: bool) -> Done {
        Err(Unexpected)
    }

    fn int(self, _: i64) -> Done {
        Err(Unexpected)
    }

    fn uint(self, value: u64) -> Done {
        self.int(i64::try_from(value).map_err(|_| Unexpected)?)
    }

    fn float(self, _: f64) -> Done {
        Err(Unexpected)
    }

    fn text(self, _: &str) -> Done {
        Err(Unexpected)
    }

    fn bytes(self, _: &[u8]) -> Done {
        Err(Unexpected)
    }

    /// A variant of an enum without a payload.
    fn unit(self, _name: &'static str) -> Done {
        Err(Unexpected)
    }

    /// A variant of an enum with a payload.
    fn variant<T: Serialize + ?Sized>(self, _name: &'static str, _payload: &T) -> Done {
        Err(Unexpected)
    }

    /// A field of a struct. Those that the reader does not care for need not be read.
    fn field<T: Serialize + ?Sized>(&mut self, _name: &'static str, _value: &T) -> Done {
        Err(Unexpected)
    }

    /// An item of a sequence or tuple.
    fn item<T: Serialize + ?Sized>(&mut self, _value: &T) -> Done {
        Err(Unexpected)
    }

    /// The end of a struct, sequence or tuple.
    fn end(self) -> Done {
        Err(Unexpected)
    }
}

/// Reads `value`.
#[inline]
pub(super) fn read<T: Serialize + ?Sized>(value: &T, reader: impl Reader) -> Done {
    value.serialize(Via(reader))
}

/// Reads one field of a struct, which must be there, and skips the others.
pub(super) struct Within<R>(&'static str, Option<R>);

impl<R> Within<R> {
    #[inline]
    pub fn new(field: &'static str, reader: R) -> Self {
        Self(field, Some(reader))
    }
}

impl<R: Reader> Reader for Within<R> {
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        if name == self.0 {
            return read(value, self.1.take().ok_or(Unexpected)?);
        }
        Ok(())
    }

    #[inline]
    fn end(self) -> Done {
        match self.1 {
            None => Ok(()),
            Some(_) => Err(Unexpected),
        }
    }
}

/// A reader that can read one value after the other.
pub(super) trait Again {
    type One<'a>: Reader
    where
        Self: 'a;

    /// The reader of the next value.
    fn one(&mut self) -> Self::One<'_>;
}

/// Reads a sequence, item by item.
pub(super) struct Each<A>(pub A);

impl<A: Again> Reader for Each<A> {
    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        read(value, self.0.one())
    }

    #[inline]
    fn end(self) -> Done {
        Ok(())
    }
}

/// Declares a reader that writes to one place, again and again if it is one of several values.
macro_rules! reader {
    ($(#[$doc:meta])* $visibility:vis $name:ident($place:ty)) => {
        $(#[$doc])*
        $visibility struct $name<'i>(pub &'i mut $place);

        impl $crate::engine::direct::read::Again for $name<'_> {
            type One<'a>
                = $name<'a>
            where
                Self: 'a;

            #[inline]
            fn one(&mut self) -> $name<'_> {
                $name(self.0)
            }
        }
    };
}
pub(super) use reader;

/// The serializer that hands to a reader what it is given.
struct Via<R>(R);

/// Refuses what takes so many bytes if there is no room.
#[inline]
fn room(bytes: usize) -> Done {
    has_room(bytes).then_some(()).ok_or(Unexpected)
}

/// Forwards integers of other widths.
macro_rules! integers {
    ($($method:ident: $type:ty),*) => {
        $(
            #[inline]
            fn $method(self, value: $type) -> Done {
                self.0.int(value.into())
            }
        )*
    };
}

impl<R: Reader> Serializer for Via<R> {
    type Ok = ();
    type Error = Unexpected;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeStruct = Self;
    type SerializeTupleStruct = Impossible<(), Unexpected>;
    type SerializeTupleVariant = Impossible<(), Unexpected>;
    type SerializeMap = Impossible<(), Unexpected>;
    type SerializeStructVariant = Impossible<(), Unexpected>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32
    }

    #[inline]
    fn serialize_u64(self, value: u64) -> Done {
        self.0.uint(value)
    }

    #[inline]
    fn serialize_bool(self, value: bool) -> Done {
        self.0.bool(value)
    }

    fn serialize_f32(self, value: f32) -> Done {
        self.0.float(value.into())
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> Done {
        self.0.float(value)
    }

    fn serialize_char(self, value: char) -> Done {
        self.0.text(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Done {
        room(value.len())?;
        self.0.text(value)
    }

    #[inline]
    fn serialize_bytes(self, value: &[u8]) -> Done {
        room(value.len())?;
        self.0.bytes(value)
    }

    #[inline]
    fn serialize_none(self) -> Done {
        self.0.none()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        Err(Unexpected)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        Err(Unexpected)
    }

    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Done {
        self.0.unit(name)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        payload: &T,
    ) -> Done {
        self.0.variant(name, payload)
    }

    #[inline]
    fn serialize_seq(self, len: Option<usize>) -> Result<Self, Unexpected> {
        room(len.unwrap_or(0).saturating_mul(ITEM_BYTES))?;
        Ok(self)
    }

    #[inline]
    fn serialize_tuple(self, _: usize) -> Result<Self, Unexpected> {
        Ok(self)
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unexpected> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Unexpected> {
        Err(Unexpected)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unexpected> {
        Err(Unexpected)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unexpected> {
        Err(Unexpected)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unexpected> {
        Err(Unexpected)
    }

    /// The interpreter writes dates as text, and there may be one in every row.
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Done {
        let mut short = Short::default();
        match write!(short, "{value}") {
            Ok(()) => self
                .0
                .text(std::str::from_utf8(&short.bytes[..short.len]).map_err(|_| Unexpected)?),
            Err(fmt::Error) => self.0.text(&value.to_string()),
        }
    }
}

impl<R: Reader> ser::SerializeSeq for Via<R> {
    type Ok = ();
    type Error = Unexpected;

    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.0.item(value)
    }

    #[inline]
    fn end(self) -> Done {
        self.0.end()
    }
}

impl<R: Reader> ser::SerializeTuple for Via<R> {
    type Ok = ();
    type Error = Unexpected;

    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.0.item(value)
    }

    #[inline]
    fn end(self) -> Done {
        self.0.end()
    }
}

impl<R: Reader> ser::SerializeStruct for Via<R> {
    type Ok = ();
    type Error = Unexpected;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.0.field(name, value)
    }

    #[inline]
    fn end(self) -> Done {
        self.0.end()
    }
}

/// A text of a few bytes.
#[derive(Default)]
struct Short {
    bytes: [u8; 32],
    len: usize,
}

impl Write for Short {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        self.bytes
            .get_mut(self.len..end)
            .ok_or(fmt::Error)?
            .copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }

    /// Dates are written character by character.
    #[inline]
    fn write_char(&mut self, c: char) -> fmt::Result {
        if !c.is_ascii() {
            return self.write_str(c.encode_utf8(&mut [0; 4]));
        }
        *self.bytes.get_mut(self.len).ok_or(fmt::Error)? = c as u8;
        self.len += 1;
        Ok(())
    }
}
