// What package montyarrow needs of the library: see internal/tables.

package monty

import "github.com/ricochet1k/monty-go/go/internal/tables"

func init() {
	tables.FromValue = valueToTable
	tables.ToValue = tableToValue
}
