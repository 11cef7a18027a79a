// The C ABI of monty-go: a Python interpreter behind messages of bytes.
//
// All requests, answers and replies are CBOR; schema/messages/ describes them. Every call with a reply writes exactly
// one buffer. Handles are numbers, not pointers: a freed or forged one is MB_INVALID_HANDLE, and a call can never be
// made on an object that is gone. Pointers must be valid as C demands; NULL where a value is needed is a status.

#ifndef MONTY_FFI_H
#define MONTY_FFI_H

// Written by `UPDATE=1 cargo test -p monty-ffi --test header`; do not edit.

#include <stddef.h>
#include <stdint.h>

// How a call ended. New numbers may be appended; treat one that you do not know as an error.
enum mb_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  // The call did what it says. The reply is an event or what the call describes.
  MB_OK = 0,
  // The Python code raised an exception that it did not catch. The reply is the event `[5, exception, output]`. The
  // run is over and can be started again.
  MB_RAISED = 1,
  // A required pointer is NULL.
  MB_INVALID_ARGUMENT = 2,
  // The handle is zero, freed, forged, or one of the other type.
  MB_INVALID_HANDLE = 3,
  // Another thread is in a call on the same run. Nothing happened; call again when that call has returned.
  MB_IN_USE = 4,
  // The run is suspended and cannot be started or fed, or is not suspended and cannot be resumed, or a session is needed
  // and it is none, or the other way round. Nothing happened.
  MB_WRONG_STATE = 5,
  // The request, answer or value is not decodable, or has a field or option that does not exist. Nothing happened.
  MB_DECODE = 6,
  // The answer does not fit what the run waits for. The run is suspended as it was; resume it with another answer.
  MB_BAD_ANSWER = 7,
  // The names or inputs do not fit the program, or the interpreter cannot take one of the values. Nothing happened.
  MB_BAD_INPUT = 8,
  // The dump is damaged, or of another version, kind or key.
  MB_BAD_DUMP = 9,
  // The request is larger than the library allows, there is no memory for a stack, or the leak budget is used up.
  // Nothing happened.
  MB_LIMIT = 10,
  // The interpreter panicked. The run, if it was one, is lost and can only be freed; the process goes on.
  MB_PANIC = 11,
  // An earlier call on this run ended with MB_PANIC. Free it.
  MB_POISONED = 12,
  // The value has no form in the encoding asked for.
  MB_ENCODE = 13,
  // The host ended the execution: by mb_run_cancel, or by what its function for the output returned. The run is idle
  // and can be started again.
  MB_CANCELLED = 14,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mb_status mb_status;
#else
typedef int32_t mb_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// The struct of this name of the Arrow C Data Interface.
typedef struct ArrowArray ArrowArray;

// The struct of this name of the [Arrow C stream interface](https://arrow.apache.org/docs/format/CStreamInterface.html).
typedef struct ArrowArrayStream ArrowArrayStream;

// The struct of this name of the [Arrow C Data Interface](https://arrow.apache.org/docs/format/CDataInterface.html).
typedef struct ArrowSchema ArrowSchema;

// Bytes that the library returns.
//
// With `capacity` 0 the bytes are borrowed: they belong to a run and are valid until the next call on that run or
// until it is freed. Otherwise they belong to the caller, who gives them back with mb_buffer_free. An empty buffer has
// a `data` that is not NULL and must not be read.
typedef struct mb_buffer {
  // The first byte.
  uint8_t *data;
  // How many bytes there are.
  size_t len;
  // 0, or what the library needs to know to take the bytes back.
  size_t capacity;
} mb_buffer;

// A compiled program: immutable, usable from any number of threads and runs at once. Never 0. Free it with
// mb_program_free; runs that were started from it are not affected.
typedef uint64_t mb_program;

// An execution, one after the other: idle, suspended or over. Never 0. Usable from any thread, but from one at a time,
// mb_run_cancel aside. Free it with mb_run_free. It is either a run of programs (mb_run_new) or a session that keeps its
// globals (mb_session_new).
typedef uint64_t mb_run;

// Receives what Python prints while it runs. `output`: `len` bytes of the message [[stream, text]...], borrowed until the
// function returns. `user`: as it was given with the function.
//
// Returns 0, or anything else to end the run. It is called on the thread and the stack of whoever called mb_run_start or
// mb_run_resume, and may call the library, but not for the run that prints: that is MB_IN_USE. It must return: no longjmp,
// no exception of C++.
typedef int32_t (*mb_output_fn)(void *user, const uint8_t *output, size_t len);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Describes the library.
//
// Reply: a CBOR map with "abi" and "schema" (the versions of the calls and of the encoding, unsigned integers),
// "monty" and "bridge" (the versions of the interpreter and of this library, text). Owned by the caller.
//
// Returns MB_OK, or MB_INVALID_ARGUMENT if `reply` is NULL.
mb_status mb_info(struct mb_buffer *reply);

