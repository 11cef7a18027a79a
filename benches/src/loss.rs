//! What arrives where an encoding cannot carry all of a value. It is worked out on the value itself, without the encoding.

use monty_bridge::{
    encode,
    graph::{GraphError, MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph},
    to_json,
};
use monty_types::{MontyObject, MontyUuid};

/// One thing that an encoding does not carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Tuples arrive as lists.
    Tuples,
    /// Bytes arrive as base64 text.
    Bytes,
    /// Decimals and datetimes arrive as text.
    Exactness,
    /// Decimals and datetimes arrive as reprs.
    Reprs,
    /// Instances arrive as dicts of their attributes.
    Instances,
    /// Instances arrive without their identities, their class with the lower half of its.
    Identities,
    /// What is referred to several times arrives once for each reference.
    Sharing,
}

impl Loss {
    /// What is lost, in words.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Tuples => "tuples become lists",
            Self::Bytes => "bytes become base64 text",
            Self::Exactness => "Decimals and datetimes become text",
            Self::Reprs => "Decimals and datetimes become reprs",
            Self::Instances => "instances become dicts",
            Self::Identities => "identities of instances, half of that of the class",
            Self::Sharing => "sharing: the object is copied for each reference",
        }
    }

    /// What arrives of `value`.
    ///
    /// # Errors
    /// Never, unless the arena is built wrongly.
    pub fn of(self, value: &MontyObject) -> Result<MontyObject, GraphError> {
        let (graph, root) = graph_parts(value);
        if self == Self::Sharing {
            let mut copy = MontyGraph::new();
            let root = copy_tree(graph, root, &mut copy);
            return object_from_graph(copy, root);
        }
        let nodes = graph.nodes().iter().map(|node| self.of_node(node)).collect();
        object_from_graph(MontyGraph::from_nodes(nodes)?, root)
    }

    fn of_node(self, node: &MontyNode) -> MontyNode {
        match (self, node) {
            (Self::Tuples, MontyNode::Tuple(items)) => MontyNode::List(items.clone()),
            (Self::Bytes, MontyNode::Bytes(_)) | (Self::Exactness, MontyNode::Decimal(_) | MontyNode::DateTime(_)) => {
                MontyNode::String(json_text(node))
            }
            (Self::Reprs, MontyNode::Decimal(_) | MontyNode::DateTime(_)) => {
                let (graph, id) = alone(node);
                MontyNode::Repr(graph.value(id).py_repr())
            }
            (Self::Instances, MontyNode::ClassInstance { attrs, .. }) => MontyNode::Dict(attrs.clone()),
            (Self::Identities, MontyNode::ClassInstance { class_type, attrs, .. }) => MontyNode::ClassInstance {
                class_type: *class_type,
                instance_id: MontyUuid::from_u128(0),
                attrs: attrs.clone(),
            },
            (Self::Identities, MontyNode::ClassType(class)) => {
                let mut class = class.clone();
                let half = u128::from_be_bytes(*class.id.as_bytes()) & u128::from(u64::MAX);
                class.id = MontyUuid::from_u128(half);
                MontyNode::ClassType(class)
            }
            _ => node.clone(),
        }
    }
}

/// Whether two values are the same in everything that the schema can express: equal as Python has it, of the same types
/// (which Python's equality overlooks), and with the same objects shared.
#[must_use]
pub fn same(one: &MontyObject, other: &MontyObject) -> bool {
    one == other && encode(one) == encode(other)
}

/// A leaf in an arena of its own.
fn alone(node: &MontyNode) -> (MontyGraph, NodeId) {
    let mut graph = MontyGraph::with_capacity(1);
    let id = graph.push(node.clone());
    (graph, id)
}

/// The text that the JSON view gives to a leaf.
fn json_text(node: &MontyNode) -> String {
    let (graph, id) = alone(node);
    let text = to_json(&graph, id, usize::MAX).unwrap_or_default();
    text.trim_matches('"').to_owned()
}

/// Copies the value at `id` in such a way that nothing in it is shared. Nesting is followed on the native stack.
fn copy_tree(from: &MontyGraph, id: NodeId, to: &mut MontyGraph) -> NodeId {
    let mut node = from.node(id).clone();
    node.for_each_child_mut(|child| *child = copy_tree(from, *child, to));
    to.push(node)
}
