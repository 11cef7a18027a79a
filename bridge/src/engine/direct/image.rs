//! The interpreter's heap, object by object, in a few flat vectors.

use std::ops::Range;

use monty::NameLookup;
use num_bigint::BigInt;
use serde::Serialize;

use super::{
    leaf::{BigInts, Bytes, read_leaf},
    read::{Done, Each, Reader, Unexpected, Within, read, reader},
};
use crate::graph::MontyNode;

// What follows relies on what the parts of a dump mean, which only a new version of dumps changes.
const _: () = assert!(monty::DUMP_VERSION == 14);

/// The interned strings that are not in the table but before it; after them comes the empty one.
const ASCII: &str = match std::str::from_utf8(&ASCII_BYTES) {
    Ok(text) => text,
    Err(_) => "",
};
const ASCII_BYTES: [u8; 128] = {
    let mut bytes = [0; 128];
    let mut byte = 0;
    while byte < bytes.len() {
        bytes[byte] = byte as u8;
        byte += 1;
    }
    bytes
};
/// Deepest nesting that is read.
const MAX_DEPTH: usize = 100;

/// A value where it is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
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
    /// A place without a value: that of a removed entry.
    Removed,
    /// A value that is not read.
    Unknown,
    /// No value of the heap: see [`Arena`](crate::arrow::arena::Arena).
    #[cfg(feature = "arrow")]
    Missing,
    /// As for `Missing`.
    #[cfg(feature = "arrow")]
    Absent,
}

impl Cell {
    /// Whether both are surely the same key.
    #[inline]
    fn is_same_key(self, other: Self) -> bool {
        match (self, other) {
            (Self::Text(id), Self::Text(other)) | (Self::Ref(id), Self::Ref(other)) => id == other,
            _ => false,
        }
    }
}