// Compiles a program.
//
// `request`: a CBOR map {"code": text, "name": text, "inputs": [text], "functions": [text], "options": map}; only
// "code" is required.
// `program`: receives the handle, or 0 if there is none.
//
// Returns
// MB_OK: the program is ready for mb_run_start. Reply: [name, [inputs], [functions]].
// MB_RAISED: the source is not correct Python. Reply: [5, exception, output].
// MB_DECODE, MB_BAD_INPUT (a name), MB_LIMIT (the source is too long), MB_PANIC, MB_INVALID_ARGUMENT: there is no
// program. Reply: the error message.
//
// The reply is owned by the caller.
mb_status mb_compile(const uint8_t *request, size_t len, mb_program *program, struct mb_buffer *reply);

// Writes a program to bytes that mb_program_load takes, in any process with the same version of the library.
//
// `key`: NULL with a length of 0, or 32 secret bytes; then only who has them can load the dump or forge one.
//
// Returns
// MB_OK: reply: the dump.
// MB_INVALID_HANDLE, MB_BAD_DUMP (it cannot be written, or the key has another length), MB_PANIC, MB_INVALID_ARGUMENT.
// Reply: the error message.
//
// The reply is owned by the caller.
mb_status mb_program_dump(mb_program program, const uint8_t *key, size_t key_len, struct mb_buffer *reply);

// Loads a program that mb_program_dump wrote with the same key.
//
// Damage is found by a checksum before anything is read, but a checksum without a key is no proof of origin: then load
// only dumps from a source that you trust.
//
// `key`: NULL with a length of 0, or 32 bytes.
// `program`: receives the handle, or 0 if there is none.
//
// Returns
// MB_OK: the program is ready for mb_run_start. Reply: [name, [inputs], [functions]].
// MB_BAD_DUMP, MB_LIMIT, MB_PANIC, MB_INVALID_ARGUMENT: there is no program. Reply: the error message.
//
// The reply is owned by the caller.
mb_status mb_program_load(const uint8_t *dump,
                          size_t len,
                          const uint8_t *key,
                          size_t key_len,
                          mb_program *program,
                          struct mb_buffer *reply);

// Frees a program. Its handle is invalid from now on; runs that were started from it go on.
//
// Returns MB_OK, or MB_INVALID_HANDLE if it is no program (any more), which does no harm.
mb_status mb_program_free(mb_program program);

// Makes an idle run. A run costs little and can be used for one execution after the other.
//
// `run`: receives the handle, or 0 if there is none.
//
// Returns
// MB_OK: the run is ready for mb_run_start. The reply is empty.
// MB_INVALID_ARGUMENT: `run` is NULL. Reply: the error message, owned by the caller.
mb_status mb_run_new(mb_run *run, struct mb_buffer *reply);

// Starts a program in a run that is idle or over, and lets it go on until it needs the host or is over.
//
// `request`: [inputs, options]; inputs: the values in declared order, or a map from names to values; options: null or
// a map of limits and names of host functions.
//
// Returns
// MB_OK: reply: an event. [0, value, output]: the run is over. Any other: it is suspended; look after what it needs and
// call mb_run_resume, or mb_run_reset to give it up.
// MB_RAISED: the run is over. Reply: [5, exception, output].
// MB_CANCELLED: the execution was ended, and the run is idle. Reply: the error message.
// MB_WRONG_STATE (the run is suspended, or a session), MB_DECODE, MB_BAD_INPUT, MB_LIMIT: nothing was started. Reply:
// the error message.
// MB_PANIC, MB_POISONED: the run is lost; free it. Reply: the error message.
// MB_INVALID_HANDLE, MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
//
// The reply is borrowed (capacity 0) and valid until the next call on the run; with a status of the last line it is
// owned by the caller.
mb_status mb_run_start(mb_run run, mb_program program, const uint8_t *request, size_t len, struct mb_buffer *reply);

