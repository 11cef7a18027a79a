// How values become tables, and tables values.

package montyarrow

import "github.com/fxamacker/cbor/v2"

// Option changes how a value becomes a table, as in [FromObject], [Run] and [Write], or how a table becomes a value, as in
// [ToObject], [Input] and [Read]. Each is for one of the two, and is ignored in the other.
type Option func(*config)

type config struct {
	widen  bool
	budget uint64
	rows   any
}

func configure(options []Option) config {
	var c config
	for _, option := range options {
		if option != nil {
			option(&c)
		}
	}
	return c
}

// Widen is for values that become tables. It lets a column hold what its rows have in common where their types differ: ints
// among floats become Float64 if each is exact, decimals of different exponents get the finest of them. Without it such columns
// are refused.
func Widen() Option { return func(c *config) { c.widen = true } }

// MaxBytes is for values that become tables. It bounds the size of the cells, in bytes; 0 is the default, 1 GiB. A value that holds
// one object many times can be far larger as a table than it is in Python: the limit MaxMemory is for the sandbox and not for
// the table, so a result may be larger than it.
func MaxBytes(n uint64) Option { return func(c *config) { c.budget = n } }

// Dicts is for tables that become values: a list of dicts, whatever the metadata says.
func Dicts() Option { return func(c *config) { c.rows = "dicts" } }

// Tuples is for tables that become values: a list of tuples.
func Tuples() Option { return func(c *config) { c.rows = "tuples" } }

// Columns is for tables that become values: a dict of lists.
func Columns() Option { return func(c *config) { c.rows = "columns" } }

// NamedTuples is for tables that become values: a list of namedtuples of a type of this name. The names of the columns must
// be Python identifiers.
func NamedTuples(typeName string) Option {
	return func(c *config) { c.rows = []string{"namedtuples", typeName} }
}

// toTable is the message with the options of a value that becomes a table, toValue that of the other direction.
func (c config) toTable() ([]byte, error) {
	message := map[string]any{}
	if c.widen {
		message["widen"] = true
	}
	if c.budget != 0 {
		message["budget"] = c.budget
	}
	return cbor.Marshal(message)
}

func (c config) toValue() ([]byte, error) {
	message := map[string]any{}
	if c.rows != nil {
		message["rows"] = c.rows
	}
	return cbor.Marshal(message)
}
