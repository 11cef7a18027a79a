// Who is measured: each library as one contender, with the functions that its users call.

package versus

import (
	"encoding/json"
	"testing"

	"github.com/bytedance/sonic"
	"github.com/fxamacker/cbor/v2"
	monty "github.com/ricochet1k/monty-go/go"
)

// contender is a library. What encoder returns and decode are measured; the rest is preparation and checks.
type contender struct {
	name string
	// encoder puts a value into the form in which the library's users have it.
	encoder func(o monty.Object) func() ([]byte, error)
	// decode reads a value of unknown type.
	decode func(data []byte) (any, error)
	// view is what came back as an Object, or as a plain value that says no more than decode's result does.
	view func(decoded any) any
}

func contenders() []contender {
	return append([]contender{
		{
			name:    "monty",
			encoder: func(o monty.Object) func() ([]byte, error) { return func() ([]byte, error) { return monty.Encode(o) } },
			decode:  func(data []byte) (any, error) { return monty.Decode(data) },
			view:    itself,
		},
		ofPlain("encoding-json", json.Marshal, json.Unmarshal),
		ofPlain("sonic", sonic.Marshal, sonic.Unmarshal),
		ofPlain("fxamacker", cborWriter.Marshal, cborReader.Unmarshal),
	}, protobufContenders()...)
}

// ofPlain is a library that has the interface of encoding/json.
func ofPlain(name string, marshal func(any) ([]byte, error), unmarshal func([]byte, any) error) contender {
	return contender{
		name: name,
		encoder: func(o monty.Object) func() ([]byte, error) {
			v := plain(o)
			return func() ([]byte, error) { return marshal(v) }
		},
		decode: func(data []byte) (v any, err error) {
			err = unmarshal(data, &v)
			return v, err
		},
		view: itself,
	}
}

func itself(v any) any { return v }

// fxamacker/cbor with what the shapes need beyond its defaults.
var (
	cborWriter = must(cbor.EncOptions{Time: cbor.TimeRFC3339NanoUTC, TimeTag: cbor.EncTagRequired}.EncMode())
	cborReader = must(cbor.DecOptions{MaxNestedLevels: 1000}.DecMode())
)

// On a version of Go that it does not know yet, sonic is encoding/json under another name.
func TestSonicIsItself(t *testing.T) {
	if sonic.APIKind != sonic.UseSonicJSON {
		t.Error("sonic does not support this version of Go or this processor")
	}
}
