//go:build twin

package monty

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"
)

// The bridge's tests write values of every kind into the file that MONTY_VALUES names: each as its length in four bytes,
// the lowest first, and the encoding. They go from Rust to Go and back to Rust, with the same bytes at every hop.
func TestValuesOfTheBridgeKeepTheirBytes(t *testing.T) {
	file := must[[]byte](t)(os.ReadFile(os.Getenv("MONTY_VALUES")))
	went, unhashable, shared := 0, 0, 0
	for len(file) > 0 {
		size := binary.LittleEndian.Uint32(file)
		data := file[4 : 4+size]
		file = file[4+size:]
		o, err := DecodeOptions{Strict: true}.Decode(data)
		var refused *DecodeError
		if errors.As(err, &refused) && strings.HasPrefix(refused.Detail, "TypeError") {
			// The known difference: Go has to hash the keys of a dict, the library leaves that to the interpreter.
			unhashable++
			continue
		}
		if err != nil {
			t.Fatalf("%x: %v", data, err)
		}
		ours := must[[]byte](t)(Encode(o))
		if !bytes.Equal(ours, data) {
			t.Fatalf("Rust %x\nGo   %x\n%v", data, ours, o)
		}
		theirs := must[[]byte](t)(checkValue(ours, true))
		if !bytes.Equal(theirs, data) {
			t.Fatalf("Rust  %x\nagain %x\n%v", data, theirs, o)
		}
		view, err := o.MarshalJSON()
		theirView, theirErr := jsonView(data)
		// The repr of a name escapes what is not printable, which depends on the version of Unicode.
		if (err == nil) != (theirErr == nil) || !bytes.Equal(view, theirView) && !bytes.Contains(view, []byte(`\\U`)) {
			t.Fatalf("%x has the JSON view\nGo   %s %v\nRust %s %v", data, view, err, theirView, theirErr)
		}
		went++
		if bytes.Contains(data, []byte{0xd8, tagShared}) {
			shared++
		}
	}
	if went < 100_000 || shared < 1000 {
		t.Errorf("only %d values went through, %d of which share something, %d are not hashable", went, shared, unhashable)
	}
	t.Logf("%d values, %d of which share something; %d are not hashable", went, shared, unhashable)
}
