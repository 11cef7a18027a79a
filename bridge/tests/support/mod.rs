//! Arenas of every kind of node for the property tests, and the form in which two arenas are compared.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::manual_is_multiple_of, reason = "the remainders choose among cases")]

use std::collections::HashMap;

use monty_bridge::graph::{ClassTypeNode, MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph};
use monty_types::{
    BuiltinsFunctions, ExcType, FileMode, MontyComplex, MontyDate, MontyDateTime, MontyFileHandle, MontyObject,
    MontyTime, MontyTimeDelta, MontyTimeZone, MontyType, MontyUuid,
};
use num_bigint::BigInt;
use proptest::prelude::*;

/// Kinds of nodes, as numbered by [`node`].
pub const KINDS: u8 = 33;

/// What one node is made from.
#[derive(Debug, Clone)]
pub struct Seed {
    pub kind: u8,
    /// Children, as distances back from the node.
    pub picks: Vec<u16>,
    pub number: u64,
    pub text: String,
}

impl Seed {
    pub fn new(kind: u8, picks: &[u16], number: u64, text: &str) -> Self {
        Self {
            kind,
            picks: picks.to_vec(),
            number,
            text: text.to_owned(),
        }
    }
}

pub fn seed() -> impl Strategy<Value = Seed> {
    let number = prop_oneof![0..30u64, Just(u64::MAX), Just(1 << 63), any::<u64>()];
    let text = prop_oneof![3 => ".{0,6}", 1 => "[a-z]{31,34}", 1 => Just(String::new())];
    (
        0..KINDS,
        prop::collection::vec(prop_oneof![3 => 0..4u16, 1 => any::<u16>()], 0..5),
        number,
        text,
    )
        .prop_map(|(kind, picks, number, text)| Seed {
            kind,
            picks,
            number,
            text,
        })
}

/// A value of 1 to `size` seeds; sharing comes from picking a node twice.
pub fn value(size: usize) -> impl Strategy<Value = MontyObject> {
    prop::collection::vec(seed(), 1..=size).prop_map(|seeds| build(&seeds))
}

pub fn build(seeds: &[Seed]) -> MontyObject {
    let mut graph = MontyGraph::new();
    for seed in seeds {
        let node = node(&mut graph, seed);
        graph.push(node);
    }
    let root = NodeId(graph.len() as u32 - 1);
    object_from_graph(graph, root).unwrap()
}

