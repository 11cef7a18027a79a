// The JSON view of a value: which text each kind becomes.
//
// It follows json.dumps with separators=(',', ':') and ensure_ascii=False where Python defines the text, and
// pydantic's JSON mode elsewhere. The bridge writes the same text.

package monty

import (
	"bytes"
	"encoding/base64"
	"math"
	"sync"
	"unicode/utf8"
)

// maxJSONText is the size in bytes beyond which the JSON view is refused. A value in which a container occurs many
// times can describe far more text than it takes memory, so there has to be a limit.
const maxJSONText = 256 << 20

const errTooMuchText = "more than 256 MiB of text up to here"

// chargeInt adds to work what an int takes of that limit besides its text. The time to find the digits of a large int
// grows faster than their number, so n digits are charged as n*n/4096 bytes: a million digits are about as many as may
// be. Objects of other types cost nothing.
func chargeInt(work *int, o Object) error {
	if n, ok := o.(*BigInt); ok && n != nil {
		digits := n.n.BitLen() * 30103 / 100000 // log10(2) is a little less than 0.30103
		if *work += digits * digits / 4096; *work > maxJSONText {
			return locate("ints that take too long to write, up to here")
		}
	}
	return nil
}

// JSONError says that a value has no JSON view: a NaN or an infinity, a dict key that JSON cannot have, a str that is
// not UTF-8, a container that holds itself, nesting beyond 10,000 levels, a view of more than 256 MiB, or ints of more than
// about a million digits. Objects' MarshalJSON and Unmarshal return it.
type JSONError struct {
	// Path leads to the value, as in [3].price. It is empty for the value itself.
	Path string
	// Reason says what is wrong there.
	Reason string
}

// Error is one line with the reason and the path.
func (e *JSONError) Error() string {
	if e.Path == "" {
		return "monty: no JSON view: " + e.Reason
	}
	return "monty: no JSON view: " + e.Path + ": " + e.Reason
}

// jsonError finishes an error from below. The error is nil or a *locatedError.
func jsonError(err error) error {
	if e, ok := err.(*locatedError); ok {
		path, reason := e.describe()
		return &JSONError{Path: path, Reason: reason}
	}
	return err
}

// marshalJSON returns the JSON view of o as UTF-8 text without white space. The error is a *JSONError.
func marshalJSON(o Object) ([]byte, error) {
	w := jsonWriters.Get().(*jsonWriter)
	w.buf, w.depth, w.work = w.buf[:0], 0, 0
	err := w.value(orNone(o))
	var text []byte
	if err == nil {
		text = bytes.Clone(w.buf)
	}
	if cap(w.buf) <= keptBuffer && cap(w.text) <= keptBuffer {
		jsonWriters.Put(w)
	}
	return text, jsonError(err)
}

// jsonWriters holds the writers of earlier calls for their buffers, up to a size.
var jsonWriters = sync.Pool{New: func() any { return new(jsonWriter) }}

const keptBuffer = 1 << 20

// jsonWriter appends the JSON view of values to buf.
type jsonWriter struct {
	buf   []byte
	depth int
	work  int    // what chargeInt counted
	text  []byte // space for one string before its escapes
}

// value appends one value.
func (w *jsonWriter) value(o Object) error {
	switch o := o.(type) {
	case None:
		w.buf = append(w.buf, "null"...)
	case Bool:
		w.buf = appendJSONBool(w.buf, bool(o))
	case Int:
		w.buf = appendJSONInt(w.buf, o)
	case *BigInt:
		if err := chargeInt(&w.work, o); err != nil {
			return err
		}
		w.buf = appendJSONInt(w.buf, o)
	case Float:
		if err := checkFloat(o); err != nil {
			return err
		}
		w.buf = appendFloat(w.buf, float64(o))
	case Str:
		if !utf8.ValidString(string(o)) {
			return checkText(o)
		}
		w.buf = appendJSONString(w.buf, string(o))
	case Bytes:
		w.buf = append(w.buf, '"')
		w.buf = base64.StdEncoding.AppendEncode(w.buf, []byte(o))
		w.buf = append(w.buf, '"')
	case *List, *Tuple, *NamedTuple, *Set, *FrozenSet:
		return w.array(o, arrayItems(o))
	case *Dict, *Instance:
		return w.object(o, objectPairs(o))
	default:
		if err := checkText(o); err != nil {
			return err
		}
		w.text = appendText(w.text[:0], o)
		w.buf = appendJSONString(w.buf, w.text)
	}
	return w.checkSize()
}

