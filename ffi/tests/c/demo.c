// The C ABI from C, with nothing but its header: compiles a script, starts it, answers a host call with hand-written
// CBOR, checks every reply byte for byte, goes through a dump, and frees what it made.
//
// Prints how many checks passed, and ends with 1 if one did not.

#include "monty_ffi.h"

#include <stdio.h>
#include <string.h>

static int passed;
static int failed;

static void check(int ok, const char *what) {
  if (ok) {
    passed++;
  } else {
    failed++;
    fprintf(stderr, "c: failed: %s\n", what);
  }
}

static void dump_bytes(const char *what, const uint8_t *data, size_t len) {
  fprintf(stderr, "  %s:", what);
  for (size_t i = 0; i < len; i++) {
    fprintf(stderr, " %02x", data[i]);
  }
  fprintf(stderr, "\n");
}

// Checks the status and all bytes of a reply, and gives it back.
static void expect(const char *what, mb_status status, mb_status wanted, mb_buffer *reply, const void *bytes,
                   size_t len) {
  check(status == wanted, what);
  int same = reply->len == len && memcmp(reply->data, bytes, len) == 0;
  check(same, what);
  if (!same) {
    dump_bytes("wanted", bytes, len);
    dump_bytes("got", reply->data, reply->len);
  }
  mb_buffer_free(reply);
  check(reply->len == 0 && reply->capacity == 0, "a buffer that was given back is empty");
}

// Checks the status of a reply that is an error message, and gives it back.
static void expect_error(const char *what, mb_status status, mb_status wanted, mb_buffer *reply) {
  check(status == wanted, what);
  check(reply->len > 2 && reply->data[0] == 0x84 && reply->data[1] == (uint8_t)wanted, "an error names its status");
  mb_buffer_free(reply);
}

#define BYTES(text) ((const uint8_t *)(text)), sizeof(text) - 1

// {"code": "price(item, n=2) + 1", "inputs": ["item"], "functions": ["price"]}
#define COMPILE "\xa3\x64" "code" "\x74" "price(item, n=2) + 1" \
                "\x66" "inputs" "\x81\x64" "item" \
                "\x69" "functions" "\x81\x65" "price"
// ["main.py", ["item"], ["price"]]
#define DESCRIPTION "\x83\x67" "main.py" "\x81\x64" "item" "\x81\x65" "price"
// [["tea"], null]
#define START "\x82\x81\x63" "tea" "\xf6"
// [1, 0, "price", ["tea"], {"n": 2}, null, false, ["main.py", 0, 16], []]
#define CALL "\x89\x01\x00\x65" "price" "\x81\x63" "tea" "\xa1\x61" "n" "\x02\xf6\xf4\x83\x67" "main.py" "\x00\x10\x80"
// [0, 0, 41]: call 0 returned 41
#define ANSWER "\x83\x00\x00\x18\x29"
// [0, 42, []]
#define COMPLETE "\x83\x00\x18\x2a\x80"

// One execution of the program, from the start to its value.
static void execute(mb_run run, mb_program program) {
  mb_buffer reply;
  mb_status status = mb_run_start(run, program, BYTES(START), &reply);
  expect("start", status, MB_OK, &reply, BYTES(CALL));
  status = mb_run_start(run, program, BYTES(START), &reply);
  expect_error("a suspended run is not started", status, MB_WRONG_STATE, &reply);
  status = mb_run_resume(run, BYTES("\x83\x00\x07\x18\x29"), &reply);
  expect_error("another call id is refused", status, MB_BAD_ANSWER, &reply);
  status = mb_run_resume(run, BYTES("\x83\x00\x00"), &reply);
  expect_error("an answer that is cut is refused", status, MB_DECODE, &reply);
  status = mb_run_resume(run, BYTES(ANSWER), &reply);
  expect("resume", status, MB_OK, &reply, BYTES(COMPLETE));
  status = mb_run_resume(run, BYTES(ANSWER), &reply);
  expect_error("a run that is over is not resumed", status, MB_WRONG_STATE, &reply);
}

// Keeps the first bytes of what Python prints; returns what it is told to.
struct printed {
  uint8_t bytes[64];
  size_t len;
  int32_t returns;
};

static int32_t print(void *user, const uint8_t *output, size_t len) {
  struct printed *printed = user;
  printed->len = len;
  memcpy(printed->bytes, output, len < sizeof printed->bytes ? len : sizeof printed->bytes);
  return printed->returns;
}

