//! JSON in the form of the version of this package that came before, by the same way: a `serde_json::Value` in between.
//!
//! None, bools, numbers, text and lists are themselves; everything else is an object of one key that begins with `$`:
//! `{"$tuple": [...]}`, `{"$bytes": [byte, ...]}`, `{"$dict": [[key, value], ...]}`, `{"$dataclass": {...}}` with a name, a
//! number for the type, the names of the fields and the attributes as pairs, and `{"$repr": text}` for what had no form.

use std::borrow::Cow;

use monty_bridge::graph::{ClassTypeNode, MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph};
use monty_types::{MontyObject, MontyUuid};
use serde_json::{Value, json};

use super::{Contender, Direction, Fate, Implementation, Outcome};
use crate::loss::Loss;

/// The form that went across before.
pub const TAGGED_JSON: Implementation = Implementation::exact("tagged-json", |value| Ok(Box::new(TaggedJson(value))))
    .with_fate(|shape| match shape {
        "shared_1000" => Fate::Lossy(&[Loss::Sharing]),
        "instances_1000" => Fate::Lossy(&[Loss::Identities, Loss::Sharing]),
        "exact_5000" => Fate::Lossy(&[Loss::Reprs]),
        "deep_1000" => Fate::Refused(Direction::Decode, "recursion limit exceeded"),
        _ => Fate::Exact,
    });

struct TaggedJson<'v>(&'v MontyObject);

impl Contender for TaggedJson<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        let (graph, root) = graph_parts(self.0);
        Ok(serde_json::to_vec(&to_value(graph, root))?.into())
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        let mut graph = MontyGraph::new();
        let root = from_value(serde_json::from_slice(bytes)?, &mut graph)?;
        Ok(object_from_graph(graph, root)?)
    }
}

fn to_value(graph: &MontyGraph, id: NodeId) -> Value {
    let items = |ids: &[NodeId]| ids.iter().map(|id| to_value(graph, *id)).collect::<Value>();
    let pairs = |ids: &[(NodeId, NodeId)]| {
        let pair = |(key, value): &(NodeId, NodeId)| Value::Array(vec![to_value(graph, *key), to_value(graph, *value)]);
        ids.iter().map(pair).collect::<Value>()
    };
    match graph.node(id) {
        MontyNode::None => Value::Null,
        MontyNode::Bool(value) => Value::Bool(*value),
        MontyNode::Int(value) => (*value).into(),
        MontyNode::Float(value) => (*value).into(),
        MontyNode::String(text) => Value::String(text.clone()),
        MontyNode::List(ids) => items(ids),
        MontyNode::Tuple(ids) => tagged("$tuple", items(ids)),
        MontyNode::Bytes(bytes) => tagged("$bytes", bytes.iter().copied().collect()),
        MontyNode::Dict(ids) => tagged("$dict", pairs(ids)),
        MontyNode::ClassInstance { class_type, attrs, .. } => {
            let (name, type_id) = match graph.node(*class_type) {
                MontyNode::ClassType(class) => (class.name.as_str(), half(&class.id)),
                _ => ("", 0),
            };
            let names: Value = attrs.iter().map(|(key, _)| to_value(graph, *key)).collect();
            let parts = json!({
                "name": name,
                "type_id": type_id,
                "field_names": names,
                "attrs": pairs(attrs),
                "frozen": false,
            });
            tagged("$dataclass", parts)
        }
        _ => tagged("$repr", Value::String(graph.value(id).py_repr())),
    }
}

/// An object of one key.
fn tagged(tag: &str, content: Value) -> Value {
    Value::Object([(tag.to_owned(), content)].into_iter().collect())
}

/// Numbers of types had 64 bits.
fn half(id: &MontyUuid) -> u64 {
    u128::from_be_bytes(*id.as_bytes()) as u64
}

fn from_value(value: Value, graph: &mut MontyGraph) -> Outcome<NodeId> {
    let node = match value {
        Value::Null => MontyNode::None,
        Value::Bool(value) => MontyNode::Bool(value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(value), _) => MontyNode::Int(value),
            (None, Some(value)) => MontyNode::Float(value),
            (None, None) => return Err("no number".into()),
        },
        Value::String(text) => MontyNode::String(text),
        Value::Array(values) => MontyNode::List(from_items(values, graph)?),
        Value::Object(object) => {
            let mut entries = object.into_iter();
            let (Some((tag, content)), None) = (entries.next(), entries.next()) else {
                return Err("an object with more than a tag".into());
            };
            from_tagged(&tag, content, graph)?
        }
    };
    Ok(graph.push(node))
}

fn from_tagged(tag: &str, content: Value, graph: &mut MontyGraph) -> Outcome<MontyNode> {
    Ok(match (tag, content) {
        ("$tuple", Value::Array(values)) => MontyNode::Tuple(from_items(values, graph)?),
        ("$bytes", Value::Array(values)) => {
            let byte = |value: Value| value.as_u64().and_then(|byte| u8::try_from(byte).ok());
            let bytes: Option<Vec<u8>> = values.into_iter().map(byte).collect();
            MontyNode::Bytes(bytes.ok_or("no bytes")?)
        }
        ("$dict", Value::Array(values)) => MontyNode::Dict(from_pairs(values, graph)?),
        ("$repr", Value::String(text)) => MontyNode::Repr(text),
        ("$dataclass", Value::Object(mut parts)) => {
            let (Some(Value::String(name)), Some(type_id), Some(Value::Array(attrs))) = (
                parts.remove("name"),
                parts.get("type_id").and_then(Value::as_u64),
                parts.remove("attrs"),
            ) else {
                return Err("a dataclass of other parts".into());
            };
            let class = ClassTypeNode {
                name,
                id: MontyUuid::from_u128(type_id.into()),
                host_defined: false,
                is_dataclass: true,
                attrs: Vec::new(),
            };
            MontyNode::ClassInstance {
                class_type: graph.push(MontyNode::ClassType(Box::new(class))),
                instance_id: MontyUuid::from_u128(0),
                attrs: from_pairs(attrs, graph)?,
            }
        }
        (tag, content) => return Err(format!("no shape has {tag} with {content}").into()),
    })
}

fn from_items(values: Vec<Value>, graph: &mut MontyGraph) -> Outcome<Vec<NodeId>> {
    values.into_iter().map(|value| from_value(value, graph)).collect()
}

fn from_pairs(values: Vec<Value>, graph: &mut MontyGraph) -> Outcome<Vec<(NodeId, NodeId)>> {
    let pair = |value: Value| match value {
        Value::Array(parts) => match <[Value; 2]>::try_from(parts) {
            Ok([key, value]) => Ok((from_value(key, graph)?, from_value(value, graph)?)),
            Err(_) => Err("a pair of other parts".into()),
        },
        _ => Err("a pair of other parts".into()),
    };
    values.into_iter().map(pair).collect()
}
