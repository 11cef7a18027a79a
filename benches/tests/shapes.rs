//! The shapes are those of `benches/shapes.json`, which benchmarks in other languages compare with theirs.
//!
//! For each shape it has the length and the SHA-256 of the canonical bytes, and of the message that monty-proto makes.
//! `UPDATE=1` writes it again.

use std::{env, fs, path::Path};

use monty_benches::{contender::IMPLEMENTATIONS, shapes};
use monty_bridge::encode;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

#[test]
fn shapes_are_as_recorded() {
    let protobuf = IMPLEMENTATIONS.iter().find(|one| one.name == "protobuf").unwrap();
    let mut found = Map::new();
    for shape in shapes::all().unwrap() {
        let bytes = encode(&shape.value);
        let mut contender = protobuf.contender(&shape.value).unwrap();
        let message = contender.encode().unwrap();
        let hash = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
        let fingerprint = json!({
            "length": bytes.len(),
            "sha256": hash(&bytes),
            "protobuf_length": message.len(),
            "protobuf_sha256": hash(&message),
        });
        found.insert(shape.name.to_owned(), fingerprint);
    }
    let found = format!("{:#}\n", Value::Object(found));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("shapes.json");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap());
}
