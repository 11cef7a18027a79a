//! The one way into the interpreter: on a stack of our own, with panics caught.
//!
//! The interpreter drops its syntax trees recursively and recurses natively for nested calls, reprs and exports, while
//! the threads that call a C library may have as little as 128 KiB of stack. So all of it (compiling, running, reading
//! dumps, and also dropping what a run left behind) happens on a stack of 64 MiB whose pages are only committed when
//! they are touched. Each thread keeps the stack of its last call.
//!
//! A panic means that the state inside was inconsistent, so nothing that took part is used or dropped afterwards. What
//! the unwinding itself drops is beyond our reach; if that panics again, the process ends.

use std::{
    any::Any,
    cell::Cell,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

use corosensei::{on_stack, stack::DefaultStack};

use crate::message::{Code, Error};

/// Size of the stack that the interpreter runs on, in bytes.
const STACK_BYTES: usize = 64 << 20;

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
    // The thread may be ending and its storage gone; then the stack goes too.
    let _ = SPARE.try_with(|spare| spare.set(Some(stack)));
    result.map_err(panicked)
}

/// Makes sure that the next [`enter`] on this thread has a stack.
pub(crate) fn reserve_stack() -> Result<(), Error> {
    let stack = take_stack()?;
    let _ = SPARE.try_with(|spare| spare.set(Some(stack)));
    Ok(())
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

#[cold]
fn panicked(payload: Box<dyn Any + Send>) -> Error {
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
