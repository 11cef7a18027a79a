//! The image of a heap as a source of tables.

use super::image::{Cell, Entries, Form, Found, Image};
use crate::{
    arrow::{Arena, Node, Pairs},
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
            Found::Items(Form::List, items) => Node::List(items),
            Found::Items(Form::Tuple, items) => Node::Tuple(items),
            Found::Items(Form::Set, items) => Node::Set(items),
            Found::Items(Form::FrozenSet, items) => Node::FrozenSet(items),
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
        self.values[at]
    }

    #[inline]
    fn same_keys(self, other: Self) -> bool {
        std::ptr::eq(self.keys, other.keys)
    }
}
