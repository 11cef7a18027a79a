//! What it takes 100,000 rows of 8 columns to leave the sandbox as a table, part by part.
//!
//! The rows are those of the Go benchmark of the same. `made` is what making them in Python takes, and what they hold there
//! is freed in. The others are that and one way out each: `read` is how tables leave, `exported` the interpreter's own export
//! of its heap, which all other results take. `batch` writes the record batch from what was read, and `floor` the same from
//! plain Rust rows with arrow's own builders.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that fails shall stop")]

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use arrow_array::{
    ArrayRef,
    builder::{
        BooleanBuilder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
    },
};
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

/// A row as Rust has it: the price in cents, the time in microseconds since 1970.
struct Row {
    id: i64,
    name: String,
    active: bool,
    score: f64,
    price: i128,
    at: i64,
    country: &'static str,
    manager: Option<i64>,
}

fn row(n: i64) -> Row {
    Row {
        id: n,
        name: format!("user {}", n % 1000),
        active: n % 3 == 0,
        score: n as f64 / 7.0,
        price: i128::from(n % 1000 * 100 + 25),
        at: (1_767_225_600 + n) * 1_000_000,
        country: "NL",
        manager: (n % 5 == 0).then_some(n),
    }
}

fn floor(rows: &[Row]) -> Vec<ArrayRef> {
    let (mut id, mut manager) = (Int64Builder::new(), Int64Builder::new());
    let (mut name, mut country) = (StringBuilder::new(), StringBuilder::new());
    let (mut active, mut score) = (BooleanBuilder::new(), Float64Builder::new());
    let (mut price, mut at) = (Decimal128Builder::new(), TimestampMicrosecondBuilder::new());
    for row in rows {
        id.append_value(row.id);
        name.append_value(&row.name);
        active.append_value(row.active);
        score.append_value(row.score);
        price.append_value(row.price);
        at.append_value(row.at);
        country.append_value(row.country);
        manager.append_option(row.manager);
    }
    let price = price.finish().with_precision_and_scale(38, 2).unwrap();
    vec![
        Arc::new(id.finish()),
        Arc::new(name.finish()),
        Arc::new(active.finish()),
        Arc::new(score.finish()),
        Arc::new(price),
        Arc::new(at.finish()),
        Arc::new(country.finish()),
        Arc::new(manager.finish()),
    ]
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
    let plain: Vec<Row> = (0..100_000).map(row).collect();
    execute(&mut run, &rows);
    let written = run.use_result(|result| result.to_batch(&options).unwrap()).unwrap();
    assert_eq!(written.columns(), floor(&plain));
    group.bench_function("floor", |b| b.iter(|| floor(black_box(&plain))));
    let mut batch = || {
        execute(&mut run, &rows);
        run.use_result(|result| {
            let began = Instant::now();
            let batch = result.to_batch(&options).unwrap();
            let took = began.elapsed();
            assert_eq!(batch.num_columns(), 8);
            took
        })
        .unwrap()
    };
    group.bench_function("batch", |b| b.iter_custom(|times| (0..times).map(|_| batch()).sum()));
    group.finish();
}

criterion_group!(benches, leave);
criterion_main!(benches);
