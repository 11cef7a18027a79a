//! Misuse of the C ABI is a status, never undefined behaviour: NULL, dead and forged handles, wrong states, two threads.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{ptr, slice, thread, time::Duration};

use mb_status::*;
use monty_ffi::{
    mb_buffer, mb_buffer_free, mb_compile, mb_info, mb_program, mb_program_dump, mb_program_free, mb_program_load,
    mb_run, mb_run_dump, mb_run_free, mb_run_load, mb_run_new, mb_run_reset, mb_run_resume, mb_run_start,
    mb_session_call, mb_session_feed, mb_session_functions, mb_session_new, mb_status, mb_value_check, mb_value_json,
};

/// What a call wrote. A buffer that is still as it was begins with a length that no reply has.
fn empty() -> mb_buffer {
    mb_buffer {
        data: ptr::null_mut(),
        len: usize::MAX,
        capacity: 0,
    }
}

/// The bytes of a reply, and whether they were owned; gives them back.
fn take(mut buffer: mb_buffer) -> (Vec<u8>, bool) {
    assert_ne!(buffer.len, usize::MAX, "the call wrote no buffer");
    assert!(!buffer.data.is_null());
    // SAFETY: a reply of the library.
    let bytes = unsafe { slice::from_raw_parts(buffer.data, buffer.len) }.to_vec();
    let owned = buffer.capacity != 0;
    // SAFETY: a reply of the library, given back twice as one variable, which is allowed.
    unsafe {
        mb_buffer_free(&raw mut buffer);
        mb_buffer_free(&raw mut buffer);
    }
    assert_eq!((buffer.len, buffer.capacity), (0, 0));
    (bytes, owned)
}

/// Calls `f` with a place for the reply, and checks that a failure wrote an error message with its status.
fn call(f: impl FnOnce(*mut mb_buffer) -> mb_status) -> (mb_status, Vec<u8>) {
    let mut reply = empty();
    let status = f(&raw mut reply);
    let (bytes, _) = take(reply);
    if status != MB_OK && status != MB_RAISED {
        assert_eq!(bytes[..2], [0x84, status as u8], "{status:?}: {bytes:?}");
    }
    (status, bytes)
}

/// `{"code": code, "functions": ["f"]}` for code of less than 24 bytes.
fn request(code: &str) -> Vec<u8> {
    let mut request = b"\xa2\x64code".to_vec();
    request.push(0x60 + u8::try_from(code.len()).unwrap());
    request.extend_from_slice(code.as_bytes());
    request.extend_from_slice(b"\x69functions\x81\x61f");
    request
}

fn compiled(code: &str) -> mb_program {
    let request = request(code);
    let mut program = 0;
    // SAFETY: all pointers are to live variables.
    let (status, _) = call(|reply| unsafe { mb_compile(request.as_ptr(), request.len(), &raw mut program, reply) });
    assert_eq!(status, MB_OK);
    program
}

fn new_run() -> mb_run {
    let mut run = 0;
    // SAFETY: all pointers are to live variables.
    let (status, bytes) = call(|reply| unsafe { mb_run_new(&raw mut run, reply) });
    assert_eq!((status, bytes.len()), (MB_OK, 0));
    run
}

fn start(run: mb_run, program: mb_program) -> (mb_status, Vec<u8>) {
    const NO_INPUTS: [u8; 3] = [0x82, 0x80, 0xf6];
    // SAFETY: all pointers are to live variables.
    call(|reply| unsafe { mb_run_start(run, program, NO_INPUTS.as_ptr(), NO_INPUTS.len(), reply) })
}

fn resume(run: mb_run, answer: &[u8]) -> (mb_status, Vec<u8>) {
    // SAFETY: all pointers are to live variables.
    call(|reply| unsafe { mb_run_resume(run, answer.as_ptr(), answer.len(), reply) })
}

fn new_session() -> mb_run {
    let mut run = 0;
    // SAFETY: all pointers are to live variables.
    let (status, bytes) = call(|reply| unsafe { mb_session_new([0xa0].as_ptr(), 1, &raw mut run, reply) });
    assert_eq!((status, bytes.len()), (MB_OK, 0));
    run
}

