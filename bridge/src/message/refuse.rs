//! Which decoded values the interpreter would refuse, found before it is entered.
//!
//! The interpreter reports such a value as a `RuntimeError` inside the Python code, where nobody can repair it, and it
//! has used up the suspension by then. What only its heap knows (whether a sandbox object that went out still exists,
//! when an answer brings it back) is left to it.

use monty_types::BuiltinsFunctions;

use crate::graph::{MontyGraph, MontyNode, NodeId};

/// Whether sandbox objects can exist for the values to refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heap {
    /// A run that is about to start: no sandbox class or instance exists.
    Fresh,
    /// A run that is suspended.
    Used,
}

/// Says what the interpreter would refuse in `graph`, if anything: a phrase such as "a cycle placeholder".
///
/// Linear in the number of nodes.
pub(crate) fn refused(graph: &MontyGraph, heap: Heap) -> Option<&'static str> {
    let nodes = graph.nodes();
    let mut compound_keys = false;
    for node in nodes {
        match node {
            MontyNode::Int(_) | MontyNode::String(_) | MontyNode::Float(_) | MontyNode::None | MontyNode::Bool(_) => {}
            MontyNode::Dict(pairs) => compound_keys |= pairs.iter().any(|(key, _)| is_compound(nodes, *key)),
            MontyNode::Set(items) | MontyNode::FrozenSet(items) => {
                compound_keys |= items.iter().any(|item| is_compound(nodes, *item));
            }
            MontyNode::Repr(_) => return Some("a repr placeholder, which stands for a value without a faithful form"),
            MontyNode::Cycle(_) => return Some("a cycle placeholder"),
            MontyNode::BuiltinFunction(BuiltinsFunctions::Eval | BuiltinsFunctions::Exec) => {
                return Some("the builtin function eval or exec");
            }
            MontyNode::ClassType(class) if heap == Heap::Fresh && !class.host_defined => {
                return Some("a class that was defined by the Python code of another run");
            }
            _ => {}
        }
    }
    if compound_keys { unhashable_key(nodes) } else { None }
}

/// Whether it takes a look at the parts of the value to know if it is hashable.
fn is_compound(nodes: &[MontyNode], id: NodeId) -> bool {
    matches!(
        nodes[id.index()],
        MontyNode::List(_)
            | MontyNode::Dict(_)
            | MontyNode::Set(_)
            | MontyNode::Tuple(_)
            | MontyNode::NamedTuple { .. }
            | MontyNode::ClassInstance { .. }
    )
}

/// Looks for a key or element that Python cannot hash. Children come before their holders, so one pass is enough.
fn unhashable_key(nodes: &[MontyNode]) -> Option<&'static str> {
    let mut hashable: Vec<bool> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let all = |items: &[NodeId]| items.iter().all(|item| hashable[item.index()]);
        let this = match node {
            MontyNode::Dict(pairs) if !pairs.iter().all(|(key, _)| hashable[key.index()]) => {
                return Some("a dict with an unhashable key");
            }
            MontyNode::Set(items) | MontyNode::FrozenSet(items) if !all(items) => {
                return Some("a set with an unhashable element");
            }
            MontyNode::List(_) | MontyNode::Dict(_) | MontyNode::Set(_) => false,
            MontyNode::Tuple(items) | MontyNode::NamedTuple { values: items, .. } => all(items),
            // The interpreter gives host instances no hash.
            MontyNode::ClassInstance { class_type, .. } => {
                !matches!(&nodes[class_type.index()], MontyNode::ClassType(class) if class.host_defined)
            }
            _ => true,
        };
        hashable.push(this);
    }
    None
}

#[cfg(test)]
mod tests {
    use monty_types::{MontyObject, MontyUuid};

    use super::*;
    use crate::graph::into_graph_parts;

    fn verdict(value: MontyObject, heap: Heap) -> Option<&'static str> {
        refused(&into_graph_parts(value).0, heap)
    }

    fn class(host: bool) -> MontyObject {
        MontyObject::class_type("C", MontyUuid::from_u128(7), host, false, [])
    }

    #[test]
    fn placeholders_and_code_builtins_are_refused_at_any_depth() {
        for bad in [
            MontyObject::repr("<x>"),
            MontyObject::cycle("[...]"),
            MontyObject::builtin_function(BuiltinsFunctions::Eval),
            MontyObject::builtin_function(BuiltinsFunctions::Exec),
        ] {
            assert!(verdict(bad.clone(), Heap::Used).is_some());
            assert!(verdict(MontyObject::list([MontyObject::tuple([bad])]), Heap::Fresh).is_some());
        }
        assert_eq!(
            verdict(MontyObject::builtin_function(BuiltinsFunctions::Len), Heap::Fresh),
            None
        );
    }

    #[test]
    fn sandbox_classes_are_refused_only_where_none_can_exist() {
        assert!(verdict(class(false), Heap::Fresh).is_some());
        assert_eq!(verdict(class(false), Heap::Used), None);
        assert_eq!(verdict(class(true), Heap::Fresh), None);
    }

    #[test]
    fn unhashable_keys_are_refused_and_hashable_ones_are_not() {
        let one = || MontyObject::int(1);
        let list = || MontyObject::list([one()]);
        let instance = || MontyObject::class_instance(class(true), MontyUuid::from_u128(8), []);
        for bad in [
            list(),
            MontyObject::set([]),
            MontyObject::tuple([MontyObject::tuple([list()])]),
            instance(),
        ] {
            assert!(verdict(MontyObject::dict([(bad.clone(), one())]), Heap::Used).is_some());
            assert!(verdict(MontyObject::set([bad.clone()]), Heap::Used).is_some());
            assert!(verdict(MontyObject::frozenset([bad]), Heap::Used).is_some());
        }
        for good in [
            MontyObject::tuple([]),
            MontyObject::frozenset([one()]),
            MontyObject::tuple([one()]),
            class(true),
        ] {
            assert_eq!(verdict(MontyObject::dict([(good, list())]), Heap::Used), None);
        }
    }
}
