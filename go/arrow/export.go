// Records of Go as a C stream.

package montyarrow

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/cdata"
)

// export calls f with a C stream of the reader's batches. f gives the stream to the library, which has released it, and
// everything that it has read, when f returns.
func export(reader array.RecordReader, f func(stream unsafe.Pointer) error) error {
	pinned := &pinnedReader{RecordReader: reader}
	defer pinned.pinner.Unpin()
	var stream cdata.CArrowArrayStream
	// The stream holds a reference of its own, which the library gives back by releasing it.
	cdata.ExportRecordReader(pinned, &stream)
	return f(unsafe.Pointer(&stream))
}

// pinnedReader pins the memory of its batches, whose addresses the stream writes into memory of C: Go's rules allow that
// for pinned memory only.
type pinnedReader struct {
	array.RecordReader
	pinner runtime.Pinner
	// panicked is what the reader panicked with, as an error.
	panicked error
}

// Next goes on to the next batch and pins it. A panic of the reader must not pass through the library, which would hold the
// run for ever.
func (r *pinnedReader) Next() (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked, ok = fmt.Errorf("the reader panicked: %v", p), false
		}
	}()
	if !r.RecordReader.Next() {
		return false
	}
	for _, column := range r.RecordBatch().Columns() {
		r.pin(column.Data())
	}
	return true
}

// Err returns why there is no next batch, if that is not its end.
func (r *pinnedReader) Err() error {
	if r.panicked != nil {
		return r.panicked
	}
	return r.RecordReader.Err()
}

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
