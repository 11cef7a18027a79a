//! Where the interpreter's value storage is touched: the only user of `monty_types::unstable`.
//!
//! That interface carries no compatibility promise, so the interpreter is pinned exactly and everything else in this
//! crate takes these names from here. The invariants that the rest relies on are those of the arena: a node's children
//! have lower ids than the node (so there is no cycle), and an instance's class is a class node.

pub use monty_types::unstable::{
    ClassTypeNode, GraphError, MontyGraph, MontyNode, NodeId, call_args_from_parts, call_args_parts, graph_parts,
    into_call_args_parts, into_graph_parts, named_values_from_parts, named_values_parts, object_from_graph,
};
