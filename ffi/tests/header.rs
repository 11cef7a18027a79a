//! The committed header is the one that the exported functions have.

use std::{env, fs, path::Path};

#[test]
fn the_committed_header_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let mut written = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_crate(root)
        .generate()
        .unwrap()
        .write(&mut written);
    let written = String::from_utf8(written).unwrap();
    // The section that Rust's lints want; the header says it once, at its top.
    let written = written.replace("//\n// # Safety\n// The pointers are as `boundary` says.\n", "");
    let written = written.replace("//\n// # Safety\n// The pointer is as `boundary` says.\n", "");
    let path = root.join("../include/monty_ffi.h");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == written,
        "include/monty_ffi.h is out of date: run again with UPDATE=1"
    );
}
