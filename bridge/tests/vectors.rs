//! The vectors of the schema: what each valid one decodes to and encodes to, and how each invalid one is refused.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

use std::{fs, path::PathBuf};

use monty_bridge::{DecodeLimits, decode, decode_strict, encode, graph::graph_parts, to_json};
use serde_json::Value;

/// Each case of a folder of the vectors, with a name to report it by.
fn cases(folder: &str) -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../schema/vectors")
        .join(folder);
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let listed: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        cases.extend(
            listed
                .into_iter()
                .map(|case| (format!("{file} {}", text(&case, "id")), case)),
        );
    }
    cases
}

/// A field that is a string.
fn text<'c>(case: &'c Value, key: &str) -> &'c str {
    case[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} is missing in {case}"))
}

fn bytes(case: &Value) -> Vec<u8> {
    hex::decode(text(case, "hex")).unwrap()
}

#[track_caller]
fn none_is_wrong(what: &str, wrong: &[String], count: usize, least: usize) {
    assert!(
        wrong.is_empty(),
        "{} of {count} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= least, "only {count} cases");
    println!("rust: {count} {what} passed");
}

#[test]
fn valid_vectors_decode_strictly_and_encode_to_the_same_bytes() {
    let cases = cases("valid");
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let bytes = bytes(case);
        match decode_strict(&bytes, &DecodeLimits::default()) {
            Ok(value) if encode(&value) == bytes => {}
            Ok(value) => wrong.push(format!("{name}: encoded as {}", hex::encode(encode(&value)))),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    none_is_wrong("valid vectors", &wrong, cases.len(), 400);
}

#[test]
fn valid_vectors_have_the_json_view_that_they_say() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, case) in cases("valid") {
        let value = decode(&bytes(&case), &DecodeLimits::default()).unwrap();
        let (graph, root) = graph_parts(&value);
        let view = to_json(graph, root, 1 << 24);
        let fits = match case.get("json") {
            Some(Value::String(text)) => view.as_ref() == Ok(text),
            // No view, as opposed to one that is too long to be listed.
            Some(_) => view.is_err(),
            None => view.is_ok(),
        };
        count += usize::from(case.get("json").is_some());
        if !fits {
            wrong.push(format!("{name}: {view:.200?}, but listed is {:.200}", case["json"]));
        }
    }
    none_is_wrong("JSON views", &wrong, count, 400);
}

#[test]
fn invalid_vectors_are_refused_for_the_reason_and_at_the_place_that_they_say() {
    let cases = cases("invalid");
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let bytes = bytes(case);
        let expected = format!("{} at {}", text(case, "error"), text(case, "offset"));
        let lenient = decode(&bytes, &DecodeLimits::default()).err();
        let strict = decode_strict(&bytes, &DecodeLimits::default()).err();
        let found = strict.map_or("taken".to_owned(), |error| {
            format!("{:?} at {}", error.kind(), error.offset())
        });
        if found != expected {
            wrong.push(format!("{name}: {found}, not {expected}"));
        }
        let wanted = if text(case, "mode") == "strict" { None } else { strict };
        if lenient != wanted {
            wrong.push(format!("{name}: leniently {lenient:?}"));
        }
    }
    none_is_wrong("invalid vectors", &wrong, cases.len(), 200);
}
