//! Tables: 100,000 rows of 8 columns from the arena to Arrow and back, beside the same value as CBOR.
//!
//! `floor` builds the same batch from plain Rust rows with arrow's own builders. Every measured function first has its
//! result compared.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a benchmark says what went wrong by panicking")]

use std::{hint::black_box, sync::Arc};

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use monty_bridge::{
    DecodeLimits,
    arrow::{Rows, TableOptions, from_batches, to_batch},
    decode, encode,
    graph::graph_parts,
};
use monty_types::MontyObject;

const ROWS: i64 = 100_000;

struct Row {
    id: i64,
    name: String,
    email: String,
    active: bool,
    score: f64,
    age: i64,
    country: &'static str,
    manager: Option<i64>,
}

fn row(n: i64) -> Row {
    Row {
        id: n,
        name: format!("user {n}"),
        email: format!("user{n}@example.com"),
        active: n % 2 == 0,
        score: n as f64 / 3.0,
        age: n % 90,
        country: "NL",
        manager: (n % 5 == 0).then_some(n),
    }
}

fn dict(row: &Row) -> MontyObject {
    let text = |text: &str| MontyObject::string(text.to_owned());
    MontyObject::dict([
        (text("id"), MontyObject::int(row.id)),
        (text("name"), text(&row.name)),
        (text("email"), text(&row.email)),
        (text("active"), MontyObject::bool(row.active)),
        (text("score"), MontyObject::float(row.score)),
        (text("age"), MontyObject::int(row.age)),
        (text("country"), text(row.country)),
        (
            text("manager"),
            row.manager.map_or_else(MontyObject::none, MontyObject::int),
        ),
    ])
}

fn floor(rows: &[Row]) -> RecordBatch {
    let (mut id, mut age, mut manager) = (Int64Builder::new(), Int64Builder::new(), Int64Builder::new());
    let (mut name, mut email, mut country) = (StringBuilder::new(), StringBuilder::new(), StringBuilder::new());
    let (mut active, mut score) = (BooleanBuilder::new(), Float64Builder::new());
    for row in rows {
        id.append_value(row.id);
        name.append_value(&row.name);
        email.append_value(&row.email);
        active.append_value(row.active);
        score.append_value(row.score);
        age.append_value(row.age);
        country.append_value(row.country);
        manager.append_option(row.manager);
    }
    RecordBatch::try_from_iter_with_nullable([
        ("id", Arc::new(id.finish()) as ArrayRef, true),
        ("name", Arc::new(name.finish()), true),
        ("email", Arc::new(email.finish()), true),
        ("active", Arc::new(active.finish()), true),
        ("score", Arc::new(score.finish()), true),
        ("age", Arc::new(age.finish()), true),
        ("country", Arc::new(country.finish()), true),
        ("manager", Arc::new(manager.finish()), true),
    ])
    .unwrap()
}

fn tables(criterion: &mut Criterion) {
    let rows: Vec<Row> = (0..ROWS).map(row).collect();
    let value = MontyObject::list(rows.iter().map(dict));
    let (graph, root) = graph_parts(&value);
    let options = TableOptions::default();
    let batch = to_batch(graph, root, &options).unwrap();
    assert_eq!(batch.columns(), floor(&rows).columns());
    let bytes = encode(&value);
    let mut group = criterion.benchmark_group("table");
    group.sample_size(20);
    group.throughput(Throughput::Elements(ROWS as u64 * 8));
    group.bench_function("out/floor", |b| b.iter(|| floor(black_box(&rows))));
    group.bench_function("out/arrow", |b| b.iter(|| to_batch(graph, root, &options).unwrap()));
    group.bench_function("out/cbor", |b| b.iter(|| encode(black_box(&value))));
    let schema = batch.schema();
    let batches = [batch];
    assert_eq!(from_batches(&schema, &batches, &Rows::Recorded).unwrap(), value);
    group.bench_function("in/arrow", |b| {
        b.iter(|| from_batches(&schema, &batches, &Rows::Recorded).unwrap())
    });
    assert_eq!(decode(&bytes, &DecodeLimits::default()).unwrap(), value);
    group.bench_function("in/cbor", |b| {
        b.iter(|| decode(&bytes, &DecodeLimits::default()).unwrap())
    });
    group.finish();
}

criterion_group!(benches, tables);
criterion_main!(benches);
