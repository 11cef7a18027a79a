// Records of Go as a C stream.

package montyarrow

import (
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
}

// Next goes on to the next batch and pins it.
func (r *pinnedReader) Next() bool {
	if !r.RecordReader.Next() {
		return false
	}
	for _, column := range r.RecordBatch().Columns() {
		r.pin(column.Data())
	}
	return true
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
