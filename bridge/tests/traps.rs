//! Values that careless codecs get wrong, each as the bytes it must have.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

mod support;

use monty_bridge::{
    DecodeLimits, decode, decode_strict, encode,
    graph::{MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph},
};
use monty_types::{MontyDate, MontyDateTime, MontyObject, MontyTimeDelta, MontyUuid};
use num_bigint::BigInt;
use support::canonical;

/// Asserts the bytes of `value`, that they are canonical, and that decoding them gives the same nodes.
#[track_caller]
fn same(value: &MontyObject, hex: &str) {
    let bytes = encode(value);
    assert_eq!(hex::encode(&bytes), hex.replace(' ', ""));
    let back = decode_strict(&bytes, &DecodeLimits::default()).unwrap();
    let (nodes, back) = (graph_parts(value).0.nodes(), graph_parts(&back).0.nodes());
    assert_eq!(nodes, back);
}

/// Asserts only that `value` survives, for equality of nodes: keys aside, which may have become one.
#[track_caller]
fn survives(value: &MontyObject) -> Vec<u8> {
    let bytes = encode(value);
    let back = decode_strict(&bytes, &DecodeLimits::default()).unwrap();
    assert_eq!(canonical(value), canonical(&back));
    bytes
}

fn big(text: &str) -> MontyObject {
    MontyObject::bigint(text.parse::<BigInt>().unwrap())
}

fn datetime(value: MontyDateTime) -> MontyObject {
    MontyObject::datetime(value)
}

fn noon() -> MontyDateTime {
    MontyDateTime {
        year: 2026,
        month: 11,
        day: 3,
        hour: 12,
        minute: 0,
        second: 0,
        microsecond: 0,
        offset_seconds: None,
        timezone_name: None,
    }
}

#[test]
fn ints_at_the_edges_of_machine_words() {
    same(&big("9223372036854775808"), "1b8000000000000000");
    same(&big("18446744073709551615"), "1bffffffffffffffff");
    same(&big("18446744073709551616"), "c249010000000000000000");
    same(&big("-18446744073709551616"), "3bffffffffffffffff");
    same(&big("-18446744073709551617"), "c349010000000000000000");
    same(&MontyObject::int(i64::MIN), "3b7fffffffffffffff");
    same(&MontyObject::int(i64::MAX), "1b7fffffffffffffff");
    same(&MontyObject::int(255), "18ff");
    same(&MontyObject::int(256), "190100");
}

#[test]
fn one_int_has_one_encoding_whatever_node_carries_it() {
    assert_eq!(encode(&big("5")), encode(&MontyObject::int(5)));
    assert_eq!(encode(&big("-1")), encode(&MontyObject::int(-1)));
}

#[test]
fn byte_255_stays_a_byte() {
    same(&MontyObject::bytes([255]), "41ff");
}

#[test]
fn floats_survive_bit_for_bit() {
    same(
        &MontyObject::float(f64::from_bits(0x7ff8_0000_0000_beef)),
        "fb7ff800000000beef",
    );
    same(
        &MontyObject::float(f64::from_bits(0xfff0_0000_0000_0001)),
        "fbfff0000000000001",
    );
    same(&MontyObject::float(-0.0), "fb8000000000000000");
    same(&MontyObject::float(1.0), "fb3ff0000000000000");
    same(&MontyObject::float(f64::NEG_INFINITY), "fbfff0000000000000");
}

#[test]
fn a_dict_that_looks_like_a_tag_is_a_dict() {
    same(
        &MontyObject::dict([(MontyObject::string("$tuple"), MontyObject::list([]))]),
        "a1 66 247475706c65 80",
    );
}

#[test]
fn true_and_two_are_keys_of_one_map() {
    same(
        &MontyObject::dict([
            (MontyObject::bool(true), MontyObject::string("a")),
            (MontyObject::int(2), MontyObject::string("b")),
        ]),
        "a2 f5 6161 02 6162",
    );
}

