// This file is the only one that touches C: handles, the one call helper, and the meaning of status numbers.

package monty

/*
#cgo CFLAGS: -I${SRCDIR}/../include
#cgo noescape mb_info
#cgo nocallback mb_info
#cgo noescape mb_compile
#cgo nocallback mb_compile
#cgo noescape mb_program_dump
#cgo nocallback mb_program_dump
#cgo noescape mb_program_load
#cgo nocallback mb_program_load
#cgo noescape mb_run_new
#cgo nocallback mb_run_new
#cgo noescape mb_run_dump
#cgo nocallback mb_run_dump
#cgo noescape mb_run_load
#cgo nocallback mb_run_load
#cgo noescape mb_session_new
#cgo nocallback mb_session_new
#cgo noescape mb_session_functions
#cgo nocallback mb_session_functions
#cgo noescape monty_cross
#cgo nocallback monty_cross
#cgo noescape mb_run_cancel
#cgo nocallback mb_run_cancel
#cgo noescape mb_stats
#cgo nocallback mb_stats
#cgo noescape mb_value_check
#cgo nocallback mb_value_check
#cgo noescape mb_value_json
#cgo nocallback mb_value_json
#cgo noescape mb_value_to_table
#cgo nocallback mb_value_to_table
#cgo noescape mb_table_to_value
#cgo noescape mb_run_table_input
#cgo noescape mb_run_keep_results
#cgo nocallback mb_run_keep_results
#cgo noescape mb_run_table_result
#cgo nocallback mb_run_table_result
#cgo noescape mb_buffer_free
#cgo nocallback mb_buffer_free
#include "monty_ffi.h"

// What a crossing does with a run.
enum { MONTY_START, MONTY_RESUME, MONTY_FEED, MONTY_CALL };

static inline mb_status monty_cross(int operation, mb_run run, mb_program program, const uint8_t *text, size_t size,
                                    mb_buffer *reply) {
	switch (operation) {
	case MONTY_START:
		return mb_run_start(run, program, text, size, reply);
	case MONTY_FEED:
		return mb_session_feed(run, text, size, reply);
	case MONTY_CALL:
		return mb_session_call(run, text, size, reply);
	default:
		return mb_run_resume(run, text, size, reply);
	}
}

// The same under a name that may call back into Go: nocallback holds for a name.
static inline mb_status monty_cross_calling(int operation, mb_run run, mb_program program, const uint8_t *text,
                                            size_t size, mb_buffer *reply) {
	return monty_cross(operation, run, program, text, size, reply);
}

extern int32_t monty_go_output(uint64_t run, uint8_t *output, size_t size); // exported below

static inline int32_t monty_output(void *user, const uint8_t *output, size_t size) {
	return monty_go_output((uint64_t)(uintptr_t)user, (uint8_t *)output, size);
}

static inline mb_status monty_stream(mb_run run, int on) {
	return mb_run_output(run, on ? monty_output : NULL, (void *)(uintptr_t)run);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"github.com/ricochet1k/monty-go/go/internal/tables"
	_ "github.com/ricochet1k/monty-go/include" // carries the header along when the module is vendored
)

// abiVersion is the version of the C interface that this package was written for.
const abiVersion = 1

// library checks once, before the first handle is made, that the linked archive speaks this package's ABI: an archive
// left over from another release must be an error, not undefined behaviour.
var library = sync.OnceValue(func() error {
	var reply C.mb_buffer
	if status := C.mb_info(&reply); status != statusOK {
		return replyError(status, &reply)
	}
	defer C.mb_buffer_free(&reply)
	info, err := decodeInfo(bufferBytes(&reply))
	if err != nil {
		return fmt.Errorf("monty: the linked library does not say what it is: %w", err)
	}
	if info.abi != abiVersion {
		return fmt.Errorf("monty: the linked library has ABI version %d, this package needs %d: rebuild it", info.abi, abiVersion)
	}
	return nil
})

// Status numbers of the C interface (include/monty_ffi.h); they are append-only.
const (
	statusOK              = 0
	statusRaised          = 1
	statusInvalidArgument = 2
	statusInvalidHandle   = 3
	statusInUse           = 4
	statusWrongState      = 5
	statusDecode          = 6
	statusBadAnswer       = 7
	statusBadInput        = 8
	statusBadDump         = 9
	statusLimit           = 10
	statusPanic           = 11
	statusPoisoned        = 12
	statusEncode          = 13
	statusCancelled       = 14
)

// start and length of a message for C. The bytes stay where they are for the length of the call.
func message(b []byte) (*C.uint8_t, C.size_t) {
	return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(b))), C.size_t(len(b))
}

// bufferBytes views a reply in place. The view dies with the buffer, or with the next call on the run that owns it.
func bufferBytes(b *C.mb_buffer) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(b.data)), int(b.len))
}

// release gives an owned buffer back to the library; a buffer borrowed from a run needs no crossing.
func release(b *C.mb_buffer) {
	if b.capacity != 0 {
		C.mb_buffer_free(b)
	}
}

// replyError turns the buffer of a call that failed into a Go error, and releases the buffer.
func replyError(status C.mb_status, reply *C.mb_buffer) error {
	defer release(reply)
	if status == statusRaised {
		exception, err := decodeRaised(bufferBytes(reply))
		if err != nil {
			return err
		}
		return exception
	}
	return decodeFailure(int(status), bufferBytes(reply))
}

// takeBytes copies an owned reply into Go memory and releases it.
func takeBytes(reply *C.mb_buffer) []byte {
	defer release(reply)
	return append([]byte(nil), bufferBytes(reply)...)
}

// program is a compiled program in the library. It may be used by any number of goroutines.
type program struct {
	id      C.mb_program
	cleanup runtime.Cleanup
	once    sync.Once
}

func newProgram(id C.mb_program) *program {
	p := &program{id: id}
	p.cleanup = runtime.AddCleanup(p, func(id C.mb_program) { C.mb_program_free(id) }, id)
	return p
}

// close frees the handle once. Runs that are under way keep what they need; later calls are refused by the library,
// because a handle's number is never given out twice.
func (p *program) close() {
	p.once.Do(func() {
		p.cleanup.Stop()
		C.mb_program_free(p.id)
	})
}

// compileProgram and loadProgram also return the reply, which says what the program is.
func compileProgram(request []byte) (*program, []byte, error) {
	if err := library(); err != nil {
		return nil, nil, err
	}
	var id C.mb_program
	var reply C.mb_buffer
	data, size := message(request)
	if status := C.mb_compile(data, size, &id, &reply); status != statusOK {
		return nil, nil, replyError(status, &reply)
	}
	return newProgram(id), takeBytes(&reply), nil
}

func loadProgram(dump []byte, key *[32]byte) (*program, []byte, error) {
	if err := library(); err != nil {
		return nil, nil, err
	}
	var id C.mb_program
	var reply C.mb_buffer
	data, size := message(dump)
	secret, length := secret(key)
	if status := C.mb_program_load(data, size, secret, length, &id, &reply); status != statusOK {
		return nil, nil, keyError(replyError(status, &reply), key)
	}
	return newProgram(id), takeBytes(&reply), nil
}

// secret is a key of dumps for C, or none.
func secret(key *[32]byte) (*C.uint8_t, C.size_t) {
	if key == nil {
		return nil, 0
	}
	return message(key[:])
}

func (p *program) dump(key *[32]byte) ([]byte, error) {
	defer runtime.KeepAlive(p)
	var reply C.mb_buffer
	data, size := secret(key)
	if status := C.mb_program_dump(p.id, data, size, &reply); status != statusOK {
		return nil, replyError(status, &reply)
	}
	return takeBytes(&reply), nil
}

// run is one execution in the library: idle, suspended or finished. One call at a time; the library answers a second
// one with statusInUse. Idle and finished runs are kept in a pool, because a run owns the memory of its replies.
type run struct {
	id      C.mb_run
	cleanup runtime.Cleanup
	streams bool // as set by stream
	// reply is the last reply; its bytes are valid until the next call on the run.
	reply C.mb_buffer
	// hosts are the wrapped objects that were sent into the run; nil before the first.
	hosts *hostTable
}

var runs sync.Pool

func acquireRun() (*run, error) {
	if r, ok := runs.Get().(*run); ok {
		return r, nil
	}
	r := new(run)
	if status := C.mb_run_new(&r.id, &r.reply); status != statusOK {
		return nil, replyError(status, &r.reply)
	}
	release(&r.reply)
	r.cleanup = runtime.AddCleanup(r, func(id C.mb_run) { C.mb_run_free(id) }, r.id)
	return r, nil
}

// newSessionRun returns a run that is a session. It does not belong into the pool.
func newSessionRun(request []byte) (*run, error) {
	if err := library(); err != nil {
		return nil, err
	}
	r := new(run)
	data, size := message(request)
	if status := C.mb_session_new(data, size, &r.id, &r.reply); status != statusOK {
		return nil, replyError(status, &r.reply)
	}
	r.releaseReply()
	r.cleanup = runtime.AddCleanup(r, func(id C.mb_run) { C.mb_run_free(id) }, r.id)
	return r, nil
}

// loadRun makes a run of a dump, and returns what the library says about it. It is suspended or a session, and does not come from
// the pool.
func loadRun(dump []byte, key *[32]byte, options []byte) (*run, []byte, error) {
	if err := library(); err != nil {
		return nil, nil, err
	}
	r := new(run)
	var reply C.mb_buffer
	data, size := message(dump)
	secret, length := secret(key)
	more, count := message(options)
	if status := C.mb_run_load(data, size, secret, length, more, count, &r.id, &reply); status != statusOK {
		return nil, nil, keyError(replyError(status, &reply), key)
	}
	r.cleanup = runtime.AddCleanup(r, func(id C.mb_run) { C.mb_run_free(id) }, r.id)
	return r, takeBytes(&reply), nil
}

// dump returns a suspended run, or a session, as bytes.
func (r *run) dump(key *[32]byte) ([]byte, error) {
	defer runtime.KeepAlive(r)
	var reply C.mb_buffer
	data, size := secret(key)
	if status := C.mb_run_dump(r.id, data, size, &reply); status != statusOK {
		return nil, replyError(status, &reply)
	}
	return takeBytes(&reply), nil
}

// functionNames returns the message with the names of a session's functions.
func (r *run) functionNames() ([]byte, error) {
	defer runtime.KeepAlive(r)
	var reply C.mb_buffer
	if status := C.mb_session_functions(r.id, &reply); status != statusOK {
		return nil, replyError(status, &reply)
	}
	return takeBytes(&reply), nil
}

// recycle puts an idle or finished run back into the pool. The caller must not touch it, or its reply, again.
func (r *run) recycle() {
	r.reply, r.hosts = C.mb_buffer{}, nil
	runs.Put(r)
}

// reset drops what a suspended run holds, so that it is idle. A run that refuses is lost.
func (r *run) reset() (ok bool) {
	r.releaseReply()
	ok = C.mb_run_reset(r.id) == statusOK
	runtime.KeepAlive(r)
	return ok
}

// free ends a run in any state. The caller must not touch it, or its reply, again.
func (r *run) free() {
	r.cleanup.Stop()
	r.releaseReply()
	C.mb_run_free(r.id)
}

// stream says whether the run calls back with what Python prints, or returns it with the events.
func (r *run) stream(on bool) error {
	if r.streams == on {
		return nil
	}
	var flag C.int
	if on {
		flag = 1
	}
	if status := C.monty_stream(r.id, flag); status != statusOK {
		return failure(int(status), "the output cannot be streamed", -1)
	}
	r.streams = on
	return nil
}

// cancel ends what executes in the run, from any goroutine.
func (r *run) cancel() {
	C.mb_run_cancel(r.id)
	runtime.KeepAlive(r)
}

// operation is what a crossing does with a run.
type operation C.int

const (
	// opStart runs a program until its first event.
	opStart operation = C.MONTY_START
	// opResume answers the event that the run is suspended on and runs until the next one.
	opResume operation = C.MONTY_RESUME
	// opFeed runs a piece of code in a session until its first event, opCall a function of the session.
	opFeed operation = C.MONTY_FEED
	opCall operation = C.MONTY_CALL
)

// cross lets Python run until the next event. On success, and when Python raised, the reply is the event. p is the program
// for opStart, s takes the output of a run that streams. The library reads the message until cross returns.
func (r *run) cross(op operation, p *program, request []byte, s *stream) (status int, reply []byte) {
	var id C.mb_program
	if p != nil {
		id = p.id
	}
	data, size := message(request)
	var result C.mb_status
	if s == nil {
		result = C.monty_cross(C.int(op), r.id, id, data, size, &r.reply)
	} else {
		streams.Store(uint64(r.id), s)
		result = C.monty_cross_calling(C.int(op), r.id, id, data, size, &r.reply)
		streams.Delete(uint64(r.id))
	}
	runtime.KeepAlive(p)
	return int(result), bufferBytes(&r.reply)
}

// streams are those of the crossings that are under way, by the handle of the run.
var streams sync.Map

// monty_go_output takes a batch of output from the library during a crossing. It returns 0 if Python may go on.
//
//export monty_go_output
func monty_go_output(run C.uint64_t, output *C.uint8_t, size C.size_t) C.int32_t {
	if s, ok := streams.Load(uint64(run)); ok && s.(*stream).receive(unsafe.Slice((*byte)(output), int(size))) {
		return 0
	}
	return 1
}

// releaseReply gives back a reply that the run does not own (errors found before the run was entered).
func (r *run) releaseReply() {
	release(&r.reply)
	r.reply = C.mb_buffer{}
}

// checkValue has the library decode a value and encode it again: the proof that both codecs agree.
func checkValue(value []byte, strict bool) ([]byte, error) {
	var flag C.uint8_t
	if strict {
		flag = 1
	}
	var reply C.mb_buffer
	data, size := message(value)
	if status := C.mb_value_check(data, size, flag, &reply); status != statusOK {
		return nil, replyError(status, &reply)
	}
	return takeBytes(&reply), nil
}

// jsonView has the library write the JSON view of an encoded value.
func jsonView(value []byte) ([]byte, error) {
	var reply C.mb_buffer
	data, size := message(value)
	if status := C.mb_value_json(data, size, &reply); status != statusOK {
		return nil, replyError(status, &reply)
	}
	return takeBytes(&reply), nil
}

// valueToTable has the library write an encoded value as a record batch into two zeroed C structs.
func valueToTable(value, options []byte, schema, array unsafe.Pointer) error {
	if err := library(); err != nil {
		return err
	}
	var reply C.mb_buffer
	data, size := message(value)
	opts, optsSize := message(options)
	status := C.mb_value_to_table(data, size, opts, optsSize, (*C.ArrowSchema)(schema), (*C.ArrowArray)(array), &reply)
	if status != statusOK {
		return tableError(status, &reply)
	}
	release(&reply)
	return nil
}

// tableToValue has the library read a C stream of record batches, which calls back into Go where the stream is Go's, and
// release it.
func tableToValue(stream unsafe.Pointer, options []byte) ([]byte, error) {
	if err := library(); err != nil {
		return nil, err
	}
	var reply C.mb_buffer
	opts, optsSize := message(options)
	if status := C.mb_table_to_value((*C.ArrowArrayStream)(stream), opts, optsSize, &reply); status != statusOK {
		return nil, tableError(status, &reply)
	}
	return takeBytes(&reply), nil
}

// tableError tells a value or table that was refused from a defect.
func tableError(status C.mb_status, reply *C.mb_buffer) error {
	err := replyError(status, reply)
	var refused *Error
	if status == statusEncode && errors.As(err, &refused) {
		return &tables.Refusal{Message: refused.Message}
	}
	return err
}

// libraryStats returns what the library says about itself in numbers.
func libraryStats() (reply []byte, err error) {
	if err := library(); err != nil {
		return nil, err
	}
	var buffer C.mb_buffer
	if status := C.mb_stats(&buffer); status != statusOK {
		return nil, replyError(status, &buffer)
	}
	return takeBytes(&buffer), nil
}

// setLeakBudget sets how many bytes the library may lose before it executes nothing new.
func setLeakBudget(bytes uint64) error {
	if err := library(); err != nil {
		return err
	}
	if status := C.mb_leak_budget(C.uint64_t(bytes)); status != statusOK {
		return failure(int(status), "the leak budget was refused", -1)
	}
	return nil
}

// tableInput makes a C stream of record batches an input of the next start or feed.
func (r *run) tableInput(name string, stream unsafe.Pointer, options []byte) error {
	var reply C.mb_buffer
	data, size := message([]byte(name))
	opts, optsSize := message(options)
	if status := C.mb_run_table_input(r.id, data, size, (*C.ArrowArrayStream)(stream), opts, optsSize, &reply); status != statusOK {
		return tableError(status, &reply)
	}
	release(&reply)
	return nil
}

// keepResults decides whether results stay in the run for tableResult.
func (r *run) keepResults(keep bool) {
	var flag C.uint8_t
	if keep {
		flag = 1
	}
	C.mb_run_keep_results(r.id, flag)
	runtime.KeepAlive(r)
}

// tableResult writes the result that the run has kept as a record batch.
func (r *run) tableResult(t *tableResult) error {
	var reply C.mb_buffer
	opts, size := message(t.options)
	if status := C.mb_run_table_result(r.id, opts, size, (*C.ArrowSchema)(t.schema), (*C.ArrowArray)(t.array), &reply); status != statusOK {
		return tableError(status, &reply)
	}
	release(&reply)
	return nil
}
