// What package montyarrow needs of the library: see internal/tables.

package monty

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/ricochet1k/monty-go/go/internal/tables"
)

func init() {
	tables.FromValue = valueToTable
	tables.ToValue = tableToValue
	tables.Result = func(options []byte, schema, array unsafe.Pointer) any {
		return Option(func(c *config) { c.table = &tableResult{options, schema, array} })
	}
}

// tableResult is where the result of an execution goes as a record batch.
type tableResult struct {
	options       []byte
	schema, array unsafe.Pointer
}

// tableInput is an input that is not part of the request to start or feed.
type tableInput struct {
	name  string
	table tables.Input
}

// splitTables takes the inputs that are tables out of p, and their names out of names.
func splitTables(p []any, names []string) (values []any, valueNames []string, ready []tableInput) {
	isTable := func(v any) bool { _, ok := v.(tables.Input); return ok }
	if !slices.ContainsFunc(p, isTable) {
		return p, names, nil
	}
	for i, v := range p {
		if table, ok := v.(tables.Input); ok {
			ready = append(ready, tableInput{names[i], table})
		} else {
			values, valueNames = append(values, v), append(valueNames, names[i])
		}
	}
	return values, valueNames, ready
}

// send hands the table to the run.
func (t tableInput) send(r *run) error {
	err := t.table.Export(func(stream unsafe.Pointer, options []byte) error { return r.tableInput(t.name, stream, options) })
	if err != nil {
		return fmt.Errorf("%w: %q: %w", ErrBadInput, t.name, err)
	}
	return nil
}

// prepare gives the run the inputs that are tables, before the request that leaves them out, and tells it what becomes of the
// result. After an error the execution is to be abandoned.
func (x *execution) prepare(ready []tableInput) error {
	for _, table := range ready {
		if err := table.send(x.run); err != nil {
			return err
		}
		// A large table takes a while, and a reader as long as it likes.
		if err := x.stopped(); err != nil {
			return err
		}
	}
	if x.config.table != nil {
		x.run.keepResults(true)
	}
	return nil
}
