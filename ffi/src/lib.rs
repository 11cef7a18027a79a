//! The C ABI of the bridge, in the order of `include/monty_ffi.h`: one message in, one buffer out.
//!
//! Pointers are dealt with in `boundary`, handles in `handle`, everything else in the bridge.

mod arrow;
mod boundary;
mod handle;
mod output;
mod session;
mod status;

use std::ffi::c_void;

use monty_bridge::{
    Allocator, Cancel, Code, Compiled, DecodeLimits, DumpKey, Error, Event, Program, Run, Status, decode,
    decode_strict, encode, graph::graph_parts, to_json,
};

pub use arrow::{ArrowArray, ArrowArrayStream, ArrowSchema};
use arrow::{BatchOut, Stream};
pub use boundary::mb_buffer;
use boundary::{HandleOut, Input, Out, Reply, no_reply};
use handle::Table;
pub use output::mb_output_fn;
pub use session::{mb_run_dump, mb_run_load, mb_session_call, mb_session_feed, mb_session_functions, mb_session_new};
pub use status::mb_status;

/// Counts what each run holds.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// A compiled program: immutable, usable from any number of threads and runs at once. Never 0. Free it with
/// mb_program_free; runs that were started from it are not affected.
#[allow(non_camel_case_types, reason = "the name of a C type")]
pub type mb_program = u64;

/// An execution, one after the other: idle, suspended or over. Never 0. Usable from any thread, but from one at a time,
/// mb_run_cancel aside. Free it with mb_run_free. It is either a run of programs (mb_run_new) or a session that keeps its
/// globals (mb_session_new).
#[allow(non_camel_case_types, reason = "the name of a C type")]
pub type mb_run = u64;

static PROGRAMS: Table<Program> = Table::new(1, "program");
static RUNS: Table<Run, Cancel> = Table::new(2, "run");

fn program(handle: mb_program) -> Result<Program, Error> {
    Ok(PROGRAMS.hold(handle)?.get()?.clone())
}

fn owned(bytes: Vec<u8>) -> Result<Reply, Error> {
    Ok(Reply::Owned(Status::Ok, bytes))
}

/// The reply of a run that was started or resumed. A refusal is in the run's buffer, too.
fn event(run: &Run, result: Result<Event, Error>) -> Result<Reply, Error> {
    let status = match result {
        Ok(Event::Raised) => Status::Raised,
        Ok(_) => Status::Ok,
        Err(error) => error.status(),
    };
    Ok(Reply::Borrowed(status, run.reply()))
}

/// Describes the library.
///
/// Reply: a CBOR map with "abi" and "schema" (the versions of the calls and of the encoding, unsigned integers),
/// "monty" and "bridge" (the versions of the interpreter and of this library, text). Owned by the caller.
///
/// Returns MB_OK, or MB_INVALID_ARGUMENT if `reply` is NULL.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_info(reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let out = unsafe { Out::new(reply) };
    out.reply(|| owned(monty_bridge::info()))
}

/// Compiles a program.
///
/// `request`: a CBOR map {"code": text, "name": text, "inputs": [text], "functions": [text], "options": map}; only
/// "code" is required.
/// `program`: receives the handle, or 0 if there is none.
///
/// Returns
/// MB_OK: the program is ready for mb_run_start. Reply: [name, [inputs], [functions]].
/// MB_RAISED: the source is not correct Python. Reply: [5, exception, output].
/// MB_DECODE, MB_BAD_INPUT (a name), MB_LIMIT (the source is too long), MB_PANIC, MB_INVALID_ARGUMENT: there is no
/// program. Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_compile(
    request: *const u8,
    len: usize,
    program: *mut mb_program,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, request, handle) = unsafe { (Out::new(reply), Input::new(request, len), HandleOut::new(program)) };
    out.reply(|| {
        handle.check()?;
        match Program::compile(request.bytes()?)? {
            Compiled::Program(program) => hand_out(program, &handle),
            Compiled::Raised(event) => Ok(Reply::Owned(Status::Raised, event)),
        }
    })
}

fn hand_out(program: Program, handle: &HandleOut) -> Result<Reply, Error> {
    let description = program.describe();
    handle.set(PROGRAMS.insert(program))?;
    owned(description)
}

