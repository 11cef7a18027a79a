//! From the image of a heap to the value that the result is.

use monty_types::MontyObject;

use super::image::{Cell, Form, Found, Image};
use crate::{
    calendar,
    decimal::Decimal,
    graph::{MontyGraph, MontyNode, NodeId, object_from_graph},
};

/// The result, in an arena of its own. There is one, unless it has more nodes than an arena takes.
pub(super) fn object(image: &Image) -> Option<MontyObject> {
    let mut builder = Builder {
        nodes: Vec::new(),
        objects: vec![None; image.len()],
        image,
    };
    let root = builder.value(image.result())?;
    object_from_graph(MontyGraph::from_nodes(builder.nodes).ok()?, root).ok()
}

struct Builder<'i> {
    image: &'i Image,
    nodes: Vec<MontyNode>,
    /// The nodes of the objects so far, by the ids of these.
    objects: Vec<Option<NodeId>>,
}

impl Builder<'_> {
    fn value(&mut self, cell: Cell) -> Option<NodeId> {
        let object = match cell {
            Cell::Ref(id) => Some(id as usize),
            _ => None,
        };
        if let Some(at) = object
            && let Some(node) = self.objects[at]
        {
            return Some(node);
        }
        let node = match self.image.found(cell)? {
            Found::Bool(value) => MontyNode::Bool(value),
            Found::Int(value) => MontyNode::Int(value),
            Found::Float(value) => MontyNode::Float(value),
            Found::Str(text) => MontyNode::String(text.to_owned()),
            Found::Bytes(bytes) => MontyNode::Bytes(bytes.to_owned()),
            Found::BigInt(value) => MontyNode::BigInt(value.clone()),
            Found::Leaf(node) => node.clone(),
            Found::Naive(micros) => MontyNode::DateTime(calendar::naive_datetime(micros)?),
            Found::Decimal(digits, exponent) => {
                let text = Decimal::finite_text(digits < 0, exponent.into(), digits.unsigned_abs());
                MontyNode::Decimal(text?)
            }
            Found::Dict(entries) => {
                let pairs = entries.keys.iter().zip(entries.values());
                let pairs = pairs.map(|(&key, value)| Some((self.value(key)?, self.value(value)?)));
                MontyNode::Dict(pairs.collect::<Option<_>>()?)
            }
            Found::Named(names, values) => {
                let (type_name, field_names) = names.split_first()?;
                MontyNode::NamedTuple {
                    type_name: type_name.clone(),
                    field_names: field_names.to_vec(),
                    values: values.iter().map(|&value| self.value(value)).collect::<Option<_>>()?,
                }
            }
            Found::Items(form, items) => {
                let items = items.iter().map(|&item| self.value(item)).collect::<Option<_>>()?;
                match form {
                    Form::List => MontyNode::List(items),
                    Form::Tuple => MontyNode::Tuple(items),
                    Form::Set => MontyNode::Set(items),
                    Form::FrozenSet => MontyNode::FrozenSet(items),
                }
            }
        };
        let id = NodeId(u32::try_from(self.nodes.len()).ok()?);
        self.nodes.push(node);
        if let Some(at) = object {
            self.objects[at] = Some(id);
        }
        Some(id)
    }
}
