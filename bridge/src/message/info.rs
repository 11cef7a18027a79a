//! What a library says about itself and about a program.

use crate::cbor;

/// Version of the calls and messages.
pub const ABI_VERSION: u64 = 1;
/// Version of the encoding of values, and of the vectors that go with it.
pub const SCHEMA_VERSION: u16 = 1;
/// Version of the interpreter, `major.minor.patch`.
pub const MONTY_VERSION: &str = monty_types::MONTY_VERSION;

/// The description of the library: a map with `abi`, `schema`, `monty` and `bridge`.
#[must_use]
pub fn info() -> Vec<u8> {
    let mut out = Vec::with_capacity(48);
    cbor::map(&mut out, 4);
    cbor::text(&mut out, "abi");
    cbor::uint(&mut out, ABI_VERSION);
    cbor::text(&mut out, "schema");
    cbor::uint(&mut out, SCHEMA_VERSION.into());
    cbor::text(&mut out, "monty");
    cbor::text(&mut out, MONTY_VERSION);
    cbor::text(&mut out, "bridge");
    cbor::text(&mut out, env!("CARGO_PKG_VERSION"));
    out
}

/// The description of a program: `[name, [input names], [function names]]`.
pub(crate) fn describe(name: &str, inputs: &[String], functions: &[String]) -> Vec<u8> {
    let mut out = Vec::new();
    cbor::array(&mut out, 3);
    cbor::text(&mut out, name);
    for names in [inputs, functions] {
        cbor::array(&mut out, names.len());
        for name in names {
            cbor::text(&mut out, name);
        }
    }
    out
}
