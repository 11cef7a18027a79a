//! Encodings side by side: `direction/shape/implementation`, throughput in nodes, for blobs in bytes.
//!
//! Every implementation is first held to what is said of it (`Implementation::check`): what arrives is the value itself,
//! or the value less exactly what was declared. Freeing the result is part of what is measured, as it is for everybody.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a benchmark says what went wrong by panicking")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use monty_benches::{
    contender::{Direction, IMPLEMENTATIONS},
    shapes,
};
use monty_bridge::graph::graph_parts;

fn encodings(criterion: &mut Criterion) {
    let shapes = shapes::all().unwrap();
    for implementation in &IMPLEMENTATIONS {
        for shape in &shapes {
            implementation.check(shape).unwrap();
        }
    }
    for direction in Direction::BOTH {
        for shape in &shapes {
            let mut group = criterion.benchmark_group(format!("{}/{}", direction.name(), shape.name));
            group.throughput(match graph_parts(&shape.value).0.len() {
                1 if shape.name != "int" => Throughput::Bytes(1 << 20),
                nodes => Throughput::Elements(nodes as u64),
            });
            for implementation in &IMPLEMENTATIONS {
                let name = implementation.name;
                if let Some(reason) = implementation.absent(shape.name, direction) {
                    println!("{}/{}/{name}: {reason}", direction.name(), shape.name);
                    continue;
                }
                let mut contender = implementation.contender(&shape.value).unwrap();
                match direction {
                    Direction::Encode => group.bench_function(name, |b| {
                        b.iter(|| drop(black_box(black_box(&mut contender).encode().unwrap())));
                    }),
                    Direction::Decode => {
                        let bytes = contender.encode().unwrap().into_owned();
                        group.bench_function(name, |b| {
                            b.iter(|| black_box(contender.decode(black_box(&bytes)).unwrap()));
                        })
                    }
                };
            }
            group.finish();
        }
    }
}

criterion_group!(benches, encodings);
criterion_main!(benches);