// Answers what a suspended run or session waits for and lets it go on until it needs the host again or is over.
//
// `answer`: [kind, call id / null, payload...].
//
// Returns
// MB_OK, MB_RAISED, MB_CANCELLED: as mb_run_start.
// MB_DECODE, MB_BAD_ANSWER, MB_LIMIT: the answer was refused and the run is suspended as it was: call mb_run_resume
// with another. Reply: the error message.
// MB_WRONG_STATE: the run waits for no answer. Reply: the error message.
// MB_PANIC, MB_POISONED: the run is lost; free it. Reply: the error message.
// MB_INVALID_HANDLE, MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
//
// The reply is borrowed (capacity 0) and valid until the next call on the run; with a status of the last line it is
// owned by the caller.
mb_status mb_run_resume(mb_run run, const uint8_t *answer, size_t len, struct mb_buffer *reply);

// Ends what a run executes, from any thread and at any time, also while another thread is in a call on the run: that call
// returns MB_CANCELLED at the next poll of the interpreter, between two operations of Python. A run that is suspended
// returns it when it is resumed. One that is idle or over does not notice, so whoever cancels a call that may not have
// begun has to do it again until the call returns.
//
// Python code cannot catch it. A call that comes to its end first returns what it would have returned.
//
// Returns MB_OK, or MB_INVALID_HANDLE if it is no run (any more).
mb_status mb_run_cancel(mb_run run);

// Sets who gets what Python prints, in this and all later executions of the run.
//
// `function`: called with `user` while Python runs: when 8 KiB are waiting, when the first byte has waited for 20 ms, and
// before each event, whose own output is then empty. NULL: the output comes with the events, as it does at first.
//
// The function must be usable, with `user` and on every thread that calls for the run, until another is set or the run is
// freed.
//
// Returns MB_OK, MB_INVALID_HANDLE or MB_IN_USE.
mb_status mb_run_output(mb_run run,
                        mb_output_fn function,
                        void *user);

// Gives up a suspended execution: a run is idle then, and a session can be fed again and has its globals as the code
// left them. Does nothing to a run that is idle or over.
//
// Returns MB_OK, MB_INVALID_HANDLE, MB_IN_USE, or MB_PANIC and MB_POISONED (the run is lost; free it).
mb_status mb_run_reset(mb_run run);

// Frees a run in any state, with its borrowed reply. Its handle is invalid from now on.
//
// Returns MB_OK; MB_IN_USE if another thread is in a call on it, and it is not freed; MB_INVALID_HANDLE if it is no run
// (any more), which does no harm.
mb_status mb_run_free(mb_run run);

// Says what the library is doing and has left behind, in the whole process.
//
// Reply: a CBOR map, which may grow, of unsigned integers: "running" (executions that a thread is in now), "abandoned"
// (those that were given up, because an operation went past the hard limit of memory or the interpreter panicked),
// "leaked" (bytes that they have left behind, an estimate from above), "leak_budget" (see mb_leak_budget). Owned by the
// caller.
//
// Returns MB_OK, or MB_INVALID_ARGUMENT if `reply` is NULL.
mb_status mb_stats(struct mb_buffer *reply);

// Sets how many bytes abandoned executions may leave behind: 1 GiB at first. Once they have left that many, nothing new
// is started: MB_LIMIT with the code "leak_budget". What is suspended can go on.
//
// Returns MB_OK.
mb_status mb_leak_budget(uint64_t bytes);

// Decodes a value and encodes it again, so that another implementation of the encoding can be tested.
//
// `strict`: 0, or anything else to refuse equal keys and every form that the encoder does not write.
//
// Returns
// MB_OK: reply: the value's canonical bytes.
// MB_DECODE, MB_LIMIT, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message, with the offset of what is wrong.
//
// The reply is owned by the caller.
mb_status mb_value_check(const uint8_t *value, size_t len, uint8_t strict, struct mb_buffer *reply);

// Writes the JSON view of a value: lossy, for readers that want JSON.
//
// Returns
// MB_OK: reply: JSON text in UTF-8, not ended by a zero byte.
// MB_ENCODE: the value has no JSON view, such as NaN, or one of more than 256 MiB. Reply: the error message, which
// names the path to what is in the way.
// MB_DECODE, MB_LIMIT, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message.
//
// The reply is owned by the caller.
mb_status mb_value_json(const uint8_t *value, size_t len, struct mb_buffer *reply);