fn feed(run: mb_run, request: &[u8]) -> (mb_status, Vec<u8>) {
    // SAFETY: all pointers are to live variables.
    call(|reply| unsafe { mb_session_feed(run, request.as_ptr(), request.len(), reply) })
}

fn call_function(run: mb_run, request: &[u8]) -> (mb_status, Vec<u8>) {
    // SAFETY: all pointers are to live variables.
    call(|reply| unsafe { mb_session_call(run, request.as_ptr(), request.len(), reply) })
}

fn run_dump(run: mb_run, key: &[u8]) -> (mb_status, Vec<u8>) {
    // SAFETY: all pointers are to live variables.
    call(|reply| unsafe { mb_run_dump(run, key.as_ptr(), key.len(), reply) })
}

fn run_load(dump: &[u8], key: &[u8], options: &[u8]) -> (mb_status, Vec<u8>, mb_run) {
    let mut run = 7;
    // SAFETY: all pointers are to live variables.
    let (status, reply) = call(|reply| unsafe {
        mb_run_load(
            dump.as_ptr(),
            dump.len(),
            key.as_ptr(),
            key.len(),
            options.as_ptr(),
            options.len(),
            &raw mut run,
            reply,
        )
    });
    (status, reply, run)
}

fn functions(run: mb_run) -> (mb_status, Vec<u8>) {
    // SAFETY: all pointers are to live variables.
    call(|reply| unsafe { mb_session_functions(run, reply) })
}

/// Numbers that are no handles of the type of `live`, nor of another test's objects: slots and counts that no test
/// reaches.
fn forged(live: u64, other: u64) -> [u64; 8] {
    [
        0,
        1,
        u64::MAX,
        1 << 32,
        live + 1_000_000,
        live ^ (1 << 55),
        live ^ (1 << 63),
        other,
    ]
}

