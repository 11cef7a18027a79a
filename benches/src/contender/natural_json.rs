//! JSON as everybody would write it, by serde_json: lists, objects, text. Lossy, and nothing marks what was lost.

use std::{borrow::Cow, fmt};

use base64::{Engine, prelude::BASE64_STANDARD};
use monty_bridge::graph::{MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph};
use monty_types::MontyObject;
use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
    ser::{Error as _, SerializeMap},
};

use super::{Contender, Direction, Fate, Implementation, Outcome, text};
use crate::loss::Loss;

/// The same text as the JSON view of the bridge, straight from the arena to text and back.
pub const NATURAL_JSON: Implementation =
    Implementation::exact("natural-json", |value| Ok(Box::new(NaturalJson(value)))).with_fate(|shape| match shape {
        "call_args" => Fate::Lossy(&[Loss::Tuples]),
        "bytes_1mib" => Fate::Lossy(&[Loss::Bytes]),
        "shared_1000" => Fate::Lossy(&[Loss::Sharing]),
        "instances_1000" => Fate::Lossy(&[Loss::Instances]),
        "exact_5000" => Fate::Lossy(&[Loss::Exactness]),
        "deep_1000" => Fate::Refused(Direction::Decode, "recursion limit exceeded"),
        _ => Fate::Exact,
    });

struct NaturalJson<'v>(&'v MontyObject);

impl Contender for NaturalJson<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        let (graph, id) = graph_parts(self.0);
        Ok(serde_json::to_vec(&Natural { graph, id })?.into())
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        let mut graph = MontyGraph::new();
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let root = Arena(&mut graph).deserialize(&mut reader)?;
        reader.end()?;
        Ok(object_from_graph(graph, root)?)
    }
}

/// A value in its arena, to be written.
struct Natural<'v> {
    graph: &'v MontyGraph,
    id: NodeId,
}

impl Serialize for Natural<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let child = |id: &NodeId| Natural {
            graph: self.graph,
            id: *id,
        };
        match self.graph.node(self.id) {
            MontyNode::None => serializer.serialize_unit(),
            MontyNode::Bool(value) => serializer.serialize_bool(*value),
            MontyNode::Int(value) => serializer.serialize_i64(*value),
            MontyNode::Float(value) if value.is_finite() => serializer.serialize_f64(*value),
            MontyNode::String(text) | MontyNode::Decimal(text) => serializer.serialize_str(text),
            MontyNode::Bytes(bytes) => serializer.serialize_str(&BASE64_STANDARD.encode(bytes)),
            MontyNode::DateTime(value) => serializer.serialize_str(&text::format(value).map_err(S::Error::custom)?),
            MontyNode::List(items) | MontyNode::Tuple(items) => serializer.collect_seq(items.iter().map(child)),
            MontyNode::Dict(pairs) | MontyNode::ClassInstance { attrs: pairs, .. } => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                for (key, value) in pairs {
                    map.serialize_entry(&child(key), &child(value))?;
                }
                map.end()
            }
            other => Err(S::Error::custom(format!("no JSON for {other:?}"))),
        }
    }
}

/// The arena that a value is read into.
struct Arena<'g>(&'g mut MontyGraph);

impl<'de> DeserializeSeed<'de> for Arena<'_> {
    type Value = NodeId;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NodeId, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Arena<'_> {
    type Value = NodeId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value with ints of 64 bits")
    }

    fn visit_unit<E>(self) -> Result<NodeId, E> {
        Ok(self.0.push(MontyNode::None))
    }

    fn visit_bool<E>(self, value: bool) -> Result<NodeId, E> {
        Ok(self.0.push(MontyNode::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<NodeId, E> {
        Ok(self.0.push(MontyNode::Int(value)))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<NodeId, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(error) => Err(E::custom(error)),
        }
    }

    fn visit_f64<E>(self, value: f64) -> Result<NodeId, E> {
        Ok(self.0.push(MontyNode::Float(value)))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<NodeId, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<NodeId, E> {
        Ok(self.0.push(MontyNode::String(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<NodeId, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Arena(self.0))? {
            items.push(item);
        }
        Ok(self.0.push(MontyNode::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<NodeId, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = access.next_key_seed(Arena(self.0))? {
            pairs.push((key, access.next_value_seed(Arena(self.0))?));
        }
        Ok(self.0.push(MontyNode::Dict(pairs)))
    }
}