// Writes a value as a record batch, by the Arrow C Data Interface, if it is a table: a list of rows or a dict of columns.
//
// `options`: null, or a CBOR map {"widen": bool, "budget": uint}: whether a column may hold what its rows have in common
// (ints among floats, decimals of several exponents), and the most bytes of cells.
// `schema`, `array`: receive the batch. Release each with its own callback, at any time and on any thread.
//
// Returns
// MB_OK: the reply is empty.
// MB_ENCODE: the value is no table. Reply: the error message, which names row, column and types.
// MB_DECODE, MB_LIMIT, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message.
//
// With any status but MB_OK nothing is written to `schema` and `array`. The reply is owned by the caller.
//
// # Safety
// The pointers are as `boundary` and `arrow` say.
mb_status mb_value_to_table(const uint8_t *value,
                            size_t len,
                            const uint8_t *options,
                            size_t options_len,
                            struct ArrowSchema *schema,
                            struct ArrowArray *array,
                            struct mb_buffer *reply);

// Reads a stream of record batches, by the Arrow C stream interface, as a value.
//
// `stream`: the library takes it over and releases it, whatever the status.
// `options`: null, or a CBOR map {"rows": "recorded" / "dicts" / "tuples" / "columns" / ["namedtuples", type name]}: which
// value the table becomes; by default what its metadata says, and dicts if it says nothing.
//
// Returns
// MB_OK: reply: the encoded value.
// MB_ENCODE: a column has no Python counterpart, or the stream reported an error. Reply: the error message.
// MB_DECODE, MB_INVALID_ARGUMENT, MB_PANIC. Reply: the error message.
//
// The reply is owned by the caller.
//
// # Safety
// The pointers are as `boundary` and `arrow` say.
mb_status mb_table_to_value(struct ArrowArrayStream *stream,
                            const uint8_t *options,
                            size_t options_len,
                            struct mb_buffer *reply);

// Makes a table an input of a run's next start, or of a session's next feed, which must then leave that input out of its
// request.
//
// `name`: the input, in UTF-8.
// `stream`: an Arrow C stream of record batches; the library takes it over and releases it, whatever the status.
// `options`: as for mb_table_to_value.
//
// The start or feed takes the input, also if it is refused. So do mb_run_reset, and mb_session_call, which is refused.
//
// Returns
// MB_OK: the reply is empty.
// MB_ENCODE: a column has no Python counterpart, or the stream reported an error. Reply: the error message.
// MB_BAD_INPUT (the run has such an input already), MB_DECODE, MB_WRONG_STATE, MB_PANIC, MB_POISONED, MB_INVALID_HANDLE,
// MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
//
// The reply is owned by the caller.
//
// # Safety
// The pointers are as `boundary` and `arrow` say.
mb_status mb_run_table_input(mb_run run,
                             const uint8_t *name,
                             size_t name_len,
                             struct ArrowArrayStream *stream,
                             const uint8_t *options,
                             size_t options_len,
                             struct mb_buffer *reply);

// Decides whether the results of a run's executions, or of a session's feeds and calls, stay in the run for
// mb_run_table_result, so that they are never encoded: the event of an execution that is over has null for its value then.
//
// `keep`: 0, or anything else to keep results. It holds until the next call of this function.
//
// Returns MB_OK, MB_INVALID_HANDLE or MB_IN_USE.
mb_status mb_run_keep_results(mb_run run,
                              uint8_t keep);

// Writes the kept result of a run as a record batch, by the Arrow C Data Interface, and drops it, whatever the status.
//
// `options`, `schema`, `array` and the outcomes are those of mb_value_to_table, and
// MB_WRONG_STATE: the run has kept no result. Reply: the error message.
// MB_INVALID_HANDLE, MB_IN_USE: nothing happened. Reply: the error message.
//
// # Safety
// The pointers are as `boundary` and `arrow` say.
mb_status mb_run_table_result(mb_run run,
                              const uint8_t *options,
                              size_t options_len,
                              struct ArrowSchema *schema,
                              struct ArrowArray *array,
                              struct mb_buffer *reply);

// Gives back the bytes of a reply and empties the buffer.
//
// Does nothing to a borrowed or empty buffer, or if `buffer` is NULL. A buffer must not be copied and given back twice.
void mb_buffer_free(struct mb_buffer *buffer);

// Makes a session: a run that is fed one snippet after the other and keeps its globals.
//
// `request`: a CBOR map {"name": text, "functions": [text], "options": map}, in which nothing is required; the options
// are those of mb_compile and of mb_run_start in one map, and the limits hold for each feed anew.
// `run`: receives the handle, or 0 if there is none.
//
// Returns
// MB_OK: the session is ready for mb_session_feed. The reply is empty.
// MB_DECODE, MB_BAD_INPUT (a name), MB_LIMIT, MB_PANIC, MB_INVALID_ARGUMENT: there is no session. Reply: the error
// message.
//
// The reply is owned by the caller.
mb_status mb_session_new(const uint8_t *request, size_t len, mb_run *run, struct mb_buffer *reply);