#[test]
fn a_tuple_as_a_key_takes_the_array_form() {
    let key = MontyObject::tuple([MontyObject::int(1), MontyObject::int(2)]);
    same(
        &MontyObject::dict([(key, MontyObject::int(3))]),
        "d9ba13 82 d9ba00820102 03",
    );
}

#[test]
fn nan_as_a_key_takes_the_array_form() {
    same(
        &MontyObject::dict([(MontyObject::float(f64::NAN), MontyObject::int(1))]),
        "d9ba13 82 fb7ff8000000000000 01",
    );
}

#[test]
fn empty_containers_and_strings() {
    same(&MontyObject::tuple([]), "d9ba0080");
    same(&MontyObject::set([]), "d9010280");
    same(&MontyObject::frozenset([]), "d9ba0180");
    same(&MontyObject::dict([]), "a0");
    same(&MontyObject::list([]), "80");
    same(&MontyObject::string(""), "60");
    same(&MontyObject::bytes([]), "40");
    same(&MontyObject::string("a\0b"), "63610062");
}

#[test]
fn decimals_keep_sign_digits_and_zeros() {
    same(&MontyObject::decimal("1.20"), "c4 82 21 1878");
    same(&MontyObject::decimal("-0"), "d9010c 83 00 00 01");
    same(&MontyObject::decimal("1E+400"), "c4 82 190190 01");
    same(&MontyObject::decimal("sNaN12"), "d9010c 83 00 0c 06");
    same(&MontyObject::decimal("-Infinity"), "d9010c 83 00 00 03");
    same(&MontyObject::decimal("-NaN"), "d9010c 83 00 00 05");
    same(&MontyObject::decimal("0E-7"), "c4 82 26 00");
}

#[test]
fn datetimes_with_odd_zones() {
    let utc = MontyDateTime {
        offset_seconds: Some(0),
        ..noon()
    };
    same(
        &datetime(utc.clone()),
        &format!("c0 74 {}", hex::encode("2026-11-03T12:00:00Z")),
    );
    let half_minute = MontyDateTime {
        offset_seconds: Some(30),
        ..noon()
    };
    same(
        &datetime(half_minute),
        &format!("d9ba05 83 73 {} 181e f6", hex::encode("2026-11-03T12:00:00")),
    );
    let named = MontyDateTime {
        timezone_name: Some("CET".into()),
        offset_seconds: Some(3600),
        ..noon()
    };
    same(
        &datetime(named),
        &format!("d9ba05 83 73 {} 190e10 63 434554", hex::encode("2026-11-03T12:00:00")),
    );
    let micro = MontyDateTime { microsecond: 1, ..utc };
    same(
        &datetime(micro),
        &format!("c0 781b {}", hex::encode("2026-11-03T12:00:00.000001Z")),
    );
    let first = MontyDateTime { year: 1, ..noon() };
    same(
        &datetime(first),
        &format!("d9ba05 73 {}", hex::encode("0001-11-03T12:00:00")),
    );
    let west = MontyDateTime {
        offset_seconds: Some(-5 * 3600 - 1800),
        ..noon()
    };
    same(
        &datetime(west),
        &format!("c0 7819 {}", hex::encode("2026-11-03T12:00:00-05:30")),
    );
}

#[test]
fn timedeltas_at_the_ends_of_the_range() {
    let delta = |days, seconds, microseconds| {
        MontyObject::timedelta(MontyTimeDelta {
            days,
            seconds,
            microseconds,
        })
    };
    same(&delta(-999_999_999, 0, 0), "d903ea a1 01 3b00004e94914dae7f");
    same(
        &delta(999_999_999, 86_399, 999_999),
        "d903ea a2 01 1b00004e94914effff 25 1a000f423f",
    );
    same(&delta(-1, 86_399, 999_999), "d903ea a2 01 20 25 1a000f423f");
    same(&delta(0, 0, 0), "d903ea a1 01 00");
}

