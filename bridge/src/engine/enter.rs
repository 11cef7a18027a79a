//! The one way into the interpreter: on a stack of our own, with panics caught.
//!
//! The interpreter drops its syntax trees recursively and recurses natively for nested calls, reprs and exports, while
//! the threads that call a C library may have as little as 128 KiB of stack. So all of it (compiling, running, reading
//! dumps, and also dropping what a run left behind) happens on a stack of 64 MiB whose pages are only committed when
//! they are touched. Each thread keeps the stack of its last call, unless that call went deep: then its pages go back to
//! the system.
//!
//! A panic means that the state inside was inconsistent, so nothing that took part is used or dropped afterwards. What
//! the unwinding itself drops is beyond our reach; if that panics again, the process ends. The library leaves the panic
//! hook alone, as it belongs to the whole process: by default, a panic of the interpreter is also written to standard
//! error.

use std::{
    any::Any,
    cell::Cell,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr,
};

use corosensei::{
    Coroutine, CoroutineResult, Yielder, on_stack,
    stack::{DefaultStack, Stack},
};

use crate::message::{Code, Error};

/// Size of the stack that the interpreter runs on, in bytes. Without optimisation its frames are several times larger.
const STACK_BYTES: usize = if cfg!(debug_assertions) { 512 << 20 } else { 64 << 20 };
/// How deep a call may have gone, in bytes, so that its stack is kept.
const KEPT_BYTES: usize = 512 << 10;
/// How many words of the stack are looked at to find out whether a call went that deep.
const MARK_WORDS: usize = 32;

/// The way out of a coroutine that [`enter_suspendable`] runs.
pub(super) type Exit = Yielder<(), ()>;

/// How a call on a coroutine ended.
#[derive(Debug)]
pub(super) enum Entered<T> {
    Returned(T),
    Panicked(Box<dyn Any + Send>),
    /// It was suspended through its [`Exit`], and stays so for ever, with all that it held. At most `stack` bytes of its
    /// stack were touched.
    Suspended {
        stack: usize,
    },
}

thread_local! {
    /// The stack of the last call that ended on this thread.
    static SPARE: Cell<Option<DefaultStack>> = const { Cell::new(None) };
}

/// Calls `f` on a stack of its own and returns what it returns.
///
/// # Errors
/// [`Code::NoStack`] if the system has no memory for a stack; `f` was not called and is dropped.
/// [`Code::Panicked`] if `f` panicked.
pub(crate) fn enter<T>(f: impl FnOnce() -> T) -> Result<T, Error> {
    let mut stack = take_stack()?;
    let result = on_stack(&mut stack, || catch_unwind(AssertUnwindSafe(f)));
    give_back(stack);
    result.map_err(panicked)
}

/// Calls `f` on a stack of its own, from which it can be suspended, never to be resumed.
///
/// What `f` has borrowed must then be thought of as borrowed for ever by somebody who does nothing with it.
///
/// # Errors
/// [`Code::NoStack`] if the system has no memory for a stack; `f` was not called and is dropped.
pub(super) fn enter_suspendable<T>(f: impl FnOnce(&Exit) -> T) -> Result<Entered<T>, Error> {
    let stack = take_stack()?;
    let base = stack.base().get();
    let mut result = None;
    let place = &mut result;
    let run = move |exit: &Exit, ()| *place = Some(catch_unwind(AssertUnwindSafe(|| f(exit))));
    // SAFETY: the coroutine is driven to its end before this function returns, or is never resumed again: its stack is
    // then neither freed nor used for anything else, and nothing runs that could use what was borrowed.
    let mut coroutine: Coroutine<(), (), ()> = unsafe { Coroutine::with_stack_unchecked(stack, run) };
    match coroutine.resume(()) {
        CoroutineResult::Return(()) => give_back(coroutine.into_stack()),
        CoroutineResult::Yield(()) => mem::forget(coroutine),
    }
    Ok(match result {
        Some(Ok(value)) => Entered::Returned(value),
        Some(Err(payload)) => Entered::Panicked(payload),
        None => Entered::Suspended { stack: touched(base) },
    })
}

/// Makes sure that the next [`enter`] on this thread has a stack.
pub(crate) fn reserve_stack() -> Result<(), Error> {
    let stack = take_stack()?;
    let _ = SPARE.try_with(|spare| spare.set(Some(stack)));
    Ok(())
}

/// Keeps a stack for the thread's next call.
fn give_back(stack: DefaultStack) {
    if !went_below(stack.base().get(), KEPT_BYTES) {
        // The thread may be ending and its storage gone; then the stack goes too.
        let _ = SPARE.try_with(|spare| spare.set(Some(stack)));
    }
}

/// At most so many bytes of the stack at `base` were used, as far as can be told: a power of two, and at least
/// [`KEPT_BYTES`].
#[cold]
fn touched(base: usize) -> usize {
    let mut depth = STACK_BYTES;
    while depth > KEPT_BYTES && !went_below(base, depth / 2) {
        depth /= 2;
    }
    depth
}

