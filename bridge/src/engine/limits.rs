//! Which limits hold for a run.

use std::time::Duration;

use monty_types::ResourceLimits;
use serde::{Deserialize, Serialize};

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
const DEFAULT_SLEEP: Duration = Duration::from_secs(10);

/// The limits of one run, or of each feed of a session.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// What the interpreter enforces.
    pub resources: ResourceLimits,
    /// How often the run may suspend; enforced by the run.
    pub suspensions: u64,
    /// Bytes of output of the whole run; `None` is no limit.
    pub output: Option<usize>,
    /// How long the run may sleep in all, by the system's clock; `None` is no limit.
    pub sleep: Option<Duration>,
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
            max_memory: bytes(options.max_memory, Some(DEFAULT_MEMORY)),
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
            output: bytes(options.max_output, Some(DEFAULT_OUTPUT)),
            sleep: duration(options.max_sleep_us, Some(DEFAULT_SLEEP)),
        })
    }

    /// No limits but those that `options` name.
    pub fn ceiling(options: &Options) -> Result<Self, Error> {
        let named = Self::new(options)?;
        let resources = ResourceLimits {
            max_feed_duration: duration(options.max_duration_us, None),
            max_memory: bytes(options.max_memory, None),
            max_recursion_depth: match options.max_recursion_depth {
                Limit::At(_) => named.resources.max_recursion_depth,
                _ => usize::MAX,
            },
            max_suspensions: usize::MAX,
            ..named.resources
        };
        Ok(Self {
            resources,
            suspensions: match options.max_suspensions {
                Limit::At(count) => count,
                _ => u64::MAX,
            },
            output: bytes(options.max_output, None),
            sleep: duration(options.max_sleep_us, None),
        })
    }

    /// Lowers each limit to that of `ceiling`, if that is lower.
    pub fn tighten(&mut self, ceiling: &Self) {
        let (own, other) = (&mut self.resources, &ceiling.resources);
        own.max_feed_duration = lower(own.max_feed_duration, other.max_feed_duration);
        own.max_turn_duration = lower(own.max_turn_duration, other.max_turn_duration);
        own.max_memory = lower(own.max_memory, other.max_memory);
        own.max_recursion_depth = own.max_recursion_depth.min(other.max_recursion_depth);
        self.suspensions = self.suspensions.min(ceiling.suspensions);
        self.output = lower(self.output, ceiling.output);
        self.sleep = lower(self.sleep, ceiling.sleep);
    }
}

/// The lower of two limits, where `None` is none.
fn lower<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
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
fn bytes(limit: Limit, default: Option<usize>) -> Option<usize> {
    match limit {
        Limit::Default => default,
        Limit::Unlimited => None,
        Limit::At(bytes) => Some(usize::try_from(bytes).unwrap_or(usize::MAX)),
    }
}
