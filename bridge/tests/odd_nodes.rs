//! Encoding is total: nodes that Python could not hold have one answer each, which decodes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

mod support;

use monty_bridge::{
    DecodeLimits, decode_strict, encode,
    graph::{MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph},
    to_json,
};
use monty_types::{
    BuiltinsFunctions, ExcType, MontyDate, MontyDateTime, MontyObject, MontyTime, MontyTimeDelta, MontyTimeZone,
    MontyType,
};
use strum::VariantNames;

/// What a node becomes on the other side.
fn arrives(node: MontyNode) -> MontyNode {
    let graph = MontyGraph::from_nodes(vec![node]).unwrap();
    let value = object_from_graph(graph, NodeId(0)).unwrap();
    let (graph, root) = graph_parts(&value);
    let json = to_json(graph, root, 10_000).unwrap();
    let back = decode_strict(&encode(&value), &DecodeLimits::default()).unwrap();
    let (graph, root) = graph_parts(&back);
    // The view of the node is the view of what it becomes.
    assert_eq!(to_json(graph, root, 10_000).unwrap(), json);
    graph.node(root).clone()
}

#[track_caller]
fn becomes_repr(node: MontyNode, text: &str) {
    assert_eq!(arrives(node), MontyNode::Repr(text.into()));
}

#[test]
fn what_is_out_of_range_becomes_a_repr() {
    let date = |year, month, day| MontyNode::Date(MontyDate { year, month, day });
    for node in [
        date(0, 1, 1),
        date(-5, 1, 1),
        date(10_000, 1, 1),
        date(2026, 13, 1),
        date(2026, 2, 29),
        date(i32::MIN, 0, 255),
    ] {
        becomes_repr(node, "<invalid date>");
    }
    let datetime = MontyDateTime {
        year: 2026,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        microsecond: 0,
        offset_seconds: None,
        timezone_name: None,
    };
    for change in [
        |value: &mut MontyDateTime| value.hour = 24,
        |value: &mut MontyDateTime| value.minute = 60,
        |value: &mut MontyDateTime| value.second = 60,
        |value: &mut MontyDateTime| value.microsecond = 1_000_000,
        |value: &mut MontyDateTime| value.day = 0,
        |value: &mut MontyDateTime| value.offset_seconds = Some(86_400),
        |value: &mut MontyDateTime| value.offset_seconds = Some(i32::MIN),
        |value: &mut MontyDateTime| value.timezone_name = Some("UTC".into()),
    ] {
        let mut value = datetime.clone();
        change(&mut value);
        becomes_repr(MontyNode::DateTime(value), "<invalid datetime>");
    }
    let time = MontyTime {
        hour: 0,
        minute: 0,
        second: 0,
        microsecond: 0,
        offset_seconds: None,
        timezone_name: None,
        fold: 2,
    };
    becomes_repr(MontyNode::Time(time), "<invalid time>");
    let zone = |offset_seconds| {
        MontyNode::TimeZone(MontyTimeZone {
            offset_seconds,
            name: None,
        })
    };
    becomes_repr(zone(86_400), "<invalid timezone>");
    becomes_repr(zone(-86_400), "<invalid timezone>");
    for text in ["", "x", "1..2", "1e", "NaNx", "1E+1000000000000000000", "٣"] {
        becomes_repr(MontyNode::Decimal(text.into()), "<invalid Decimal>");
    }
    let delta = |days, seconds, microseconds| {
        MontyNode::TimeDelta(MontyTimeDelta {
            days,
            seconds,
            microseconds,
        })
    };
    for node in [
        delta(999_999_999, 86_400, 0),
        delta(-999_999_999, 0, -1),
        delta(i32::MAX, i32::MAX, i32::MAX),
        delta(i32::MIN, i32::MIN, i32::MIN),
    ] {
        becomes_repr(node, "<invalid timedelta>");
    }
}

