package monty

import "reflect"

// Equal is Python's ==.
func Equal(a, b Object) bool { return reflect.DeepEqual(a, b) }