func (w *jsonWriter) checkSize() error {
	if len(w.buf) > maxJSONText {
		return locate(errTooMuchText)
	}
	return nil
}

func (w *jsonWriter) array(container any, items []Object) error {
	if w.depth++; w.depth > maxNesting {
		return locate(errTooDeep)
	}
	w.buf = append(w.buf, '[')
	for i, item := range items {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		if err := w.value(item); err != nil {
			return at(err, pathStep{container: container, index: i})
		}
	}
	w.buf = append(w.buf, ']')
	w.depth--
	return w.checkSize()
}

func (w *jsonWriter) object(container any, pairs *Dict) error {
	if w.depth++; w.depth > maxNesting {
		return locate(errTooDeep)
	}
	w.buf = append(w.buf, '{')
	keys, values := pairSlices(pairs)
	for i, key := range keys {
		if key == nil {
			continue
		}
		if w.buf[len(w.buf)-1] != '{' {
			w.buf = append(w.buf, ',')
		}
		if err := chargeInt(&w.work, key); err != nil {
			return err
		}
		text, err := keyText(key)
		if err != nil {
			return err
		}
		w.buf = append(appendJSONString(w.buf, text), ':')
		if err := w.value(values[i]); err != nil {
			return at(err, keyStep(container, key))
		}
	}
	w.buf = append(w.buf, '}')
	w.depth--
	return w.checkSize()
}

// arrayItems returns the items of a value that is an array in the JSON view. They are not to be changed. Nil pointers
// count as empty.
func arrayItems(o Object) []Object {
	switch o := o.(type) {
	case *List:
		if o != nil {
			return o.items
		}
	case *Tuple:
		if o != nil {
			return o.items
		}
	case *NamedTuple:
		if o != nil {
			return o.values
		}
	case *Set:
		if o != nil {
			return setItems(&o.h)
		}
	case *FrozenSet:
		if o != nil {
			return setItems(&o.h)
		}
	}
	return nil
}

// setItems lists the elements of a set in their order.
func setItems(h *hashed) []Object {
	items := make([]Object, 0, h.len())
	for key := range h.all() {
		items = append(items, key)
	}
	return items
}

// objectPairs returns the pairs of a value that is an object in the JSON view.
func objectPairs(o Object) *Dict {
	switch o := o.(type) {
	case *Dict:
		return o
	case *Instance:
		if o != nil {
			return o.Attrs
		}
	}
	return nil
}

// pairSlices returns the keys and values of a dict. A key that is nil stands for a pair that was deleted.
func pairSlices(d *Dict) (keys, values []Object) {
	if d == nil {
		return nil, nil
	}
	return d.h.keys, d.values
}

// keyStep is the step to the value of a dict's key.
func keyStep(container any, key Object) pathStep {
	if s, ok := key.(Str); ok {
		return pathStep{container: container, form: stepName, name: string(s)}
	}
	text, err := keyText(key)
	if err != nil {
		text = key.String() // only ToObject gets this far with such a key
	}
	return pathStep{container: container, form: stepText, name: text}
}

// checkFloat refuses the floats that JSON has no number for.
func checkFloat(f Float) error {
	if x := float64(f); math.IsNaN(x) || math.IsInf(x, 0) {
		return locate("%s is not a JSON number", f)
	}
	return nil
}

// keyText returns the text of a dict key in the JSON view, as json.dumps writes it: str as it is, None, bool, int and
// float as their JSON text, NaN and the infinities as "NaN", "Infinity" and "-Infinity". Other keys are an error that
// names the key.
func keyText(key Object) (string, error) {
	switch key := key.(type) {
	case Str:
		if utf8.ValidString(string(key)) {
			return string(key), nil
		}
		return "", locate("a dict key that is not valid UTF-8")
	case None:
		return "null", nil
	case Bool:
		return string(appendJSONBool(nil, bool(key))), nil
	case Int, *BigInt:
		return string(appendJSONInt(nil, key)), nil
	case Float:
		switch x := float64(key); {
		case math.IsNaN(x):
			return "NaN", nil
		case math.IsInf(x, 1):
			return "Infinity", nil
		case math.IsInf(x, -1):
			return "-Infinity", nil
		default:
			return string(appendFloat(nil, x)), nil
		}
	}
	return "", locate("a JSON object cannot have the dict key %s (%s)", shorten(key.String()), key.TypeName())
}