#[test]
fn an_unnormalised_timedelta_is_normalised() {
    let delta = |days, seconds, microseconds| MontyTimeDelta {
        days,
        seconds,
        microseconds,
    };
    for (odd, normal) in [
        (delta(0, 90_000, 0), delta(1, 3600, 0)),
        (delta(0, 0, -1), delta(-1, 86_399, 999_999)),
        (delta(1, -86_400, 2_000_000), delta(0, 2, 0)),
        (delta(1_000_000_000, -86_400, 0), delta(999_999_999, 0, 0)),
    ] {
        assert_eq!(arrives(MontyNode::TimeDelta(odd)), MontyNode::TimeDelta(normal));
    }
}

#[test]
fn a_decimal_in_another_spelling_is_the_number() {
    for (odd, canonical) in [
        ("1e5", "1E+5"),
        (" 1_000 ", "1000"),
        ("+.5", "0.5"),
        ("inf", "Infinity"),
        ("-nan007", "-NaN7"),
    ] {
        assert_eq!(
            arrives(MontyNode::Decimal(odd.into())),
            MontyNode::Decimal(canonical.into())
        );
    }
}

#[test]
fn a_namedtuple_with_too_many_names_becomes_a_repr_and_drops_its_values() {
    let mut graph = MontyGraph::new();
    let shared = graph.push(MontyNode::List(vec![]));
    let odd = graph.push(MontyNode::NamedTuple {
        type_name: "N".into(),
        field_names: vec!["a".into()],
        values: vec![shared, shared],
    });
    // What the dropped values refer to is not counted: the list is not shared.
    let root = graph.push(MontyNode::List(vec![odd, shared, odd]));
    let value = object_from_graph(graph, root).unwrap();
    let bytes = encode(&value);
    let back = decode_strict(&bytes, &DecodeLimits::default()).unwrap();
    let repr = || MontyObject::repr("<invalid namedtuple>");
    assert_eq!(back, MontyObject::list([repr(), MontyObject::list([]), repr()]));
    assert!(!bytes.windows(2).any(|pair| pair == [0xd8, 28]));
    let (graph, root) = graph_parts(&value);
    assert_eq!(
        to_json(graph, root, 1000).unwrap(),
        r#"["<invalid namedtuple>",[],"<invalid namedtuple>"]"#
    );
}

#[test]
fn nodes_that_nothing_refers_to_are_not_written() {
    let mut graph = MontyGraph::new();
    let unused = graph.push(MontyNode::List(vec![]));
    graph.push(MontyNode::List(vec![unused, unused]));
    let item = graph.push(MontyNode::Int(7));
    let root = graph.push(MontyNode::List(vec![item, unused]));
    graph.push(MontyNode::List(vec![root, root]));
    let value = object_from_graph(graph, root).unwrap();
    assert_eq!(encode(&value), [0x82, 0x07, 0x80]);
}

#[test]
fn nodes_in_another_order_than_they_are_written_have_the_same_bytes() {
    let mut graph = MontyGraph::new();
    let second = graph.push(MontyNode::List(vec![]));
    let first = graph.push(MontyNode::Dict(vec![]));
    let root = graph.push(MontyNode::List(vec![first, second]));
    let value = object_from_graph(graph, root).unwrap();
    assert_eq!(encode(&value), [0x82, 0xa0, 0x80]);
}

#[test]
fn every_name_of_a_type_exception_and_builtin_survives() {
    for name in MontyType::VARIANTS.iter().chain(ExcType::VARIANTS) {
        let Some(value) = MontyType::from_type_name(name) else {
            // The list has a name for the variant that stands for all exceptions; it is no type's.
            assert_eq!(*name, "exception");
            continue;
        };
        assert_eq!(value.name(), *name);
        assert_eq!(arrives(MontyNode::Type(value)), MontyNode::Type(value));
    }
    for name in ExcType::VARIANTS {
        let node = MontyNode::Exception {
            exc_type: name.parse().unwrap(),
            arg: None,
        };
        assert_eq!(arrives(node.clone()), node);
    }
    for name in BuiltinsFunctions::VARIANTS {
        let node = MontyNode::BuiltinFunction(name.parse().unwrap());
        assert_eq!(arrives(node.clone()), node);
    }
}
