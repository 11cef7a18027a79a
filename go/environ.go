// Handlers for what a process gets from its surroundings: environment variables and randomness.

package monty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
)

// Environ serves os.getenv and os.environ from a map, of which it takes a copy. os.environ lists the variables by name.
// What Python changes in os.environ stays in Python.
func Environ(variables map[string]string) OSHandler {
	copied := maps.Clone(variables)
	names := slices.Sorted(maps.Keys(copied))
	return OSHandlerFunc(func(_ context.Context, call *OSCall) (any, error) {
		switch call.Name {
		case callGetenv:
			var name string
			if err := call.Arg(0, &name); err != nil {
				return nil, err
			}
			if value, ok := copied[name]; ok {
				return value, nil
			}
			if len(call.Args) > 1 {
				return call.Args[1], nil
			}
			return nil, nil
		case callEnviron:
			pairs := make([]KV, len(names))
			for i, name := range names {
				pairs[i] = KV{Key: Str(name), Value: Str(copied[name])}
			}
			return NewDict(pairs...)
		}
		return nil, ErrNotHandled
	})
}

// maxEntropy is the most bytes that one os.urandom may ask for; more is a MemoryError.
const maxEntropy = 1 << 20

// Entropy serves os.urandom by reading from r, one call at a time: crypto/rand.Reader, or a source of a test. Where
// the host provides randomness, the module random takes its seed from it, too. One call can ask for 1 MiB at most.
func Entropy(r io.Reader) OSHandler {
	var mu sync.Mutex
	return OSHandlerFunc(func(_ context.Context, call *OSCall) (any, error) {
		if call.Name != callUrandom {
			return nil, ErrNotHandled
		}
		if r == nil {
			return nil, errors.New("Entropy has no reader")
		}
		var n Int
		ok := len(call.Args) > 0
		if ok {
			n, ok = call.Args[0].(Int)
		}
		if !ok || n < 0 || n > maxEntropy {
			return nil, NewPythonError("MemoryError", fmt.Sprintf("os.urandom gives at most %d bytes at once", maxEntropy))
		}
		data := make([]byte, n)
		mu.Lock()
		defer mu.Unlock()
		if _, err := io.ReadFull(r, data); err != nil {
			return nil, err
		}
		return Bytes(data), nil
	})
}