#[test]
fn null_is_an_invalid_argument_everywhere() {
    let (run, program) = (new_run(), compiled("1"));
    let null = ptr::null_mut::<mb_buffer>();
    let mut handle = 7;
    // SAFETY: NULL is allowed everywhere; the others point to live variables.
    unsafe {
        assert_eq!(mb_info(null), MB_INVALID_ARGUMENT);
        assert_eq!(mb_compile(b"".as_ptr(), 0, &raw mut handle, null), MB_INVALID_ARGUMENT);
        assert_eq!(handle, 0, "no handle when the call fails");
        assert_eq!(mb_program_dump(program, ptr::null(), 0, null), MB_INVALID_ARGUMENT);
        assert_eq!(
            mb_program_load(b"".as_ptr(), 0, ptr::null(), 0, &raw mut handle, null),
            MB_INVALID_ARGUMENT
        );
        assert_eq!(mb_run_new(&raw mut handle, null), MB_INVALID_ARGUMENT);
        assert_eq!(mb_run_start(run, program, b"".as_ptr(), 0, null), MB_INVALID_ARGUMENT);
        assert_eq!(mb_run_resume(run, b"".as_ptr(), 0, null), MB_INVALID_ARGUMENT);
        assert_eq!(
            mb_session_new(b"".as_ptr(), 0, &raw mut handle, null),
            MB_INVALID_ARGUMENT
        );
        assert_eq!(mb_session_feed(run, b"".as_ptr(), 0, null), MB_INVALID_ARGUMENT);
        assert_eq!(mb_session_call(run, b"".as_ptr(), 0, null), MB_INVALID_ARGUMENT);
        assert_eq!(mb_session_functions(run, null), MB_INVALID_ARGUMENT);
        let none = ptr::null::<u8>();
        assert_eq!(mb_run_dump(run, none, 0, null), MB_INVALID_ARGUMENT);
        handle = 7;
        assert_eq!(
            mb_run_load(none, 0, none, 0, none, 0, &raw mut handle, null),
            MB_INVALID_ARGUMENT
        );
        assert_eq!(handle, 0);
        assert_eq!(mb_value_check(b"".as_ptr(), 0, 0, null), MB_INVALID_ARGUMENT);
        assert_eq!(mb_value_json(b"".as_ptr(), 0, null), MB_INVALID_ARGUMENT);
        mb_buffer_free(null);

        let none = ptr::null::<u8>();
        let request = request("1");
        for (status, what) in [
            (call(|reply| mb_compile(none, 5, &raw mut handle, reply)).0, "request"),
            (
                call(|reply| mb_compile(request.as_ptr(), request.len(), ptr::null_mut(), reply)).0,
                "program",
            ),
            (
                call(|reply| mb_compile(request.as_ptr(), usize::MAX, &raw mut handle, reply)).0,
                "length",
            ),
            (
                call(|reply| mb_program_load(none, 5, none, 0, &raw mut handle, reply)).0,
                "dump",
            ),
            (
                call(|reply| mb_program_load(b"".as_ptr(), 0, none, 0, ptr::null_mut(), reply)).0,
                "program",
            ),
            (call(|reply| mb_run_new(ptr::null_mut(), reply)).0, "run"),
            (call(|reply| mb_run_start(run, program, none, 5, reply)).0, "request"),
            (call(|reply| mb_run_resume(run, none, 5, reply)).0, "answer"),
            (
                call(|reply| mb_session_new(none, 5, &raw mut handle, reply)).0,
                "session",
            ),
            (
                call(|reply| mb_session_new([0xa0].as_ptr(), 1, ptr::null_mut(), reply)).0,
                "session",
            ),
            (call(|reply| mb_session_feed(run, none, 5, reply)).0, "feed"),
            (call(|reply| mb_program_dump(program, none, 32, reply)).0, "key"),
            (call(|reply| mb_run_dump(new_session(), none, 32, reply)).0, "key"),
            (
                call(|reply| mb_run_load(none, 5, none, 0, none, 0, &raw mut handle, reply)).0,
                "dump",
            ),
            (
                call(|reply| mb_run_load(none, 0, none, 32, none, 0, &raw mut handle, reply)).0,
                "key",
            ),
            (
                call(|reply| mb_run_load(none, 0, none, 0, none, 5, &raw mut handle, reply)).0,
                "options",
            ),
            (
                call(|reply| mb_run_load(none, 0, none, 0, none, 0, ptr::null_mut(), reply)).0,
                "run",
            ),
            (call(|reply| mb_session_call(run, none, 5, reply)).0, "call"),
            (call(|reply| mb_value_check(none, 5, 1, reply)).0, "value"),
            (call(|reply| mb_value_json(none, 5, reply)).0, "value"),
        ] {
            assert_eq!(status, MB_INVALID_ARGUMENT, "{what}");
        }
        // NULL with a length of 0 is an empty message.
        assert_eq!(call(|reply| mb_value_check(none, 0, 1, reply)).0, MB_DECODE);
        assert_eq!(call(|reply| mb_run_start(run, program, none, 0, reply)).0, MB_DECODE);
    }
    // The run and the program are as they were.
    assert_eq!(start(run, program), (MB_OK, vec![0x83, 0, 1, 0x80]));
    assert_eq!(mb_run_free(run), MB_OK);
    assert_eq!(mb_program_free(program), MB_OK);
}

