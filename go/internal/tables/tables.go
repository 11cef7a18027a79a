// Package tables is how package montyarrow reaches the library's calls that take Arrow structs, without package monty
// importing arrow-go or showing pointers to everybody. Package monty sets the functions when it is initialised.
package tables

import (
	"context"
	"unsafe"
)

var (
	// FromValue writes an encoded value as a record batch into zeroed C structs; a nil error means that both must be released.
	FromValue func(value, options []byte, schema, array unsafe.Pointer) error
	// ToValue reads a C stream of batches, which it releases in any case, as an encoded value.
	ToValue func(stream unsafe.Pointer, options []byte) ([]byte, error)
	// Run runs a *monty.Monty with inputs and []monty.Option and writes its result as FromValue does.
	Run func(ctx context.Context, program any, inputs map[string]any, runOptions any, options []byte, schema, array unsafe.Pointer) error
)

// Input is an input of a run that crosses as a table.
type Input interface {
	// Export calls f with a C stream of record batches, which f takes over, and with the options of ToValue.
	Export(f func(stream unsafe.Pointer, options []byte) error) error
}

// Refusal says why a value is no table, or a table no value.
type Refusal struct{ Message string }

func (r *Refusal) Error() string { return r.Message }
