//! What a host does to a run from outside: it is cancelled from another thread, gives its output to a function, and is
//! counted. Misuse of these is a status as well.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{
    ffi::c_void,
    ptr, slice,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use mb_status::*;
use monty_ffi::{
    mb_buffer, mb_buffer_free, mb_compile, mb_leak_budget, mb_program, mb_run, mb_run_cancel, mb_run_free, mb_run_new,
    mb_run_output, mb_run_reset, mb_run_resume, mb_run_start, mb_stats, mb_status,
};

/// Calls `f` with a place for the reply, and returns its bytes.
fn call(f: impl FnOnce(*mut mb_buffer) -> mb_status) -> (mb_status, Vec<u8>) {
    let mut reply = mb_buffer {
        data: ptr::null_mut(),
        len: 0,
        capacity: 0,
    };
    let status = f(&raw mut reply);
    // SAFETY: a reply of the library.
    let bytes = unsafe { slice::from_raw_parts(reply.data, reply.len) }.to_vec();
    // SAFETY: a reply of the library.
    unsafe { mb_buffer_free(&raw mut reply) };
    (status, bytes)
}

/// A program of less than 256 bytes with the function `f`.
fn compiled(code: &str) -> mb_program {
    let mut request = b"\xa2\x64code\x78".to_vec();
    request.push(u8::try_from(code.len()).unwrap());
    request.extend_from_slice(code.as_bytes());
    request.extend_from_slice(b"\x69functions\x81\x61f");
    let mut program = 0;
    // SAFETY: all pointers are to live variables.
    let (status, reply) = call(|reply| unsafe { mb_compile(request.as_ptr(), request.len(), &raw mut program, reply) });
    assert_eq!(status, MB_OK, "{reply:?}");
    program
}

fn new_run() -> mb_run {
    let mut run = 0;
    // SAFETY: all pointers are to live variables.
    assert_eq!(call(|reply| unsafe { mb_run_new(&raw mut run, reply) }).0, MB_OK);
    run
}

fn start(run: mb_run, program: mb_program) -> (mb_status, Vec<u8>) {
    let request = [0x82, 0x80, 0xf6];
    // SAFETY: all pointers are to live variables.
    call(|reply| unsafe { mb_run_start(run, program, request.as_ptr(), request.len(), reply) })
}

#[test]
fn a_run_is_cancelled_while_another_thread_is_in_a_call_on_it() {
    let program = compiled("while True:\n    try:\n        while True: pass\n    except BaseException: pass");
    let run = new_run();
    let bystander = new_run();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let over = &over;
        let running = scope.spawn(move || {
            let result = start(run, program);
            over.store(true, Ordering::Relaxed);
            result
        });
        // Again until it has begun and noticed.
        while !over.load(Ordering::Relaxed) {
            assert_eq!(mb_run_cancel(run), MB_OK);
            thread::sleep(Duration::from_millis(1));
        }
        let (status, reply) = running.join().unwrap();
        assert_eq!(status, MB_CANCELLED);
        assert_eq!(reply[..12], *b"\x84\x0e\x69cancelled");
    });
    // It is idle, and nobody else was meant.
    let one = compiled("1");
    for run in [run, bystander] {
        assert_eq!(start(run, one), (MB_OK, vec![0x83, 0, 1, 0x80]));
        assert_eq!(mb_run_free(run), MB_OK);
        assert_eq!(mb_run_cancel(run), MB_INVALID_HANDLE);
    }
    for forged in [0, 1, u64::MAX, program] {
        assert_eq!(mb_run_cancel(forged), MB_INVALID_HANDLE);
    }
}

#[test]
fn a_cancel_meets_only_the_run_of_its_handle() {
    let program = compiled("f()");
    let answer = [0x83, 0, 0, 5];
    for _ in 0..200 {
        let gone = new_run();
        assert_eq!(mb_run_free(gone), MB_OK);
        // Very likely in the same slot.
        let run = new_run();
        assert_eq!(start(run, program).0, MB_OK);
        assert_eq!(mb_run_cancel(gone), MB_INVALID_HANDLE);
        // SAFETY: all pointers are to live variables.
        let resumed = call(|reply| unsafe { mb_run_resume(run, answer.as_ptr(), answer.len(), reply) });
        assert_eq!(resumed, (MB_OK, vec![0x83, 0, 5, 0x80]));
        assert_eq!(mb_run_free(run), MB_OK);
    }
}

/// What a receiver of output has got, and what it does about it.
struct Receiver {
    run: mb_run,
    batches: Vec<Vec<u8>>,
    returns: i32,
}

unsafe extern "C" fn receive(user: *mut c_void, output: *const u8, len: usize) -> i32 {
    // SAFETY: the tests give a receiver that nobody else uses during a call.
    let receiver = unsafe { &mut *user.cast::<Receiver>() };
    // SAFETY: the library promises so many bytes.
    receiver
        .batches
        .push(unsafe { slice::from_raw_parts(output, len) }.to_vec());
    // The run that prints is in use; all others are not.
    assert_eq!(mb_run_reset(receiver.run), MB_IN_USE);
    let other = new_run();
    assert_eq!(start(other, compiled("2 * 3")), (MB_OK, vec![0x83, 0, 6, 0x80]));
    assert_eq!(mb_run_free(other), MB_OK);
    receiver.returns
}

#[test]
fn output_goes_to_the_function_until_it_refuses() {
    let program = compiled("print('hello')\nf()\nprint('x' * 9000)");
    let run = new_run();
    let mut receiver = Receiver {
        run,
        batches: Vec::new(),
        returns: 0,
    };
    let user = (&raw mut receiver).cast::<c_void>();
    // SAFETY: the receiver lives until the run is freed.
    assert_eq!(unsafe { mb_run_output(run, Some(receive), user) }, MB_OK);
    let (status, event) = start(run, program);
    assert_eq!((status, &event[event.len() - 1..]), (MB_OK, &[0x80][..]));
    assert_eq!(receiver.batches, [b"\x81\x82\x01\x66hello\n"]);

    receiver.returns = -1;
    let answer = [0x83, 0, 0, 0xf6];
    // SAFETY: all pointers are to live variables.
    let (status, reply) = call(|reply| unsafe { mb_run_resume(run, answer.as_ptr(), answer.len(), reply) });
    assert_eq!(status, MB_CANCELLED);
    assert_eq!(reply[..17], *b"\x84\x0e\x6eoutput_refused");
    assert_eq!(receiver.batches.len(), 2);

    // SAFETY: no function is always right.
    assert_eq!(unsafe { mb_run_output(run, None, ptr::null_mut()) }, MB_OK);
    let (_, event) = start(run, program);
    assert_eq!(event[event.len() - 10..], *b"\x81\x82\x01\x66hello\n");
    assert_eq!(mb_run_free(run), MB_OK);
    // SAFETY: as above.
    assert_eq!(unsafe { mb_run_output(run, None, ptr::null_mut()) }, MB_INVALID_HANDLE);
}

#[test]
fn the_library_says_what_it_does() {
    assert_eq!(mb_leak_budget(1 << 40), MB_OK);
    // SAFETY: all pointers are to live variables.
    let (status, reply) = call(|reply| unsafe { mb_stats(reply) });
    assert_eq!(status, MB_OK);
    assert_eq!(reply[..9], *b"\xa4\x67running");
    assert!(reply.ends_with(b"\x6bleak_budget\x1b\0\0\x01\0\0\0\0\0"), "{reply:?}");
    // SAFETY: NULL is refused.
    assert_eq!(unsafe { mb_stats(ptr::null_mut()) }, MB_INVALID_ARGUMENT);
}
