//! How much memory a run holds: an allocator that counts, and an account for each run.
//!
//! A program installs [`Allocator`] as its global allocator. On a thread that executes a run, every allocation is then
//! charged to the run's [`Account`]; on all others the allocator costs a look at a thread-local pointer. The account
//! follows the run from thread to thread.
//!
//! Two limits hold. The soft one is what the host asked for: the interpreter looks at it between operations, and the
//! run ends in good order. A single operation can allocate past it, up to the hard limit of twice as much and 16 MiB.
//! An allocation beyond that never returns: the allocator suspends the coroutine that the interpreter runs on, and the
//! run is abandoned as it stands, with all that it holds. The same happens when the system has no more memory.
//!
//! A run is not suspended while it unwinds, nor in [`uninterrupted`] code, which is what holds locks.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    process,
    ptr::{self, NonNull},
    thread,
};

use super::enter::{Entered, Exit, enter_suspendable};
use crate::message::Error;

/// What the system's allocator needs for each block besides the block itself, roughly.
const BLOCK_OVERHEAD: usize = 16;
/// What a run may hold beyond twice its limit, in bytes, before it is abandoned.
const HARD_EXTRA: usize = 16 << 20;

/// What is always left of the room, in bytes, for small things.
const ROOM: isize = 64 << 10;

/// The bytes that a run holds. With no [`Allocator`] installed, that is always 0 and no limit is ever reached.
#[derive(Debug)]
pub(crate) struct Account {
    /// Negative if the run freed what was not charged to it.
    held: Cell<isize>,
    soft: Cell<isize>,
    hard: Cell<isize>,
    /// The way out of the coroutine that executes the run, while it may be taken.
    exit: Cell<Option<NonNull<Exit>>>,
    /// The size of the allocation for which the run was suspended.
    refused: Cell<usize>,
    /// What the run held when something began that looks after its room.
    base: Cell<isize>,
}

// SAFETY: `exit` is the only part that is bound to a thread. It is there only during `Account::execute`, whose borrow
// keeps the account from being moved.
unsafe impl Send for Account {}

thread_local! {
    /// The account that the thread's allocations are charged to, or null. It points to an account that is borrowed for as
    /// long as it is here.
    static CURRENT: Cell<*const Account> = const { Cell::new(ptr::null()) };
}

impl Default for Account {
    fn default() -> Self {
        Self {
            held: Cell::new(0),
            soft: Cell::new(isize::MAX),
            hard: Cell::new(isize::MAX),
            exit: Cell::new(None),
            refused: Cell::new(0),
            base: Cell::new(0),
        }
    }
}

impl Account {
    /// Begins anew: nothing is held, and there is no limit.
    pub fn open(&self) {
        self.held.set(0);
        self.limit(None);
    }

    /// Sets the soft limit, in bytes; `None` is no limit.
    pub fn limit(&self, limit: Option<usize>) {
        let bytes = |limit: usize| isize::try_from(limit).unwrap_or(isize::MAX);
        self.soft.set(limit.map_or(isize::MAX, bytes));
        self.hard.set(limit.map_or(isize::MAX, |limit| {
            bytes(limit.saturating_mul(2).saturating_add(HARD_EXTRA))
        }));
    }

    /// The soft limit in bytes, or `usize::MAX`.
    pub fn soft_limit(&self) -> usize {
        self.soft.get().unsigned_abs()
    }

    /// How many bytes the run holds.
    pub fn held(&self) -> usize {
        usize::try_from(self.held.get()).unwrap_or(0)
    }

    /// What the run would hold if the allocation for which it was suspended had been made.
    pub fn wanted(&self) -> usize {
        self.held().saturating_add(self.refused.get())
    }

    /// Whether the run holds more than the soft limit.
    #[inline]
    pub fn is_over(&self) -> bool {
        self.held.get() > self.soft.get()
    }

