//! The dicts of a heap. Those that have the same keys in the same order, as rows have, are columns already.

use serde::Serialize;

use super::{
    image::{Cell, Image, Object, index},
    read::{Done, Reader, Unexpected, read},
    walk::Value,
};

/// How many shapes are tried for a dict: rows may lie among the dicts that they hold.
const RECENT: usize = 8;

/// The keys of dicts, and the values of those that have the same ones.
#[derive(Debug, Default)]
pub(super) struct Dicts {
    keys: Vec<Cell>,
    shapes: Vec<Shape>,
}

/// Keys that at least one dict has.
#[derive(Debug)]
struct Shape {
    /// The first of the keys, which lie side by side.
    keys: usize,
    len: usize,
    /// The object that has them, as long as there is one only.
    first: usize,
    /// The values of all dicts that have them, a column for each key; none as long as there is one only.
    columns: Vec<Vec<Cell>>,
}

/// The entries of a dict: as many keys as values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entries<'i> {
    pub keys: &'i [Cell],
    values: Values<'i>,
}

#[derive(Debug, Clone, Copy)]
enum Values<'i> {
    Row(&'i [Cell]),
    /// Those at this index of columns.
    Columns(&'i [Vec<Cell>], usize),
}

impl<'i> Entries<'i> {
    /// The value at an index below the number of keys.
    #[inline]
    pub fn value(self, at: usize) -> Cell {
        match self.values {
            Values::Row(values) => values[at],
            Values::Columns(columns, row) => columns[at][row],
        }
    }

    pub fn values(self) -> impl Iterator<Item = Cell> {
        (0..self.keys.len()).map(move |at| self.value(at))
    }
}

impl Dicts {
    /// The entries of a dict with these values, whose keys are from `keys` on.
    #[inline]
    pub fn row<'i>(&'i self, keys: u32, values: &'i [Cell]) -> Option<Entries<'i>> {
        Some(Entries {
            keys: self.keys.get(keys as usize..)?.get(..values.len())?,
            values: Values::Row(values),
        })
    }

    /// The entries of a dict whose values are in the columns of a shape.
    #[inline]
    pub fn shaped(&self, shape: u32, row: u32) -> Option<Entries<'_>> {
        let shape = self.shapes.get(shape as usize)?;
        Some(Entries {
            keys: self.keys(shape),
            values: Values::Columns(&shape.columns, row as usize),
        })
    }

    /// Keys and columns of a shape.
    #[cfg(feature = "arrow")]
    pub fn columns(&self, shape: u32) -> Option<(&[Cell], &[Vec<Cell>])> {
        let shape = self.shapes.get(shape as usize)?;
        Some((self.keys(shape), &shape.columns))
    }

    #[inline]
    fn keys(&self, shape: &Shape) -> &[Cell] {
        &self.keys[shape.keys..shape.keys + shape.len]
    }

    /// A shape, of the latest ones, that begins with this key.
    #[inline]
    fn find(&self, key: Cell) -> Option<usize> {
        let recent = self.shapes.len().saturating_sub(RECENT)..self.shapes.len();
        recent
            .rev()
            .find(|&at| self.keys[self.shapes[at].keys].is_same_key(key))
    }
}

/// Reads a dict, and pushes it.
pub(super) struct Dict<'i> {
    image: &'i mut Image,
    /// Where its values begin among the cells.
    from: usize,
    len: usize,
    keys: Keys,
}

/// The keys of a dict so far.
#[derive(Debug, Clone, Copy)]
enum Keys {
    None,
    /// The first ones of this shape.
    Shape(usize),
    /// Its own, from this one on.
    Own(usize),
}

impl<'i> Dict<'i> {
    #[inline]
    pub fn new(image: &'i mut Image) -> Self {
        Self {
            from: image.cells.len(),
            len: 0,
            keys: Keys::None,
            image,
        }
    }

    #[inline]
    fn push_key(&mut self, key: Cell) {
        let dicts = &mut self.image.dicts;
        if let Keys::None = self.keys {
            self.keys = match dicts.find(key) {
                Some(shape) => Keys::Shape(shape),
                None => Keys::Own(dicts.keys.len()),
            };
        }
        if let Keys::Shape(shape) = self.keys {
            let Shape { keys, len, .. } = dicts.shapes[shape];
            if self.len < len && dicts.keys[keys + self.len].is_same_key(key) {
                self.len += 1;
                return;
            }
            self.keys = Keys::Own(dicts.keys.len());
            dicts.keys.extend_from_within(keys..keys + self.len);
        }
        dicts.keys.push(key);
        self.len += 1;
    }

    /// Moves the values to the columns of a shape whose keys it has.
    #[inline]
    fn push_shaped(self, shape: usize) -> Done {
        let Image {
            cells, dicts, objects, ..
        } = self.image;
        let (number, shape) = (index(shape)?, &mut dicts.shapes[shape]);
        if shape.columns.is_empty()
            && let Object::Dict { from, .. } = objects[shape.first]
        {
            // Its values stay where they were, unused.
            let first = &cells[from as usize..][..shape.len];
            shape.columns = first.iter().map(|&value| vec![value]).collect();
            objects[shape.first] = Object::Shaped { shape: number, row: 0 };
        }
        let row = index(shape.columns.first().map_or(0, Vec::len))?;
        for (column, &value) in shape.columns.iter_mut().zip(&cells[self.from..]) {
            column.push(value);
        }
        cells.truncate(self.from);
        objects.push(Object::Shaped { shape: number, row });
        Ok(())
    }
}

impl Reader for Dict<'_> {
    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        read(value, Entry(self, true))
    }

    #[inline]
    fn end(self) -> Done {
        let dicts = &mut self.image.dicts;
        let keys = match self.keys {
            Keys::Shape(shape) if dicts.shapes[shape].len == self.len => return self.push_shaped(shape),
            Keys::Shape(shape) => dicts.shapes[shape].keys,
            Keys::None => 0,
            Keys::Own(keys) => {
                dicts.shapes.push(Shape {
                    keys,
                    len: self.len,
                    first: self.image.objects.len(),
                    columns: Vec::new(),
                });
                keys
            }
        };
        if self.image.cells.len() != self.from + self.len {
            return Err(Unexpected);
        }
        let object = Object::Dict {
            keys: index(keys)?,
            from: index(self.from)?,
            to: index(self.image.cells.len())?,
        };
        self.image.objects.push(object);
        Ok(())
    }
}

/// An entry of a dict; false once its key is that of a removed one.
struct Entry<'a, 'i>(&'a mut Dict<'i>, bool);

impl Reader for Entry<'_, '_> {
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        let mut cell = Cell::Unknown;
        match name {
            "K" => {
                read(value, Value(&mut cell))?;
                if cell == Cell::Removed {
                    self.1 = false;
                } else {
                    self.0.push_key(cell);
                }
            }
            "V" if self.1 => {
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
