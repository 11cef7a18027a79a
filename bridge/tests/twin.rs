//! Values for the other codec: writes a file of encoded values of every kind, which a test of the Go package reads, encodes
//! again and gives back to the library (`.make/test.sh`).

#![allow(clippy::unwrap_used, reason = "tests say what went wrong by panicking")]

mod support;

use std::{fs, io::Write, path::Path};

use monty_bridge::{DecodeErrorKind, DecodeLimits, decode_strict, encode};
use monty_types::MontyObject;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRng, TestRunner},
};
use support::{Seed, build, seed};

/// Kinds of [`Seed`].
const LIST: u8 = 24;
const CLASS: u8 = 30;

/// Values of up to `size` nodes below a list or class, which holds some of them twice.
fn values(size: usize) -> impl Strategy<Value = MontyObject> {
    let root = (
        prop_oneof![3 => Just(LIST), 1 => Just(CLASS)],
        prop::collection::vec(0..32u16, 0..8),
    );
    (prop::collection::vec(seed(), 0..=size), root).prop_map(|(mut seeds, (kind, picks))| {
        seeds.push(Seed {
            kind,
            picks,
            number: 1,
            text: "C".to_owned(),
        });
        build(&seeds)
    })
}

/// Enough for 100,000 to be left without those that the interpreter itself would refuse: dicts and sets of lists.
const COUNT: usize = 160_000;

#[test]
fn values_for_the_other_codec_are_written() {
    let config = Config::default();
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("values-for-go.bin");
    let mut file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    let (leaves, trees) = (values(1), values(24));
    let mut written = 0;
    while written < COUNT {
        let strategy = if written % 8 == 0 { &leaves } else { &trees };
        let tree = strategy.new_tree(&mut runner).unwrap().current();
        let bytes = encode(&tree);
        match decode_strict(&bytes, &DecodeLimits::default()) {
            Ok(back) => assert_eq!(encode(&back), bytes),
            // Arenas can hold dicts that no Python dict could be.
            Err(error) => {
                assert_eq!(error.kind(), DecodeErrorKind::DuplicateKey, "{error}");
                continue;
            }
        }
        file.write_all(&u32::try_from(bytes.len()).unwrap().to_le_bytes())
            .unwrap();
        file.write_all(&bytes).unwrap();
        written += 1;
    }
    file.flush().unwrap();
}
