// Raw: a value that stays encoded until somebody looks at it.

package monty

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

// Raw is a value as CBOR, the bytes that [Encode] returns: a value that is stored, sent on, or read straight into Go
// variables by [DecodeAs] or Unmarshal without Objects in between. Results come so from [Monty.RunRaw]. [ToObject] takes a Raw as the
// value that it encodes, and As and DecodeAs store any value in a Raw. An empty Raw is not a value.
//
// A Raw need not be valid; each method finds out, and its error is then a *DecodeError.
type Raw []byte

// Decode returns the value. It is the same as the function Decode.
func (r Raw) Decode() (Object, error) { return Decode(r) }

// Unmarshal stores the value in the variable that target points to, as Object.Unmarshal does. Where the target is made of
// plain types (bool, numbers, string, []byte, any, and slices, structs, pointers and maps with string keys of those) and
// holds its zero value, the bytes are read straight into it.
func (r Raw) Unmarshal(target any) error { return unmarshalRaw(r, target) }

// Diagnose returns the value in CBOR's diagnostic notation (RFC 8949, section 8), in which numbers before parentheses are
// the tags of the schema: 47616([1, "a"]) is a tuple. Bytes that are not CBOR, or nested deeper than 10,000 levels, are
// returned in hexadecimal behind a comment that says what is wrong.
func (r Raw) Diagnose() string {
	text, err := diagnostics.Diagnose(r)
	if err != nil {
		return fmt.Sprintf("/ %v / h'%s'", err, hex.EncodeToString(r))
	}
	return text
}

var diagnostics = func() cbor.DiagMode {
	mode, err := cbor.DiagOptions{MaxNestedLevels: maxNesting, MaxArrayElements: 1<<31 - 1, MaxMapPairs: 1<<31 - 1}.DiagMode()
	if err != nil {
		panic(err) // the options above are in range
	}
	return mode
}()

// MarshalCBOR returns the bytes, for encoders of CBOR.
func (r Raw) MarshalCBOR() ([]byte, error) {
	if len(r) == 0 {
		return nil, errors.New("monty: an empty Raw is not a value")
	}
	return slices.Clone(r), nil
}

// UnmarshalCBOR keeps a copy of the bytes, for decoders of CBOR.
func (r *Raw) UnmarshalCBOR(data []byte) error {
	*r = append((*r)[:0], data...)
	return nil
}

// MarshalJSON is the JSON view of the value, as for Object.
func (r Raw) MarshalJSON() ([]byte, error) {
	o, err := Decode(r)
	if err != nil {
		return nil, err
	}
	return o.MarshalJSON()
}

// String is Diagnose.
func (r Raw) String() string { return r.Diagnose() }

// DecodeAs returns the value that data encodes as a T. It is Decode and As in one, and several times as fast for types made
// of bool, numbers, string, and slices, structs, pointers and maps of those. The error is a *DecodeError or a
// *ConversionError.
func DecodeAs[T any](data []byte) (T, error) {
	v := new(T)
	if err := readAs(data, v); err != nil {
		var zero T
		return zero, err
	}
	return *v, nil
}

// RunRaw is RunContext for a result that stays encoded: no Objects are made of it.
func (m *Monty) RunRaw(ctx context.Context, inputs Inputs, options ...Option) (Raw, error) {
	var result Raw
	_, err := m.RunContext(ctx, inputs, append(slices.Clip(options), WithRawResult(&result))...)
	return result, err
}

// WithRawResult stores the result of a run in *to, encoded, when the run is complete. The Object that the run
// returns, or Progress.Result, is then nil. Each run stores its result there, so runs at the same time need a variable each.
func WithRawResult(to *Raw) Option { return func(c *config) { c.raw = to } }
