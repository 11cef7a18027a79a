// Runs, and feeds of sessions, whose inputs and results are tables.

package montyarrow

import (
	"context"
	"slices"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	monty "github.com/ricochet1k/monty-go/go"
	"github.com/ricochet1k/monty-go/go/internal/tables"
)

// Run runs a program and returns its result as a table, which the library writes without any other encoding in between. The
// inputs, the run's options and the errors of the run are those of [monty.Monty.RunContext]; a result that is no table is a
// [*TableError]. Whoever receives the record releases it.
func Run(ctx context.Context, program *monty.Monty, inputs monty.Inputs, runOptions []monty.Option, options ...Option) (arrow.RecordBatch, error) {
	return execute(runOptions, options, func(runOptions []monty.Option) error {
		_, err := program.RunContext(ctx, inputs, runOptions...)
		return err
	})
}

// Feed feeds code to a session and returns its value as a table, as [Run] does for a program. The inputs, the options of the
// feed and its errors are those of [monty.Session.FeedContext]. After a [*TableError] the session goes on, with what the code
// did.
func Feed(ctx context.Context, session *monty.Session, code string, inputs monty.Inputs, runOptions []monty.Option, options ...Option) (arrow.RecordBatch, error) {
	return execute(runOptions, options, func(runOptions []monty.Option) error {
		_, err := session.FeedContext(ctx, code, inputs, runOptions...)
		return err
	})
}

// Call calls a function of a session and returns its result as a table, as [Feed] does for code. The arguments are those of
// [monty.Session.CallContext], and none of them is a [Table]: feed it first.
func Call(ctx context.Context, session *monty.Session, name string, args []any, kwargs monty.Inputs, runOptions []monty.Option, options ...Option) (arrow.RecordBatch, error) {
	return execute(runOptions, options, func(runOptions []monty.Option) error {
		_, err := session.CallContext(ctx, name, args, kwargs, runOptions...)
		return err
	})
}

// execute calls f with options that have the result come as a table.
func execute(runOptions []monty.Option, options []Option, f func([]monty.Option) error) (arrow.RecordBatch, error) {
	message, err := configure(options).toTable()
	if err != nil {
		return nil, err
	}
	return receive(func(schema, array unsafe.Pointer) error {
		result := tables.Result(message, schema, array).(monty.Option)
		return f(append(slices.Clone(runOptions), result))
	})
}

// Table is an input of a run or a feed: a record batch, or all that a reader has. In Python it is what [ToObject] makes of it.
// Give it to [monty.Monty.Run], [monty.Session.FeedContext] and the like as the value of an input; other places, such as the
// arguments of a call, do not take it.
//
// A record can be an input any number of times. A reader is read to its end by the run or feed that it is given to.
type Table struct {
	record  arrow.RecordBatch
	reader  array.RecordReader
	options []Option
}

// Input makes a record batch an input. The caller keeps its reference, and may release it when the run or feed has begun.
func Input(record arrow.RecordBatch, options ...Option) *Table {
	return &Table{record: record, options: options}
}

// InputReader makes all batches of a reader one input.
func InputReader(reader array.RecordReader, options ...Option) *Table {
	return &Table{reader: reader, options: options}
}

// Export is for package monty.
func (t *Table) Export(f func(stream unsafe.Pointer, options []byte) error) error {
	if t == nil || (t.record == nil && t.reader == nil) {
		return errNoTable
	}
	message, err := configure(t.options).toValue()
	if err != nil {
		return err
	}
	send := func(stream unsafe.Pointer) error { return f(stream, message) }
	if t.reader != nil {
		return refused(export("reader", t.reader, send))
	}
	return refused(exportRecord(t.record, send))
}

var _ tables.Input = (*Table)(nil)
