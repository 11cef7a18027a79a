// Tables over the Arrow C Data Interface from C: what the library exports is released in every order, what it imports is
// released by the library exactly once, also when it refuses the table. Run under the leak sanitizer.
//
// Prints how many checks passed, and ends with 1 if one did not.

#include "monty_ffi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The structs of the Arrow C Data Interface and stream interface, version 1.
struct ArrowSchema {
  const char *format, *name, *metadata;
  int64_t flags, n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length, null_count, offset, n_buffers, n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

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

#define BYTES(text) ((const uint8_t *)(text)), sizeof(text) - 1

// [{"a": 1, "b": "x"}, {"a": 2, "b": null}]
#define ROWS "\x82\xa2\x61" "a" "\x01\x61" "b" "\x61" "x" "\xa2\x61" "a" "\x02\x61" "b" "\xf6"
// [1, "x"]
#define MIXED "\x82\x01\x61" "x"
#define NO_OPTIONS "\xf6"

// A column of ints that this program produces: rows 0, 1, 2.

static int made, released; // structs, of schemas, arrays and streams

static void release_schema(struct ArrowSchema *schema) {
  for (int64_t i = 0; i < schema->n_children; i++) {
    if (schema->children[i]->release) {
      schema->children[i]->release(schema->children[i]);
    }
    free(schema->children[i]);
  }
  free(schema->children);
  schema->release = NULL;
  released++;
}

static void release_array(struct ArrowArray *array) {
  for (int64_t i = 0; i < array->n_children; i++) {
    if (array->children[i]->release) {
      array->children[i]->release(array->children[i]);
    }
    free(array->children[i]);
  }
  free(array->children);
  free(array->private_data);
  free(array->buffers);
  array->release = NULL;
  released++;
}

// How the stream behaves.
struct plan {
  const char *format;  // of the column
  int batches;         // how many are left
  int fail_after;      // an error comes instead of the end
};

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
  struct plan *plan = stream->private_data;
  struct ArrowSchema *child = calloc(1, sizeof *child);
  child->format = plan->format;
  child->name = "n";
  child->flags = 2;
  child->release = release_schema;
  memset(out, 0, sizeof *out);
  out->format = "+s";
  out->name = "";
  out->n_children = 1;
  out->children = calloc(1, sizeof *out->children);
  out->children[0] = child;
  out->release = release_schema;
  made += 2;
  return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  struct plan *plan = stream->private_data;
  memset(out, 0, sizeof *out);
  if (plan->batches == 0) {
    return plan->fail_after ? EIO : 0;
  }
  plan->batches--;
  int64_t *values = calloc(3, sizeof *values);
  for (int i = 0; i < 3; i++) {
    values[i] = i;
  }
  struct ArrowArray *child = calloc(1, sizeof *child);
  child->length = 3;
  child->n_buffers = 2;
  child->buffers = calloc(2, sizeof *child->buffers);
  child->buffers[1] = values;
  child->private_data = values;
  child->release = release_array;
  out->length = 3;
  out->n_buffers = 1;
  out->buffers = calloc(1, sizeof *out->buffers);
  out->n_children = 1;
  out->children = calloc(1, sizeof *out->children);
  out->children[0] = child;
  out->release = release_array;
  made += 2;
  return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
  (void)stream;
  return "the disk is gone";
}

static void release_stream(struct ArrowArrayStream *stream) {
  free(stream->private_data);
  stream->release = NULL;
  released++;
}

static struct ArrowArrayStream make_stream(const char *format, int batches, int fail_after) {
  struct plan *plan = calloc(1, sizeof *plan);
  *plan = (struct plan){format, batches, fail_after};
  made++;
  return (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, plan};
}