    /// Charges what `f` allocates; it is not suspended. For values that come to the interpreter or are taken from it.
    ///
    /// If `f` fails, what it charged is forgotten: its error is for somebody else.
    pub fn charged<T, E>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let before = self.held.get();
        let result = {
            let _current = Current::set(self);
            f()
        };
        if result.is_err() {
            self.held.set(before);
        }
        result
    }

    /// Drops a value that was charged.
    pub fn refund<T>(&self, value: T) {
        let _current = Current::set(self);
        drop(value);
    }

    /// Calls `f` on a coroutine of its own, charges what it allocates, and suspends it for ever at the hard limit.
    ///
    /// # Errors
    /// [`Code::NoStack`](crate::Code::NoStack) if `f` was not called.
    pub fn execute<T>(&self, f: impl FnOnce() -> T) -> Result<Entered<T>, Error> {
        let _current = Current::set(self);
        let entered = enter_suspendable(|exit| {
            self.exit.set(Some(NonNull::from(exit)));
            f()
        });
        self.exit.set(None);
        entered
    }

    /// The way out of the coroutine that executes the run, if it is executed.
    pub fn exit(&self) -> Option<&Exit> {
        // SAFETY: the pointer is there only while `execute` runs the coroutine that it belongs to.
        self.exit.get().map(|exit| unsafe { exit.as_ref() })
    }
}

/// Calls `f` with no account: what it allocates belongs to the library. It is not suspended.
pub(crate) fn uncharged<T>(f: impl FnOnce() -> T) -> T {
    let _current = Current::set(ptr::null());
    f()
}

/// Calls `f`, charging what it allocates to the current account, if any, without suspending it.
pub(crate) fn uninterrupted<T>(f: impl FnOnce() -> T) -> T {
    // SAFETY: the account is borrowed as long as it is the current one.
    match unsafe { CURRENT.get().as_ref() } {
        Some(account) => {
            let _exit = Put::set(&account.exit, None);
            f()
        }
        None => f(),
    }
}

/// Calls `f`, which asks [`has_room`] before it allocates, so that the run is not abandoned for it.
pub(crate) fn within_room<T>(f: impl FnOnce() -> T) -> T {
    // SAFETY: the account is borrowed as long as it is the current one.
    if let Some(account) = unsafe { CURRENT.get().as_ref() } {
        account.base.set(account.held.get());
    }
    f()
}

/// Whether the run may get `bytes` without coming to its hard limit, and besides all once more that it has got since
/// [`within_room`] began: so much do vectors take that grow.
#[inline]
pub(crate) fn has_room(bytes: usize) -> bool {
    // SAFETY: the account is borrowed as long as it is the current one.
    let Some(account) = (unsafe { CURRENT.get().as_ref() }) else {
        return true;
    };
    let held = account.held.get();
    let more = cost(bytes).saturating_add(held.saturating_sub(account.base.get()));
    held.saturating_add(more).saturating_add(ROOM) <= account.hard.get()
}

/// A value that is put back at the end of a scope, also when that unwinds.
struct Put<'a, T: Copy> {
    place: &'a Cell<T>,
    before: T,
}

impl<'a, T: Copy> Put<'a, T> {
    fn set(place: &'a Cell<T>, value: T) -> Self {
        let before = place.replace(value);
        Self { place, before }
    }
}

impl<T: Copy> Drop for Put<'_, T> {
    fn drop(&mut self) {
        self.place.set(self.before);
    }
}

/// The current account of a scope, also of one that unwinds.
struct Current {
    before: *const Account,
}

