// Values as streams in Arrow's IPC format, which DuckDB, pandas, Polars and others read.

package montyarrow

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	monty "github.com/ricochet1k/monty-go/go"
)

// Write writes a table as an Arrow IPC stream: a schema and one record batch.
func Write(w io.Writer, o monty.Object, options ...Option) error {
	if w == nil {
		return errors.New("montyarrow: the writer is nil")
	}
	record, err := FromObject(o, options...)
	if err != nil {
		return err
	}
	defer record.Release()
	panicked := guard("writer", func() { err = writeStream(w, record) })
	if panicked != nil {
		return fmt.Errorf("montyarrow: %w", panicked)
	}
	return err
}

func writeStream(w io.Writer, record arrow.RecordBatch) error {
	stream := ipc.NewWriter(w, ipc.WithSchema(record.Schema()))
	if err := stream.Write(record); err != nil {
		_ = stream.Close()
		return err
	}
	return stream.Close()
}

// Read reads an Arrow IPC stream, of this package's [Write] or any other, as one value. See [ToObject].
//
// The stream must come from a source that you trust: arrow-go believes the lengths that it states, and takes as much memory
// as they ask for. Nor does Read notice everything that is missing: the format allows a stream to end without a mark of its end,
// so one that was cut between two batches reads as a shorter table.
func Read(r io.Reader, options ...Option) (monty.Object, error) {
	stream, err := ipc.NewReader(r)
	if err != nil {
		return nil, err
	}
	defer stream.Release()
	return ReaderToObject(stream, options...)
}
