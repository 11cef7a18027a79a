package monty

import (
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
)

// jsonShape is JSON text without what ToObject does not promise to keep: how numbers are written.
func jsonShape(t *testing.T, text []byte) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return shapeOf(v)
}

func shapeOf(v any) any {
	switch v := v.(type) {
	case json.Number:
		return textShape(string(v))
	case string:
		return textShape(v) // of the option "string"
	case []any:
		for i := range v {
			v[i] = shapeOf(v[i])
		}
		return v
	case map[string]any:
		for k := range v {
			v[k] = shapeOf(v[k])
		}
		return v
	}
	return v
}

func textShape(text string) string {
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		x += 0                                     // -0 is the int 0 in Python
		return strconv.FormatFloat(x, 'g', -1, 32) // encoding/json gives a float32 fewer digits
	}
	if when, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return when.Format(time.RFC3339Nano) // Python writes six digits of the second or none
	}
	var inner string
	if strings.HasPrefix(text, `"`) && json.Unmarshal([]byte(text), &inner) == nil {
		return "quoted " + inner // by the option "string", where encoding/json escapes more
	}
	return text
}

// hasOtherForm tells whether a type has a part that ToObject treats in another way than encoding/json on purpose.
func hasOtherForm(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t {
	case reflect.TypeFor[time.Duration](), reflect.TypeFor[big.Int]():
		return true
	case reflect.TypeFor[*big.Int](), reflect.TypeFor[time.Time]():
		return false
	}
	switch t.Kind() {
	case reflect.Complex64, reflect.Complex128:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return hasOtherForm(t.Elem(), seen)
	case reflect.Map:
		return hasOtherForm(t.Elem(), seen) || hasOtherForm(t.Key(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if hasOtherForm(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}

// Law: the JSON view of ToObject(v) says the same as json.Marshal(v), and where json.Marshal finds nothing wrong, neither
// does ToObject.
func TestToObjectSaysWhatJSONSays(t *testing.T) {
	var types []reflect.Type
	for _, typ := range diffTypes() {
		if !hasOtherForm(typ, map[reflect.Type]bool{}) {
			types = append(types, typ)
		}
	}
	g := gen{rand.New(rand.NewPCG(11, 12))}
	compared := 0
	for range 40_000 {
		typ := pick(g, types)
		v := reflect.New(typ)
		text, err := g.valueFor(typ, 4).MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		json.Unmarshal(text, v.Interface())
		want, err := json.Marshal(v.Interface())
		if err != nil {
			continue // map keys and kinds that JSON does not have
		}
		o, err := ToObject(v.Interface())
		if err != nil && strings.HasSuffix(err.Error(), "is beyond what a float holds") {
			continue // a json.Number such as 1e400
		}
		compared++
		if err != nil {
			t.Fatalf("%s %s: %v", typ, want, err)
		}
		got, err := o.MarshalJSON()
		if err != nil {
			t.Fatalf("%s %s: %v", typ, want, err)
		}
		if a, b := jsonShape(t, got), jsonShape(t, want); !reflect.DeepEqual(a, b) {
			t.Fatalf("%s:\n got  %s\n want %s", typ, got, want)
		}
	}
	t.Logf("%d values of %d types", compared, len(types))
	if compared < 20_000 {
		t.Errorf("only %d values compared", compared)
	}
}

// Law: what ToObject makes of a Go value goes back into a variable of its type by Unmarshal as it was.
func TestToObjectAndUnmarshalAreInverse(t *testing.T) {
	type inner struct {
		B []byte
		T time.Time
		M map[int8]*inner
	}
	type outer struct {
		Ints   []int64
		U      uint64
		F      float64
		S      string `json:"text,omitempty"`
		P      *inner
		Quoted int64 `json:",string"`
		Any    any
		N      *big.Int
		Raw    json.RawMessage
		Array  [2]bool
		inner
	}
	x := &inner{B: []byte{0, 255}, T: time.Date(2024, 2, 29, 1, 2, 3, 4000, time.UTC)}
	in := outer{
		Ints: []int64{1, -1 << 63}, U: 1<<64 - 1, F: 0.1, S: "é", P: x, Quoted: 7, Any: []any{1.5, "a", nil, map[string]any{"k": true}},
		N: new(big.Int).Lsh(big.NewInt(1), 100), Raw: json.RawMessage(`{"a":[1]}`), Array: [2]bool{false, true},
		inner: inner{B: []byte{}, M: map[int8]*inner{-3: x, 4: nil}},
	}
	o, err := ToObject(in)
	if err != nil {
		t.Fatal(err)
	}
	var out outer
	if err := o.Unmarshal(&out); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(in, out) {
		t.Errorf("got %+v\nwant %+v", out, in)
	}
}