// Runs a snippet in a session, until it needs the host or is over.
//
// `request`: [code, inputs]; inputs: null, or a map from names to values, which sets globals before the code runs. The
// tables of mb_run_table_input are set as well.
//
// Returns
// MB_OK: reply: an event, as mb_run_start. If it is none that ends the feed, call mb_run_resume, or mb_run_reset to
// give up the feed.
// MB_RAISED: the feed is over and the session can be fed again. Reply: [5, exception, output].
// MB_WRONG_STATE (it is suspended, or no session), MB_DECODE, MB_BAD_INPUT, MB_LIMIT: nothing was run. Reply: the error
// message.
// MB_PANIC, MB_POISONED: the session is lost; free it. Reply: the error message.
// MB_INVALID_HANDLE, MB_IN_USE, MB_INVALID_ARGUMENT: nothing happened. Reply: the error message.
//
// The reply is borrowed (capacity 0) and valid until the next call on the session; with a status of the last line it is
// owned by the caller.
mb_status mb_session_feed(mb_run run, const uint8_t *request, size_t len, struct mb_buffer *reply);

// Calls a function that the session's code defined at its top level, until it needs the host or is over.
//
// `request`: [name, [args], {text: value}]. A call has no inputs: with a table of mb_run_table_input it is refused.
//
// Returns
// MB_OK, MB_WRONG_STATE, MB_DECODE, MB_BAD_INPUT, MB_LIMIT, MB_PANIC, MB_POISONED, MB_INVALID_HANDLE, MB_IN_USE,
// MB_INVALID_ARGUMENT: as mb_session_feed.
// MB_RAISED: the call is over. Reply: [5, exception, output], with a NameError if there is no such function.
//
// The reply is borrowed (capacity 0) and valid until the next call on the session; as with mb_session_feed.
mb_status mb_session_call(mb_run run, const uint8_t *request, size_t len, struct mb_buffer *reply);

// Lists the functions that the session's code defined at its top level.
//
// Returns
// MB_OK: reply: [name...].
// MB_WRONG_STATE (it is suspended, or no session), MB_INVALID_HANDLE, MB_IN_USE, MB_LIMIT, MB_PANIC, MB_POISONED,
// MB_INVALID_ARGUMENT. Reply: the error message.
//
// The reply is owned by the caller.
mb_status mb_session_functions(mb_run run, struct mb_buffer *reply);

// Writes a suspended run, or a session in any state, to bytes that mb_run_load takes, in any process with the same version
// of the library. The run stays as it is.
//
// `key`: as mb_program_dump.
//
// Returns
// MB_OK: reply: the dump.
// MB_WRONG_STATE (a run of programs that is not suspended), MB_BAD_DUMP (it cannot be written, or the key has another
// length), MB_INVALID_HANDLE, MB_IN_USE, MB_LIMIT, MB_PANIC, MB_POISONED, MB_INVALID_ARGUMENT. Reply: the error message.
//
// The reply is owned by the caller.
mb_status mb_run_dump(mb_run run,
                      const uint8_t *key,
                      size_t key_len,
                      struct mb_buffer *reply);

// Loads a run or session that mb_run_dump wrote with the same key. As for the origin of dumps, see mb_program_load.
//
// `key`: as mb_program_load.
// `options`: NULL with a length of 0, or what can stand for the options of mb_run_start; they can only lower the limits
// that the dump has, and add host functions.
// `run`: receives the handle, or 0 if there is none.
//
// Returns
// MB_OK: reply: [kind, name, event / null]; kind 2: a run of programs, kind 3: a session. The event is what it waits for;
// answer it with mb_run_resume. A session without one is ready for mb_session_feed.
// MB_BAD_DUMP, MB_DECODE (the options), MB_BAD_INPUT (a name), MB_LIMIT, MB_PANIC, MB_INVALID_ARGUMENT: there is no run.
// Reply: the error message.
//
// The reply is owned by the caller.
mb_status mb_run_load(const uint8_t *dump,
                      size_t len,
                      const uint8_t *key,
                      size_t key_len,
                      const uint8_t *options,
                      size_t options_len,
                      mb_run *run,
                      struct mb_buffer *reply);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* MONTY_FFI_H */
