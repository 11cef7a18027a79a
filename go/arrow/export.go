// Records of Go as a C stream.

package montyarrow

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/cdata"
	"github.com/ricochet1k/monty-go/go/internal/tables"
)

// export calls f with a C stream of the reader's batches. f gives the stream to the library, which has released it, and
// everything that it has read, when f returns. what names the source where it is at fault.
func export(what string, reader array.RecordReader, f func(stream unsafe.Pointer) error) error {
	pinned := &pinnedReader{what: what, reader: reader}
	if err := pinned.open(); err != nil {
		return err
	}
	defer pinned.pinner.Unpin()
	var stream cdata.CArrowArrayStream
	cdata.ExportRecordReader(pinned, &stream)
	return first(f(unsafe.Pointer(&stream)), guard(what, reader.Release))
}

// exportRecord is export of one record batch.
func exportRecord(record arrow.RecordBatch, f func(stream unsafe.Pointer) error) error {
	var reader array.RecordReader
	var err error
	panicked := guard("record", func() { reader, err = readerOf(record) })
	if err = first(panicked, err); err != nil {
		return err
	}
	return first(export("record", reader, f), guard("record", reader.Release))
}

// first returns the first error that there is.
func first(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// guard calls f, and makes its panic an error. Records and readers are interfaces, whose methods may be anybody's: what they
// panic with must not pass through the library, which would hold the run for ever.
func guard(what string, f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &tables.Refusal{Message: fmt.Sprintf("the %s panicked: %v", what, p)}
		}
	}()
	f()
	return nil
}

// pinnedReader pins the memory of its batches, whose addresses the stream writes into memory of C: Go's rules allow that
// for pinned memory only. It calls the methods of the reader, and of the batches and columns, within guard, and gives the
// stream what arrow-go itself has made of them.
type pinnedReader struct {
	what   string
	reader array.RecordReader
	schema *arrow.Schema
	batch  arrow.RecordBatch
	err    error
	pinner runtime.Pinner
}

// open takes a reference to the reader, and its schema, which must be one that can be exported.
func (r *pinnedReader) open() error {
	if err := guard(r.what, r.reader.Retain); err != nil {
		return err
	}
	err := guard(r.what, func() {
		if r.schema = r.reader.Schema(); r.schema == nil {
			return
		}
		var schema cdata.CArrowSchema
		cdata.ExportArrowSchema(r.schema, &schema)
		cdata.ReleaseCArrowSchema(&schema)
	})
	if err == nil && r.schema == nil {
		err = &tables.Refusal{Message: "the " + r.what + " has no schema"}
	}
	if err != nil {
		return first(err, guard(r.what, r.reader.Release))
	}
	return nil
}

// Next goes on to the next batch and pins it.
func (r *pinnedReader) Next() bool {
	r.drop()
	if r.err == nil {
		if err := guard(r.what, r.read); err != nil {
			r.err = err
		}
	}
	return r.err == nil && r.batch != nil
}

// read makes batch the next one, if there is one.
func (r *pinnedReader) read() {
	if !r.reader.Next() {
		if err := r.reader.Err(); err != nil {
			r.err = errors.New(err.Error())
		}
		return
	}
	batch := r.reader.RecordBatch()
	given := batch.Columns()
	if len(given) != r.schema.NumFields() {
		r.err = fmt.Errorf("a record batch of %d columns where the schema has %d", len(given), r.schema.NumFields())
		return
	}
	columns := make([]arrow.Array, 0, len(given))
	defer func() {
		for _, column := range columns {
			column.Release()
		}
	}()
	for _, column := range given {
		data := column.Data()
		r.pin(data)
		columns = append(columns, array.MakeFromData(data))
	}
	r.batch = array.NewRecordBatch(r.schema, columns, batch.NumRows())
}

// drop releases the batch.
func (r *pinnedReader) drop() {
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
}

func (r *pinnedReader) Schema() *arrow.Schema          { return r.schema }
func (r *pinnedReader) RecordBatch() arrow.RecordBatch { return r.batch }
func (r *pinnedReader) Record() arrow.RecordBatch      { return r.batch }

// Err returns why there is no next batch, if that is not its end.
func (r *pinnedReader) Err() error { return r.err }

// Retain does nothing: there is one stream of the reader.
func (r *pinnedReader) Retain() {}

// Release is called when the stream is released.
func (r *pinnedReader) Release() { r.drop() }

func (r *pinnedReader) pin(data arrow.ArrayData) {
	for _, buffer := range data.Buffers() {
		if buffer != nil && buffer.Len() > 0 {
			r.pinner.Pin(unsafe.SliceData(buffer.Bytes()))
		}
	}
	for _, child := range data.Children() {
		r.pin(child)
	}
	if data.DataType().ID() == arrow.DICTIONARY {
		r.pin(data.Dictionary())
	}
}
