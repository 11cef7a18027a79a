//! The namedtuples of a heap. Each brings the names of its type; here they are kept once.

use serde::Serialize;

use super::{
    image::{Cell, Image, Object, index},
    read::{Done, Reader, Unexpected, read},
    walk::{Items, Number},
};

/// The name of a namedtuple's type, and behind it those of its fields.
pub(super) type Names = Vec<String>;

/// Reads a namedtuple, and pushes it.
pub(super) struct NamedTuple<'i> {
    image: &'i mut Image,
    from: usize,
    /// How many names there were so far.
    len: usize,
    /// The names, if they are not those of the namedtuple before.
    own: Option<Names>,
}

impl<'i> NamedTuple<'i> {
    pub fn new(image: &'i mut Image) -> Self {
        Self {
            from: image.cells.len(),
            len: 0,
            own: None,
            image,
        }
    }
}

impl Reader for NamedTuple<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match name {
            "name" => read(value, Name(self)),
            "field_names" => read(value, FieldNames(self)),
            "items" => read(value, Items(&mut self.image.cells)),
            _ => Ok(()),
        }
    }

    fn end(self) -> Done {
        let image = self.image;
        let last = image.names.last().map_or(0, Vec::len);
        // A type name, and as many names of fields as there are values.
        if self.len != image.cells.len() - self.from + 1 || (self.own.is_none() && self.len > last) {
            return Err(Unexpected);
        }
        match self.own {
            Some(names) => image.names.push(names),
            None if self.len < last => image
                .names
                .push(image.names[image.names.len() - 1][..self.len].to_vec()),
            None => {}
        }
        image.objects.push(Object::Named {
            names: index(image.names.len() - 1)?,
            from: index(self.from)?,
            to: index(image.cells.len())?,
        });
        Ok(())
    }
}

/// One of the names.
struct Name<'a, 'i>(&'a mut NamedTuple<'i>);

impl Reader for Name<'_, '_> {
    fn variant<T: Serialize + ?Sized>(self, name: &'static str, payload: &T) -> Done {
        match name {
            "Interned" => {
                let mut id = Cell::Unknown;
                read(payload, Number(&mut id))?;
                let Cell::Int(id) = id else { return Err(Unexpected) };
                let NamedTuple { image, len, own, .. } = self.0;
                let id = u32::try_from(id).map_err(|_| Unexpected)?;
                push_name(image, len, own, image.text(id).ok_or(Unexpected)?);
                Ok(())
            }
            "Heap" => read(payload, self),
            _ => Err(Unexpected),
        }
    }

    fn text(self, text: &str) -> Done {
        let NamedTuple { image, len, own, .. } = self.0;
        push_name(image, len, own, text);
        Ok(())
    }
}

/// Takes the next name: that of the namedtuple before, or one of its own.
fn push_name(image: &Image, len: &mut usize, own: &mut Option<Names>, name: &str) {
    let last = image.names.last().map_or(&[][..], Vec::as_slice);
    if own.is_none() && last.get(*len).is_none_or(|last| last != name) {
        *own = Some(last.get(..*len).unwrap_or_default().to_vec());
    }
    if let Some(own) = own {
        own.push(name.to_owned());
    }
    *len += 1;
}

struct FieldNames<'a, 'i>(&'a mut NamedTuple<'i>);

impl Reader for FieldNames<'_, '_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        read(value, Name(self.0))
    }

    fn end(self) -> Done {
        Ok(())
    }
}