#[test]
fn a_list_that_holds_one_dict_twice() {
    let mut graph = MontyGraph::new();
    let dict = graph.push(MontyNode::Dict(vec![]));
    let root = graph.push(MontyNode::List(vec![dict, dict]));
    let value = object_from_graph(graph, root).unwrap();
    same(&value, "82 d81c a0 d81d 00");
}

#[test]
fn dataclass_instances_share_their_class() {
    let mut graph = MontyGraph::new();
    let class = MontyObject::class_type("Point", MontyUuid::from_u128(1), false, true, []);
    let (class, _) = monty_bridge::graph::into_graph_parts(class);
    let class = NodeId(graph.merge(class));
    let mut instances = Vec::new();
    for n in 0..3u128 {
        let key = graph.push(MontyNode::String("x".into()));
        let value = graph.push(MontyNode::Int(n as i64));
        instances.push(graph.push(MontyNode::ClassInstance {
            class_type: class,
            instance_id: MontyUuid::from_u128(n),
            attrs: vec![(key, value)],
        }));
    }
    let root = graph.push(MontyNode::List(instances));
    let bytes = survives(&object_from_graph(graph, root).unwrap());
    let id = |n: u8| format!("d825 50 000000000000000000000000000000{n:02x}");
    let class = format!("d81c d9ba0e 85 65 506f696e74 {} f4 f5 a0", id(1));
    let expected = format!(
        "83 d9ba0f 83 {class} {} a1 6178 00 d9ba0f 83 d81d00 {} a1 6178 01 d9ba0f 83 d81d00 {} a1 6178 02",
        id(0),
        id(1),
        id(2)
    );
    assert_eq!(hex::encode(bytes), expected.replace(' ', ""));
}

#[test]
fn a_list_that_holds_itself_arrives_as_a_placeholder() {
    same(
        &MontyObject::list([MontyObject::cycle("[...]")]),
        "81 d9ba12 65 5b2e2e2e5d",
    );
}

#[test]
fn ten_thousand_nested_lists() {
    let mut nodes = vec![MontyNode::List(vec![])];
    for depth in 0..9_999 {
        nodes.push(MontyNode::List(vec![NodeId(depth)]));
    }
    let value = object_from_graph(MontyGraph::from_nodes(nodes.clone()).unwrap(), NodeId(9_999)).unwrap();
    assert_eq!(survives(&value).len(), 10_000);
    nodes.push(MontyNode::List(vec![NodeId(9_999)]));
    let value = object_from_graph(MontyGraph::from_nodes(nodes).unwrap(), NodeId(10_000)).unwrap();
    let error = decode(&encode(&value), &DecodeLimits::default()).unwrap_err();
    assert_eq!(error.to_string(), "nesting beyond the depth limit at byte 10000");
}

#[test]
fn a_namedtuple_is_not_the_tuple_it_equals() {
    let fields = [MontyObject::int(1), MontyObject::int(2)];
    let named = MontyObject::named_tuple("P", ["x", "y"], fields.clone());
    let plain = MontyObject::tuple(fields);
    assert_eq!(named, plain);
    assert_ne!(encode(&named), encode(&plain));
    same(&named, "d9ba02 83 6150 82 6178 6179 82 01 02");
}

#[test]
fn dates_have_four_digit_years() {
    same(
        &MontyObject::date(MontyDate {
            year: 1,
            month: 2,
            day: 3,
        }),
        &format!("d903ec 6a {}", hex::encode("0001-02-03")),
    );
}

#[test]
fn a_long_string_referred_to_often_is_written_once() {
    let mut graph = MontyGraph::new();
    let long = graph.push(MontyNode::String("x".repeat(32)));
    let short = graph.push(MontyNode::String("x".repeat(31)));
    let root = graph.push(MontyNode::List(vec![long, short, long, short]));
    let bytes = encode(&object_from_graph(graph, root).unwrap());
    let expected = format!(
        "84 d81c 7820 {0} 781f {1} d81d00 781f {1}",
        "78".repeat(32),
        "78".repeat(31)
    );
    assert_eq!(hex::encode(bytes), expected.replace(' ', ""));
}
