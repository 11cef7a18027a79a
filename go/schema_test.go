// The schema's text says what the codec does: examples, refusals and lists of names in the folder schema.

package monty

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// schemaTexts are the texts with examples.
var schemaTexts = []string{"../schema/values.md", "../schema/README.md"}

// schemaRow is a row of a table: cells by the name of their column.
type schemaRow struct {
	line  string // the file and the number of the line
	cells map[string]string
}

func (r schemaRow) data(t *testing.T, column string) []byte {
	t.Helper()
	data, err := hex.DecodeString(strings.ReplaceAll(r.cells[column], " ", ""))
	if err != nil {
		t.Fatalf("%s: %v", r.line, err)
	}
	return data
}

// schemaRows returns the rows of all tables with exactly these columns, and fails if there are none.
func schemaRows(t *testing.T, columns ...string) []schemaRow {
	t.Helper()
	var rows []schemaRow
	for _, path := range schemaTexts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		inTable := false
		for i, line := range strings.Split(string(text), "\n") {
			if !strings.HasPrefix(line, "|") {
				inTable = false
				continue
			}
			fields := strings.Split(strings.Trim(line, "|"), "|")
			for k := range fields {
				fields[k] = strings.Trim(strings.TrimSpace(fields[k]), "`")
			}
			if slices.Equal(fields, columns) {
				inTable = true
			} else if inTable && !strings.HasPrefix(line, "|--") {
				where := path + ":" + strconv.Itoa(i+1)
				if len(fields) != len(columns) {
					t.Fatalf("%s has %d cells", where, len(fields))
				}
				row := schemaRow{where, map[string]string{}}
				for k, column := range columns {
					row.cells[column] = fields[k]
				}
				rows = append(rows, row)
			}
		}
	}
	if len(rows) == 0 {
		t.Fatalf("no table has the columns %q", columns)
	}
	return rows
}

func TestSchemaExamplesAreCanonical(t *testing.T) {
	for _, row := range schemaRows(t, "Value", "Encoding", "Diagnostic notation") {
		data := row.data(t, "Encoding")
		o, err := DecodeOptions{Strict: true}.Decode(data)
		if err != nil {
			t.Errorf("%s: %v", row.line, err)
			continue
		}
		if got := o.String(); got != row.cells["Value"] {
			t.Errorf("%s: the value is %s", row.line, got)
		}
		if again, err := Encode(o); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s: encodes as %x, %v", row.line, again, err)
		}
	}
}

func TestSchemaLenientFormsAreAccepted(t *testing.T) {
	for _, row := range schemaRows(t, "Encoding", "Value", "Canonical", "What it is") {
		data, canonical := row.data(t, "Encoding"), row.data(t, "Canonical")
		o, err := Decode(data)
		if err != nil {
			t.Errorf("%s: %v", row.line, err)
			continue
		}
		if got := o.String(); got != row.cells["Value"] {
			t.Errorf("%s: the value is %s", row.line, got)
		}
		if again, err := Encode(o); err != nil || !bytes.Equal(again, canonical) {
			t.Errorf("%s: encodes as %x, %v", row.line, again, err)
		}
		if _, err := (DecodeOptions{Strict: true}).Decode(data); err == nil {
			t.Errorf("%s: strict mode accepts it", row.line)
		}
	}
}

// schemaKinds are the names of the kinds in the schema's text.
var schemaKinds = map[string]DecodeErrorKind{
	"Truncated": DecodeTruncated, "Trailing": DecodeTrailing, "Malformed": DecodeMalformed,
	"UnknownSimple": DecodeUnknownSimple, "InvalidUtf8": DecodeInvalidUTF8, "UnknownTag": DecodeUnknownTag,
	"WrongContent": DecodeWrongContent, "OutOfRange": DecodeOutOfRange, "NameCount": DecodeNameCount,
	"UnknownName": DecodeUnknownName, "BadId": DecodeBadID, "BadShare": DecodeBadShare, "TooDeep": DecodeTooDeep,
	"OverBudget": DecodeOverBudget, "DuplicateKey": DecodeDuplicateKey, "NotCanonical": DecodeNotCanonical,
}

func TestSchemaRefusals(t *testing.T) {
	for _, row := range schemaRows(t, "Encoding", "Kind", "Offset", "Why") {
		data := row.data(t, "Encoding")
		kind, known := schemaKinds[row.cells["Kind"]]
		offset, err := strconv.Atoi(row.cells["Offset"])
		if !known || err != nil {
			t.Fatalf("%s: kind %q, offset %q", row.line, row.cells["Kind"], row.cells["Offset"])
		}
		onlyStrict := kind == DecodeDuplicateKey || kind == DecodeNotCanonical
		if onlyStrict {
			if _, err := Decode(data); err != nil {
				t.Errorf("%s: refused out of strict mode as well: %v", row.line, err)
			}
		}
		_, err = DecodeOptions{Strict: onlyStrict}.Decode(data)
		var refusal *DecodeError
		if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.Offset != offset {
			t.Errorf("%s: %v", row.line, err)
		}
	}
}

func TestSchemaListsEveryKindOfRefusal(t *testing.T) {
	listed := map[string]bool{}
	for _, row := range schemaRows(t, "Kind", "When", "Offset") {
		if kind := row.cells["Kind"]; kind != "" {
			listed[kind] = true
		}
	}
	for kind := range schemaKinds {
		if !listed[kind] {
			t.Errorf("%s is not in the table", kind)
		}
	}
	if len(listed) != len(schemaKinds) || len(schemaKinds) != len(decodeErrorTexts)-1 {
		t.Errorf("the table has %d kinds, the test %d, the decoder %d", len(listed), len(schemaKinds), len(decodeErrorTexts)-1)
	}
}

func TestSchemaJSONViews(t *testing.T) {
	for _, row := range schemaRows(t, "Value", "Encoding", "JSON") {
		o, err := Decode(row.data(t, "Encoding"))
		if err != nil {
			t.Errorf("%s: %v", row.line, err)
			continue
		}
		if got := o.String(); got != row.cells["Value"] {
			t.Errorf("%s: the value is %s", row.line, got)
		}
		if view, err := o.MarshalJSON(); err != nil || string(view) != row.cells["JSON"] {
			t.Errorf("%s: the view is %s, %v", row.line, view, err)
		}
	}
}

// TestSchemaNames compares names.json with the names that the decoder knows; UPDATE=1 writes it.
func TestSchemaNames(t *testing.T) {
	const path = "../schema/names.json"
	var want bytes.Buffer
	lists := json.NewEncoder(&want)
	lists.SetIndent("", "  ")
	err := lists.Encode(map[string][]string{
		"types":             slices.Sorted(maps.Keys(typeNames)),
		"exceptions":        slices.Sorted(maps.Keys(exceptionNames)),
		"builtin_functions": slices.Sorted(maps.Keys(functionNames)),
		"file_modes":        slices.Sorted(maps.Keys(fileModes)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s does not have the names of names.go; UPDATE=1 writes it again", path)
	}
}
