//! The codec's laws, over arenas of every kind of node.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

mod support;

use monty_bridge::{
    DecodeErrorKind, DecodeLimits, Decoder, Encoder, decode, decode_strict, encode,
    graph::{MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph},
    to_json,
};
use monty_types::{MontyObject, MontyUuid};
use proptest::prelude::*;
use support::{KINDS, Seed, assert_same_nodes, build, canonical, value};

fn limits() -> DecodeLimits {
    DecodeLimits::default()
}

/// Both laws of the codec for one value.
#[track_caller]
fn round_trip(value: &MontyObject) -> Vec<u8> {
    let bytes = encode(value);
    let back = decode(&bytes, &limits()).unwrap();
    assert_built(&back, value);
    assert_eq!(encode(&back), bytes);
    bytes
}

/// The decoder has built the nodes of the value, except that texts which are keys again are one node.
#[track_caller]
fn assert_built(back: &MontyObject, value: &MontyObject) {
    let nodes = canonical(value);
    assert_same_nodes(&canonical(back), &nodes);
    assert!(graph_parts(back).0.len() <= nodes.len());
}

#[test]
fn keys_of_records_are_made_once() {
    let record = |n| {
        MontyObject::dict([
            (MontyObject::string("id"), MontyObject::int(n)),
            (MontyObject::string("name"), MontyObject::string("id")),
            (MontyObject::string("a name of more than 23 bytes"), MontyObject::none()),
        ])
    };
    let value = MontyObject::list((0..100).map(record));
    let bytes = round_trip(&value);
    let back = decode(&bytes, &limits()).unwrap();
    // Values are nodes of their own, and so are long keys. Keys are remembered from the second record on.
    let texts = |text: &str| {
        let nodes = graph_parts(&back).0.nodes().iter();
        nodes
            .filter(|node| matches!(node, MontyNode::String(same) if same == text))
            .count()
    };
    assert_eq!((texts("name"), texts("id")), (2, 2 + 100));
    assert_eq!(texts("a name of more than 23 bytes"), 100);
}

/// Whatever the bytes, decoding ends in a value or an error within the input, and a value has one encoding.
fn survives(bytes: &[u8]) {
    let limits = DecodeLimits {
        budget: 1 << 20,
        depth: 100,
    };
    match decode(bytes, &limits) {
        Ok(value) => {
            let (graph, root) = graph_parts(&value);
            MontyGraph::validate(graph.nodes()).unwrap();
            let again = encode(&value);
            let back = decode(&again, &self::limits()).unwrap();
            assert_eq!(encode(&back), again);
            let json = to_json(graph, root, 4096);
            assert!(json.map_or(0, |json| json.len()) <= 4096);
            match decode_strict(bytes, &limits) {
                Ok(_) => assert_eq!(again, bytes),
                Err(error) => {
                    assert!(error.is_strictness(), "{error}");
                    if error.kind() == DecodeErrorKind::NotCanonical {
                        assert_ne!(again, bytes);
                    }
                }
            }
        }
        Err(error) => {
            assert!(error.offset() <= bytes.len(), "{error}");
            assert_eq!(decode_strict(bytes, &limits).unwrap_err(), error);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decode_inverts_encode_with_all_sharing(value in value(24)) {
        round_trip(&value);
    }

    #[test]
    fn every_prefix_is_truncated(value in value(6)) {
        let bytes = encode(&value);
        for end in 0..bytes.len().min(400) {
            let error = decode(&bytes[..end], &limits()).unwrap_err();
            prop_assert!(error.is_truncated(), "{error} for {end} bytes of {}", hex::encode(&bytes));
        }
    }

    #[test]
    fn bytes_after_the_value_are_refused_where_they_begin(value in value(6), more: u8) {
        let mut bytes = encode(&value);
        let end = bytes.len();
        bytes.push(more);
        let error = decode(&bytes, &limits()).unwrap_err();
        prop_assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Trailing, end));
    }

    #[test]
    fn random_bytes_survive(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        survives(&bytes);
    }

    #[test]
    fn random_items_survive(bytes in prop::collection::vec(prop_oneof![
        Just(0x81u8), Just(0x82), Just(0x83), Just(0x9f), Just(0xa1), Just(0xbf), Just(0xff), Just(0xd8), Just(0xd9), Just(0xba), Just(28),
        Just(29), Just(37), Just(0x50), Just(0x61), Just(0xf6), Just(0xc4), Just(0xc2), Just(0xc3), Just(0x42), 0..32u8, any::<u8>()
    ], 0..48)) {
        survives(&bytes);
    }

    #[test]
    fn several_roots_share_one_index_space(value in value(16), picks in prop::collection::vec(any::<u16>(), 0..6)) {
        let (graph, root) = graph_parts(&value);
        let mut roots: Vec<NodeId> = picks.iter().map(|pick| NodeId(u32::from(*pick) % graph.len() as u32)).collect();
        roots.push(root);
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(graph, roots.iter().copied());
        for root in &roots {
            encoder.value(*root, &mut bytes);
        }
        // The same roots as the items of a tuple: the same bytes after its head, and so the same arena but for the tuple.
        let mut nodes = graph.nodes().to_vec();
        nodes.push(MontyNode::Tuple(roots.clone()));
        let tuple = object_from_graph(MontyGraph::from_nodes(nodes).unwrap(), NodeId(graph.len() as u32)).unwrap();
        prop_assert_eq!(&encode(&tuple)[4..], &bytes[..]);
        let limits = limits();
        let mut decoder = Decoder::new(&bytes, &limits);
        let ids: Vec<NodeId> = roots.iter().map(|_| decoder.value().unwrap()).collect();
        let mut nodes = decoder.finish().unwrap().into_nodes();
        let root = NodeId(nodes.len() as u32);
        nodes.push(MontyNode::Tuple(ids));
        let back = object_from_graph(MontyGraph::from_nodes(nodes).unwrap(), root).unwrap();
        assert_built(&back, &tuple);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_flipped_bit_survives(value in value(8)) {
        let mut bytes = encode(&value);
        bytes.truncate(300);
        for place in 0..bytes.len() {
            for bit in 0..8 {
                bytes[place] ^= 1 << bit;
                survives(&bytes);
                bytes[place] ^= 1 << bit;
            }
        }
    }

    #[test]
    fn every_changed_byte_survives(value in value(5)) {
        let mut bytes = encode(&value);
        bytes.truncate(80);
        for place in 0..bytes.len() {
            let kept = bytes[place];
            for byte in 0..=255 {
                bytes[place] = byte;
                survives(&bytes);
            }
            bytes[place] = kept;
        }
    }

    #[test]
    fn large_arenas_round_trip(value in value(2000)) {
        round_trip(&value);
    }

    #[test]
    fn the_json_view_never_panics_and_keeps_to_its_budget(value in value(60), budget in 0..5000usize) {
        let (graph, root) = graph_parts(&value);
        if let Ok(json) = to_json(graph, root, budget) {
            prop_assert!(json.len() <= budget);
            // A larger budget changes nothing.
            prop_assert_eq!(to_json(graph, root, usize::MAX).unwrap(), json);
        }
    }
}

#[test]
fn each_kind_round_trips_alone_and_doubled() {
    for kind in 0..KINDS {
        for number in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1 << 40, u64::MAX, u64::MAX - 1] {
            for text in ["", "a\0b", "é", "0123456789abcdef0123456789abcdef"] {
                let leaf = |kind, picks: &[u16]| Seed::new(kind, picks, number, text);
                let none = leaf(2, &[]);
                for seeds in [
                    vec![leaf(kind, &[])],
                    vec![none.clone(), leaf(kind, &[0, 0, 0, 0])],
                    vec![none.clone(), leaf(kind, &[0, 0]), leaf(24, &[0, 1, 0])],
                    vec![none, leaf(kind, &[0, 0]), leaf(kind, &[0, 1]), leaf(29, &[0, 1, 1, 0])],
                ] {
                    round_trip(&build(&seeds));
                }
            }
        }
    }
}