/// Writes a program to bytes that mb_program_load takes, in any process with the same version of the library.
///
/// `key`: NULL with a length of 0, or 32 secret bytes; then only who has them can load the dump or forge one.
///
/// Returns
/// MB_OK: reply: the dump.
/// MB_INVALID_HANDLE, MB_BAD_DUMP (it cannot be written, or the key has another length), MB_PANIC, MB_INVALID_ARGUMENT.
/// Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_program_dump(
    program: mb_program,
    key: *const u8,
    key_len: usize,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, key) = unsafe { (Out::new(reply), Input::new(key, key_len)) };
    out.reply(|| owned(self::program(program)?.dump(self::key(&key)?)?))
}

/// The key of a dump: none, or 32 bytes.
fn key(key: &Input) -> Result<Option<&DumpKey>, Error> {
    match key.bytes()? {
        [] => Ok(None),
        bytes => bytes.try_into().map(Some).map_err(|_| {
            let message = format!("a key has {} bytes, not {}", size_of::<DumpKey>(), bytes.len());
            Error::new(Code::DumpKey, message)
        }),
    }
}

/// Loads a program that mb_program_dump wrote with the same key.
///
/// Damage is found by a checksum before anything is read, but a checksum without a key is no proof of origin: then load
/// only dumps from a source that you trust.
///
/// `key`: NULL with a length of 0, or 32 bytes.
/// `program`: receives the handle, or 0 if there is none.
///
/// Returns
/// MB_OK: the program is ready for mb_run_start. Reply: [name, [inputs], [functions]].
/// MB_BAD_DUMP, MB_LIMIT, MB_PANIC, MB_INVALID_ARGUMENT: there is no program. Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_program_load(
    dump: *const u8,
    len: usize,
    key: *const u8,
    key_len: usize,
    program: *mut mb_program,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, dump, handle) = unsafe { (Out::new(reply), Input::new(dump, len), HandleOut::new(program)) };
    // SAFETY: the caller promises it, see `boundary`.
    let key = unsafe { Input::new(key, key_len) };
    out.reply(|| {
        handle.check()?;
        hand_out(Program::load(dump.bytes()?, self::key(&key)?)?, &handle)
    })
}

/// Frees a program. Its handle is invalid from now on; runs that were started from it go on.
///
/// Returns MB_OK, or MB_INVALID_HANDLE if it is no program (any more), which does no harm.
#[unsafe(no_mangle)]
pub extern "C" fn mb_program_free(program: mb_program) -> mb_status {
    no_reply(|| {
        let held = PROGRAMS.hold(program)?;
        drop(PROGRAMS.remove(program, held));
        Ok(())
    })
}

/// Makes an idle run. A run costs little and can be used for one execution after the other.
///
/// `run`: receives the handle, or 0 if there is none.
///
/// Returns
/// MB_OK: the run is ready for mb_run_start. The reply is empty.
/// MB_INVALID_ARGUMENT: `run` is NULL. Reply: the error message, owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_new(run: *mut mb_run, reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, handle) = unsafe { (Out::new(reply), HandleOut::new(run)) };
    out.reply(|| {
        handle.check()?;
        let run = Run::new();
        let cancel = run.canceller();
        handle.set(RUNS.insert_beside(run, cancel))?;
        owned(Vec::new())
    })
}

/// Starts a program in a run that is idle or over, and lets it go on until it needs the host or is over.
///
/// `request`: [inputs, options]; inputs: the values in declared order, or a map from names to values; options: null or
/// a map of limits and names of host functions.
///
/// Returns
/// MB_OK: reply: an event. [0, value, output]: the run is over. Any other: it is suspended; look after what it needs and
/// call mb_run_resume, or mb_run_reset to give it up.
/// MB_RAISED: the run is over. Reply: [5, exception, output].
/// MB_CANCELLED: the execution was ended, and the run is idle. Reply: the error message.
/// MB_WRONG_STATE (the run is suspended, or a session), MB_DECODE, MB_BAD_INPUT, MB_LIMIT: nothing was started. Reply:
/// the error message.
/// MB_PANIC, MB_POISONED: the run is lost; free it. Reply: the error message.
/// MB_INVALID_HANDLE, MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
///
/// The reply is borrowed (capacity 0) and valid until the next call on the run; with a status of the last line it is
/// owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_start(
    run: mb_run,
    program: mb_program,
    request: *const u8,
    len: usize,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, request) = unsafe { (Out::new(reply), Input::new(request, len)) };
    out.reply(|| {
        let program = self::program(program)?;
        let mut held = RUNS.try_hold(run)?;
        let run = held.get()?;
        let result = run.start(&program, request.bytes()?);
        event(run, result)
    })
}

