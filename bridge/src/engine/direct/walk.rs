//! How the interpreter's state is walked: what of it is read, and what becomes of that in the image.

use serde::Serialize;

use super::{
    dicts::Dict,
    image::{Cell, Form, Image, Object, index},
    leaf::{BigInts, Bytes, Leaf, read_leaf},
    named::NamedTuple,
    read::{Done, Each, Reader, Unexpected, Within, read, reader},
};

/// Program, machine and heap, in this order.
pub(super) struct Snapshot<'i>(pub &'i mut Image);

impl Reader for Snapshot<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        let image = &mut *self.0;
        match name {
            "executor" => read(value, Within::new("tables", Within::new("interns", Interns(image)))),
            "vm_state" => read(value, Machine(image)),
            // Of all the heap, only what the result refers to is of interest.
            "heap" if matches!(image.result(), Cell::Ref(_)) => read(value, Within::new("entries", Each(Entry(image)))),
            _ => Ok(()),
        }
    }

    fn end(self) -> Done {
        Ok(())
    }
}

struct Interns<'i>(&'i mut Image);

impl Reader for Interns<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        let image = &mut *self.0;
        match name {
            "strings" => read(value, Each(Texts(&mut image.texts))),
            "bytes" => read(value, Each(Bytes(&mut image.bytes))),
            "long_ints" => read(value, BigInts(&mut image.big_ints)),
            _ => Ok(()),
        }
    }

    fn end(self) -> Done {
        Ok(())
    }
}

reader! {
    Texts(Vec<String>)
}

impl Reader for Texts<'_> {
    fn text(self, text: &str) -> Done {
        self.0.push(text.to_owned());
        Ok(())
    }
}

/// Stack and frames.
struct Machine<'i>(&'i mut Image);

impl Reader for Machine<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        let Image { stack, frames, .. } = &mut *self.0;
        match name {
            "stack" => read(value, Items(stack)),
            "frames" => read(value, Count(frames)),
            _ => Ok(()),
        }
    }

    fn end(self) -> Done {
        Ok(())
    }
}

/// Counts the items of a sequence.
struct Count<'i>(&'i mut usize);

impl Reader for Count<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, _: &T) -> Done {
        *self.0 += 1;
        Ok(())
    }

    fn end(self) -> Done {
        Ok(())
    }
}

reader! {
    /// A place of the heap.
    Entry(Image)
}

impl Reader for Entry<'_> {
    fn none(self) -> Done {
        self.0.objects.push(Object::Unknown);
        Ok(())
    }

    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "D" => read(value, Data(self.0)),
            _ => Ok(()),
        }
    }

    fn end(self) -> Done {
        Ok(())
    }
}

/// What a heap object holds.
struct Data<'i>(&'i mut Image);

impl Reader for Data<'_> {
    #[inline]
    fn variant<T: Serialize + ?Sized>(self, name: &'static str, payload: &T) -> Done {
        let image = self.0;
        let from = image.cells.len();
        match name {
            "D" => return read(payload, Within::new("E", Dict::new(image))),
            "N" => return read(payload, NamedTuple::new(image)),
            "L" | "T" => {
                read(payload, Within::new("I", Items(&mut image.cells)))?;
                let form = if name == "L" { Form::List } else { Form::Tuple };
                return image.push_items(form, from);
            }
            "E" | "F" => {
                read(payload, Set(&mut image.cells))?;
                let form = if name == "E" { Form::Set } else { Form::FrozenSet };
                return image.push_items(form, from);
            }
            _ => {}
        }
        let object = match read_leaf(name, payload)? {
            None => Object::Unknown,
            Some(Leaf::Naive(micros)) => Object::Naive(micros),
            Some(Leaf::Decimal(digits, exponent)) => Object::Decimal(digits, exponent),
            Some(Leaf::Node(node)) => {
                image.leaves.push(node);
                Object::Leaf(index(image.leaves.len() - 1)?)
            }
        };
        image.objects.push(object);
        Ok(())
    }
}

reader! {
    /// The elements of a set: pushes them.
    Set(Vec<Cell>)
}

impl Reader for Set<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let mut cell = Cell::Unknown;
        read(value, Within::new("V", Value(&mut cell)))?;
        if cell != Cell::Removed {
            self.0.push(cell);
        }
        Ok(())
    }

    fn end(self) -> Done {
        Ok(())
    }
}

reader! {
    /// The items of a list, tuple or stack: pushes them.
    pub(super) Items(Vec<Cell>)
}

impl Reader for Items<'_> {
    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let mut cell = Cell::Unknown;
        read(value, Value(&mut cell))?;
        self.0.push(cell);
        Ok(())
    }

    #[inline]
    fn end(self) -> Done {
        Ok(())
    }
}

reader! {
    /// One value.
    pub(super) Value(Cell)
}

impl Reader for Value<'_> {
    #[inline]
    fn unit(self, name: &'static str) -> Done {
        *self.0 = match name {
            "O" => Cell::None,
            "U" => Cell::Removed,
            _ => Cell::Unknown,
        };
        Ok(())
    }

    #[inline]
    fn variant<T: Serialize + ?Sized>(self, name: &'static str, payload: &T) -> Done {
        let id: fn(u32) -> Cell = match name {
            "B" | "I" | "F" => return read(payload, Number(self.0)),
            "C" => Cell::Ref,
            "T" => Cell::Text,
            "R" => Cell::Bytes,
            "L" => Cell::BigInt,
            _ => return Ok(()),
        };
        read(payload, Number(self.0))?;
        match *self.0 {
            Cell::Int(number) => *self.0 = id(u32::try_from(number).map_err(|_| Unexpected)?),
            _ => return Err(Unexpected),
        }
        Ok(())
    }
}

reader! {
    /// A number.
    pub(super) Number(Cell)
}

impl Reader for Number<'_> {
    #[inline]
    fn bool(self, value: bool) -> Done {
        *self.0 = Cell::Bool(value);
        Ok(())
    }

    #[inline]
    fn int(self, value: i64) -> Done {
        *self.0 = Cell::Int(value);
        Ok(())
    }

    #[inline]
    fn float(self, value: f64) -> Done {
        *self.0 = Cell::Float(value);
        Ok(())
    }
}
