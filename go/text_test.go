package monty

import (
	"bytes"
	"testing"
)

func TestPutASCIIIsACopy(t *testing.T) {
	for n := range 24 {
		text := bytes.Repeat([]byte("abcdefgh"), 3)[:n]
		to := make([]byte, n)
		if !putASCII(to, text) || !bytes.Equal(to, text) {
			t.Errorf("%q became %q", text, to)
		}
		for i := range text {
			other := bytes.Clone(text)
			other[i] |= 0x80
			if putASCII(to, other) {
				t.Errorf("%q is not ASCII", other)
			}
		}
	}
}