/// Answers what a suspended run or session waits for and lets it go on until it needs the host again or is over.
///
/// `answer`: [kind, call id / null, payload...].
///
/// Returns
/// MB_OK, MB_RAISED, MB_CANCELLED: as mb_run_start.
/// MB_DECODE, MB_BAD_ANSWER, MB_LIMIT: the answer was refused and the run is suspended as it was: call mb_run_resume
/// with another. Reply: the error message.
/// MB_WRONG_STATE: the run waits for no answer. Reply: the error message.
/// MB_PANIC, MB_POISONED: the run is lost; free it. Reply: the error message.
/// MB_INVALID_HANDLE, MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
///
/// The reply is borrowed (capacity 0) and valid until the next call on the run; with a status of the last line it is
/// owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_resume(run: mb_run, answer: *const u8, len: usize, reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, answer) = unsafe { (Out::new(reply), Input::new(answer, len)) };
    out.reply(|| {
        let mut held = RUNS.try_hold(run)?;
        let run = held.get()?;
        let result = run.resume(answer.bytes()?);
        event(run, result)
    })
}

/// Ends what a run executes, from any thread and at any time, also while another thread is in a call on the run: that call
/// returns MB_CANCELLED at the next poll of the interpreter, between two operations of Python. A run that is suspended
/// returns it when it is resumed. One that is idle or over does not notice, so whoever cancels a call that may not have
/// begun has to do it again until the call returns.
///
/// Python code cannot catch it. A call that comes to its end first returns what it would have returned.
///
/// Returns MB_OK, or MB_INVALID_HANDLE if it is no run (any more).
#[unsafe(no_mangle)]
pub extern "C" fn mb_run_cancel(run: mb_run) -> mb_status {
    no_reply(|| {
        RUNS.beside(run)?.cancel();
        Ok(())
    })
}

/// Sets who gets what Python prints, in this and all later executions of the run.
///
/// `function`: called with `user` while Python runs: when 8 KiB are waiting, when the first byte has waited for 20 ms, and
/// before each event, whose own output is then empty. NULL: the output comes with the events, as it does at first.
///
/// The function must be usable, with `user` and on every thread that calls for the run, until another is set or the run is
/// freed.
///
/// Returns MB_OK, MB_INVALID_HANDLE or MB_IN_USE.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_output(run: mb_run, function: mb_output_fn, user: *mut c_void) -> mb_status {
    no_reply(|| {
        let mut held = RUNS.try_hold(run)?;
        // SAFETY: the caller promises it.
        held.get()?.set_output(unsafe { output::sink(function, user) });
        Ok(())
    })
}

/// Gives up a suspended execution: a run is idle then, and a session can be fed again and has its globals as the code
/// left them. Does nothing to a run that is idle or over.
///
/// Returns MB_OK, MB_INVALID_HANDLE, MB_IN_USE, or MB_PANIC and MB_POISONED (the run is lost; free it).
#[unsafe(no_mangle)]
pub extern "C" fn mb_run_reset(run: mb_run) -> mb_status {
    no_reply(|| RUNS.try_hold(run)?.get()?.reset())
}

/// Frees a run in any state, with its borrowed reply. Its handle is invalid from now on.
///
/// Returns MB_OK; MB_IN_USE if another thread is in a call on it, and it is not freed; MB_INVALID_HANDLE if it is no run
/// (any more), which does no harm.
#[unsafe(no_mangle)]
pub extern "C" fn mb_run_free(run: mb_run) -> mb_status {
    no_reply(|| {
        let held = RUNS.try_hold(run)?;
        drop(RUNS.remove(run, held));
        Ok(())
    })
}

