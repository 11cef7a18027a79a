//! Which of the ways to write a column is taken, and that all of them say the same.

use std::time::Instant;

use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use monty_types::MontyObject;

use super::{Rows, TableOptions, cells::Source, from_batches, shape::table, to_batch};
use crate::graph::{MontyGraph, MontyNode, graph_parts, object_from_graph};

fn text(text: &str) -> MontyObject {
    MontyObject::string(text.to_owned())
}

fn rows(cells: impl IntoIterator<Item = MontyObject>) -> MontyObject {
    MontyObject::list(cells.into_iter().map(|cell| MontyObject::dict([(text("a"), cell)])))
}

fn back(batch: RecordBatch) -> MontyObject {
    from_batches(&batch.schema(), &[batch], &Rows::Recorded).unwrap()
}

/// The table of a value if columns of the small types hold at most `small` bytes.
fn with_small(value: &MontyObject, small: usize) -> RecordBatch {
    let (graph, root) = graph_parts(value);
    let options = TableOptions::default();
    let mut source = Source::new(graph, &options);
    source.small = small;
    table(&source, root).unwrap()
}

#[test]
fn texts_and_bytes_past_the_small_types_have_the_large_ones() {
    let texts = || ["four", "", "five5"].map(text).into_iter().chain([MontyObject::none()]);
    let bytes = || [&b"four"[..], b"", b"five5"].map(|bytes| MontyObject::bytes(bytes.to_vec()));
    let paths = || ["four", "", "five5"].map(|path| MontyObject::path(path.to_owned()));
    for (value, small, large) in [
        (rows(texts()), DataType::Utf8, DataType::LargeUtf8),
        (MontyObject::list(texts()), DataType::Utf8, DataType::LargeUtf8),
        (rows(paths()), DataType::Utf8, DataType::LargeUtf8),
        (rows(bytes()), DataType::Binary, DataType::LargeBinary),
        (MontyObject::list(bytes()), DataType::Binary, DataType::LargeBinary),
    ] {
        for (limit, expected) in [(9, &small), (8, &large), (3, &large)] {
            let batch = with_small(&value, limit);
            assert_eq!(batch.column(0).data_type(), expected, "{value:?}");
            assert_eq!(back(batch), value);
        }
    }
}

/// A table with more than 2 GiB of texts, and one of bytes: `cargo test --release -- --ignored --nocapture two_gibibytes`.
///
/// Measured once, on two busy cores: the texts were written in 4.8 s and read back and compared in 6.1 s, the bytes in 1.4 s
/// and 2.9 s; the process held 4.0 GiB at most.
#[test]
#[ignore = "needs 4 GiB of memory, and up to 20 s"]
fn two_gibibytes_have_the_large_types() {
    const CELL: usize = 1 << 20;
    for (cell, large) in [
        (MontyNode::String("x".repeat(CELL)), DataType::LargeUtf8),
        (MontyNode::Bytes(vec![7; CELL]), DataType::LargeBinary),
    ] {
        let mut graph = MontyGraph::new();
        let key = graph.push(MontyNode::String("a".to_owned()));
        let cell = graph.push(cell);
        let row = graph.push(MontyNode::Dict(vec![(key, cell)]));
        let root = graph.push(MontyNode::List(vec![row; 2049]));
        let value = object_from_graph(graph, root).unwrap();
        let (graph, root) = graph_parts(&value);
        let options = TableOptions {
            budget: 4 << 30,
            ..TableOptions::default()
        };
        let began = Instant::now();
        let batch = to_batch(graph, root, &options).unwrap();
        assert_eq!(batch.column(0).data_type(), &large);
        println!("{large}: written in {:?}", began.elapsed());
        let began = Instant::now();
        assert_eq!(back(batch), value);
        println!("{large}: read and compared in {:?}", began.elapsed());
    }
}

#[test]
fn an_array_that_is_given_up_is_written_in_another_way() {
    let int = MontyObject::int;
    let missing = || MontyObject::dict([(text("b"), int(0))]);
    for last in [
        vec![MontyObject::bigint(num_bigint::BigInt::from(1) << 70)],
        vec![
            MontyObject::none(),
            MontyObject::bigint(num_bigint::BigInt::from(1) << 70),
        ],
    ] {
        let first = [int(1), MontyObject::none(), int(2)].map(|cell| MontyObject::dict([(text("a"), cell)]));
        let last = last.into_iter().map(|cell| MontyObject::dict([(text("a"), cell)]));
        let value = MontyObject::list([missing()].into_iter().chain(first).chain([missing()]).chain(last));
        let (graph, root) = graph_parts(&value);
        let batch = to_batch(graph, root, &TableOptions::default()).unwrap();
        assert!(matches!(
            batch.column_by_name("a").unwrap().data_type(),
            DataType::Decimal256(76, 0)
        ));
        assert_eq!(back(batch), value);
    }
    let error = |value: &MontyObject, options: &TableOptions| {
        let (graph, root) = graph_parts(value);
        to_batch(graph, root, options).unwrap_err().to_string()
    };
    let value = rows([int(1), int(2), text("three")]);
    assert_eq!(
        error(&value, &TableOptions::default()),
        "row 2, column \"a\": a str among values of type int"
    );
    let options = TableOptions {
        budget: 30,
        ..TableOptions::default()
    };
    let value = rows(["a text", "of", "many more bytes than there may be"].map(text));
    assert_eq!(
        error(&value, &options),
        "column \"a\": the table is larger than 30 bytes"
    );
}

#[test]
fn what_was_given_up_costs_nothing() {
    // Two cells, their texts and offsets; not the text once more for the array that was given up.
    let value = rows(["sixteen bytes ..", "sixteen bytes .."].map(text));
    let (graph, root) = graph_parts(&value);
    let options = TableOptions {
        budget: 2 * 4 + 2 * 16 + 2 * 4,
        ..TableOptions::default()
    };
    let mut source = Source::new(graph, &options);
    source.small = 31;
    let batch = table(&source, root).unwrap();
    assert_eq!(batch.column(0).data_type(), &DataType::LargeUtf8);
}