impl Current {
    /// The caller's borrow of the account outlives the value.
    fn set(account: *const Account) -> Self {
        let before = CURRENT.replace(account);
        Self { before }
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

/// The system's allocator, counting for the run that the thread executes.
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: monty_bridge::Allocator = monty_bridge::Allocator;
/// # fn main() {}
/// ```
///
/// Without it everything works, except that a run's `max_memory` is checked for large allocations only, those that
/// the interpreter foresees.
#[derive(Debug, Clone, Copy, Default)]
pub struct Allocator;

// SAFETY: the blocks are those of the system's allocator, which gets the arguments as they are. An allocation that is
// not made because its coroutine is suspended never returns to the caller.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the contract is the caller's.
        charging(layout.size(), 0, || unsafe { System.alloc(layout) })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the contract is the caller's.
        charging(layout.size(), 0, || unsafe { System.alloc_zeroed(layout) })
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the account is borrowed as long as it is the current one.
        if let Some(account) = unsafe { CURRENT.get().as_ref() } {
            account.held.set(account.held.get().wrapping_sub(cost(layout.size())));
        }
        // SAFETY: the contract is the caller's.
        unsafe { System.dealloc(block, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let before = cost(layout.size());
        // SAFETY: the contract is the caller's.
        charging(size, before, || unsafe { System.realloc(block, layout, size) })
    }
}

/// What a block of `size` bytes is charged with.
#[inline]
fn cost(size: usize) -> isize {
    // A size is at most `isize::MAX`, and a sum that wraps is more than any system has.
    (size as isize).saturating_add(BLOCK_OVERHEAD as isize)
}

/// Makes a block of `size` bytes with `make` instead of one that was charged with `before`.
#[inline]
fn charging(size: usize, before: isize, make: impl FnOnce() -> *mut u8) -> *mut u8 {
    // SAFETY: the account is borrowed as long as it is the current one.
    let Some(account) = (unsafe { CURRENT.get().as_ref() }) else {
        return make();
    };
    let held = account.held.get();
    let then = held.saturating_add(cost(size) - before);
    if then > account.hard.get() && then > held {
        suspend(account, size);
    }
    let block = make();
    if block.is_null() {
        // The system has no more. What would follow is the end of the process.
        suspend(account, size);
    } else {
        account.held.set(then);
    }
    block
}

/// Suspends the run for ever if that is possible now; otherwise returns.
#[cold]
#[inline(never)]
fn suspend(account: &Account, size: usize) {
    if thread::panicking() {
        return;
    }
    if let Some(exit) = account.exit() {
        account.refused.set(size);
        exit.suspend(());
        // Who resumes a run that was given up has broken this module.
        process::abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The allocator of the test program is another one, so that this calls it by hand.
    fn grow(size: usize) -> *mut u8 {
        charging(size, 0, || NonNull::<u8>::dangling().as_ptr())
    }

    #[test]
    fn what_is_allocated_is_held() {
        let account = Account::default();
        account.open();
        account.limit(Some(1000));
        let result: Result<(), ()> = account.charged(|| {
            grow(100);
            uncharged(|| grow(100));
            uninterrupted(|| grow(100));
            Ok(())
        });
        assert_eq!(result, Ok(()));
        assert_eq!(account.held(), 2 * (100 + BLOCK_OVERHEAD));
        grow(100);
        assert_eq!(account.held(), 2 * (100 + BLOCK_OVERHEAD));
        assert!(!account.is_over());
        assert_eq!(account.charged(|| Ok::<_, ()>(grow(1000))).map(drop), Ok(()));
        assert!(account.is_over());
        account.open();
        assert_eq!(account.held(), 0);
    }

    #[test]
    fn what_a_failure_allocated_is_forgotten() {
        let account = Account::default();
        let result = account.charged(|| {
            grow(100);
            Err::<(), _>(1)
        });
        assert_eq!((result, account.held()), (Err(1), 0));
    }

    #[test]
    fn nothing_is_charged_once_a_scope_has_unwound() {
        let account = Account::default();
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            account.charged(|| -> Result<(), ()> { std::panic::resume_unwind(Box::new(())) })
        }));
        assert!(result.is_err());
        grow(100);
        assert_eq!(account.held(), 0);
    }

    #[test]
    fn the_hard_limit_leaves_room_for_one_large_operation() {
        let account = Account::default();
        account.limit(Some(1 << 20));
        assert_eq!(account.soft_limit(), 1 << 20);
        assert_eq!(account.hard.get(), (2 << 20) + (16 << 20));
        account.limit(Some(usize::MAX));
        assert_eq!(account.hard.get(), isize::MAX);
    }
}
