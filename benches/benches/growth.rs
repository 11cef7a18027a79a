//! Does the codec grow with the value, and no faster? Lists of one to ten million ints: time for each node, and memory.
//!
//! `floor` builds the bare arena (see `encodings`): what the system takes to hand out so much memory is in both.
//!
//! Before a size is measured, its values are compared, and the most memory that is in use at any time, value and bytes
//! included, is held to one and a half times what arena and bytes take in the end.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a benchmark says what went wrong by panicking")]

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use monty_benches::counting::{Counting, Memory, measured};
use monty_bridge::{
    DecodeLimits, decode, encode,
    graph::{MontyGraph, MontyNode, graph_parts, object_from_graph},
};
use monty_types::MontyObject;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many nodes the values have.
const SIZES: [u32; 5] = [1, 1_000, 100_000, 1_000_000, 10_000_000];

/// Room for what does not grow: the first few nodes are reserved together, before it is known that they come.
const CONSTANT: u64 = 4096;

/// Enough for the largest value; the default is 256 MiB.
const LIMITS: DecodeLimits = DecodeLimits {
    budget: 4 << 30,
    depth: 1,
};

/// A list that is, with its items, `nodes` nodes.
fn list(nodes: u32) -> MontyObject {
    let mut graph = MontyGraph::with_capacity(nodes as usize);
    let items = (1..nodes).map(|n| graph.push(MontyNode::Int(n.into()))).collect();
    let root = graph.push(MontyNode::List(items));
    object_from_graph(graph, root).unwrap()
}

fn growth(criterion: &mut Criterion) {
    for nodes in SIZES {
        let value = list(nodes);
        let (bytes, encoding) = measured(|| encode(&value));
        let (back, decoding) = measured(|| decode(&bytes, &LIMITS).unwrap());
        assert_eq!(encode(&back), bytes);
        assert!(graph_parts(&back).0.nodes() == graph_parts(&value).0.nodes());
        drop(back);

        let arena = graph_parts(&value).0.decoded_size() as u64;
        let whole = arena + bytes.len() as u64;
        let within = |what: &str, present: u64, memory: Memory| {
            let most = present + memory.peak;
            println!("growth: {what} of {nodes} nodes holds at most {most} bytes, arena and bytes are {whole}");
            assert!(
                most <= whole * 3 / 2 + CONSTANT,
                "{what} of {nodes} nodes: {most} bytes"
            );
        };
        within("encode", arena, encoding);
        within("decode", bytes.len() as u64, decoding);

        let mut measure = |direction: &str, name: &str, work: &dyn Fn()| {
            let mut group = criterion.benchmark_group(format!("{direction}/list_{nodes}"));
            group.throughput(Throughput::Elements(nodes.into()));
            if nodes >= 1_000_000 {
                group.sample_size(10).sampling_mode(SamplingMode::Flat);
                group.warm_up_time(Duration::from_millis(500));
            }
            group.bench_function(name, |b| b.iter(work));
            group.finish();
        };
        measure("encode", "bridge", &|| drop(black_box(encode(black_box(&value)))));
        measure("decode", "bridge", &|| {
            drop(black_box(decode(black_box(&bytes), &LIMITS).unwrap()))
        });
        let (graph, root) = graph_parts(&value);
        measure("decode", "floor", &|| {
            let graph = MontyGraph::from_nodes(black_box(graph).nodes().to_vec()).unwrap();
            drop(black_box(object_from_graph(graph, root).unwrap()));
        });
    }
}

criterion_group!(benches, growth);
criterion_main!(benches);
