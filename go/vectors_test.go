package monty

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vectorCase is one case of schema/vectors; which fields it has depends on the folder.
type vectorCase struct {
	ID     string
	Hex    string
	Repr   *string
	Type   *string
	JSON   json.RawMessage
	Error  string
	Offset string
	Mode   string

	file string
}

// vectorCases reads all cases of a folder of schema/vectors.
func vectorCases(t *testing.T, folder string, least int) []vectorCase {
	t.Helper()
	paths := must[[]string](t)(filepath.Glob("../schema/vectors/" + folder + "/*.json"))
	var all []vectorCase
	for _, path := range paths {
		var cases []vectorCase
		if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(path)), &cases); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for i := range cases {
			cases[i].file = strings.TrimSuffix(filepath.Base(path), ".json")
		}
		all = append(all, cases...)
	}
	if len(all) < least {
		t.Fatalf("only %d cases in %s", len(all), folder)
	}
	return all
}

// reportVectors says how many cases passed, if all did.
func reportVectors(t *testing.T, what string, count int) {
	if !t.Failed() {
		fmt.Printf("go: %d %s vectors passed\n", count, what)
	}
}

func (c vectorCase) name() string { return c.file + "/" + c.ID }

func TestValidVectors(t *testing.T) {
	cases := vectorCases(t, "valid", 400)
	defer reportVectors(t, "valid", len(cases))
	for _, c := range cases {
		t.Run(c.name(), func(t *testing.T) {
			data := unhex(t, c.Hex)
			o, err := DecodeOptions{Strict: true}.Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Encode(o)
			if err != nil || !bytes.Equal(again, data) {
				t.Errorf("encoded again as %.200x, %v", again, err)
			}
			if c.Repr != nil && o.String() != *c.Repr {
				t.Errorf("repr is %s, want %s", o, *c.Repr)
			}
			if c.Type != nil && o.TypeName() != *c.Type {
				t.Errorf("type is %s, want %s", o.TypeName(), *c.Type)
			}
			checkListedView(t, o, c.JSON)
		})
	}
}

// checkListedView compares the JSON view with the listed one: a string, null for no view, nothing for a view too long to list.
func checkListedView(t *testing.T, o Object, listed json.RawMessage) {
	t.Helper()
	view, err := o.MarshalJSON()
	switch {
	case string(listed) == "null":
		if err == nil {
			t.Errorf("JSON view is %s, want none", view)
		}
	case err != nil:
		t.Errorf("no JSON view: %v", err)
	case listed != nil:
		var want string
		if err := json.Unmarshal(listed, &want); err != nil || string(view) != want {
			t.Errorf("JSON view is %s, want %s, %v", view, want, err)
		}
	}
}

// vectorKinds are the kinds of errors by their names in the vectors.
var vectorKinds = map[string]DecodeErrorKind{
	"Truncated": DecodeTruncated, "Trailing": DecodeTrailing, "Malformed": DecodeMalformed, "UnknownSimple": DecodeUnknownSimple,
	"InvalidUtf8": DecodeInvalidUTF8, "UnknownTag": DecodeUnknownTag, "WrongContent": DecodeWrongContent, "OutOfRange": DecodeOutOfRange,
	"NameCount": DecodeNameCount, "UnknownName": DecodeUnknownName, "BadId": DecodeBadID, "BadShare": DecodeBadShare, "TooDeep": DecodeTooDeep,
	"DuplicateKey": DecodeDuplicateKey, "NotCanonical": DecodeNotCanonical,
}

func TestInvalidVectors(t *testing.T) {
	cases := vectorCases(t, "invalid", 200)
	defer reportVectors(t, "invalid", len(cases))
	for _, c := range cases {
		t.Run(c.name(), func(t *testing.T) {
			data := unhex(t, c.Hex)
			want := fmt.Sprintf("%d at %s", vectorKinds[c.Error], c.Offset)
			if found := refusal(data, true); found != want {
				t.Errorf("refused as %s, want %s (%s)", found, want, c.Error)
			}
			if c.Mode == "strict" {
				want = "taken"
			}
			if found := refusal(data, false); found != want {
				t.Errorf("leniently %s, want %s", found, want)
			}
		})
	}
}

// refusal is the kind and offset of the error of decoding, or "taken".
func refusal(data []byte, strict bool) string {
	_, err := DecodeOptions{Strict: strict}.Decode(data)
	var e *DecodeError
	switch {
	case err == nil:
		return "taken"
	case errors.As(err, &e):
		return fmt.Sprintf("%d at %d", e.Kind, e.Offset)
	}
	return err.Error()
}
