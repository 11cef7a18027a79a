//! Encoding and decoding lists takes memory in proportion to them: at most one and a half times arena and bytes.

use monty_benches::{
    counting::Counting,
    growth::{check, list},
};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn memory_grows_with_the_list_and_no_faster() {
    for nodes in [1, 2, 3, 9, 10, 100, 1000, 1024, 1025, 100_000, 1 << 17, 1_000_000] {
        check(&list(nodes).unwrap()).unwrap_or_else(|error| panic!("{nodes} nodes: {error}"));
    }
}
