//! How much memory does some work take? An allocator that counts for each thread, and [`measured`].

#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "each method passes its arguments on under the same contract"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// The system's allocator with counters. A program that wants to measure installs it:
///
/// ```
/// use monty_benches::counting::{Counting, measured};
///
/// #[global_allocator]
/// static ALLOCATOR: Counting = Counting;
///
/// let (list, memory) = measured(|| vec![7_u8; 1000]);
/// assert_eq!((memory.allocations, memory.bytes, memory.peak), (1, 1000, 1000));
/// # drop(list);
/// ```
#[derive(Debug)]
pub struct Counting;

/// What some work took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// How often it asked for memory; growing a block is asking once more.
    pub allocations: u64,
    /// All bytes it asked for, one after the other; a block that grows counts with its whole new size.
    pub bytes: u64,
    /// The most bytes it held at any time beyond what was there before. A block that grows is held twice while it does,
    /// as if it always had to be moved.
    pub peak: u64,
}

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
    static NOW: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

/// Runs `work` and gives its result with what it took. Without [`Counting`] as the global allocator, that is nothing.
pub fn measured<T>(work: impl FnOnce() -> T) -> (T, Memory) {
    let (allocations, bytes, now) = (ALLOCATIONS.get(), BYTES.get(), NOW.get());
    PEAK.set(now);
    let result = work();
    let memory = Memory {
        allocations: ALLOCATIONS.get() - allocations,
        bytes: BYTES.get() - bytes,
        peak: PEAK.get().abs_diff(now),
    };
    (result, memory)
}

fn took(bytes: usize) {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    BYTES.set(BYTES.get() + bytes as u64);
    NOW.set(NOW.get() + bytes as i64);
    PEAK.set(PEAK.get().max(NOW.get()));
}

fn gave(bytes: usize) {
    NOW.set(NOW.get() - bytes as i64);
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        took(size);
        gave(layout.size());
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        gave(layout.size());
        unsafe { System.dealloc(block, layout) }
    }
}
