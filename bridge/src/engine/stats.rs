//! What all runs of the process have in common: how many execute now, what abandoned ones have left behind, and how much
//! of that is put up with.
//!
//! Memory of a run that was abandoned cannot be freed, because nobody knows in which state it is. So that a host that
//! goes on for months does not lose its memory to it bit by bit, there is a budget: once that much is lost, nothing new
//! is started.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
};

use crate::{
    cbor,
    message::{Code, Error},
};

/// The budget for what is lost, in bytes, unless [`set_leak_budget`] says otherwise.
pub const DEFAULT_LEAK_BUDGET: u64 = 1 << 30;

/// Counters of running executions. A single one would be fought over by all cores.
const SHARDS: usize = 16;

/// A counter that shares no cache line with another.
#[repr(align(128))]
struct Shard(AtomicU64);

static RUNNING: [Shard; SHARDS] = [const { Shard(AtomicU64::new(0)) }; SHARDS];
static NEXT_SHARD: AtomicU32 = AtomicU32::new(0);
static ABANDONED: AtomicU64 = AtomicU64::new(0);
static LEAKED: AtomicU64 = AtomicU64::new(0);
static LEAK_BUDGET: AtomicU64 = AtomicU64::new(DEFAULT_LEAK_BUDGET);

thread_local! {
    /// The index of the thread's counter; not yet chosen if it is out of range.
    static SHARD: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// What the library has to do and has left behind, in the whole process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Executions that a thread is in now. One that is suspended does not count.
    pub running: u64,
    /// Executions that were given up with all that they held, since the process began: an operation went past the hard
    /// limit of memory, or the interpreter panicked.
    pub abandoned: u64,
    /// Bytes that they have left behind and that stay allocated, their stacks included; an estimate from above.
    pub leaked: u64,
    /// How many leaked bytes are put up with; see [`set_leak_budget`].
    pub leak_budget: u64,
}

impl Stats {
    /// The message: a map with `running`, `abandoned`, `leaked` and `leak_budget`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let entries = [
            ("running", self.running),
            ("abandoned", self.abandoned),
            ("leaked", self.leaked),
            ("leak_budget", self.leak_budget),
        ];
        let mut out = Vec::with_capacity(64);
        cbor::map(&mut out, entries.len());
        for (name, number) in entries {
            cbor::text(&mut out, name);
            cbor::uint(&mut out, number);
        }
        out
    }
}

/// The state of the library now.
#[must_use]
pub fn stats() -> Stats {
    Stats {
        running: RUNNING
            .iter()
            .map(|shard| shard.0.load(Ordering::Relaxed))
            .fold(0, u64::wrapping_add),
        abandoned: ABANDONED.load(Ordering::Relaxed),
        leaked: LEAKED.load(Ordering::Relaxed),
        leak_budget: LEAK_BUDGET.load(Ordering::Relaxed),
    }
}

/// Sets how many bytes may be lost to abandoned runs, 1 GiB at first. Once that much is lost, and be it the first byte
/// with a budget of 0, nothing new is started
/// ([`Code::LeakBudget`]); what is suspended can go on.
pub fn set_leak_budget(bytes: u64) {
    LEAK_BUDGET.store(bytes, Ordering::Relaxed);
}

/// Refuses new work once the budget is used up.
pub(crate) fn check_leak_budget() -> Result<(), Error> {
    let leaked = LEAKED.load(Ordering::Relaxed);
    let budget = LEAK_BUDGET.load(Ordering::Relaxed);
    if leaked == 0 || leaked < budget {
        return Ok(());
    }
    let message = format!("abandoned runs have left {leaked} bytes behind; the budget is {budget}");
    Err(Error::new(Code::LeakBudget, message))
}

/// Counts an execution that was given up with `bytes` of memory.
#[cold]
pub(crate) fn abandoned(bytes: usize) {
    ABANDONED.fetch_add(1, Ordering::Relaxed);
    LEAKED.fetch_add(bytes as u64, Ordering::Relaxed);
}

/// An execution that goes on as long as this lives.
pub(crate) struct Running {
    shard: usize,
}

impl Running {
    pub(crate) fn begin() -> Self {
        let mut shard = SHARD.get();
        if shard >= SHARDS {
            shard = NEXT_SHARD.fetch_add(1, Ordering::Relaxed) as usize % SHARDS;
            SHARD.set(shard);
        }
        RUNNING[shard].0.fetch_add(1, Ordering::Relaxed);
        Self { shard }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING[self.shard].0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executions_are_counted_while_they_run() {
        let threads: Vec<_> = (0..40)
            .map(|_| {
                std::thread::spawn(|| {
                    let running = Running::begin();
                    assert!(stats().running >= 1);
                    running
                })
            })
            .collect();
        // Each ends in another thread than it began in.
        let running: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(stats().running >= 40);
        drop(running);
        assert!(stats().running < 1 << 32, "never below zero");
    }
}
