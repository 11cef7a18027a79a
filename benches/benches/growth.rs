//! Does the codec grow with the value, and no faster? Lists of one to ten million ints: time for each node, and memory.
//!
//! `floor` builds the bare arena (see `encodings`): what the system takes to hand out so much memory is in both. Before a
//! size is measured, values and memory are checked.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a benchmark says what went wrong by panicking")]

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use monty_benches::{
    counting::Counting,
    growth::{LIMITS, check, list},
};
use monty_bridge::{
    decode, encode,
    graph::{MontyGraph, graph_parts, object_from_graph},
};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many nodes the values have.
const SIZES: [u32; 5] = [1, 1_000, 100_000, 1_000_000, 10_000_000];

fn growth(criterion: &mut Criterion) {
    for nodes in SIZES {
        let value = list(nodes).unwrap();
        println!("list_{nodes}: bytes in use, {:?}", check(&value).unwrap());
        let bytes = encode(&value);
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
            drop(black_box(decode(black_box(&bytes), &LIMITS).unwrap()));
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
