//! The table of tags is one: `schema/tags.json` says what `src/tag.rs` says, in constants and in words.
//!
//! `UPDATE=1` writes the table in the documentation of `src/tag.rs` again; constants are changed by hand.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, env, fs};

use monty_bridge::tag;
use serde_json::Value;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tag.rs");
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/tags.json");

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap()
}

fn table() -> Value {
    serde_json::from_str(&read(TABLE)).unwrap()
}

/// The name of the constant for a row: `NAMED_TUPLE` for `named-tuple`.
fn constant(row: &Value) -> String {
    row["name"].as_str().unwrap().to_uppercase().replace('-', "_")
}

/// The constants of the source outside of inner modules, by name.
fn constants(source: &str) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for line in source.lines() {
        let Some((name, value)) = line
            .strip_prefix("pub const ")
            .and_then(|rest| rest.strip_suffix(';'))
            .and_then(|rest| rest.split_once(": u64 = "))
        else {
            continue;
        };
        let value = match value.strip_prefix('P') {
            Some("") => tag::P,
            Some(rest) => tag::P + rest.strip_prefix(" + ").unwrap().parse::<u64>().unwrap(),
            None => value.parse().unwrap(),
        };
        found.insert(name.to_owned(), value);
    }
    found
}

#[test]
fn constants_are_those_of_the_table() {
    let table = table();
    let mut wanted = BTreeMap::new();
    for row in table["tags"].as_array().unwrap() {
        let earlier = wanted.insert(constant(row), row["number"].as_u64().unwrap());
        assert_eq!(earlier, None, "{row} has a name that occurs twice");
    }
    wanted.insert("P".to_owned(), table["block"]["first"].as_u64().unwrap());
    wanted.insert("P_LAST".to_owned(), table["block"]["last"].as_u64().unwrap());
    assert_eq!(constants(&read(SOURCE)), wanted);
}

#[test]
fn the_documentation_is_that_of_the_table() {
    let mut wanted = String::from("//! | Number | Name | Content | Python | Source |\n//! |---|---|---|---|---|\n");
    for row in table()["tags"].as_array().unwrap() {
        let [content, python, source] = ["content", "python", "source"].map(|field| row[field].as_str().unwrap());
        let (number, name) = (&row["number"], constant(row));
        wanted += &format!("//! | {number} | [`{name}`] | {content} | {python} | {source} |\n");
    }
    let text = read(SOURCE);
    let is_row = |line: &&str| line.starts_with("//! |");
    let written: String = text.split_inclusive('\n').filter(is_row).collect();
    if env::var("UPDATE").is_ok_and(|value| value == "1") {
        fs::write(SOURCE, text.replace(&written, &wanted)).unwrap();
    } else {
        assert_eq!(written, wanted, "UPDATE=1 writes the table again");
    }
}

#[test]
fn the_schema_version_is_that_of_the_table() {
    assert_eq!(table()["schema"].as_u64(), Some(monty_bridge::SCHEMA_VERSION.into()));
}
