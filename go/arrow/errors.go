// What is in the way of a table.

package montyarrow

import (
	"errors"

	"github.com/ricochet1k/monty-go/go/internal/tables"
)

// TableError says why a value is no table, or a table no value.
type TableError struct {
	// Message names the row (counted from 0), the column and the types seen, where there are such.
	Message string
}

// Error returns the message.
func (e *TableError) Error() string { return "montyarrow: " + e.Message }

var (
	errNoTable  = errors.New("montyarrow: the table is nil")
	errReleased = errors.New("montyarrow: the record batch was released")
)

// refused makes the library's refusals public.
func refused(err error) error {
	var refusal *tables.Refusal
	if errors.As(err, &refusal) {
		return &TableError{Message: refusal.Message}
	}
	return err
}
