//! The interpreter's heap, object by object, in a few flat vectors.

use monty::NameLookup;
use num_bigint::BigInt;
use serde::Serialize;

use super::{
    leaf::{BigInts, Bytes, Int, read_leaf},
    read::{Done, Each, Reader, Unexpected, Within, read, reader},
};
use crate::graph::MontyNode;

// What follows relies on what the parts of a dump mean, which only a new version of dumps changes.
const _: () = assert!(monty::DUMP_VERSION == 14);

/// Ids of interned strings below this are those of one ASCII character; then comes the empty string.
const ASCII: u32 = 128;

/// A value where it is held.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// An interned string, bytes or large int, by its id.
    Text(u32),
    Bytes(u32),
    BigInt(u32),
    /// A heap object, by its id.
    Ref(u32),
    /// An entry of a dict or set that was removed.
    Removed,
    /// A value that is not read.
    Unknown,
}

/// A heap object.
#[derive(Debug, Clone, Copy)]
pub(super) enum Object {
    /// One that is not read, or no object any more.
    Unknown,
    /// The leaf at this index.
    Leaf(u32),
    /// A container of the cells from one index to another; a dict has a key and a value for each entry.
    Container { form: Form, from: u32, to: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    List,
    Tuple,
    Set,
    FrozenSet,
    Dict,
}

/// What is in the heap of a run that is held, and which object is its result.
#[derive(Debug, Default)]
pub(super) struct Image {
    /// The operands of the module, at most one.
    stack: Vec<Cell>,
    frames: usize,
    pub texts: Vec<String>,
    pub bytes: Vec<Vec<u8>>,
    pub big_ints: Vec<BigInt>,
    pub objects: Vec<Object>,
    pub cells: Vec<Cell>,
    pub leaves: Vec<MontyNode>,
}

impl Image {
    /// The image of a run's state; `None` if it has another form than expected.
    pub fn of(lookup: &NameLookup) -> Option<Self> {
        let mut image = Self::default();
        read(lookup, Within::new("snapshot", Snapshot(&mut image))).ok()?;
        // There is nothing else on the stack at the end of a module.
        (image.frames == 1 && image.stack.len() == 1).then_some(image)
    }

    /// The value that the module ends with.
    pub fn result(&self) -> Cell {
        self.stack.first().copied().unwrap_or(Cell::Unknown)
    }

    /// The interned string with this id: one ASCII character, the empty one, or one of the table.
    pub fn text(&self, id: u32) -> Option<String> {
        match id.checked_sub(ASCII) {
            None => Some(char::from_u32(id)?.to_string()),
            Some(0) => Some(String::new()),
            Some(place) => self.texts.get(place as usize - 1).cloned(),
        }
    }

    fn push_leaf(&mut self, node: MontyNode) -> Done {
        let at = index(self.leaves.len())?;
        self.leaves.push(node);
        self.objects.push(Object::Leaf(at));
        Ok(())
    }

    /// Pushes the container of all cells from `from` on.
    #[inline]
    fn push_container(&mut self, form: Form, from: usize) -> Done {
        let (from, to) = (index(from)?, index(self.cells.len())?);
        self.objects.push(Object::Container { form, from, to });
        Ok(())
    }
}

#[inline]
fn index(at: usize) -> Result<u32, Unexpected> {
    u32::try_from(at).map_err(|_| Unexpected)
}

/// Program, machine and heap, in this order.
struct Snapshot<'i>(&'i mut Image);

impl Reader for Snapshot<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        let image = &mut *self.0;
        match name {
            "executor" => read(value, Within::new("tables", Within::new("interns", Interns(image)))),
            "vm_state" => read(value, Machine(image)),
            // Of all the heap, only what the result refers to is of interest.
            "heap" if matches!(image.result(), Cell::Ref(_)) => {
                read(value, Within::new("entries", Each(Entry(image))))
            }
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
            "stack" => read(value, Each(Value(stack))),
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
            "D" => {
                read(payload, Within::new("E", Each(DictEntry(&mut image.cells))))?;
                return image.push_container(Form::Dict, from);
            }
            "L" | "T" => {
                read(payload, Within::new("I", Each(Value(&mut image.cells))))?;
                let form = if name == "L" { Form::List } else { Form::Tuple };
                return image.push_container(form, from);
            }
            "E" | "F" => {
                read(payload, Each(SetEntry(&mut image.cells)))?;
                let form = if name == "E" { Form::Set } else { Form::FrozenSet };
                return image.push_container(form, from);
            }
            _ => {}
        }
        match read_leaf(name, payload)? {
            Some(node) => image.push_leaf(node),
            None => {
                image.objects.push(Object::Unknown);
                Ok(())
            }
        }
    }
}

reader! {
    /// An entry of a dict: pushes key and value.
    DictEntry(Vec<Cell>)
}

impl Reader for DictEntry<'_> {
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "K" | "V" => read(value, Value(self.0)),
            _ => Ok(()),
        }
    }

    #[inline]
    fn end(self) -> Done {
        Ok(())
    }
}

reader! {
    /// An element of a set: pushes its value.
    SetEntry(Vec<Cell>)
}

impl Reader for SetEntry<'_> {
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "V" => read(value, Value(self.0)),
            _ => Ok(()),
        }
    }

    #[inline]
    fn end(self) -> Done {
        Ok(())
    }
}

reader! {
    /// A value: pushes one cell.
    Value(Vec<Cell>)
}

impl Reader for Value<'_> {
    #[inline]
    fn unit(self, name: &'static str) -> Done {
        self.0.push(match name {
            "O" => Cell::None,
            "U" => Cell::Removed,
            _ => Cell::Unknown,
        });
        Ok(())
    }

    #[inline]
    fn variant<T: Serialize + ?Sized>(self, name: &'static str, payload: &T) -> Done {
        let cells = self.0;
        match name {
            "B" | "I" | "F" => return read(payload, Number(cells)),
            "C" | "T" | "R" | "L" => {}
            _ => {
                cells.push(Cell::Unknown);
                return Ok(());
            }
        }
        let mut id = None;
        read(payload, Int(&mut id))?;
        let id = id.and_then(|id| u32::try_from(id).ok()).ok_or(Unexpected)?;
        cells.push(match name {
            "C" => Cell::Ref(id),
            "T" => Cell::Text(id),
            "R" => Cell::Bytes(id),
            _ => Cell::BigInt(id),
        });
        Ok(())
    }
}

reader! {
    /// A number that is no object: pushes one cell.
    Number(Vec<Cell>)
}

impl Reader for Number<'_> {
    #[inline]
    fn bool(self, value: bool) -> Done {
        self.0.push(Cell::Bool(value));
        Ok(())
    }

    #[inline]
    fn int(self, value: i64) -> Done {
        self.0.push(Cell::Int(value));
        Ok(())
    }

    #[inline]
    fn float(self, value: f64) -> Done {
        self.0.push(Cell::Float(value));
        Ok(())
    }
}