static void exports(void) {
  mb_buffer reply;
  // Both are released, in either order; a child that was moved out outlives its parent.
  for (int order = 0; order < 3; order++) {
    struct ArrowSchema schema;
    struct ArrowArray array;
    mb_status status = mb_value_to_table(BYTES(ROWS), BYTES(NO_OPTIONS), (ArrowSchema *)&schema, (ArrowArray *)&array, &reply);
    check(status == MB_OK && reply.len == 0, "a table of two rows");
    mb_buffer_free(&reply);
    check(array.length == 2 && array.n_children == 2, "two rows of two columns");
    check(strcmp(schema.children[0]->format, "l") == 0 && strcmp(schema.children[1]->format, "u") == 0, "ints and text");
    const int64_t *ints = array.children[0]->buffers[1];
    check(ints[0] == 1 && ints[1] == 2, "the ints");
    check(array.children[1]->null_count == 1, "one null");
    if (order == 2) {
      struct ArrowArray kept = *array.children[0];
      array.children[0]->release = NULL;
      array.release(&array);
      schema.release(&schema);
      check(((const int64_t *)kept.buffers[1])[1] == 2, "a column that was moved out lives on");
      kept.release(&kept);
      check(kept.release == NULL, "it is released once");
    } else if (order == 1) {
      array.release(&array);
      schema.release(&schema);
    } else {
      schema.release(&schema);
      array.release(&array);
    }
    check(schema.release == NULL && array.release == NULL, "both are released");
  }
  struct ArrowSchema schema = {0};
  struct ArrowArray array = {0};
  mb_status status = mb_value_to_table(BYTES(MIXED), BYTES(NO_OPTIONS), (ArrowSchema *)&schema, (ArrowArray *)&array, &reply);
  check(status == MB_ENCODE && schema.release == NULL && array.release == NULL, "a refused value exports nothing");
  mb_buffer_free(&reply);
  status = mb_value_to_table(BYTES(ROWS), BYTES(NO_OPTIONS), NULL, (ArrowArray *)&array, &reply);
  check(status == MB_INVALID_ARGUMENT, "no place for the schema");
  mb_buffer_free(&reply);
}

static void imports(void) {
  mb_buffer reply;
  struct ArrowArrayStream stream = make_stream("l", 2, 0);
  mb_status status = mb_table_to_value((ArrowArrayStream *)&stream, BYTES(NO_OPTIONS), &reply);
  check(status == MB_OK && reply.len > 0 && reply.data[0] == 0x86, "six rows from two batches");
  check(stream.release == NULL, "the stream was taken over");
  mb_buffer_free(&reply);
  check(made == released, "and everything released");

  stream = make_stream("l", 1, 1);
  status = mb_table_to_value((ArrowArrayStream *)&stream, BYTES(NO_OPTIONS), &reply);
  check(status == MB_ENCODE && stream.release == NULL, "a stream that fails half-way");
  mb_buffer_free(&reply);
  check(made == released, "is released with its batches");

  // A timestamp of one nanosecond.
  stream = make_stream("tsn:", 1, 0);
  status = mb_table_to_value((ArrowArrayStream *)&stream, BYTES(NO_OPTIONS), &reply);
  check(status == MB_ENCODE, "a value that Python cannot hold");
  mb_buffer_free(&reply);
  check(made == released, "is released");

  // A type that there is not.
  stream = make_stream("?", 1, 0);
  status = mb_table_to_value((ArrowArrayStream *)&stream, BYTES(NO_OPTIONS), &reply);
  check(status == MB_ENCODE, "a schema that makes no sense");
  mb_buffer_free(&reply);
  check(made == released, "is released");

  stream = make_stream("l", 1, 0);
  status = mb_table_to_value((ArrowArrayStream *)&stream, BYTES("\x01"), &reply);
  check(status == MB_DECODE && stream.release == NULL && made == released, "bad options release the stream");
  mb_buffer_free(&reply);
  status = mb_table_to_value(NULL, BYTES(NO_OPTIONS), &reply);
  check(status != MB_OK, "no stream");
  mb_buffer_free(&reply);
}

// {"code": "[{'m': r['n'] * 2} for r in x]", "inputs": ["x"]}
#define CODE "[{'m': r['n'] * 2} for r in x]"
#define COMPILE "\xa2\x64" "code" "\x78\x1e" CODE "\x66" "inputs" "\x81\x61" "x"
// [[], null]
#define START "\x82\x80\xf6"
// [0, null, []]
#define COMPLETE "\x83\x00\xf6\x80"