/// Makes a node that Python could hold.
fn node(graph: &mut MontyGraph, seed: &Seed) -> MontyNode {
    let len = graph.len();
    let ids: Vec<NodeId> = match len {
        0 => Vec::new(),
        _ => seed
            .picks
            .iter()
            .map(|pick| NodeId((len - 1 - usize::from(*pick) % len) as u32))
            .collect(),
    };
    let pairs: Vec<(NodeId, NodeId)> = ids.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let n = seed.number;
    let text = seed.text.clone();
    let optional = || (n % 3 != 0).then(|| seed.text.clone());
    let uuid = MontyUuid::from_u128(u128::from(n) << 64 | 7);
    match seed.kind {
        0 => MontyNode::Ellipsis,
        1 => MontyNode::NotImplemented,
        2 => MontyNode::None,
        3 => MontyNode::Bool(n % 2 == 0),
        4 => MontyNode::Int(n as i64),
        5 => {
            let base = (BigInt::from(n) << 64u8) | BigInt::from(n.rotate_left(11));
            let wide = base << (n % 200);
            MontyNode::BigInt(if n % 2 == 0 { wide } else { -wide })
        }
        6 => MontyNode::Float(f64::from_bits(n)),
        7 => MontyNode::Complex(MontyComplex {
            real: f64::from_bits(n),
            imag: -(n as f64),
        }),
        8 => MontyNode::String(text),
        9 => MontyNode::Bytes(text.into_bytes()),
        10 => MontyNode::Date(date(n)),
        11 => MontyNode::DateTime(datetime(n, optional())),
        12 => MontyNode::Time(time(n, optional())),
        13 => MontyNode::TimeDelta(MontyTimeDelta {
            days: (n % 1_999_999_999) as i32 - 999_999_999,
            seconds: (n / 7 % 86_400) as i32,
            microseconds: if n % 2 == 0 { 0 } else { (n / 3 % 1_000_000) as i32 },
        }),
        14 => MontyNode::TimeZone(MontyTimeZone {
            offset_seconds: offset(n),
            name: optional(),
        }),
        15 => MontyNode::Decimal(decimal(n)),
        16 => MontyNode::Exception {
            exc_type: [ExcType::ValueError, ExcType::JsonDecodeError, ExcType::BaseException][(n % 3) as usize],
            arg: optional(),
        },
        17 => MontyNode::Type(
            [MontyType::Int, MontyType::Exception(ExcType::KeyError), MontyType::Path][(n % 3) as usize],
        ),
        18 => MontyNode::BuiltinFunction([BuiltinsFunctions::Len, BuiltinsFunctions::ObjectSetattr][(n % 2) as usize]),
        19 => MontyNode::Path(text),
        20 => MontyNode::FileHandle(MontyFileHandle {
            path: text,
            mode: [
                FileMode::Read(false),
                FileMode::AppendUpdate(true),
                FileMode::WriteUpdate(false),
            ][(n % 3) as usize],
            position: n,
        }),
        21 => MontyNode::Function {
            name: text,
            docstring: optional(),
        },
        22 => MontyNode::Repr(text),
        23 => MontyNode::Cycle(text),
        24 => MontyNode::List(ids),
        25 => MontyNode::Tuple(ids),
        26 => MontyNode::Set(ids),
        27 => MontyNode::FrozenSet(ids),
        28 => MontyNode::NamedTuple {
            type_name: text.clone(),
            field_names: ids.iter().map(|id| format!("{text}{id}")).collect(),
            values: ids,
        },
        29 => MontyNode::Dict(pairs),
        30 => MontyNode::ClassType(Box::new(ClassTypeNode {
            name: text,
            id: uuid,
            host_defined: n % 2 == 0,
            is_dataclass: n % 3 == 0,
            attrs: pairs,
        })),
        31 => {
            let known = graph
                .nodes()
                .iter()
                .rposition(|node| matches!(node, MontyNode::ClassType(_)));
            let class_type = match known {
                Some(index) => NodeId(index as u32),
                None => graph.push(MontyNode::ClassType(Box::new(ClassTypeNode {
                    name: text,
                    id: uuid,
                    host_defined: true,
                    is_dataclass: true,
                    attrs: Vec::new(),
                }))),
            };
            MontyNode::ClassInstance {
                class_type,
                instance_id: uuid,
                attrs: pairs,
            }
        }
        _ => MontyNode::Module {
            name: text,
            id: uuid,
            attrs: pairs,
        },
    }
}

fn offset(n: u64) -> i32 {
    let seconds = (n % 172_799) as i32 - 86_399;
    if n % 2 == 0 { seconds - seconds % 60 } else { seconds }
}

fn date(n: u64) -> MontyDate {
    MontyDate {
        year: (n % 9999) as i32 + 1,
        month: (n / 5 % 12) as u8 + 1,
        day: (n / 3 % 28) as u8 + 1,
    }
}

fn time(n: u64, name: Option<String>) -> MontyTime {
    let aware = n % 5 != 0;
    MontyTime {
        hour: (n % 24) as u8,
        minute: (n / 2 % 60) as u8,
        second: (n / 7 % 60) as u8,
        microsecond: if n % 2 == 0 { 0 } else { (n / 9 % 1_000_000) as u32 },
        offset_seconds: aware.then(|| offset(n / 2)),
        timezone_name: name.filter(|_| aware),
        fold: (n / 11 % 2) as u8,
    }
}

