//! The OS calls that the schema lists are those of the interpreter.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeSet, fs};

use monty_types::OsFunctionCall;
use serde_json::{Value, json};

/// The names in the first column of the table in `schema/messages/events.md`.
fn listed() -> BTreeSet<String> {
    let path = format!("{}/../schema/messages/events.md", env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(path).unwrap();
    let (_, table) = page.split_once("| OS calls | of |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.flat_map(|row| {
        let cell = row.split('|').nth(1).unwrap();
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    })
    .collect()
}

/// The interpreter's own names for its calls, as what reads them says when there is no such call.
fn variants() -> Vec<String> {
    let error = serde_json::from_value::<OsFunctionCall>(json!("no such call"))
        .unwrap_err()
        .to_string();
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_schema_lists_the_calls_of_the_interpreter() {
    let listed = listed();
    let variants = variants();
    assert_eq!(listed.len(), variants.len(), "{listed:?}\n{variants:?}");
    // Those whose arguments are easily made say their name as the messages have it.
    let duration = json!({"secs": 1, "nanos": 0});
    let contents = [json!("/a"), Value::Null, duration, json!(["a"])];
    let mut named = BTreeSet::new();
    for variant in &variants {
        let calls = contents
            .iter()
            .map(|content| json!({ variant: content }))
            .chain([json!(variant)]);
        for call in calls.filter_map(|call| serde_json::from_value::<OsFunctionCall>(call).ok()) {
            assert!(listed.contains(call.name()), "{} is not listed", call.name());
            named.insert(call.name());
        }
    }
    assert!(named.len() >= 20, "only {named:?}");
}
