//! The least that anybody has to do: copy a blob, build the arena of a tree.
//!
//! The arena is built by copying nodes that are there into one of the right size and validating it. No bytes are read.
//! For a blob that copies the string. What bytes a tree needs at least is a question with no answer, so that encoding
//! trees has no floor.

use std::borrow::Cow;

use monty_bridge::graph::{MontyGraph, MontyNode, graph_parts, object_from_graph};
use monty_types::MontyObject;

use super::{Contender, Direction, Implementation, Outcome, is_blob};

/// memcpy and `MontyGraph::from_nodes`.
pub const FLOOR: Implementation =
    Implementation::exact("floor", |value| Ok(Box::new(Floor(value)))).without(|shape, direction| match direction {
        Direction::Encode if !is_blob(shape) => Some("encoding a tree has no floor"),
        _ => None,
    });

struct Floor<'v>(&'v MontyObject);

impl Contender for Floor<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        let (graph, root) = graph_parts(self.0);
        Ok(match graph.node(root) {
            MontyNode::String(text) => text.as_bytes().to_vec(),
            MontyNode::Bytes(bytes) => bytes.clone(),
            _ => Vec::new(),
        }
        .into())
    }

    fn decode(&mut self, _bytes: &[u8]) -> Outcome<MontyObject> {
        let (graph, root) = graph_parts(self.0);
        Ok(object_from_graph(
            MontyGraph::from_nodes(graph.nodes().to_vec())?,
            root,
        )?)
    }
}