static void runs(void) {
  mb_buffer reply;
  mb_program program;
  mb_run run;
  check(mb_compile(BYTES(COMPILE), &program, &reply) == MB_OK, "the program");
  mb_buffer_free(&reply);
  check(mb_run_new(&run, &reply) == MB_OK, "the run");
  mb_buffer_free(&reply);
  check(mb_run_keep_results(run, 1) == MB_OK, "results are kept");
  struct ArrowArrayStream stream = make_stream("l", 1, 0);
  check(mb_run_table_input(run, BYTES("x"), (ArrowArrayStream *)&stream, BYTES(NO_OPTIONS), &reply) == MB_OK, "the input");
  mb_buffer_free(&reply);
  check(made == released, "the input is copied into the sandbox");
  check(mb_run_start(run, program, BYTES(START), &reply) == MB_OK, "the start");
  check(reply.len == sizeof(COMPLETE) - 1 && memcmp(reply.data, COMPLETE, reply.len) == 0, "no value in the event");
  struct ArrowSchema schema;
  struct ArrowArray array;
  mb_status status = mb_run_table_result(run, BYTES(NO_OPTIONS), (ArrowSchema *)&schema, (ArrowArray *)&array, &reply);
  check(status == MB_OK, "the result");
  mb_buffer_free(&reply);
  check(mb_run_table_result(run, BYTES(NO_OPTIONS), (ArrowSchema *)&schema, (ArrowArray *)&array, &reply) == MB_WRONG_STATE,
        "it is there once");
  mb_buffer_free(&reply);
  // The table outlives the run that made it.
  check(mb_run_free(run) == MB_OK && mb_program_free(program) == MB_OK, "run and program are freed");
  check(((const int64_t *)array.children[0]->buffers[1])[2] == 4, "the values");
  schema.release(&schema);
  array.release(&array);

  stream = make_stream("l", 1, 0);
  status = mb_run_table_input(run, BYTES("x"), (ArrowArrayStream *)&stream, BYTES(NO_OPTIONS), &reply);
  check(status == MB_INVALID_HANDLE && stream.release == NULL && made == released, "a freed run releases the stream");
  mb_buffer_free(&reply);
}

// [code, null] with a code of eleven or one byte, as long as the texts say.
#define KEEP "\x82\x6b" "y = x[1:]\ny" "\xf6"
#define NOTHING "\x82\x61" "y" "\xf6"
#define BAD_FEED "\x82\x61" "y"
// ["f", [], {}]
#define CALL "\x83\x61" "f" "\x80\xa0"

static void give(mb_run run, const char *format, mb_status expected, const char *what) {
  mb_buffer reply;
  struct ArrowArrayStream stream = make_stream(format, 2, 0);
  mb_status status = mb_run_table_input(run, BYTES("x"), (ArrowArrayStream *)&stream, BYTES(NO_OPTIONS), &reply);
  check(status == expected && stream.release == NULL && made == released, what);
  mb_buffer_free(&reply);
}

static void feed(mb_run run, const uint8_t *request, size_t len, mb_status expected, const char *what) {
  mb_buffer reply;
  check(mb_session_feed(run, request, len, &reply) == expected, what);
  mb_buffer_free(&reply);
}

static void sessions(void) {
  mb_buffer reply;
  mb_run run;
  check(mb_session_new(BYTES("\xa0"), &run, &reply) == MB_OK, "the session");
  mb_buffer_free(&reply);
  struct ArrowSchema schema;
  struct ArrowArray array;
  check(mb_run_keep_results(run, 1) == MB_OK, "results are kept");
  give(run, "l", MB_OK, "the input of a feed");
  give(run, "l", MB_BAD_INPUT, "it is there already");
  feed(run, BYTES(KEEP), MB_OK, "a feed with a table");
  mb_status status = mb_run_table_result(run, BYTES(NO_OPTIONS), (ArrowSchema *)&schema, (ArrowArray *)&array, &reply);
  check(status == MB_OK && array.length == 5, "the table that it comes to");
  mb_buffer_free(&reply);
  check(mb_run_table_result(run, BYTES(NO_OPTIONS), (ArrowSchema *)&schema, (ArrowArray *)&array, &reply) == MB_WRONG_STATE,
        "it is there once");
  mb_buffer_free(&reply);

  // Refused tables, feeds and calls leave the session as it was.
  give(run, "tsn:", MB_ENCODE, "a table that is refused");
  give(run, "l", MB_OK, "another");
  feed(run, BYTES(BAD_FEED), MB_DECODE, "a feed that is refused");
  give(run, "l", MB_OK, "nothing was left of it");
  check(mb_run_reset(run) == MB_OK, "a reset");
  give(run, "l", MB_OK, "nothing was left by the reset");
  check(mb_session_call(run, BYTES(CALL), &reply) == MB_BAD_INPUT, "a call takes no table");
  mb_buffer_free(&reply);
  feed(run, BYTES(NOTHING), MB_OK, "a feed without a table");
  give(run, "l", MB_OK, "an input that nobody takes");
  // The table outlives the session, whose result and input are freed with it.
  check(mb_run_free(run) == MB_OK, "the session is freed");
  check(((const int64_t *)array.children[0]->buffers[1])[0] == 1, "the values");
  schema.release(&schema);
  array.release(&array);
  give(run, "l", MB_INVALID_HANDLE, "a freed session releases the stream");
}

int main(void) {
  exports();
  imports();
  runs();
  sessions();
  printf("c: %d checks of tables passed\n", passed);
  return failed != 0;
}
