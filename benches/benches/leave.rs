//! What it takes 100,000 rows of 8 columns to leave the sandbox as a table, part by part.
//!
//! The rows are those of the Go benchmark of the same. `made` is what making them in Python takes, and what they hold there
//! is freed in. The others are that and one way out each: `read` is how tables leave, `exported` the interpreter's own export
//! of its heap, which all other results take. `batch` writes the record batch from what was read.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that fails shall stop")]

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use monty_bridge::{Allocator, Compiled, Event, Program, Run, arrow::TableOptions};
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

/// Runs the program, and returns how long that took. The result is in the run then.
fn execute(run: &mut Run, program: &Program) -> Duration {
    let began = Instant::now();
    assert_eq!(run.start(program, &[0x82, 0x80, 0xf6]), Ok(Event::Complete)); // [[], null]
    began.elapsed()
}

fn leave(criterion: &mut Criterion) {
    let (count, rows) = (compile(&format!("{ROWS}n")), compile(&format!("{ROWS}rows")));
    // A source with the name that the engine would add to it has its result exported.
    let exported = compile(&format!("{ROWS}rows  # __monty_go_result__"));
    let mut run = Run::new();
    run.keep_results(true);
    execute(&mut run, &count);
    assert_eq!(run.take_result(), Some(MontyObject::int(100_000)));
    execute(&mut run, &rows);
    let read = run.take_result();
    execute(&mut run, &exported);
    assert_eq!(run.take_result(), read);
    drop(read);
    let mut group = criterion.benchmark_group("leave");
    group.sample_size(10);
    for (name, program) in [("made", &count), ("read", &rows), ("exported", &exported)] {
        group.bench_function(name, |b| {
            b.iter_custom(|times| (0..times).map(|_| execute(&mut run, program)).sum());
        });
    }
    let options = TableOptions::default();
    let mut batch = || {
        execute(&mut run, &rows);
        run.use_result(|result| {
            let began = Instant::now();
            let batch = result.to_batch(&options).unwrap();
            let took = began.elapsed();
            assert_eq!((batch.num_rows(), batch.num_columns()), (100_000, 8));
            took
        })
        .unwrap()
    };
    group.bench_function("batch", |b| b.iter_custom(|times| (0..times).map(|_| batch()).sum()));
    group.finish();
}

criterion_group!(benches, leave);
criterion_main!(benches);