fn datetime(n: u64, name: Option<String>) -> MontyDateTime {
    let (date, time) = (date(n), time(n / 3, name));
    MontyDateTime {
        year: date.year,
        month: date.month,
        day: date.day,
        hour: time.hour,
        minute: time.minute,
        second: time.second,
        microsecond: time.microsecond,
        offset_seconds: time.offset_seconds,
        timezone_name: time.timezone_name,
    }
}

/// A canonical text: what `str(d)` would give.
fn decimal(n: u64) -> String {
    let sign = if n % 2 == 0 { "" } else { "-" };
    match n % 9 {
        0 => format!("{sign}Infinity"),
        1 => format!("{sign}NaN"),
        2 => format!("{sign}sNaN{}", n % 1000 + 1),
        3 => format!("{sign}0.00"),
        4 => format!("{sign}1E+{}", n % 10_000 + 1),
        5 => format!("{sign}1.{:030}E-{}", n, n % 10_000 + 40),
        6 => format!("{sign}{n}"),
        7 => format!("{sign}0E-{}", n % 100 + 7),
        _ => format!("{sign}{}.{:03}", n, n % 1000),
    }
}

/// The nodes that a decoder must build for the value: completed in byte order, with exactly the sharing that the schema
/// keeps; texts that are keys may be shared besides. Written from the schema alone, so that it does not repeat the encoder's
/// mistakes.
pub fn canonical(value: &MontyObject) -> Vec<MontyNode> {
    let (graph, root) = graph_parts(value);
    let mut built: HashMap<NodeId, NodeId> = HashMap::new();
    let mut nodes: Vec<MontyNode> = Vec::new();
    // Children first; a node is expanded once, then finished when met again. `done` holds the ids of finished items.
    enum Task {
        Visit(NodeId),
        Finish(NodeId, usize),
    }
    let mut tasks = vec![Task::Visit(root)];
    let mut done: Vec<NodeId> = Vec::new();
    while let Some(task) = tasks.pop() {
        match task {
            Task::Visit(id) => {
                if let Some(known) = built.get(&id) {
                    done.push(*known);
                    continue;
                }
                tasks.push(Task::Finish(id, done.len()));
                let mut children = Vec::new();
                graph.node(id).for_each_child(|child| children.push(child));
                tasks.extend(children.into_iter().rev().map(Task::Visit));
            }
            Task::Finish(id, base) => {
                let mut node = graph.node(id).clone();
                let mut items = done.split_off(base).into_iter();
                node.for_each_child_mut(|child| *child = items.next().unwrap());
                if let MontyNode::BigInt(value) = &node
                    && let Ok(small) = i64::try_from(value)
                {
                    node = MontyNode::Int(small);
                }
                let new = NodeId(nodes.len() as u32);
                if keeps_identity(&node) {
                    built.insert(id, new);
                }
                nodes.push(node);
                done.push(new);
            }
        }
    }
    nodes
}

fn keeps_identity(node: &MontyNode) -> bool {
    match node {
        MontyNode::List(_)
        | MontyNode::Dict(_)
        | MontyNode::Set(_)
        | MontyNode::NamedTuple { .. }
        | MontyNode::ClassType(_)
        | MontyNode::ClassInstance { .. }
        | MontyNode::Module { .. } => true,
        MontyNode::Tuple(ids) | MontyNode::FrozenSet(ids) => !ids.is_empty(),
        MontyNode::String(text) | MontyNode::Decimal(text) => text.len() >= 32,
        MontyNode::Bytes(bytes) => bytes.len() >= 32,
        MontyNode::BigInt(value) => {
            // The bytes of n, or of -1 - n.
            let carried = if value.sign() == num_bigint::Sign::Minus {
                -value - 1
            } else {
                value.clone()
            };
            carried.to_bytes_be().1.len() >= 32
        }
        _ => false,
    }
}

/// Asserts that two lists of nodes are the same in every detail. Node equality alone ignores zone names and fold, the
/// debug text alone ignores the payloads of NaNs.
#[track_caller]
pub fn assert_same_nodes(left: &[MontyNode], right: &[MontyNode]) {
    assert_eq!(left, right);
    assert_eq!(format!("{left:?}"), format!("{right:?}"));
}