/// Says what the library is doing and has left behind, in the whole process.
///
/// Reply: a CBOR map, which may grow, of unsigned integers: "running" (executions that a thread is in now), "abandoned"
/// (those that were given up, because an operation went past the hard limit of memory or the interpreter panicked),
/// "leaked" (bytes that they have left behind, an estimate from above), "leak_budget" (see mb_leak_budget). Owned by the
/// caller.
///
/// Returns MB_OK, or MB_INVALID_ARGUMENT if `reply` is NULL.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_stats(reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let out = unsafe { Out::new(reply) };
    out.reply(|| owned(monty_bridge::stats().encode()))
}

/// Sets how many bytes abandoned executions may leave behind: 1 GiB at first. Once they have left that many, nothing new
/// is started: MB_LIMIT with the code "leak_budget". What is suspended can go on.
///
/// Returns MB_OK.
#[unsafe(no_mangle)]
pub extern "C" fn mb_leak_budget(bytes: u64) -> mb_status {
    no_reply(|| {
        monty_bridge::set_leak_budget(bytes);
        Ok(())
    })
}

/// Decodes a value and encodes it again, so that another implementation of the encoding can be tested.
///
/// `strict`: 0, or anything else to refuse equal keys and every form that the encoder does not write.
///
/// Returns
/// MB_OK: reply: the value's canonical bytes.
/// MB_DECODE, MB_LIMIT, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message, with the offset of what is wrong.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_value_check(value: *const u8, len: usize, strict: u8, reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, value) = unsafe { (Out::new(reply), Input::new(value, len)) };
    out.reply(|| {
        let decode = if strict == 0 { decode } else { decode_strict };
        owned(encode(&decode(value.bytes()?, &DecodeLimits::default())?))
    })
}

/// Writes the JSON view of a value: lossy, for readers that want JSON.
///
/// Returns
/// MB_OK: reply: JSON text in UTF-8, not ended by a zero byte.
/// MB_ENCODE: the value has no JSON view, such as NaN, or one of more than 256 MiB. Reply: the error message, which
/// names the path to what is in the way.
/// MB_DECODE, MB_LIMIT, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_value_json(value: *const u8, len: usize, reply: *mut mb_buffer) -> mb_status {
    // SAFETY: the caller promises it, see `boundary`.
    let (out, value) = unsafe { (Out::new(reply), Input::new(value, len)) };
    out.reply(|| {
        let value = decode(value.bytes()?, &DecodeLimits::default())?;
        let (graph, root) = graph_parts(&value);
        let json = to_json(graph, root, DecodeLimits::default().budget);
        owned(
            json.map_err(|error| Error::new(Code::Unencodable, error.to_string()))?
                .into_bytes(),
        )
    })
}

