//! The host's function that gets what Python prints.

use std::ffi::c_void;

use monty_bridge::Sink;

/// Receives what Python prints while it runs. `output`: `len` bytes of the message [[stream, text]...], borrowed until the
/// function returns. `user`: as it was given with the function.
///
/// Returns 0, or anything else to end the run. It is called on the thread and the stack of whoever called mb_run_start or
/// mb_run_resume, and may call the library, but not for the run that prints: that is MB_IN_USE. It must return: no longjmp,
/// no exception of C++.
#[allow(non_camel_case_types, reason = "the name of a C type")]
pub type mb_output_fn = Option<unsafe extern "C" fn(user: *mut c_void, output: *const u8, len: usize) -> i32>;

/// A function and what it is called with.
struct Receiver {
    function: unsafe extern "C" fn(*mut c_void, *const u8, usize) -> i32,
    user: *mut c_void,
}

// SAFETY: the caller promises that the function may be called with `user` on any thread that calls for the run.
unsafe impl Send for Receiver {}

impl Receiver {
    fn give(&mut self, output: &[u8]) -> bool {
        // SAFETY: the caller promises that the function can be called as long as the run has it.
        unsafe { (self.function)(self.user, output.as_ptr(), output.len()) == 0 }
    }
}

/// The sink that calls `function` with `user`; none without a function.
///
/// # Safety
/// As long as the sink lives, the function can be called with `user` on any thread, by one at a time.
pub(crate) unsafe fn sink(function: mb_output_fn, user: *mut c_void) -> Option<Sink> {
    let mut receiver = Receiver {
        function: function?,
        user,
    };
    Some(Box::new(move |output| receiver.give(output)))
}
