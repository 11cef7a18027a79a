//! The codec's speed: `direction/shape/implementation`, throughput in nodes.
//!
//! `floor` is the least that any decoder has to do: copy the same nodes into a new arena of the right size and validate
//! it. `ciborium` is the interpreter's own serde form through a stock library. Every measured function first has its
//! result compared.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a benchmark says what went wrong by panicking")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use monty_bridge::{
    DecodeLimits, Encoder, decode, encode,
    graph::{MontyGraph, MontyNode, graph_parts, object_from_graph},
};
use monty_types::MontyObject;

fn text(text: impl Into<String>) -> MontyObject {
    MontyObject::string(text)
}

fn record(n: i64) -> MontyObject {
    MontyObject::dict([
        (text("id"), MontyObject::int(n)),
        (text("name"), text(format!("user {n}"))),
        (text("email"), text(format!("user{n}@example.com"))),
        (text("active"), MontyObject::bool(n % 2 == 0)),
        (text("score"), MontyObject::float(n as f64 / 3.0)),
        (text("age"), MontyObject::int(n % 90)),
        (text("country"), text("NL")),
        (text("manager"), MontyObject::none()),
    ])
}

fn shared() -> MontyObject {
    let mut graph = MontyGraph::new();
    let items = (0..20).map(|n| graph.push(MontyNode::Int(n))).collect();
    let list = graph.push(MontyNode::List(items));
    let root = graph.push(MontyNode::List(vec![list; 1000]));
    object_from_graph(graph, root).unwrap()
}

fn shapes() -> Vec<(&'static str, MontyObject)> {
    let args = [
        MontyObject::int(7),
        text("/users/42"),
        MontyObject::dict([(text("limit"), MontyObject::int(10))]),
    ];
    vec![
        ("int", MontyObject::int(42)),
        ("call_args", MontyObject::tuple(args)),
        ("ints_10k", MontyObject::list((0..10_000).map(MontyObject::int))),
        ("dicts_1000", MontyObject::list((0..1000).map(record))),
        (
            "dict_10k",
            MontyObject::dict((0..10_000).map(|n| (text(format!("k{n}")), MontyObject::float(n as f64)))),
        ),
        ("shared_1000", shared()),
        ("str_1mib", text("é".repeat(1 << 19))),
        ("bytes_1mib", MontyObject::bytes(vec![7; 1 << 20])),
    ]
}

fn ciborium_bytes(value: &MontyObject) -> Vec<u8> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).unwrap();
    out
}

fn encoding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");
    for (name, value) in shapes() {
        let (graph, root) = graph_parts(&value);
        let bytes = encode(&value);
        assert_eq!(decode(&bytes, &DecodeLimits::default()).unwrap(), value);
        group.throughput(Throughput::Elements(graph.len() as u64));
        group.bench_function(BenchmarkId::new(name, "bridge"), |b| {
            b.iter(|| encode(black_box(&value)))
        });
        let mut out = Vec::new();
        group.bench_function(BenchmarkId::new(name, "bridge_reused_buffer"), |b| {
            b.iter(|| {
                out.clear();
                Encoder::new(graph, [root]).value(root, &mut out);
                black_box(out.len())
            });
        });
        assert_eq!(out, bytes);
        let stock = ciborium_bytes(&value);
        assert_eq!(ciborium::from_reader::<MontyObject, _>(&stock[..]).unwrap(), value);
        group.bench_function(BenchmarkId::new(name, "ciborium"), |b| {
            b.iter(|| ciborium_bytes(black_box(&value)))
        });
    }
    group.finish();
}

fn decoding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    let limits = DecodeLimits::default();
    for (name, value) in shapes() {
        let bytes = encode(&value);
        let (graph, root) = graph_parts(&value);
        let back = decode(&bytes, &limits).unwrap();
        assert_eq!(back, value);
        assert_eq!(encode(&back), bytes);
        group.throughput(Throughput::Elements(graph.len() as u64));
        group.bench_function(BenchmarkId::new(name, "bridge"), |b| {
            b.iter(|| decode(black_box(&bytes), &limits).unwrap())
        });
        let copy = || {
            let nodes = black_box(graph).nodes().to_vec();
            object_from_graph(MontyGraph::from_nodes(nodes).unwrap(), root).unwrap()
        };
        assert_eq!(copy(), value);
        group.bench_function(BenchmarkId::new(name, "floor"), |b| b.iter(copy));
        let stock = ciborium_bytes(&value);
        assert_eq!(ciborium::from_reader::<MontyObject, _>(&stock[..]).unwrap(), value);
        group.bench_function(BenchmarkId::new(name, "ciborium"), |b| {
            b.iter(|| ciborium::from_reader::<MontyObject, _>(black_box(&stock[..])).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, encoding, decoding);
criterion_main!(benches);
