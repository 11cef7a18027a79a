// Package tables is how package montyarrow reaches the library's calls that take Arrow structs, without package monty
// importing arrow-go or showing pointers to everybody. Package monty sets the functions when it is initialised.
package tables

import "unsafe"

var (
	// FromValue writes an encoded value as a record batch into zeroed C structs; a nil error means that both must be released.
	FromValue func(value, options []byte, schema, array unsafe.Pointer) error
	// ToValue reads a C stream of batches, which it releases in any case, as an encoded value.
	ToValue func(stream unsafe.Pointer, options []byte) ([]byte, error)
	// Result returns the monty.Option that has a run, a feed or a call write its result as FromValue does.
	Result func(options []byte, schema, array unsafe.Pointer) any
)

// Input is an input of a run or feed that crosses as a table.
type Input interface {
	// Export calls f with a C stream of record batches, which f takes over, and with the options of ToValue.
	Export(f func(stream unsafe.Pointer, options []byte) error) error
}

// Refusal says why a value is no table, or a table no value.
type Refusal struct{ Message string }

func (r *Refusal) Error() string { return r.Message }
