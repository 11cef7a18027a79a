//! The interpreter's heap, object by object, in a few flat vectors.

use monty::NameLookup;
use num_bigint::BigInt;

use super::{
    dicts::{Dicts, Entries},
    named::Names,
    read::{Done, Unexpected, Within, read},
    walk::Snapshot,
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
/// A heap of up to so many objects is kept whole.
const SMALL_HEAP: usize = 4096;
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
    pub(super) fn is_same_key(self, other: Self) -> bool {
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
    /// A datetime without an offset: microseconds since 1970.
    Naive(i64),
    /// A decimal: its digits, with the sign, and its exponent.
    Decimal(i64, i8),
    /// A container of the cells from one index to another.
    Items { form: Form, from: u32, to: u32 },
    /// A namedtuple of such cells, and which names it has.
    Named { names: u32, from: u32, to: u32 },
    /// A dict whose values are such cells; its keys begin at an index of their own.
    Dict { keys: u32, from: u32, to: u32 },
    /// A dict of which there are more with the same keys: its values are a row of their columns.
    Shaped { shape: u32, row: u32 },
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
    pub(super) stack: Vec<Cell>,
    pub(super) frames: usize,
    pub(super) texts: Vec<String>,
    pub(super) bytes: Vec<Vec<u8>>,
    pub(super) big_ints: Vec<BigInt>,
    pub(super) objects: Vec<Object>,
    pub(super) cells: Vec<Cell>,
    pub(super) dicts: Dicts,
    pub(super) names: Vec<Names>,
    pub(super) leaves: Vec<MontyNode>,
    /// How many of the objects the result is made of.
    reached: usize,
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
    /// See [`Object::Naive`].
    Naive(i64),
    /// See [`Object::Decimal`].
    Decimal(i64, i8),
    Items(Form, &'i [Cell]),
    /// A namedtuple: type name and names of its fields, and its values.
    Named(&'i [String], &'i [Cell]),
    Dict(Entries<'i>),
}

impl Image {
    /// The image of a run's state; `None` if it has another form than expected.
    pub fn of(lookup: &NameLookup) -> Option<Self> {
        let mut image = Self::default();
        read(lookup, Within::new("snapshot", Snapshot(&mut image))).ok()?;
        // There is nothing else on the stack at the end of a module.
        if image.frames != 1 || image.stack.len() != 1 {
            return None;
        }
        image.reached = image.reach()?;
        Some(image)
    }

    /// Whether the heap is not small, and most of it is not part of the result.
    pub fn is_sparse(&self) -> bool {
        self.objects.len() > SMALL_HEAP && self.reached < self.objects.len() / 4
    }

    /// The number of objects that the result is made of; `None` if one of them is not read, or there is a cycle.
    fn reach(&self) -> Option<usize> {
        let mut met = vec![Met::Not; self.objects.len()];
        self.is_cell_known(self.result(), &mut met, 0)
            .then(|| met.iter().filter(|met| matches!(met, Met::Known)).count())
    }

    #[inline]
    fn is_cell_known(&self, cell: Cell, met: &mut [Met], depth: usize) -> bool {
        match cell {
            Cell::Ref(id) => match met.get(id as usize) {
                Some(Met::Known) => true,
                Some(Met::Not) if depth < MAX_DEPTH => self.is_object_known(id, met, depth),
                _ => false,
            },
            Cell::None | Cell::Bool(_) | Cell::Int(_) | Cell::Float(_) => true,
            cell => self.found(cell).is_some(),
        }
    }

    fn is_object_known(&self, id: u32, met: &mut [Met], depth: usize) -> bool {
        met[id as usize] = Met::Open;
        let mut is_known = |cell| self.is_cell_known(cell, met, depth + 1);
        let known = match self.found(Cell::Ref(id)) {
            None => false,
            Some(Found::Items(_, items) | Found::Named(_, items)) => items.iter().all(|&item| is_known(item)),
            Some(Found::Dict(entries)) => {
                entries.keys.iter().all(|&key| is_known(key)) && entries.values().all(is_known)
            }
            Some(_) => true,
        };
        met[id as usize] = Met::Known;
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
                Object::Naive(micros) => Found::Naive(micros),
                Object::Decimal(digits, exponent) => Found::Decimal(digits, exponent),
                Object::Items { form, from, to } => Found::Items(form, self.cells.get(from as usize..to as usize)?),
                Object::Named { names, from, to } => Found::Named(
                    self.names.get(names as usize)?,
                    self.cells.get(from as usize..to as usize)?,
                ),
                Object::Dict { keys, from, to } => {
                    let values = self.cells.get(from as usize..to as usize)?;
                    Found::Dict(self.dicts.row(keys, values)?)
                }
                Object::Shaped { shape, row } => Found::Dict(self.dicts.shaped(shape, row)?),
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
    pub(super) fn text(&self, id: u32) -> Option<&str> {
        let id = id as usize;
        match id.checked_sub(ASCII.len()) {
            None => ASCII.get(id..=id),
            Some(0) => Some(""),
            Some(place) => self.texts.get(place - 1).map(String::as_str),
        }
    }

    /// Pushes the container of all cells from `from` on.
    #[inline]
    pub(super) fn push_items(&mut self, form: Form, from: usize) -> Done {
        let (from, to) = (index(from)?, index(self.cells.len())?);
        self.objects.push(Object::Items { form, from, to });
        Ok(())
    }
}

#[inline]
pub(super) fn index(at: usize) -> Result<u32, Unexpected> {
    u32::try_from(at).map_err(|_| Unexpected)
}
