//! CBOR with a `ciborium::Value` in between, in the natural form that the schema has too: its tags, without sharing.

use std::borrow::Cow;

use ciborium::Value;
use monty_bridge::{
    graph::{ClassTypeNode, MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph},
    tag,
};
use monty_types::{MontyObject, MontyUuid};

use super::{Contender, Fate, Implementation, Outcome, text};
use crate::loss::Loss;

/// A tree of values that ciborium writes and reads.
pub const CIBORIUM_VALUE: Implementation =
    Implementation::exact("ciborium-value", |value| Ok(Box::new(CiboriumValue(value)))).with_fate(
        |shape| match shape {
            "shared_1000" | "instances_1000" => Fate::Lossy(&[Loss::Sharing]),
            _ => Fate::Exact,
        },
    );

/// As many levels as the bridge reads; ciborium's own default is 256.
const DEPTH: usize = 10_000;

struct CiboriumValue<'v>(&'v MontyObject);

impl Contender for CiboriumValue<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        let (graph, root) = graph_parts(self.0);
        let mut out = Vec::new();
        ciborium::into_writer(&to_value(graph, root)?, &mut out)?;
        Ok(out.into())
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        let value = ciborium::de::from_reader_with_recursion_limit(bytes, DEPTH)?;
        let mut graph = MontyGraph::new();
        let root = from_value(value, &mut graph)?;
        Ok(object_from_graph(graph, root)?)
    }
}

fn tagged(tag: u64, content: Value) -> Value {
    Value::Tag(tag, Box::new(content))
}

fn to_value(graph: &MontyGraph, id: NodeId) -> Outcome<Value> {
    let items = |ids: &[NodeId]| ids.iter().map(|id| to_value(graph, *id)).collect::<Outcome<_>>();
    let pairs = |ids: &[(NodeId, NodeId)]| {
        ids.iter()
            .map(|(key, value)| Ok((to_value(graph, *key)?, to_value(graph, *value)?)))
            .collect::<Outcome<_>>()
    };
    let uuid = |id: &MontyUuid| tagged(tag::UUID, Value::Bytes(id.as_bytes().to_vec()));
    Ok(match graph.node(id) {
        MontyNode::None => Value::Null,
        MontyNode::Bool(value) => Value::Bool(*value),
        MontyNode::Int(value) => Value::Integer((*value).into()),
        MontyNode::Float(value) => Value::Float(*value),
        MontyNode::String(text) => Value::Text(text.clone()),
        MontyNode::Bytes(bytes) => Value::Bytes(bytes.clone()),
        MontyNode::List(ids) => Value::Array(items(ids)?),
        MontyNode::Tuple(ids) => tagged(tag::TUPLE, Value::Array(items(ids)?)),
        MontyNode::Dict(ids) => Value::Map(pairs(ids)?),
        MontyNode::Decimal(text) => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            let mantissa: i64 = format!("{whole}{fraction}").parse()?;
            let exponent = -i64::try_from(fraction.len())?;
            tagged(tag::DECIMAL, Value::Array(vec![exponent.into(), mantissa.into()]))
        }
        MontyNode::DateTime(value) => tagged(tag::DATETIME, Value::Text(text::format(value)?)),
        MontyNode::ClassType(class) => {
            let parts = vec![
                Value::Text(class.name.clone()),
                uuid(&class.id),
                Value::Bool(class.host_defined),
                Value::Bool(class.is_dataclass),
                Value::Map(pairs(&class.attrs)?),
            ];
            tagged(tag::CLASS, Value::Array(parts))
        }
        MontyNode::ClassInstance {
            class_type,
            instance_id,
            attrs,
        } => {
            let parts = vec![
                to_value(graph, *class_type)?,
                uuid(instance_id),
                Value::Map(pairs(attrs)?),
            ];
            tagged(tag::INSTANCE, Value::Array(parts))
        }
        other => return Err(format!("no shape has {other:?}").into()),
    })
}

fn from_value(value: Value, graph: &mut MontyGraph) -> Outcome<NodeId> {
    let node = match value {
        Value::Null => MontyNode::None,
        Value::Bool(value) => MontyNode::Bool(value),
        Value::Integer(value) => MontyNode::Int(value.try_into()?),
        Value::Float(value) => MontyNode::Float(value),
        Value::Text(text) => MontyNode::String(text),
        Value::Bytes(bytes) => MontyNode::Bytes(bytes),
        Value::Array(values) => MontyNode::List(from_items(values, graph)?),
        Value::Map(pairs) => MontyNode::Dict(from_pairs(pairs, graph)?),
        Value::Tag(tag, content) => from_tagged(tag, *content, graph)?,
        other => return Err(format!("no shape has {other:?}").into()),
    };
    Ok(graph.push(node))
}

fn from_tagged(tag: u64, content: Value, graph: &mut MontyGraph) -> Outcome<MontyNode> {
    Ok(match (tag, content) {
        (tag::TUPLE, Value::Array(values)) => MontyNode::Tuple(from_items(values, graph)?),
        (tag::DATETIME, Value::Text(text)) => MontyNode::DateTime(text::parse(&text)?),
        (tag::DECIMAL, Value::Array(parts)) => {
            let [Value::Integer(exponent), Value::Integer(mantissa)] = parts[..] else {
                return Err("a Decimal of other parts".into());
            };
            let places = usize::try_from(-i128::from(exponent))?;
            let digits = format!("{:0width$}", i128::from(mantissa), width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            MontyNode::Decimal(format!("{whole}.{fraction}"))
        }
        (tag::CLASS, Value::Array(parts)) => {
            let parts: [Value; 5] = parts.try_into().map_err(|_| "a class of other parts")?;
            let [
                Value::Text(name),
                id,
                Value::Bool(host_defined),
                Value::Bool(is_dataclass),
                Value::Map(attrs),
            ] = parts
            else {
                return Err("a class of other parts".into());
            };
            MontyNode::ClassType(Box::new(ClassTypeNode {
                name,
                id: uuid(&id)?,
                host_defined,
                is_dataclass,
                attrs: from_pairs(attrs, graph)?,
            }))
        }
        (tag::INSTANCE, Value::Array(parts)) => {
            let parts: [Value; 3] = parts.try_into().map_err(|_| "an instance of other parts")?;
            let [class, id, Value::Map(attrs)] = parts else {
                return Err("an instance of other parts".into());
            };
            MontyNode::ClassInstance {
                class_type: from_value(class, graph)?,
                instance_id: uuid(&id)?,
                attrs: from_pairs(attrs, graph)?,
            }
        }
        (tag, content) => return Err(format!("no shape has tag {tag} around {content:?}").into()),
    })
}

fn from_items(values: Vec<Value>, graph: &mut MontyGraph) -> Outcome<Vec<NodeId>> {
    values.into_iter().map(|value| from_value(value, graph)).collect()
}

fn from_pairs(pairs: Vec<(Value, Value)>, graph: &mut MontyGraph) -> Outcome<Vec<(NodeId, NodeId)>> {
    pairs
        .into_iter()
        .map(|(key, value)| Ok((from_value(key, graph)?, from_value(value, graph)?)))
        .collect()
}

fn uuid(value: &Value) -> Outcome<MontyUuid> {
    value
        .as_tag()
        .filter(|(tag, _)| *tag == tag::UUID)
        .and_then(|(_, bytes)| bytes.as_bytes())
        .and_then(|bytes| MontyUuid::try_from_slice(bytes))
        .ok_or_else(|| "no identity".into())
}