#[test]
fn forged_handles_are_invalid_everywhere() {
    let (run, program) = (new_run(), compiled("1"));
    for bad in forged(program, run) {
        // SAFETY: the pointer is to a live variable.
        let (status, _) = call(|reply| unsafe { mb_program_dump(bad, ptr::null(), 0, reply) });
        assert_eq!(status, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(start(run, bad).0, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(mb_program_free(bad), MB_INVALID_HANDLE, "{bad:#x}");
    }
    for bad in forged(run, program) {
        assert_eq!(start(bad, program).0, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(resume(bad, &[0x80]).0, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(feed(bad, &[0x80]).0, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(call_function(bad, &[0x80]).0, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(functions(bad).0, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(run_dump(bad, &[]).0, MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(mb_run_reset(bad), MB_INVALID_HANDLE, "{bad:#x}");
        assert_eq!(mb_run_free(bad), MB_INVALID_HANDLE, "{bad:#x}");
    }
    assert_eq!(start(run, program), (MB_OK, vec![0x83, 0, 1, 0x80]));
    assert_eq!((mb_run_free(run), mb_program_free(program)), (MB_OK, MB_OK));
}

#[test]
fn what_is_freed_is_freed_once() {
    let (run, program) = (new_run(), compiled("f()"));
    assert_eq!(start(run, program).0, MB_OK);
    // A run goes on without its program.
    assert_eq!(mb_program_free(program), MB_OK);
    assert_eq!(mb_program_free(program), MB_INVALID_HANDLE);
    assert_eq!(resume(run, &[0x83, 0, 0, 5]), (MB_OK, vec![0x83, 0, 5, 0x80]));
    assert_eq!(start(run, program).0, MB_INVALID_HANDLE);
    assert_eq!(mb_run_free(run), MB_OK);
    assert_eq!(mb_run_free(run), MB_INVALID_HANDLE);
    assert_eq!(resume(run, &[0x83, 0, 0, 5]).0, MB_INVALID_HANDLE);
    // The slots are used again, the handles are not.
    let (run_again, program_again) = (new_run(), compiled("2"));
    assert!(run_again != run && program_again != program);
    assert_eq!(start(run, program_again).0, MB_INVALID_HANDLE);
    assert_eq!(start(run_again, program_again).0, MB_OK);
    assert_eq!((mb_run_free(run_again), mb_program_free(program_again)), (MB_OK, MB_OK));
}

#[test]
fn a_run_in_the_wrong_state_stays_in_it() {
    let (run, program) = (new_run(), compiled("f()"));
    assert_eq!(resume(run, &[0x83, 0, 0, 5]).0, MB_WRONG_STATE);
    assert_eq!(start(run, program).0, MB_OK);
    assert_eq!(start(run, program).0, MB_WRONG_STATE);
    assert_eq!(resume(run, &[0x83, 0, 1, 5]).0, MB_BAD_ANSWER);
    assert_eq!(resume(run, &[0x83, 0, 0]).0, MB_DECODE);
    assert_eq!(resume(run, &[0x83, 0, 0, 5]).0, MB_OK);
    assert_eq!(resume(run, &[0x83, 0, 0, 5]).0, MB_WRONG_STATE);
    assert_eq!(start(run, program).0, MB_OK);
    assert_eq!(mb_run_reset(run), MB_OK);
    assert_eq!(mb_run_reset(run), MB_OK);
    assert_eq!(resume(run, &[0x83, 0, 0, 5]).0, MB_WRONG_STATE);
    assert_eq!((mb_run_free(run), mb_program_free(program)), (MB_OK, MB_OK));
}

#[test]
fn a_run_serves_one_thread_at_a_time() {
    let (run, program) = (new_run(), compiled("while True: pass"));
    // [[], {"max_duration_us": 1000000}]
    let request = b"\x82\x80\xa1\x6fmax_duration_us\x1a\x00\x0f\x42\x40";
    // SAFETY: all pointers are to live variables.
    let go = || call(|reply| unsafe { mb_run_start(run, program, request.as_ptr(), request.len(), reply) }).0;
    thread::scope(|scope| {
        let first = scope.spawn(go);
        thread::sleep(Duration::from_millis(300));
        let second = scope.spawn(move || {
            [
                start(run, program).0,
                resume(run, &[0x80]).0,
                mb_run_reset(run),
                mb_run_free(run),
            ]
        });
        assert_eq!(second.join().unwrap(), [MB_IN_USE; 4]);
        assert_eq!(first.join().unwrap(), MB_RAISED, "the first call was not disturbed");
    });
    assert_eq!((mb_run_free(run), mb_program_free(program)), (MB_OK, MB_OK));
}

#[test]
fn a_program_serves_all_threads_at_once() {
    let program = compiled("f(1) + 2");
    thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                let run = new_run();
                for _ in 0..500 {
                    assert_eq!(start(run, program).0, MB_OK);
                    assert_eq!(
                        resume(run, &[0x83, 0, 0, thread]),
                        (MB_OK, vec![0x83, 0, thread + 2, 0x80])
                    );
                }
                assert_eq!(mb_run_free(run), MB_OK);
            });
        }
    });
    assert_eq!(mb_program_free(program), MB_OK);
}

#[test]
fn handles_are_made_and_freed_by_many_threads() {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..300 {
                    let (a, b) = (new_run(), new_run());
                    assert_ne!(a, b);
                    assert_eq!(mb_run_free(a), MB_OK);
                    assert_eq!(mb_run_free(a), MB_INVALID_HANDLE);
                    assert_eq!(mb_run_free(b), MB_OK);
                }
            });
        }
    });
}

