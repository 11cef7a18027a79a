//! The shapes are those of `benches/shapes.json`, which benchmarks in other languages compare with theirs.
//!
//! For each shape it has the length and the SHA-256 of the canonical bytes. `UPDATE=1` writes it again.

use std::{env, fs, path::Path};

use monty_benches::shapes;
use monty_bridge::encode;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

#[test]
fn shapes_are_as_recorded() {
    let mut found = Map::new();
    for shape in shapes::all().unwrap() {
        let bytes = encode(&shape.value);
        let hash = hex::encode(Sha256::digest(&bytes));
        found.insert(shape.name.to_owned(), json!({"bytes": bytes.len(), "sha256": hash}));
    }
    let found = format!("{:#}\n", Value::Object(found));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("shapes.json");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap());
}
