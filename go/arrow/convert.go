// Values as record batches, and record batches as values.

package montyarrow

import (
	"fmt"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/cdata"
	monty "github.com/ricochet1k/monty-go/go"
	"github.com/ricochet1k/monty-go/go/internal/tables"
)

// FromObject returns the table that a value is: a list of dicts, namedtuples, instances or tuples, a dict of lists, or a list of
// anything else that has one type. The package documentation has the types of the columns. Whoever receives the record
// releases it; its memory belongs to the library and is freed then.
//
// A value that is no table, or would lose something, is an error that names row, column and the types seen.
func FromObject(o monty.Object, options ...Option) (arrow.RecordBatch, error) {
	value, err := monty.Encode(o)
	if err != nil {
		return nil, err
	}
	return FromRaw(value, options...)
}

// FromRaw is FromObject for a value that is still encoded, such as [monty.Raw].
func FromRaw(value []byte, options ...Option) (arrow.RecordBatch, error) {
	message, err := configure(options).toTable()
	if err != nil {
		return nil, err
	}
	return receive(func(schema, array unsafe.Pointer) error { return tables.FromValue(value, message, schema, array) })
}

// receive takes over a record batch that the library writes.
func receive(write func(schema, array unsafe.Pointer) error) (arrow.RecordBatch, error) {
	var schema cdata.CArrowSchema
	var array cdata.CArrowArray
	if err := write(unsafe.Pointer(&schema), unsafe.Pointer(&array)); err != nil {
		return nil, refused(err)
	}
	// The import moves both out of the structs, or releases them when it fails.
	record, err := cdata.ImportCRecordBatch(&array, &schema)
	if err != nil {
		return nil, fmt.Errorf("montyarrow: importing the table: %w", err)
	}
	return record, nil
}

// ToObject returns the value that a table is: what the table was made of by this package if its metadata says so, and otherwise
// a list of dicts; or what an option asks for.
//
// The memory of the record is only read, and not kept. A column without a Python counterpart, or with a value that Python
// cannot hold exactly (a timestamp with a fraction of a microsecond), is an error that names it.
func ToObject(record arrow.RecordBatch, options ...Option) (monty.Object, error) {
	return toObject(options, func(f func(unsafe.Pointer) error) error { return exportRecord(record, f) })
}

// readerOf is a reader of one record batch, which must not have been released.
func readerOf(record arrow.RecordBatch) (array.RecordReader, error) {
	switch {
	case record == nil:
		return nil, errNoTable
	case int(record.NumCols()) != record.Schema().NumFields():
		return nil, errReleased
	}
	return array.NewRecordReader(record.Schema(), []arrow.RecordBatch{record})
}

// ReaderToObject is ToObject for all batches of a reader, one after the other. An error of the reader is returned.
func ReaderToObject(reader array.RecordReader, options ...Option) (monty.Object, error) {
	if reader == nil {
		return nil, errNoTable
	}
	return toObject(options, func(f func(unsafe.Pointer) error) error { return export("reader", reader, f) })
}

// toObject reads the stream that export gives to a function as a value.
func toObject(options []Option, export func(func(stream unsafe.Pointer) error) error) (monty.Object, error) {
	message, err := configure(options).toValue()
	if err != nil {
		return nil, err
	}
	var value []byte
	err = export(func(stream unsafe.Pointer) error {
		value, err = tables.ToValue(stream, message)
		return err
	})
	if err != nil {
		return nil, refused(err)
	}
	return monty.Decode(value)
}