#[test]
fn replies_of_runs_are_borrowed_and_all_others_owned() {
    let (run, program) = (new_run(), compiled("f()"));
    let mut reply = empty();
    // SAFETY: all pointers are to live variables.
    unsafe {
        assert_eq!(
            mb_run_start(run, program, [0x82, 0x80, 0xf6].as_ptr(), 3, &raw mut reply),
            MB_OK
        );
        assert_eq!(reply.capacity, 0);
        mb_buffer_free(&raw mut reply);
        assert_eq!(
            mb_run_resume(run, [0x83, 0, 9, 1].as_ptr(), 4, &raw mut reply),
            MB_BAD_ANSWER
        );
        assert_eq!(reply.capacity, 0);
        assert_eq!(
            mb_run_start(run, 0, [0x82, 0x80, 0xf6].as_ptr(), 3, &raw mut reply),
            MB_INVALID_HANDLE
        );
        assert!(take(reply).1, "the error of a call that reached no run");
        let mut reply = empty();
        assert_eq!(mb_program_dump(program, ptr::null(), 0, &raw mut reply), MB_OK);
        assert!(take(reply).1);
    }
    assert_eq!((mb_run_free(run), mb_program_free(program)), (MB_OK, MB_OK));
}

#[test]
fn sessions_are_runs_that_are_fed() {
    let (session, run, program) = (new_session(), new_run(), compiled("1"));
    assert_eq!(feed(session, b"\x82\x65x = 1\xf6"), (MB_OK, vec![0x83, 0, 0xf6, 0x80]));
    assert_eq!(feed(session, b"\x82\x61x\xf6"), (MB_OK, vec![0x83, 0, 1, 0x80]));
    assert_eq!(start(session, program).0, MB_WRONG_STATE);
    assert_eq!(feed(run, b"\x82\x61x\xf6").0, MB_WRONG_STATE);
    assert_eq!(call_function(run, b"\x83\x61f\x80\xa0").0, MB_WRONG_STATE);
    assert_eq!(functions(run).0, MB_WRONG_STATE);
    assert_eq!(feed(session, b"\x82\x63f()\xf6").0, MB_OK);
    assert_eq!(feed(session, b"\x82\x61x\xf6").0, MB_WRONG_STATE);
    assert_eq!(functions(session).0, MB_WRONG_STATE);
    assert_eq!(mb_run_reset(session), MB_OK);
    assert_eq!(
        feed(session, b"\x82\x6cf=lambda n:n\xf6"),
        (MB_OK, vec![0x83, 0, 0xf6, 0x80])
    );
    assert_eq!(functions(session), (MB_OK, vec![0x81, 0x61, b'f']));
    assert_eq!(
        call_function(session, b"\x83\x61f\x81\x05\xa0"),
        (MB_OK, vec![0x83, 0, 5, 0x80])
    );
    assert_eq!(call_function(session, b"\x83\x61g\x80\xa0").0, MB_RAISED);
    assert_eq!(call_function(session, b"\x83\x62()\x80\xa0").0, MB_BAD_INPUT);
    assert_eq!(feed(session, b"\x82\x61").0, MB_DECODE);
    assert_eq!((mb_run_free(run), mb_program_free(program)), (MB_OK, MB_OK));
    assert_eq!((mb_run_free(session), mb_run_free(session)), (MB_OK, MB_INVALID_HANDLE));
}

