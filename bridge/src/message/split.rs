//! One arena with several roots becomes one arena for each root, as the interpreter takes its inputs and answers.
//!
//! Sharing inside a root survives. Sharing between two roots does not: the interpreter has no call that takes several
//! values of one arena into a one-shot run, so an object that is part of two inputs arrives as two equal objects.

use monty_types::MontyObject;

use super::{Code, Error};
use crate::graph::{MontyGraph, MontyNode, NodeId, object_from_graph};

/// Splits `graph` at its `roots`, in their order. What two roots share is copied, up to `budget` bytes in total.
pub(super) fn split(graph: MontyGraph, roots: &[NodeId], budget: usize) -> Result<Vec<MontyObject>, Error> {
    match roots {
        [] => Ok(Vec::new()),
        [root] => Ok(vec![object(graph, *root)?]),
        _ if are_apart(graph.nodes(), roots) => cut(graph, roots),
        _ => copy(&graph, roots, budget),
    }
}

fn object(graph: MontyGraph, root: NodeId) -> Result<MontyObject, Error> {
    object_from_graph(graph, root).map_err(|error| Error::new(Code::Malformed, error.to_string()))
}

/// Whether the roots ascend and no root refers to a node at or before the root before it.
fn are_apart(nodes: &[MontyNode], roots: &[NodeId]) -> bool {
    let mut start = 0;
    for root in roots {
        if root.index() < start {
            return false;
        }
        let mut apart = true;
        for node in &nodes[start..=root.index()] {
            node.for_each_child(|child| apart &= child.index() >= start);
        }
        if !apart {
            return false;
        }
        start = root.index() + 1;
    }
    true
}

/// Moves each root's nodes into an arena of their own.
fn cut(graph: MontyGraph, roots: &[NodeId]) -> Result<Vec<MontyObject>, Error> {
    let mut nodes = graph.into_nodes().into_iter();
    let mut start = 0;
    let mut objects = Vec::with_capacity(roots.len());
    for root in roots {
        let mut part: Vec<MontyNode> = nodes.by_ref().take(root.index() + 1 - start as usize).collect();
        for node in &mut part {
            node.for_each_child_mut(|child| child.0 -= start);
        }
        let last = NodeId(root.0 - start);
        objects.push(object(checked(part)?, last)?);
        start = root.0 + 1;
    }
    Ok(objects)
}

/// Copies what each root refers to.
fn copy(graph: &MontyGraph, roots: &[NodeId], mut budget: usize) -> Result<Vec<MontyObject>, Error> {
    let nodes = graph.nodes();
    let mut new_ids: Vec<Option<NodeId>> = vec![None; nodes.len()];
    let mut objects = Vec::with_capacity(roots.len());
    for root in roots {
        let reached = reachable(nodes, *root);
        for (new, old) in (0..).zip(&reached) {
            new_ids[old.index()] = Some(NodeId(new));
        }
        let mut part = Vec::with_capacity(reached.len());
        for old in &reached {
            let mut node = nodes[old.index()].clone();
            let size = node.decoded_size();
            budget = budget.checked_sub(size).ok_or_else(|| {
                Error::new(
                    Code::MessageSize,
                    "values that share parts are too large to be given apart",
                )
            })?;
            node.for_each_child_mut(|child| {
                if let Some(new) = new_ids[child.index()] {
                    *child = new;
                }
            });
            part.push(node);
        }
        let last = NodeId(u32::try_from(part.len()).unwrap_or(u32::MAX).saturating_sub(1));
        objects.push(object(checked(part)?, last)?);
    }
    Ok(objects)
}

/// The nodes that `root` refers to and itself, in ascending order, so that children stay before their holders.
fn reachable(nodes: &[MontyNode], root: NodeId) -> Vec<NodeId> {
    let mut seen = vec![false; root.index() + 1];
    seen[root.index()] = true;
    for index in (0..=root.index()).rev() {
        if seen[index] {
            nodes[index].for_each_child(|child| seen[child.index()] = true);
        }
    }
    (0..)
        .map(NodeId)
        .zip(seen)
        .filter_map(|(id, seen)| seen.then_some(id))
        .collect()
}

fn checked(nodes: Vec<MontyNode>) -> Result<MontyGraph, Error> {
    MontyGraph::from_nodes(nodes).map_err(|error| Error::new(Code::Malformed, error.to_string()))
}
