//! From the image of a heap to the value that the result is.

use std::mem;

use monty_types::MontyObject;

use super::image::{Cell, Form, Image, Object};
use crate::graph::{MontyGraph, MontyNode, NodeId, object_from_graph};

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 100;

/// The result, if all of it is known.
pub(super) fn object(image: Image) -> Option<MontyObject> {
    let mut builder = Builder {
        nodes: Vec::with_capacity(image.objects.len()),
        objects: vec![State::New; image.objects.len()],
        texts: Vec::new(),
        constants: [None; 3],
        image,
    };
    let root = builder.value(builder.image.result(), 0)?;
    object_from_graph(MontyGraph::from_nodes(builder.nodes).ok()?, root).ok()
}

/// What there is of an object so far.
#[derive(Debug, Clone, Copy)]
enum State {
    New,
    /// Its parts are being made: who meets it now is one of them.
    Open,
    Done(NodeId),
}

struct Builder {
    image: Image,
    nodes: Vec<MontyNode>,
    /// By the id of the object.
    objects: Vec<State>,
    /// The nodes of interned strings, by their ids.
    texts: Vec<Option<NodeId>>,
    /// The nodes of None, False and True.
    constants: [Option<NodeId>; 3],
}

impl Builder {
    fn push(&mut self, node: MontyNode) -> Option<NodeId> {
        let id = NodeId(u32::try_from(self.nodes.len()).ok()?);
        self.nodes.push(node);
        Some(id)
    }

    #[inline]
    fn value(&mut self, cell: Cell, depth: usize) -> Option<NodeId> {
        match cell {
            Cell::None => self.constant(0, MontyNode::None),
            Cell::Bool(value) => self.constant(1 + usize::from(value), MontyNode::Bool(value)),
            Cell::Int(value) => self.push(MontyNode::Int(value)),
            Cell::Float(value) => self.push(MontyNode::Float(value)),
            Cell::Text(id) => self.text(id),
            Cell::Ref(id) => self.object(id, depth),
            Cell::Bytes(id) => {
                let bytes = self.image.bytes.get(id as usize)?.clone();
                self.push(MontyNode::Bytes(bytes))
            }
            Cell::BigInt(id) => {
                let value = self.image.big_ints.get(id as usize)?.clone();
                self.push(MontyNode::BigInt(value))
            }
            Cell::Removed | Cell::Unknown => None,
        }
    }

    #[inline]
    fn constant(&mut self, at: usize, node: MontyNode) -> Option<NodeId> {
        if self.constants[at].is_none() {
            self.constants[at] = Some(self.push(node)?);
        }
        self.constants[at]
    }

    #[inline]
    fn text(&mut self, id: u32) -> Option<NodeId> {
        let at = id as usize;
        if let Some(Some(node)) = self.texts.get(at) {
            return Some(*node);
        }
        let node = self.push(MontyNode::String(self.image.text(id)?))?;
        // The id is that of a string that is there.
        if self.texts.len() <= at {
            self.texts.resize(at + 1, None);
        }
        self.texts[at] = Some(node);
        Some(node)
    }

    fn object(&mut self, id: u32, depth: usize) -> Option<NodeId> {
        let at = id as usize;
        match self.objects.get(at)? {
            State::Done(node) => return Some(*node),
            // A cycle.
            State::Open => return None,
            State::New => {}
        }
        let node = match self.image.objects[at] {
            Object::Unknown => return None,
            Object::Leaf(leaf) => mem::replace(&mut self.image.leaves[leaf as usize], MontyNode::None),
            Object::Container { .. } if depth == MAX_DEPTH => return None,
            Object::Container { form, from, to } => {
                self.objects[at] = State::Open;
                self.container(form, from as usize, to as usize, depth + 1)?
            }
        };
        let node = self.push(node)?;
        self.objects[at] = State::Done(node);
        Some(node)
    }

    fn container(&mut self, form: Form, from: usize, to: usize, depth: usize) -> Option<MontyNode> {
        if form == Form::Dict {
            let mut pairs = Vec::with_capacity((to - from) / 2);
            for at in (from..to).step_by(2) {
                let (key, value) = (self.image.cells[at], *self.image.cells.get(at + 1)?);
                if !matches!(key, Cell::Removed) {
                    pairs.push((self.value(key, depth)?, self.value(value, depth)?));
                }
            }
            return Some(MontyNode::Dict(pairs));
        }
        let mut items = Vec::with_capacity(to - from);
        for at in from..to {
            let cell = self.image.cells[at];
            if !matches!(cell, Cell::Removed) {
                items.push(self.value(cell, depth)?);
            }
        }
        Some(match form {
            Form::List => MontyNode::List(items),
            Form::Tuple => MontyNode::Tuple(items),
            Form::Set => MontyNode::Set(items),
            Form::FrozenSet | Form::Dict => MontyNode::FrozenSet(items),
        })
    }
}