#[test]
fn programs_survive_a_dump() {
    let program = compiled("f() * 2");
    // SAFETY: all pointers are to live variables.
    let (status, mut dump) = call(|reply| unsafe { mb_program_dump(program, ptr::null(), 0, reply) });
    assert_eq!((status, mb_program_free(program)), (MB_OK, MB_OK));
    let load = |dump: &[u8]| {
        let mut loaded = 0;
        // SAFETY: all pointers are to live variables.
        let (status, reply) =
            call(|reply| unsafe { mb_program_load(dump.as_ptr(), dump.len(), ptr::null(), 0, &raw mut loaded, reply) });
        (status, reply, loaded)
    };
    let (status, description, loaded) = load(&dump);
    assert_eq!((status, &*description), (MB_OK, &b"\x83\x67main.py\x80\x81\x61f"[..]));
    let run = new_run();
    assert_eq!(start(run, loaded).0, MB_OK);
    assert_eq!(resume(run, &[0x83, 0, 0, 4]), (MB_OK, vec![0x83, 0, 8, 0x80]));
    assert_eq!((mb_run_free(run), mb_program_free(loaded)), (MB_OK, MB_OK));
    dump[100] ^= 1;
    let (status, _, loaded) = load(&dump);
    assert_eq!((status, loaded), (MB_BAD_DUMP, 0));
}

#[test]
fn suspended_runs_and_sessions_survive_a_dump() {
    let (run, program, session) = (new_run(), compiled("f() * 2"), new_session());
    assert_eq!(run_dump(run, &[]).0, MB_WRONG_STATE);
    assert_eq!(start(run, program).0, MB_OK);
    assert_eq!(feed(session, b"\x82\x65x = 1\xf6").0, MB_OK);
    for key in [&[][..], &[7; 32]] {
        let (status, dump) = run_dump(run, key);
        assert_eq!(status, MB_OK);
        let (status, description, loaded) = run_load(&dump, key, &[0xf6]);
        assert_eq!(status, MB_OK);
        assert_eq!(description[..12], *b"\x83\x02\x67main.py\x89\x01");
        assert_eq!(resume(loaded, &[0x83, 0, 0, 4]), (MB_OK, vec![0x83, 0, 8, 0x80]));
        assert_eq!(mb_run_free(loaded), MB_OK);
        let (status, dump) = run_dump(session, key);
        assert_eq!(status, MB_OK);
        let (status, description, loaded) = run_load(&dump, key, &[]);
        assert_eq!((status, &*description), (MB_OK, &b"\x83\x03\x67main.py\xf6"[..]));
        assert_eq!(feed(loaded, b"\x82\x61x\xf6"), (MB_OK, vec![0x83, 0, 1, 0x80]));
        assert_eq!(mb_run_free(loaded), MB_OK);
        assert_eq!(run_load(&dump, &[8; 32], &[]).0, MB_BAD_DUMP);
        assert_eq!(run_load(&dump, key, &[0x80]).0, MB_DECODE);
    }
    assert_eq!(run_dump(run, &[1; 31]).0, MB_BAD_DUMP);
    // The run that was dumped goes on.
    assert_eq!(resume(run, &[0x83, 0, 0, 5]), (MB_OK, vec![0x83, 0, 10, 0x80]));
    assert_eq!((mb_run_free(run), mb_run_free(session)), (MB_OK, MB_OK));
    assert_eq!(mb_program_free(program), MB_OK);
}

#[test]
fn values_are_checked_and_shown() {
    // SAFETY: all pointers are to live variables.
    let check =
        |value: &[u8], strict| call(|reply| unsafe { mb_value_check(value.as_ptr(), value.len(), strict, reply) });
    assert_eq!(check(&[0x18, 1], 0), (MB_OK, vec![1]));
    assert_eq!(check(&[0x18, 1], 1).0, MB_DECODE);
    assert_eq!(check(&[1], 255), (MB_OK, vec![1]));
    // SAFETY: all pointers are to live variables.
    let json = |value: &[u8]| call(|reply| unsafe { mb_value_json(value.as_ptr(), value.len(), reply) });
    assert_eq!(json(&[0x82, 1, 0x61, b'a']), (MB_OK, b"[1,\"a\"]".to_vec()));
    assert_eq!(json(&[0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]).0, MB_ENCODE);
    assert_eq!(json(&[0xff]).0, MB_DECODE);
}
