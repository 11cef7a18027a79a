// Where in a value an error lies: paths such as [3].price, put together while the error returns through the containers.

package monty

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxNesting is how deep containers may be nested in the JSON view, in Unmarshal and in ToObject. It is the limit of
// encoding/json and of the decoder.
const maxNesting = 10_000

// locatedError is an error on its way out of a value. Each container that it passes adds a step, so the innermost step
// comes first.
type locatedError struct {
	reason string
	steps  []pathStep
	detail any // for the function that hands the error to the caller
}

// pathStep is one container on the path and what was being looked at in it.
type pathStep struct {
	container any    // identity of the container, a pointer
	name      string // key or field, when named
	index     int
	form      stepForm
}

type stepForm uint8

const (
	stepIndex stepForm = iota // [3]
	stepName                  // .price, or ["two words"]
	stepText                  // [(1, 2)]: name is written as it is
)

func (e *locatedError) Error() string { return e.reason }

// locate starts an error at the value itself.
func locate(format string, args ...any) error {
	return &locatedError{reason: fmt.Sprintf(format, args...)}
}

// errTooDeep is what a container nested beyond maxNesting gives. describe turns it into a better reason when the
// steps show that a container holds itself.
const errTooDeep = "nested deeper than 10,000 levels"

// at adds a step to an error from inside a container. Errors of other types pass unchanged.
func at(err error, step pathStep) error {
	if e, ok := err.(*locatedError); ok {
		e.steps = append(e.steps, step)
	}
	return err
}

// describe returns the path and the reason of an error. When the value is nested too deeply because a container holds
// itself, the path ends where that container occurs in itself for the first time.
func (e *locatedError) describe() (path, reason string) {
	steps, reason := e.steps, e.reason
	if reason == errTooDeep {
		first := map[any]bool{}
		for i := len(steps) - 1; i >= 0; i-- { // from the outermost
			c := steps[i].container
			if c == nil {
				continue
			}
			if first[c] {
				steps, reason = steps[i+1:], "it holds itself"
				break
			}
			first[c] = true
		}
	}
	return pathText(steps), reason
}

// pathText writes the steps, the innermost first in the slice and last in the text. Of a long path it keeps both ends.
func pathText(steps []pathStep) string {
	const ends = 8
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		if len(steps) > 2*ends && i == len(steps)-1-ends {
			b.WriteString("...")
			i = ends - 1
		}
		steps[i].write(&b)
	}
	return b.String()
}

func (s pathStep) write(b *strings.Builder) {
	switch {
	case s.form == stepIndex:
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(s.index))
		b.WriteByte(']')
	case s.form == stepName && isIdentifier(s.name):
		b.WriteByte('.')
		b.WriteString(s.name)
	case s.form == stepName:
		b.WriteByte('[')
		b.Write(appendJSONString(nil, shorten(s.name)))
		b.WriteByte(']')
	default:
		b.WriteByte('[')
		b.WriteString(shorten(s.name))
		b.WriteByte(']')
	}
}

// isIdentifier tells whether a key needs no quotes in a path: ASCII letters, digits and underscores, no digit first.
func isIdentifier(name string) bool {
	for i := 0; i < len(name); i++ {
		c := name[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != "" && len(name) <= 64
}

// shorten cuts a long key for an error message, at a character.
func shorten(name string) string {
	const limit = 64
	name = strings.ToValidUTF8(name, string(utf8.RuneError))
	if len(name) <= limit {
		return name
	}
	cut := limit
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + "..."
}
