//! What it takes 100,000 rows of 8 columns to leave the sandbox as a table, part by part.
//!
//! The rows are those of the Go benchmark of the same. `made` is what making them in Python takes, and what they hold there
//! is freed in; `exported` is that and the interpreter's own export of its heap, for which it has the only way out. The rest
//! is the bridge's: `batch` writes the record batch, `forgotten` drops what was exported.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that fails shall stop")]

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use monty_bridge::{
    Allocator, Compiled, Event, Program, Run,
    arrow::{TableOptions, to_batch},
    graph::graph_parts,
};
use monty_types::MontyObject;

/// As in the library: what is allocated is counted.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

const ROWS: &str = "
from datetime import datetime, timedelta
from decimal import Decimal
n = 100_000
names = ['user ' + str(i) for i in range(1000)]
prices = [Decimal(str(i) + '.25') for i in range(1000)]
start = datetime(2026, 1, 1)
rows = [
    {'id': i, 'name': names[i % 1000], 'active': i % 3 == 0, 'score': i / 7, 'price': prices[i % 1000],
     'at': start + timedelta(seconds=i), 'country': 'NL', 'manager': None if i % 5 else i}
    for i in range(n)
]
";

/// Compiles `code`, which is 256 to 65,535 bytes long.
fn compile(code: &str) -> Program {
    let mut request = b"\xa1\x64code\x79".to_vec();
    request.extend_from_slice(&u16::try_from(code.len()).unwrap().to_be_bytes());
    request.extend_from_slice(code.as_bytes());
    match Program::compile(&request).unwrap() {
        Compiled::Program(program) => program,
        Compiled::Raised(_) => panic!("{code} does not compile"),
    }
}

/// Runs the program and returns its value and the time that took.
fn execute(run: &mut Run, program: &Program) -> (MontyObject, Duration) {
    let began = Instant::now();
    assert_eq!(run.start(program, &[0x82, 0x80, 0xf6]), Ok(Event::Complete)); // [[], null]
    let took = began.elapsed();
    (run.take_result().unwrap(), took)
}

fn leave(criterion: &mut Criterion) {
    let (count, rows) = (compile(&format!("{ROWS}n")), compile(&format!("{ROWS}rows")));
    let mut run = Run::new();
    run.keep_results(true);
    assert_eq!(execute(&mut run, &count).0, MontyObject::int(100_000));
    let mut group = criterion.benchmark_group("leave");
    group.sample_size(10);
    group.bench_function("made", |b| {
        b.iter_custom(|times| (0..times).map(|_| execute(&mut run, &count).1).sum());
    });
    group.bench_function("exported", |b| {
        b.iter_custom(|times| (0..times).map(|_| execute(&mut run, &rows).1).sum());
    });
    let options = TableOptions::default();
    let mut finished = |dropped: bool| {
        let (value, _) = execute(&mut run, &rows);
        let (graph, root) = graph_parts(&value);
        let began = Instant::now();
        let batch = to_batch(graph, root, &options).unwrap();
        let written = began.elapsed();
        assert_eq!((batch.num_rows(), batch.num_columns()), (100_000, 8));
        let began = Instant::now();
        drop(value);
        if dropped { began.elapsed() } else { written }
    };
    group.bench_function("batch", |b| {
        b.iter_custom(|times| (0..times).map(|_| finished(false)).sum());
    });
    group.bench_function("forgotten", |b| {
        b.iter_custom(|times| (0..times).map(|_| finished(true)).sum());
    });
    group.finish();
}

criterion_group!(benches, leave);
criterion_main!(benches);
