//! The exports about sessions, and about dumps of runs and sessions.

use monty_bridge::Run;

use crate::{
    RUNS,
    boundary::{HandleOut, Input, Out, mb_buffer},
    event, mb_run, owned,
    status::mb_status,
};

/// Makes a session: a run that is fed one snippet after the other and keeps its globals.
///
/// `request`: a CBOR map {"name": text, "functions": [text], "options": map}, in which nothing is required; the options
/// are those of mb_compile and of mb_run_start in one map, and the limits hold for each feed anew.
/// `run`: receives the handle, or 0 if there is none.
///
/// Returns
/// MB_OK: the session is ready for mb_session_feed. The reply is empty.
/// MB_DECODE, MB_BAD_INPUT (a name), MB_LIMIT, MB_PANIC, MB_INVALID_ARGUMENT: there is no session. Reply: the error
/// message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_session_new(
    request: *const u8,
    len: usize,
    run: *mut mb_run,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, request, handle) = unsafe { (Out::new(reply), Input::new(request, len), HandleOut::new(run)) };
    out.reply(|| {
        handle.check()?;
        let session = Run::session(request.bytes()?)?;
        let cancel = session.canceller();
        handle.set(RUNS.insert_beside(session, cancel))?;
        owned(Vec::new())
    })
}

/// Runs a snippet in a session, until it needs the host or is over.
///
/// `request`: [code, inputs]; inputs: null, or a map from names to values, which sets globals before the code runs. The
/// tables of mb_run_table_input are set as well.
///
/// Returns
/// MB_OK: reply: an event, as mb_run_start. If it is none that ends the feed, call mb_run_resume, or mb_run_reset to
/// give up the feed.
/// MB_RAISED: the feed is over and the session can be fed again. Reply: [5, exception, output].
/// MB_WRONG_STATE (it is suspended, or no session), MB_DECODE, MB_BAD_INPUT, MB_LIMIT: nothing was run. Reply: the error
/// message.
/// MB_PANIC, MB_POISONED: the session is lost; free it. Reply: the error message.
/// MB_INVALID_HANDLE, MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
///
/// The reply is borrowed (capacity 0) and valid until the next call on the session; with a status of the last line it is
/// owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_session_feed(
    run: mb_run,
    request: *const u8,
    len: usize,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, request) = unsafe { (Out::new(reply), Input::new(request, len)) };
    out.reply(|| {
        let mut held = RUNS.try_hold(run)?;
        let run = held.get()?;
        let result = run.feed(request.bytes()?);
        event(run, result)
    })
}

/// Calls a function that the session's code defined at its top level, until it needs the host or is over.
///
/// `request`: [name, [args], {text: value}]. A call has no inputs: with a table of mb_run_table_input it is refused.
///
/// Returns
/// MB_OK, MB_WRONG_STATE, MB_DECODE, MB_BAD_INPUT, MB_LIMIT, MB_PANIC, MB_POISONED, MB_INVALID_HANDLE, MB_IN_USE,
/// MB_INVALID_ARGUMENT: as mb_session_feed.
/// MB_RAISED: the call is over. Reply: [5, exception, output], with a NameError if there is no such function.
///
/// The reply is borrowed (capacity 0) and valid until the next call on the session; as with mb_session_feed.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_session_call(
    run: mb_run,
    request: *const u8,
    len: usize,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, request) = unsafe { (Out::new(reply), Input::new(request, len)) };
    out.reply(|| {
        let mut held = RUNS.try_hold(run)?;
        let run = held.get()?;
        let result = run.call(request.bytes()?);
        event(run, result)
    })
}

/// Lists the functions that the session's code defined at its top level.
///
/// Returns
/// MB_OK: reply: [name...].
/// MB_WRONG_STATE (it is suspended, or no session), MB_INVALID_HANDLE, MB_IN_USE, MB_LIMIT, MB_PANIC, MB_POISONED,
/// MB_INVALID_ARGUMENT. Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_session_functions(run: mb_run, reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let out = unsafe { Out::new(reply) };
    out.reply(|| owned(RUNS.try_hold(run)?.get()?.function_names()?))
}

/// Writes a suspended run, or a session in any state, to bytes that mb_run_load takes, in any process with the same version
/// of the library. The run stays as it is.
///
/// `key`: as mb_program_dump.
///
/// Returns
/// MB_OK: reply: the dump.
/// MB_WRONG_STATE (a run of programs that is not suspended), MB_BAD_DUMP (it cannot be written, or the key has another
/// length), MB_INVALID_HANDLE, MB_IN_USE, MB_LIMIT, MB_PANIC, MB_POISONED, MB_INVALID_ARGUMENT. Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_dump(run: mb_run, key: *const u8, key_len: usize, reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, key) = unsafe { (Out::new(reply), Input::new(key, key_len)) };
    out.reply(|| owned(RUNS.try_hold(run)?.get()?.dump(crate::key(&key)?)?))
}

/// Loads a run or session that mb_run_dump wrote with the same key. As for the origin of dumps, see mb_program_load.
///
/// `key`: as mb_program_load.
/// `options`: NULL with a length of 0, or what can stand for the options of mb_run_start; they can only lower the limits
/// that the dump has, and add host functions.
/// `run`: receives the handle, or 0 if there is none.
///
/// Returns
/// MB_OK: reply: [kind, name, event / null]; kind 2: a run of programs, kind 3: a session. The event is what it waits for;
/// answer it with mb_run_resume. A session without one is ready for mb_session_feed.
/// MB_BAD_DUMP, MB_DECODE (the options), MB_BAD_INPUT (a name), MB_LIMIT, MB_PANIC, MB_INVALID_ARGUMENT: there is no run.
/// Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_load(
    dump: *const u8,
    len: usize,
    key: *const u8,
    key_len: usize,
    options: *const u8,
    options_len: usize,
    run: *mut mb_run,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, dump, handle) = unsafe { (Out::new(reply), Input::new(dump, len), HandleOut::new(run)) };
    // SAFETY: the caller promises it, see `boundary`.
    let (key, options) = unsafe { (Input::new(key, key_len), Input::new(options, options_len)) };
    out.reply(|| {
        handle.check()?;
        let loaded = Run::load(dump.bytes()?, crate::key(&key)?, options.bytes()?)?;
        let (description, cancel) = (loaded.describe(), loaded.canceller());
        handle.set(RUNS.insert_beside(loaded, cancel))?;
        owned(description)
    })
}
