//! How much memory and nesting a decoder may use: charged before anything is allocated.

use crate::error::DecodeErrorKind;

/// Limits of one decode.
///
/// ```
/// use monty_bridge::{DecodeErrorKind, DecodeLimits, decode};
/// let limits = DecodeLimits { budget: 1000, ..DecodeLimits::default() };
/// let error = decode(&[0x98, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], &limits).unwrap_err();
/// assert_eq!(error.kind(), DecodeErrorKind::OverBudget);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Bytes of memory that the decoded nodes and their payloads may take. What the allocator really hands out can be
    /// up to three times as much for a moment, while a growing vector is moved. Default: 256 MiB.
    pub budget: usize,
    /// How many containers may be open inside each other: lists, tuples, sets, dicts, namedtuples, classes, instances
    /// and modules count one each. Default: 10,000.
    pub depth: usize,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        Self {
            budget: 256 << 20,
            depth: 10_000,
        }
    }
}

/// What is left of a memory budget.
#[derive(Debug)]
pub(crate) struct Budget(usize);

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Takes `bytes`, which are about to be allocated.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), DecodeErrorKind> {
        match self.0.checked_sub(bytes) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => Err(DecodeErrorKind::OverBudget),
        }
    }

    /// Takes `count` times `size` bytes.
    #[inline]
    pub(crate) fn charge_many(&mut self, count: usize, size: usize) -> Result<(), DecodeErrorKind> {
        self.charge(count.saturating_mul(size))
    }

    /// Gives back what was charged for something that is gone.
    #[inline]
    pub(crate) fn refund(&mut self, bytes: usize) {
        self.0 = self.0.saturating_add(bytes);
    }

    /// How many things of `size` bytes still fit.
    #[inline]
    pub(crate) fn room_for(&self, size: usize) -> usize {
        self.0 / size
    }
}
