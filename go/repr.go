package monty

import "fmt"

func reprString(o Object) string { return fmt.Sprintf("<%s>", o.TypeName()) }
