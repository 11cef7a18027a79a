//! The values that are measured, made by formulas that are easy to repeat in another language.

use monty_bridge::graph::{ClassTypeNode, GraphError, MontyGraph, MontyNode, NodeId, object_from_graph};
use monty_types::{MontyDateTime, MontyObject, MontyUuid};

/// A value and what it is called in the names of benchmarks.
#[derive(Debug)]
pub struct Shape {
    /// As in `encode/NAME/ours`.
    pub name: &'static str,
    /// The value.
    pub value: MontyObject,
}

/// The names of all shapes.
pub const NAMES: [&str; 12] = [
    "int",
    "call_args",
    "ints_10k",
    "dicts_1000",
    "str_1mib",
    "ascii_1mib",
    "bytes_1mib",
    "dict_10k",
    "deep_1000",
    "shared_1000",
    "instances_1000",
    "exact_5000",
];

/// All shapes, in the order of [`NAMES`].
///
/// # Errors
/// Never, unless a shape is built wrongly.
pub fn all() -> Result<Vec<Shape>, GraphError> {
    NAMES.into_iter().filter_map(|name| one(name).transpose()).collect()
}

/// One shape, or `None` if it has no such name.
///
/// # Errors
/// As [`all`].
pub fn one(name: &str) -> Result<Option<Shape>, GraphError> {
    let Some(name) = NAMES.into_iter().find(|known| *known == name) else {
        return Ok(None);
    };
    let value = match name {
        "int" => MontyObject::int(42),
        "call_args" => MontyObject::tuple([
            MontyObject::int(7),
            text("/users/42"),
            MontyObject::dict([(text("limit"), MontyObject::int(10))]),
        ]),
        "ints_10k" => MontyObject::list((0..10_000).map(MontyObject::int)),
        "dicts_1000" => MontyObject::list((0..1000).map(record)),
        "str_1mib" => text("é".repeat(1 << 19)),
        "ascii_1mib" => text("0123456789abcdef".repeat(1 << 16)),
        "bytes_1mib" => MontyObject::bytes(vec![7; 1 << 20]),
        "dict_10k" => {
            MontyObject::dict((0..10_000_u32).map(|n| (text(format!("k{n}")), MontyObject::float(f64::from(n)))))
        }
        "deep_1000" => deep()?,
        "shared_1000" => shared()?,
        "instances_1000" => instances()?,
        _ => MontyObject::list((0..2500).flat_map(|n| [money(n), moment(n)])),
    };
    Ok(Some(Shape { name, value }))
}

fn text(text: impl Into<String>) -> MontyObject {
    MontyObject::string(text)
}

/// A dict as a web service or a query would give it.
fn record(n: u32) -> MontyObject {
    MontyObject::dict([
        (text("id"), MontyObject::int(n.into())),
        (text("name"), text(format!("user {n}"))),
        (text("email"), text(format!("user{n}@example.com"))),
        (text("active"), MontyObject::bool(n.is_multiple_of(2))),
        (text("score"), MontyObject::float(f64::from(n) / 3.0)),
        (text("age"), MontyObject::int((n % 90).into())),
        (text("country"), text("NL")),
        (text("manager"), MontyObject::none()),
    ])
}

/// A thousand lists, each the only item of the next; the innermost is empty.
fn deep() -> Result<MontyObject, GraphError> {
    let mut graph = MontyGraph::with_capacity(1000);
    let mut list = graph.push(MontyNode::List(Vec::new()));
    for _ in 1..1000 {
        list = graph.push(MontyNode::List(vec![list]));
    }
    object_from_graph(graph, list)
}

/// A list that holds one list of twenty ints a thousand times.
fn shared() -> Result<MontyObject, GraphError> {
    let mut graph = MontyGraph::new();
    let items = (0..20).map(|n| graph.push(MontyNode::Int(n))).collect();
    let list = graph.push(MontyNode::List(items));
    let root = graph.push(MontyNode::List(vec![list; 1000]));
    object_from_graph(graph, root)
}

/// A thousand instances of one dataclass `User` that the sandbox defined; the class has no attributes of its own.
fn instances() -> Result<MontyObject, GraphError> {
    let mut graph = MontyGraph::new();
    let class_type = graph.push(MontyNode::ClassType(Box::new(ClassTypeNode {
        name: "User".to_owned(),
        id: MontyUuid::from_bytes([1; 16]),
        host_defined: false,
        is_dataclass: true,
        attrs: Vec::new(),
    })));
    let mut items = Vec::with_capacity(1000);
    for n in 0..1000_u32 {
        let attrs = [
            ("id", MontyNode::Int(n.into())),
            ("name", MontyNode::String(format!("user {n}"))),
            ("active", MontyNode::Bool(n.is_multiple_of(2))),
            ("score", MontyNode::Float(f64::from(n) / 3.0)),
        ];
        let mut push = |(name, value): (&str, _)| -> (NodeId, NodeId) {
            (graph.push(MontyNode::String(name.to_owned())), graph.push(value))
        };
        let attrs = attrs.into_iter().map(&mut push).collect();
        items.push(graph.push(MontyNode::ClassInstance {
            class_type,
            // Zero would be no identity.
            instance_id: MontyUuid::from_u128(u128::from(n) + 1),
            attrs,
        }));
    }
    let root = graph.push(MontyNode::List(items));
    object_from_graph(graph, root)
}

/// An amount from 100.00 to 999.99; trailing zeros count.
fn money(n: u32) -> MontyObject {
    let cents = 10_000 + n * 7919 % 90_000;
    MontyObject::decimal(format!("{}.{:02}", cents / 100, cents % 100))
}

/// A moment in the twenties, in UTC; every other one has microseconds.
fn moment(n: u32) -> MontyObject {
    let small = |n: u32| n as u8; // what is passed is below 60
    MontyObject::datetime(MontyDateTime {
        year: 2020 + (n % 10) as i32,
        month: small(1 + n % 12),
        day: small(1 + n % 28),
        hour: small(n % 24),
        minute: small(n % 60),
        second: small(n * 7 % 60),
        microsecond: n % 2 * (n * 7919 % 1_000_000),
        offset_seconds: Some(0),
        timezone_name: None,
    })
}
