// What requests and answers need besides the codec: the limits of replies, and checks of the text in requests.

package monty

import (
	"fmt"
	"unicode/utf8"
)

// replyLimits bound what a reply of the library may take in Go. The sandbox has limits of its own, so they only have to be
// wide enough for what those let through.
var replyLimits = decodeLimits{budget: 1 << 30, depth: 100_000}

// texts writes an array of text strings.
func (e *encoder) texts(texts []string) {
	e.array(len(texts))
	for _, t := range texts {
		e.text(t)
	}
}

// checkUTF8 refuses text that is not UTF-8, which neither CBOR nor Python source can hold.
func checkUTF8(what string, texts ...string) error {
	for _, t := range texts {
		if !utf8.ValidString(t) {
			return fmt.Errorf("monty: %s is not valid UTF-8", what)
		}
	}
	return nil
}