int main(void) {
  mb_buffer reply;
  mb_buffer dump;
  mb_program program;
  mb_program loaded;
  mb_run run;
  mb_status status;

  status = mb_info(&reply);
  check(status == MB_OK && reply.len > 20 && memcmp(reply.data, "\xa4\x63" "abi\x01", 6) == 0, "info");
  mb_buffer_free(&reply);

  status = mb_compile(BYTES(COMPILE), &program, &reply);
  expect("compile", status, MB_OK, &reply, BYTES(DESCRIPTION));
  status = mb_run_new(&run, &reply);
  expect("run", status, MB_OK, &reply, "", 0);
  execute(run, program);
  execute(run, program);

  // A program goes through bytes, and bytes that were changed are refused.
  status = mb_program_dump(program, NULL, 0, &dump);
  check(status == MB_OK && dump.len > 60 && memcmp(dump.data, "MONTYGO", 8) == 0, "dump");
  check(mb_program_free(program) == MB_OK, "free a program");
  status = mb_program_load(dump.data, dump.len, NULL, 0, &loaded, &reply);
  expect("load", status, MB_OK, &reply, BYTES(DESCRIPTION));
  execute(run, loaded);
  check(mb_program_free(loaded) == MB_OK, "free the loaded program");
  dump.data[dump.len - 1] ^= 1;
  status = mb_program_load(dump.data, dump.len, NULL, 0, &loaded, &reply);
  expect_error("a changed dump is refused", status, MB_BAD_DUMP, &reply);
  check(loaded == 0, "no handle without a program");
  mb_buffer_free(&dump);

  // An exception and output: [5, ["ZeroDivisionError", ...]], and a syntax error.
  status = mb_compile(BYTES("\xa1\x64" "code" "\x75" "print('hello')\n1 // 0"), &program, &reply);
  expect("compile", status, MB_OK, &reply, BYTES("\x83\x67" "main.py\x80\x80"));
  status = mb_run_start(run, program, BYTES("\x82\x80\xf6"), &reply);
  check(status == MB_RAISED && memcmp(reply.data, "\x83\x05\x84\x71" "ZeroDivisionError", 21) == 0, "raised");
  check(memcmp(reply.data + reply.len - 10, "\x81\x82\x01\x66" "hello\n", 10) == 0, "output");
  check(reply.capacity == 0, "the reply of a run is borrowed");
  mb_buffer_free(&reply);
  check(mb_program_free(program) == MB_OK, "free a program");
  status = mb_compile(BYTES("\xa1\x64" "code" "\x61("), &program, &reply);
  check(status == MB_RAISED && memcmp(reply.data, "\x83\x05\x84\x6b" "SyntaxError", 15) == 0, "a syntax error");
  check(program == 0, "no handle without a program");
  mb_buffer_free(&reply);

  // Output goes to a function while Python runs, and ends the run if that says so: [[1, "hello\n"]].
  struct printed printed = {{0}, 0, 0};
  status = mb_compile(BYTES("\xa1\x64" "code" "\x6e" "print('hello')"), &program, &reply);
  expect("compile", status, MB_OK, &reply, BYTES("\x83\x67" "main.py\x80\x80"));
  check(mb_run_output(run, print, &printed) == MB_OK, "a function for the output");
  status = mb_run_start(run, program, BYTES("\x82\x80\xf6"), &reply);
  expect("print", status, MB_OK, &reply, BYTES("\x83\x00\xf6\x80"));
  check(printed.len == 10 && memcmp(printed.bytes, "\x81\x82\x01\x66" "hello\n", 10) == 0, "live output");
  printed.returns = 1;
  status = mb_run_start(run, program, BYTES("\x82\x80\xf6"), &reply);
  expect_error("output that is refused", status, MB_CANCELLED, &reply);
  check(mb_run_output(run, NULL, NULL) == MB_OK, "no function for the output");
  check(mb_program_free(program) == MB_OK, "free a program");

  // A suspended run that is cancelled ends with its answer; one that is idle does not notice.
  status = mb_compile(BYTES(COMPILE), &program, &reply);
  expect("compile", status, MB_OK, &reply, BYTES(DESCRIPTION));
  status = mb_run_start(run, program, BYTES(START), &reply);
  expect("start", status, MB_OK, &reply, BYTES(CALL));
  check(mb_run_cancel(run) == MB_OK, "cancel");
  status = mb_run_resume(run, BYTES(ANSWER), &reply);
  expect_error("answer a run that was cancelled", status, MB_CANCELLED, &reply);
  check(mb_run_cancel(run) == MB_OK, "cancel an idle run");
  execute(run, program);
  check(mb_run_cancel(program) == MB_INVALID_HANDLE, "cancel what is no run");
  check(mb_program_free(program) == MB_OK, "free a program");

  // {"running": 0, "abandoned": 0, "leaked": 0, "leak_budget": 2^31}
  check(mb_leak_budget((uint64_t)1 << 31) == MB_OK, "a leak budget");
  status = mb_stats(&reply);
  expect("statistics", status, MB_OK, &reply,
         BYTES("\xa4\x67" "running\x00\x69" "abandoned\x00\x66" "leaked\x00\x6b" "leak_budget\x1a\x80\x00\x00\x00"));

  // A suspended run is given up, and another one is freed while it is suspended.
  status = mb_compile(BYTES(COMPILE), &program, &reply);
  expect("compile", status, MB_OK, &reply, BYTES(DESCRIPTION));
  status = mb_run_start(run, program, BYTES(START), &reply);
  expect("start", status, MB_OK, &reply, BYTES(CALL));
  check(mb_run_reset(run) == MB_OK, "reset");
  execute(run, program);
  status = mb_run_start(run, program, BYTES(START), &reply);
  expect("start", status, MB_OK, &reply, BYTES(CALL));
  check(mb_program_free(program) == MB_OK, "free a program that runs");
  check(mb_run_free(run) == MB_OK, "free a suspended run");

  // A session keeps its globals, and goes through bytes while it waits for the host.
  mb_run session;
  status = mb_session_new(BYTES("\xa1\x69" "functions\x81\x61" "f"), &session, &reply);
  expect("session", status, MB_OK, &reply, "", 0);
  status = mb_session_feed(session, BYTES("\x82\x65" "x = 2\xf6"), &reply);
  expect("feed", status, MB_OK, &reply, BYTES("\x83\x00\xf6\x80"));
  status = mb_session_feed(session, BYTES("\x82\x67" "x * f()\xf6"), &reply);
  check(status == MB_OK && memcmp(reply.data, "\x89\x01", 2) == 0, "a feed that waits");
  status = mb_run_dump(session, (const uint8_t *)"a key of exactly thirty-two byte", 32, &dump);
  check(status == MB_OK, "dump a session");
  check(mb_run_free(session) == MB_OK, "free a session");
  status = mb_run_load(dump.data, dump.len, NULL, 0, NULL, 0, &session, &reply);
  expect_error("load without the key", status, MB_BAD_DUMP, &reply);
  status = mb_run_load(dump.data, dump.len, (const uint8_t *)"a key of exactly thirty-two byte", 32, NULL, 0, &session,
                       &reply);
  check(status == MB_OK && memcmp(reply.data, "\x83\x03\x67" "main.py\x89\x01", 12) == 0, "load a session");
  mb_buffer_free(&reply);
  mb_buffer_free(&dump);
  status = mb_run_resume(session, BYTES("\x83\x00\x00\x05"), &reply);
  expect("answer the session", status, MB_OK, &reply, BYTES("\x83\x00\x0a\x80"));
  check(mb_run_free(session) == MB_OK, "free a session");

  // Handles that are gone, and no handles at all.
  check(mb_run_free(run) == MB_INVALID_HANDLE, "free a run twice");
  check(mb_program_free(program) == MB_INVALID_HANDLE, "free a program twice");
  check(mb_run_reset(0) == MB_INVALID_HANDLE, "no run");
  status = mb_run_resume(run, BYTES(ANSWER), &reply);
  expect_error("resume a run that is gone", status, MB_INVALID_HANDLE, &reply);
  status = mb_program_dump(run, NULL, 0, &reply);
  expect_error("dump what is no program", status, MB_INVALID_HANDLE, &reply);
  status = mb_compile(NULL, 5, &program, &reply);
  expect_error("no request", status, MB_INVALID_ARGUMENT, &reply);
  check(mb_compile(BYTES(COMPILE), &program, NULL) == MB_INVALID_ARGUMENT, "no place for a reply");

  // Values: 1 in a longer form, its canonical one, and the JSON view of ["a", 1].
  status = mb_value_check(BYTES("\x18\x01"), 0, &reply);
  expect("check", status, MB_OK, &reply, BYTES("\x01"));
  status = mb_value_check(BYTES("\x18\x01"), 1, &reply);
  expect_error("strict check", status, MB_DECODE, &reply);
  status = mb_value_json(BYTES("\x82\x61" "a\x01"), &reply);
  expect("JSON", status, MB_OK, &reply, BYTES("[\"a\",1]"));

  if (failed != 0) {
    fprintf(stderr, "c: %d checks failed\n", failed);
    return 1;
  }
  printf("c: %d checks passed\n", passed);
  return 0;
}
