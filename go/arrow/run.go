// Runs whose inputs and results are tables.

package montyarrow

import (
	"context"
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
	message, err := configure(options).toTable()
	if err != nil {
		return nil, err
	}
	return receive(func(schema, array unsafe.Pointer) error {
		return tables.Run(ctx, program, inputs, runOptions, message, schema, array)
	})
}

// Table is an input of a run: a record batch, or all that a reader has. In Python it is what [ToObject] makes of it. Give it
// to [monty.Monty.Run], RunContext and the like as the value of an input; sessions do not take it.
//
// A record can be an input any number of times. A reader is read to its end by the run that it is given to.
type Table struct {
	record  arrow.RecordBatch
	reader  array.RecordReader
	options []Option
}

// Input makes a record batch an input. The caller keeps its reference, and may release it when the run has started.
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
	if t.reader != nil {
		return refused(export(t.reader, func(stream unsafe.Pointer) error { return f(stream, message) }))
	}
	reader, err := readerOf(t.record)
	if err != nil {
		return err
	}
	defer reader.Release()
	return refused(export(reader, func(stream unsafe.Pointer) error { return f(stream, message) }))
}

var _ tables.Input = (*Table)(nil)
