//! The image of a heap as a source of tables.

use std::borrow::Cow;

use super::{
    dicts::Entries,
    image::{Cell, Form, Found, Image, Object},
};
use crate::{
    arrow::{Arena, Columns, Node, Pairs},
    graph::MontyNode,
};

impl Arena for Image {
    type Id = Cell;
    type Pairs<'g> = Entries<'g>;

    const MISSING: Cell = Cell::Missing;
    const ABSENT: Cell = Cell::Absent;

    #[inline(always)]
    fn node(&self, id: Cell) -> Option<Node<'_, Self>> {
        Some(match self.found(id)? {
            Found::Bool(value) => Node::Bool(value),
            Found::Int(value) => Node::Int(value),
            Found::Float(value) => Node::Float(value),
            Found::Str(text) => Node::Str(text),
            Found::Bytes(bytes) => Node::Bytes(bytes),
            Found::BigInt(value) => Node::BigInt(value),
            Found::Leaf(node) => Node::leaf(node),
            Found::Naive(micros) => Node::Naive(micros),
            Found::Decimal(digits, exponent) => Node::SmallDecimal(digits, exponent),
            Found::Items(Form::List, items) => Node::List(items),
            Found::Items(Form::Tuple, items) => Node::Tuple(items),
            Found::Items(Form::Set, items) => Node::Set(items),
            Found::Items(Form::FrozenSet, items) => Node::FrozenSet(items),
            Found::Named([], _) => Node::Other,
            Found::Named([type_name, field_names @ ..], values) => Node::NamedTuple {
                type_name,
                field_names,
                values,
            },
            Found::Dict(entries) => Node::Dict(entries),
        })
    }

    #[inline]
    fn is_null(&self, id: Cell) -> bool {
        matches!(id, Cell::None | Cell::Missing | Cell::Absent)
    }

    #[inline]
    fn int(&self, id: Cell) -> Option<i64> {
        match id {
            Cell::Int(value) => Some(value),
            _ => None,
        }
    }

    #[inline]
    fn float(&self, id: Cell) -> Option<f64> {
        match id {
            Cell::Float(value) => Some(value),
            _ => None,
        }
    }

    #[inline]
    fn bool(&self, id: Cell) -> Option<bool> {
        match id {
            Cell::Bool(value) => Some(value),
            _ => None,
        }
    }

    #[inline]
    fn text(&self, id: Cell) -> Option<&str> {
        match self.found(id)? {
            Found::Str(text) => Some(text),
            Found::Leaf(MontyNode::String(text)) => Some(text),
            _ => None,
        }
    }

    #[inline]
    fn naive(&self, id: Cell) -> Option<i64> {
        match self.found(id)? {
            Found::Naive(micros) => Some(micros),
            _ => None,
        }
    }

    #[inline]
    fn small_decimal(&self, id: Cell) -> Option<(i64, i8)> {
        match self.found(id)? {
            Found::Decimal(digits, exponent) => Some((digits, exponent)),
            _ => None,
        }
    }

    fn columns(&self, rows: &[Cell]) -> Option<Columns<'_, Cell>> {
        let place = |row: Cell| match row {
            Cell::Ref(id) => match *self.objects.get(id as usize)? {
                Object::Shaped { shape, row } => Some((shape, row as usize)),
                _ => None,
            },
            _ => None,
        };
        let (shape, first) = place(*rows.first()?)?;
        let places = rows.iter().map(|&row| place(row).filter(|place| place.0 == shape));
        let places: Vec<usize> = places.map(|place| Some(place?.1)).collect::<Option<_>>()?;
        let side_by_side = places.iter().enumerate().all(|(at, place)| *place == first + at);
        let (keys, columns) = self.dicts.columns(shape)?;
        let cells = columns.iter().map(|column| match side_by_side {
            true => Some(Cow::Borrowed(column.get(first..first + rows.len())?)),
            false => Some(Cow::Owned(places.iter().map(|&at| column[at]).collect())),
        });
        keys.iter()
            .zip(cells)
            .map(|(key, cells)| Some((*key, cells?)))
            .collect()
    }

    /// Nobody reads it: what is refused here is written anew from nodes, for the message.
    fn type_name(&self, _: Cell) -> &str {
        "value"
    }

    /// There are no instances, and so no classes.
    fn class(&self, _: Cell) -> Vec<u8> {
        Vec::new()
    }
}

impl Pairs<Cell> for Entries<'_> {
    #[inline]
    fn len(self) -> usize {
        self.keys.len()
    }

    #[inline]
    fn key(self, at: usize) -> Cell {
        self.keys[at]
    }

    #[inline]
    fn value(self, at: usize) -> Cell {
        self.value(at)
    }
}
