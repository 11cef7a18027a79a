//! Decoding stays within its memory budget, as counted by the allocator.
//!
//! The factor is 3: a vector that doubles holds one old and two new halves for a moment. A constant of 4 KiB stands for
//! what is too small to be charged.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "each method passes its arguments on under the same contract"
)]

mod support;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use monty_bridge::{DecodeErrorKind, DecodeLimits, decode, encode, graph::graph_parts, to_json};
use monty_types::MontyObject;
use proptest::prelude::*;
use support::value;

const FACTOR: usize = 3;
const CONSTANT: usize = 4096;

/// Counts what the thread has allocated, and the most that it had at any time.
struct Counting;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    NOW.set(NOW.get() + bytes);
    PEAK.set(PEAK.get().max(NOW.get()));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // As if the block always had to be moved.
        count(size as isize);
        count(-(layout.size() as isize));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The result of `work`, and the most bytes that it held at any time.
fn measured<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = NOW.get();
    PEAK.set(before);
    let result = work();
    (result, (PEAK.get() - before) as usize)
}

#[track_caller]
fn within_budget(bytes: &[u8], budget: usize) -> Option<DecodeErrorKind> {
    let limits = DecodeLimits { budget, depth: 10_000 };
    let (result, peak) = measured(|| decode(bytes, &limits));
    assert!(
        peak <= FACTOR * budget + CONSTANT,
        "{peak} bytes for a budget of {budget}: {}",
        hex::encode(&bytes[..bytes.len().min(100)])
    );
    result.err().map(|error| error.kind())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_decode_within_the_budget_or_not_at_all(value in value(300), budget in 0..60_000usize) {
        within_budget(&encode(&value), budget);
    }

    #[test]
    fn damaged_values_keep_to_the_budget(value in value(60), places in prop::collection::vec((any::<u16>(), any::<u8>()), 1..4), budget in 0..20_000usize) {
        let mut bytes = encode(&value);
        for (place, byte) in places {
            let place = usize::from(place) % bytes.len();
            bytes[place] = byte;
        }
        within_budget(&bytes, budget);
    }

    #[test]
    fn random_heads_keep_to_the_budget(bytes in prop::collection::vec(prop_oneof![
        Just(0x9au8), Just(0x9b), Just(0x9f), Just(0xba), Just(0xbf), Just(0x5f), Just(0x7f), Just(0x82), Just(0xd8), Just(28), Just(0), any::<u8>()
    ], 0..4000), budget in 0..100_000usize) {
        within_budget(&bytes, budget);
    }

    #[test]
    fn the_json_view_keeps_to_its_budget(value in value(300), budget in 0..20_000usize) {
        let (graph, root) = graph_parts(&value);
        let (_, peak) = measured(|| to_json(graph, root, budget));
        // The stack of open containers, at most as many as there are nodes, is not text.
        prop_assert!(peak <= FACTOR * budget + CONSTANT + 3 * 32 * graph.len(), "{peak} for {budget}");
    }
}

#[test]
fn short_inputs_that_announce_much_allocate_little() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    for head in [0x5b, 0x7b, 0x9b, 0xbb] {
        let bytes = [&[head, 0x00][..], &huge].concat();
        let (result, peak) = measured(|| decode(&bytes, &DecodeLimits::default()));
        assert_eq!(result.unwrap_err().kind(), DecodeErrorKind::Truncated);
        assert!(peak < CONSTANT, "{peak}");
    }
    // Arrays in arrays, each of which could hold what is left.
    let mut bytes = Vec::new();
    for depth in 0..5000u32 {
        bytes.push(0x9a);
        bytes.extend_from_slice(&(25_000 - 5 * depth - 5).to_be_bytes());
    }
    assert_eq!(within_budget(&bytes, 1 << 30), Some(DecodeErrorKind::Truncated));
    let (_, peak) = measured(|| decode(&bytes, &DecodeLimits::default()));
    assert!(peak < 200 * bytes.len(), "{peak}");
}

#[test]
fn what_the_budget_does_not_hold_is_refused_before_it_is_allocated() {
    let cases = [
        MontyObject::string("x".repeat(1 << 20)),
        MontyObject::bytes(vec![0; 1 << 20]),
        MontyObject::list((0..100_000).map(MontyObject::int)),
        MontyObject::dict((0..50_000).map(|n| (MontyObject::int(n), MontyObject::none()))),
        MontyObject::named_tuple(
            "n",
            (0..10_000).map(|n| n.to_string()),
            (0..10_000).map(MontyObject::int),
        ),
        MontyObject::path("p".repeat(1 << 20)),
        MontyObject::bigint(num_bigint::BigInt::from(1u8) << (8u32 << 20)),
    ];
    for value in &cases {
        assert_eq!(within_budget(&encode(value), 10_000), Some(DecodeErrorKind::OverBudget));
        assert_eq!(within_budget(&encode(value), 64 << 20), None);
    }
    // Indefinite lengths, which announce nothing.
    let text = [
        &[0x7f][..],
        &[0x78, 0xff]
            .iter()
            .copied()
            .chain([b'x'; 255])
            .collect::<Vec<_>>()
            .repeat(1000),
        &[0xff],
    ]
    .concat();
    assert_eq!(within_budget(&text, 10_000), Some(DecodeErrorKind::OverBudget));
    let list = [&[0x9f][..], &[0xf6; 100_000], &[0xff]].concat();
    assert_eq!(within_budget(&list, 10_000), Some(DecodeErrorKind::OverBudget));
    // Sharing tags that only fill the table.
    let shares = [&[0x9a, 0, 1, 0x86, 0xa0][..], &[0xd8, 28, 0xf6].repeat(100_000)].concat();
    assert_eq!(within_budget(&shares, 10_000), Some(DecodeErrorKind::OverBudget));
}
