//! Which limits hold for a run.

use std::time::Duration;

use monty_types::ResourceLimits;

use crate::message::{Code, Error, Limit, Options};

/// Longest source text, in bytes of UTF-8.
pub const MAX_SOURCE_BYTES: usize = 1 << 20;
/// Highest limit of nested Python calls. At this depth the costliest mix of calls found needs 40 of 64 MiB of stack.
pub const MAX_RECURSION_DEPTH: u64 = 10_000;

const DEFAULT_DURATION: Duration = Duration::from_secs(10);
const DEFAULT_MEMORY: usize = 256 << 20;
const DEFAULT_RECURSION_DEPTH: usize = 1000;
const DEFAULT_SUSPENSIONS: u64 = 100_000;
const DEFAULT_OUTPUT: usize = 10 << 20;

/// The limits of one run, or of each feed of a session.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// What the interpreter enforces.
    pub resources: ResourceLimits,
    /// How often the run may suspend; enforced by the run.
    pub suspensions: u64,
    /// Bytes of output of the whole run; `None` is no limit.
    pub output: Option<usize>,
}

impl Limits {
    /// The limits that `options` ask for, or the defaults.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let depth = match options.max_recursion_depth {
            Limit::Default => DEFAULT_RECURSION_DEPTH,
            Limit::Unlimited => MAX_RECURSION_DEPTH as usize,
            Limit::At(depth) if depth <= MAX_RECURSION_DEPTH => depth as usize,
            Limit::At(depth) => {
                let message = format!("max_recursion_depth is at most {MAX_RECURSION_DEPTH}, not {depth}");
                return Err(Error::new(Code::OptionRange, message));
            }
        };
        let resources = ResourceLimits {
            max_feed_duration: duration(options.max_duration_us, Some(DEFAULT_DURATION)),
            max_turn_duration: duration(options.max_turn_duration_us, None),
            max_memory: bytes(options.max_memory, DEFAULT_MEMORY),
            max_recursion_depth: depth,
            ..ResourceLimits::default()
        };
        let suspensions = match options.max_suspensions {
            Limit::Default => DEFAULT_SUSPENSIONS,
            Limit::Unlimited => u64::MAX,
            Limit::At(count) => count,
        };
        Ok(Self {
            resources,
            suspensions,
            output: bytes(options.max_output, DEFAULT_OUTPUT),
        })
    }
}

fn duration(limit: Limit, default: Option<Duration>) -> Option<Duration> {
    match limit {
        Limit::Default => default,
        Limit::Unlimited => None,
        Limit::At(microseconds) => Some(Duration::from_micros(microseconds)),
    }
}

/// A number of bytes; what does not fit the address space is as good as no limit.
fn bytes(limit: Limit, default: usize) -> Option<usize> {
    match limit {
        Limit::Default => Some(default),
        Limit::Unlimited => None,
        Limit::At(bytes) => Some(usize::try_from(bytes).unwrap_or(usize::MAX)),
    }
}