/// Whether a call on the stack at `base` went more than `depth` bytes deep, as far as can be told from a few words there,
/// which were zero.
fn went_below(base: usize, depth: usize) -> bool {
    (1..=MARK_WORDS).any(|word| {
        let word = ptr::with_exposed_provenance::<usize>(base - depth - word * mem::size_of::<usize>());
        // SAFETY: `depth` is less than the size of the stack, which is mapped, zero at first, and not in use now.
        unsafe { word.read_volatile() != 0 }
    })
}

fn take_stack() -> Result<DefaultStack, Error> {
    if let Ok(Some(stack)) = SPARE.try_with(Cell::take) {
        return Ok(stack);
    }
    DefaultStack::new(STACK_BYTES).map_err(|error| {
        Error::new(
            Code::NoStack,
            format!("no memory for a stack of {STACK_BYTES} bytes: {error}"),
        )
    })
}

/// The error about a panic.
#[cold]
pub(super) fn panicked(payload: Box<dyn Any + Send>) -> Error {
    let text = if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "no message".to_owned()
    };
    // A payload is any type; its drop could panic too.
    mem::forget(payload);
    Error::new(Code::Panicked, format!("the interpreter panicked: {text}"))
}

/// Drops `value` where the interpreter runs.
///
/// A value that cannot be dropped there (no memory for a stack) is leaked instead.
pub(crate) fn drop_inside<T>(value: T) -> Result<(), Error> {
    let mut value = mem::ManuallyDrop::new(Some(value));
    enter(|| drop(value.take()))
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    /// Uses a little more than `kib` KiB of stack.
    fn recurse(kib: usize) -> usize {
        let block = black_box([kib as u8; 1024]);
        if kib == 0 {
            0
        } else {
            recurse(kib - 1) + usize::from(block[kib % 1024] == kib as u8)
        }
    }

    #[test]
    fn there_is_far_more_stack_than_the_thread_has() {
        let thread = std::thread::Builder::new().stack_size(128 << 10);
        let depth = thread
            .spawn(|| enter(|| recurse(40 << 10)))
            .unwrap()
            .join()
            .unwrap()
            .unwrap();
        assert_eq!(depth, 40 << 10);
    }

    #[test]
    fn a_panic_becomes_an_error_and_the_thread_goes_on() {
        for _ in 0..3 {
            let error = enter(|| {
                if black_box(true) {
                    panic!("boom {}", 7)
                }
            })
            .unwrap_err();
            assert_eq!(error.code(), Code::Panicked);
            assert_eq!(error.message(), "the interpreter panicked: boom 7");
            assert_eq!(enter(|| 5), Ok(5));
        }
    }

    #[test]
    fn a_panic_deep_inside_unwinds() {
        fn deep(n: usize) -> usize {
            if n == 0 {
                panic!("deep")
            }
            black_box(deep(n - 1)) + 1
        }
        let error = enter(|| deep(100_000)).unwrap_err();
        assert_eq!(error.message(), "the interpreter panicked: deep");
    }

    #[test]
    fn a_call_that_suspends_itself_is_left_behind() {
        struct Kept<'a>(&'a Cell<u32>);
        impl Drop for Kept<'_> {
            fn drop(&mut self) {
                self.0.set(self.0.get() + 1);
            }
        }
        let dropped = Cell::new(0);
        for (kib, least) in [(0, KEPT_BYTES), (3 << 10, 4 << 20), (20 << 10, 32 << 20)] {
            let entered = enter_suspendable(|exit| {
                let _kept = Kept(&dropped);
                black_box(recurse(kib));
                exit.suspend(());
            });
            match entered {
                Ok(Entered::Suspended { stack }) => {
                    assert!(
                        stack >= least && stack <= least * if cfg!(debug_assertions) { 16 } else { 2 },
                        "{stack}"
                    );
                }
                other => panic!("{other:?}"),
            }
            assert_eq!(enter(|| 5), Ok(5));
        }
        assert_eq!(dropped.get(), 0);
        assert!(matches!(
            enter_suspendable(|_| Kept(&dropped).0.get()),
            Ok(Entered::Returned(0))
        ));
        assert_eq!(dropped.get(), 1);
        assert!(matches!(
            enter_suspendable(|_| panic!("boom")),
            Ok(Entered::<()>::Panicked(_))
        ));
    }

    #[test]
    fn a_stack_is_kept_unless_it_was_used_deeply() {
        fn base() -> usize {
            enter(|| std::ptr::from_ref(&black_box(0u8)).expose_provenance()).unwrap()
        }
        let thread = std::thread::spawn(|| {
            let first = base();
            assert_eq!(base(), first);
            assert!(SPARE.take().is_some());
            enter(|| recurse(8 << 10)).unwrap();
            assert!(SPARE.take().is_none());
        });
        thread.join().unwrap();
    }

    #[test]
    fn it_can_be_entered_again_from_inside() {
        assert_eq!(enter(|| enter(|| enter(|| 1))), Ok(Ok(Ok(1))));
    }

    #[test]
    fn what_is_dropped_inside_has_stack_enough() {
        struct Chain(#[expect(dead_code, reason = "only its drop matters")] Option<Box<Chain>>);
        let mut chain = Chain(None);
        for _ in 0..300_000 {
            chain = Chain(Some(Box::new(chain)));
        }
        drop_inside(chain).unwrap();
    }
}
