//! Does the codec's memory grow with the value, and no faster? Lists of any length, and the bound that they are held to.

use monty_bridge::{
    DecodeLimits, decode, encode,
    graph::{GraphError, MontyGraph, MontyNode, graph_parts, object_from_graph},
};
use monty_types::MontyObject;

use crate::{contender::Outcome, counting::measured, loss::same};

/// Enough for ten million nodes; the default is 256 MiB.
pub const LIMITS: DecodeLimits = DecodeLimits {
    budget: 4 << 30,
    depth: 1,
};

/// What may be used beyond the bound, in bytes: the room for the first few nodes, which is reserved before it is known
/// that they come.
const CONSTANT: u64 = 1024;

/// A list of ints that is, with its items, `nodes` nodes.
///
/// # Errors
/// If there are no nodes at all.
pub fn list(nodes: u32) -> Result<MontyObject, GraphError> {
    let mut graph = MontyGraph::with_capacity(nodes as usize);
    let items = (1..nodes).map(|n| graph.push(MontyNode::Int(n.into()))).collect();
    let root = graph.push(MontyNode::List(items));
    object_from_graph(graph, root)
}

/// The most that is in use at any time, value and bytes included, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Peak {
    /// While the value is encoded.
    pub encode: u64,
    /// While the bytes are decoded.
    pub decode: u64,
    /// What arena and bytes take in the end.
    pub whole: u64,
}

/// Encodes and decodes a value and holds the memory that takes to one and a half times what arena and bytes take in the
/// end. The program must have [`Counting`](crate::counting::Counting) as its allocator.
///
/// # Errors
/// If it takes more, nothing was counted, or the value arrives changed.
pub fn check(value: &MontyObject) -> Outcome<Peak> {
    let (bytes, encoding) = measured(|| encode(value));
    let (back, decoding) = measured(|| decode(&bytes, &LIMITS));
    if !same(&back?, value) {
        return Err("the list arrives changed".into());
    }
    if encoding.allocations == 0 || decoding.allocations == 0 {
        return Err("nothing was counted".into());
    }
    let (arena, bytes) = (graph_parts(value).0.decoded_size() as u64, bytes.len() as u64);
    let peak = Peak {
        encode: arena + encoding.peak,
        decode: bytes + decoding.peak,
        whole: arena + bytes,
    };
    if peak.encode.max(peak.decode) > peak.whole * 3 / 2 + CONSTANT {
        return Err(format!("too much memory: {peak:?}").into());
    }
    Ok(peak)
}