/// A chain of `depth` containers of all kinds, the innermost a list. With `twice` each holds the one below it twice.
fn chain(depth: usize, twice: bool) -> MontyObject {
    let mut graph = MontyGraph::new();
    let name = graph.push(MontyNode::String("a".into()));
    let class = graph.push(MontyNode::ClassType(Box::new(monty_bridge::graph::ClassTypeNode {
        name: "C".into(),
        id: MontyUuid::from_u128(1),
        host_defined: true,
        is_dataclass: false,
        attrs: vec![],
    })));
    let mut inner = graph.push(MontyNode::List(vec![]));
    for level in 1..depth {
        let ids = if twice { vec![inner, inner] } else { vec![inner] };
        let attrs: Vec<_> = ids.iter().map(|id| (name, *id)).collect();
        let id = MontyUuid::from_u128(level as u128);
        inner = graph.push(match level % 9 {
            0 => MontyNode::List(ids),
            1 => MontyNode::Tuple(ids),
            2 => MontyNode::Set(ids),
            3 => MontyNode::FrozenSet(ids),
            4 => MontyNode::Dict(attrs),
            5 => MontyNode::Dict(vec![(inner, inner)]),
            6 => MontyNode::NamedTuple {
                type_name: "N".into(),
                field_names: ids.iter().map(|id| id.to_string()).collect(),
                values: ids,
            },
            7 => MontyNode::ClassInstance {
                class_type: class,
                instance_id: id,
                attrs,
            },
            _ => MontyNode::Module {
                name: "m".into(),
                id,
                attrs,
            },
        });
    }
    object_from_graph(graph, inner).unwrap()
}

#[test]
fn ten_thousand_containers_of_all_kinds_nest_and_not_one_more() {
    for twice in [false, true] {
        let bytes = round_trip(&chain(10_000, twice));
        let deeper = encode(&chain(10_001, twice));
        assert!(deeper.len() > bytes.len());
        let error = decode(&deeper, &limits()).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::TooDeep);
    }
}

#[test]
fn a_hundred_thousand_containers_nest_under_a_higher_limit() {
    let value = chain(100_000, true);
    let bytes = encode(&value);
    let back = decode(
        &bytes,
        &DecodeLimits {
            depth: 100_000,
            ..limits()
        },
    )
    .unwrap();
    assert_built(&back, &value);
}

#[test]
fn wide_containers_round_trip() {
    let ints = MontyObject::list((0..100_000).map(|n| MontyObject::int(n - 50_000)));
    round_trip(&ints);
    let pairs =
        MontyObject::dict((0..20_000).map(|n| (MontyObject::string(format!("k{n}")), MontyObject::float(n as f64))));
    round_trip(&pairs);
    round_trip(&MontyObject::string("é".repeat(300_000)));
    round_trip(&MontyObject::bytes(vec![0; 300_000]));
}

#[test]
fn a_value_referred_to_a_million_times_stays_small() {
    let mut graph = MontyGraph::new();
    let item = graph.push(MontyNode::List(vec![]));
    let root = graph.push(MontyNode::List(vec![item; 1_000_000]));
    let value = object_from_graph(graph, root).unwrap();
    let bytes = round_trip(&value);
    assert_eq!(bytes.len(), 5 + 3 + 3 * 999_999);
}