/// Writes a value as a record batch, by the Arrow C Data Interface, if it is a table: a list of rows or a dict of columns.
///
/// `options`: null, or a CBOR map {"widen": bool, "budget": uint}: whether a column may hold what its rows have in common
/// (ints among floats, decimals of several exponents), and the most bytes of cells.
/// `schema`, `array`: receive the batch. Release each with its own callback, at any time and on any thread.
///
/// Returns
/// MB_OK: the reply is empty.
/// MB_ENCODE: the value is no table. Reply: the error message, which names row, column and types.
/// MB_DECODE, MB_LIMIT, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message.
///
/// With any status but MB_OK nothing is written to `schema` and `array`. The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` and `arrow` say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_value_to_table(
    value: *const u8,
    len: usize,
    options: *const u8,
    options_len: usize,
    schema: *mut ArrowSchema,
    array: *mut ArrowArray,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary` and `arrow`.
    let (out, value, options) = unsafe {
        (
            Out::new(reply),
            Input::new(value, len),
            Input::new(options, options_len),
        )
    };
    // SAFETY: the same.
    let batch = unsafe { BatchOut::new(schema, array) };
    out.reply(|| {
        arrow::value_to_table(value.bytes()?, options.bytes()?, &batch)?;
        owned(Vec::new())
    })
}

/// Reads a stream of record batches, by the Arrow C stream interface, as a value.
///
/// `stream`: the library takes it over and releases it, whatever the status.
/// `options`: null, or a CBOR map {"rows": "recorded" / "dicts" / "tuples" / "columns" / ["namedtuples", type name]}: which
/// value the table becomes; by default what its metadata says, and dicts if it says nothing.
///
/// Returns
/// MB_OK: reply: the encoded value.
/// MB_ENCODE: a column has no Python counterpart, or the stream reported an error. Reply: the error message.
/// MB_DECODE, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` and `arrow` say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_table_to_value(
    stream: *mut ArrowArrayStream,
    options: *const u8,
    options_len: usize,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary` and `arrow`.
    let (out, stream, options) = unsafe { (Out::new(reply), Stream::take(stream), Input::new(options, options_len)) };
    out.reply(|| owned(arrow::table_to_value(stream, options.bytes()?)?))
}

/// Makes a table an input of a run's next start, or of a session's next feed, which must then leave that input out of its
/// request.
///
/// `name`: the input, in UTF-8.
/// `stream`: an Arrow C stream of record batches; the library takes it over and releases it, whatever the status.
/// `options`: as for mb_table_to_value.
///
/// The start or feed takes the input, also if it is refused. So do mb_run_reset, and mb_session_call, which is refused.
///
/// Returns
/// MB_OK: the reply is empty.
/// MB_ENCODE: a column has no Python counterpart, or the stream reported an error. Reply: the error message.
/// MB_BAD_INPUT (the run has such an input already), MB_DECODE, MB_WRONG_STATE, MB_PANIC, MB_POISONED, MB_INVALID_HANDLE,
/// MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
///
/// The reply is owned by the caller.
///
/// # Safety
/// The pointers are as `boundary` and `arrow` say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_table_input(
    run: mb_run,
    name: *const u8,
    name_len: usize,
    stream: *mut ArrowArrayStream,
    options: *const u8,
    options_len: usize,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary` and `arrow`.
    let (out, stream) = unsafe { (Out::new(reply), Stream::take(stream)) };
    // SAFETY: the same.
    let (name, options) = unsafe { (Input::new(name, name_len), Input::new(options, options_len)) };
    out.reply(|| {
        let mut held = RUNS.try_hold(run)?;
        arrow::set_input(held.get()?, name.bytes()?, stream, options.bytes()?)?;
        owned(Vec::new())
    })
}

/// Decides whether the results of a run's executions, or of a session's feeds and calls, stay in the run for
/// mb_run_table_result, so that they are never encoded: the event of an execution that is over has null for its value then.
///
/// `keep`: 0, or anything else to keep results. It holds until the next call of this function.
///
/// Returns MB_OK, MB_INVALID_HANDLE or MB_IN_USE.
#[unsafe(no_mangle)]
pub extern "C" fn mb_run_keep_results(run: mb_run, keep: u8) -> mb_status {
    no_reply(|| {
        RUNS.try_hold(run)?.get()?.keep_results(keep != 0);
        Ok(())
    })
}

/// Writes the kept result of a run as a record batch, by the Arrow C Data Interface, and drops it, whatever the status.
///
/// `options`, `schema`, `array` and the outcomes are those of mb_value_to_table, and
/// MB_WRONG_STATE: the run has kept no result. Reply: the error message.
/// MB_INVALID_HANDLE, MB_IN_USE: nothing happened. Reply: the error message.
///
/// # Safety
/// The pointers are as `boundary` and `arrow` say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_run_table_result(
    run: mb_run,
    options: *const u8,
    options_len: usize,
    schema: *mut ArrowSchema,
    array: *mut ArrowArray,
    reply: *mut mb_buffer,
) -> mb_status {
    // SAFETY: the caller promises it, see `boundary` and `arrow`.
    let (out, options) = unsafe { (Out::new(reply), Input::new(options, options_len)) };
    // SAFETY: the same.
    let batch = unsafe { BatchOut::new(schema, array) };
    out.reply(|| {
        let mut held = RUNS.try_hold(run)?;
        arrow::take_result(held.get()?, options.bytes()?, &batch)?;
        owned(Vec::new())
    })
}

/// Gives back the bytes of a reply and empties the buffer.
///
/// Does nothing to a borrowed or empty buffer, or if `buffer` is NULL. A buffer must not be copied and given back twice.
///
/// # Safety
/// The pointer is as `boundary` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mb_buffer_free(buffer: *mut mb_buffer) {
    // SAFETY: the caller promises it, see `boundary`.
    unsafe { boundary::free(buffer) }
}