/// A heap object.
#[derive(Debug, Clone, Copy)]
pub(super) enum Object {
    /// One that is not read, or no object any more.
    Unknown,
    /// The leaf at this index.
    Leaf(u32),
    /// A container of the cells from one index to another.
    Items { form: Form, from: u32, to: u32 },
    /// A dict whose values are such cells. Its keys are at an index of their own, which it shares with dicts that have the same
    /// keys in the same order.
    Dict { keys: u32, from: u32, to: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    List,
    Tuple,
    Set,
    FrozenSet,
}

/// Whether an object was met on the way through the result.
#[derive(Debug, Clone, Copy)]
enum Met {
    Not,
    /// Its parts are looked at: who meets it now is one of them.
    Open,
    Known,
}

/// What is in the heap of a run that is held, and which object is its result.
#[derive(Debug, Default)]
pub(crate) struct Image {
    /// The operands of the module, at most one.
    stack: Vec<Cell>,
    frames: usize,
    texts: Vec<String>,
    bytes: Vec<Vec<u8>>,
    big_ints: Vec<BigInt>,
    objects: Vec<Object>,
    cells: Vec<Cell>,
    keys: Vec<Cell>,
    /// The keys of the last dict that had others than the one before.
    last_keys: Range<usize>,
    leaves: Vec<MontyNode>,
}

/// What a cell stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found<'i> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'i str),
    Bytes(&'i [u8]),
    BigInt(&'i BigInt),
    /// None, or a heap object that is no container.
    Leaf(&'i MontyNode),
    Items(Form, &'i [Cell]),
    Dict(Entries<'i>),
}

/// The entries of a dict: as many keys as values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entries<'i> {
    pub keys: &'i [Cell],
    pub values: &'i [Cell],
}

impl Image {
    /// The image of a run's state; `None` if it has another form than expected.
    pub fn of(lookup: &NameLookup) -> Option<Self> {
        let mut image = Self::default();
        read(lookup, Within::new("snapshot", Snapshot(&mut image))).ok()?;
        // There is nothing else on the stack at the end of a module.
        (image.frames == 1 && image.stack.len() == 1 && image.is_known()).then_some(image)
    }

    /// Whether everything that the result is made of is read, and there is no cycle.
    fn is_known(&self) -> bool {
        let mut met = vec![Met::Not; self.objects.len()];
        self.is_cell_known(self.result(), &mut met, 0)
    }

    fn is_cell_known(&self, cell: Cell, met: &mut [Met], depth: usize) -> bool {
        let id = match cell {
            Cell::Ref(id) => id as usize,
            cell => return self.found(cell).is_some(),
        };
        match met.get(id) {
            Some(Met::Known) => return true,
            Some(Met::Not) if depth < MAX_DEPTH => met[id] = Met::Open,
            _ => return false,
        }
        let parts = match self.found(cell) {
            Some(Found::Items(_, items)) => [items, &[]],
            Some(Found::Dict(entries)) => [entries.keys, entries.values],
            Some(_) => [&[][..]; 2],
            None => return false,
        };
        let known = parts
            .into_iter()
            .flatten()
            .all(|&part| self.is_cell_known(part, met, depth + 1));
        met[id] = Met::Known;
        known
    }

    /// What a cell stands for; `None` if that is not read.
    #[inline(always)]
    pub(super) fn found(&self, cell: Cell) -> Option<Found<'_>> {
        Some(match cell {
            Cell::Int(value) => Found::Int(value),
            Cell::Float(value) => Found::Float(value),
            Cell::Bool(value) => Found::Bool(value),
            Cell::None => Found::Leaf(&MontyNode::None),
            Cell::Text(id) => Found::Str(self.text(id)?),
            Cell::Bytes(id) => Found::Bytes(self.bytes.get(id as usize)?),
            Cell::BigInt(id) => Found::BigInt(self.big_ints.get(id as usize)?),
            Cell::Ref(id) => match *self.objects.get(id as usize)? {
                Object::Leaf(at) => Found::Leaf(self.leaves.get(at as usize)?),
                Object::Items { form, from, to } => Found::Items(form, self.cells.get(from as usize..to as usize)?),
                Object::Dict { keys, from, to } => {
                    let values = self.cells.get(from as usize..to as usize)?;
                    let keys = self.keys.get(keys as usize..keys as usize + values.len())?;
                    Found::Dict(Entries { keys, values })
                }
                Object::Unknown => return None,
            },
            _ => return None,
        })
    }

    /// How many objects there are, read or not.
    pub(super) fn len(&self) -> usize {
        self.objects.len()
    }

    /// The value that the module ends with.
    pub fn result(&self) -> Cell {
        self.stack.first().copied().unwrap_or(Cell::Unknown)
    }

    /// The interned string with this id: one ASCII character, the empty one, or one of the table.
    #[inline]
    fn text(&self, id: u32) -> Option<&str> {
        let id = id as usize;
        match id.checked_sub(ASCII.len()) {
            None => ASCII.get(id..=id),
            Some(0) => Some(""),
            Some(place) => self.texts.get(place - 1).map(String::as_str),
        }
    }

    /// Pushes the container of all cells from `from` on.
    #[inline]
    fn push_items(&mut self, form: Form, from: usize) -> Done {
        let (from, to) = (index(from)?, index(self.cells.len())?);
        self.objects.push(Object::Items { form, from, to });
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
        let leaf = image.leaves.len();
        read_leaf(name, payload, &mut image.leaves)?;
        image.objects.push(if image.leaves.len() > leaf {
            Object::Leaf(index(leaf)?)
        } else {
            Object::Unknown
        });
        Ok(())
    }
}

/// The entries of a dict: pushes its values, its keys unless the dict before had them, and itself.
struct Dict<'i> {
    image: &'i mut Image,
    from: usize,
    /// The keys that the dict before has from here on.
    expected: Range<usize>,
    /// Where the keys of this dict begin, if it has others.
    own: Option<usize>,
    removed: bool,
}

impl<'i> Dict<'i> {
    #[inline]
    fn new(image: &'i mut Image) -> Self {
        Self {
            from: image.cells.len(),
            expected: image.last_keys.clone(),
            own: None,
            removed: false,
            image,
        }
    }

    /// Takes the next key: the expected one, or one of its own.
    #[inline]
    fn push_key(&mut self, key: Cell) {
        self.removed = key == Cell::Removed;
        if self.removed {
            return;
        }
        let keys = &mut self.image.keys;
        if self.own.is_none() {
            if !self.expected.is_empty() && keys[self.expected.start].is_same_key(key) {
                self.expected.start += 1;
                return;
            }
            self.own = Some(keys.len());
            keys.extend_from_within(self.image.last_keys.start..self.expected.start);
        }
        keys.push(key);
    }
}

impl Reader for Dict<'_> {
    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        read(value, DictEntry(self))
    }

    #[inline]
    fn end(self) -> Done {
        let image = self.image;
        let keys = match self.own {
            None => image.last_keys.start..self.expected.start,
            Some(start) => start..image.keys.len(),
        };
        if keys.len() != image.cells.len() - self.from {
            return Err(Unexpected);
        }
        image.objects.push(Object::Dict {
            keys: index(keys.start)?,
            from: index(self.from)?,
            to: index(image.cells.len())?,
        });
        if self.own.is_some() {
            image.last_keys = keys;
        }
        Ok(())
    }
}

/// An entry of a dict.
struct DictEntry<'a, 'i>(&'a mut Dict<'i>);

impl Reader for DictEntry<'_, '_> {
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "K" => {
                let mut key = Cell::Unknown;
                read(value, Value(&mut key))?;
                self.0.push_key(key);
            }
            "V" if !self.0.removed => {
                let mut cell = Cell::Unknown;
                read(value, Value(&mut cell))?;
                self.0.image.cells.push(cell);
            }
            _ => {}
        }
        Ok(())
    }

    #[inline]
    fn end(self) -> Done {
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
    Items(Vec<Cell>)
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
    Value(Cell)
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
    Number(Cell)
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
