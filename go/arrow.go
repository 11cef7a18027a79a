// What package montyarrow needs of the library: see internal/tables.

package monty

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ricochet1k/monty-go/go/internal/tables"
)

func init() {
	tables.FromValue = valueToTable
	tables.ToValue = tableToValue
	tables.Run = func(ctx context.Context, program any, inputs map[string]any, runOptions any, options []byte, schema, array unsafe.Pointer) error {
		return program.(*Monty).runTable(ctx, inputs, runOptions.([]Option), &tableResult{options, schema, array})
	}
}

// tableResult is where the result of a run goes as a record batch.
type tableResult struct {
	options       []byte
	schema, array unsafe.Pointer
}

func (m *Monty) runTable(ctx context.Context, inputs Inputs, options []Option, result *tableResult) error {
	options = append(slices.Clone(options), func(c *config) { c.table = result })
	_, err := m.run(ctx, options, byName(inputs))
	return err
}

// tableInput is an input that is not part of the start request.
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
