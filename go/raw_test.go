package monty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

func TestResultsCanBeTakenRaw(t *testing.T) {
	m, err := New(`shared = [1.5, "é"]`+"\n"+`{"n": n, (1, 2): None, "a": shared, "b": shared}`, "raw.py", []string{"n"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	o, err := m.RunContext(context.Background(), Inputs{"n": 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	want, err := Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	var traffic Traffic
	raw, err := m.RunRaw(context.Background(), Inputs{"n": 1 << 40}, WithTraffic(&traffic))
	if err != nil || string(raw) != string(want) || traffic.Calls != 1 {
		t.Errorf("got  %s, %v\nwant %s", raw, err, Raw(want))
	}
	// A Raw is an input like the value that it holds.
	again, err := m.RunRaw(context.Background(), Inputs{"n": raw})
	if err != nil {
		t.Fatal(err)
	}
	d, err := again.Decode()
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := d.(*Dict).GetStr("n"); !Equal(n, o) {
		t.Errorf("got %v back, gave %v", n, o)
	}
	progress, err := m.StartContext(context.Background(), Inputs{"n": 1}, WithRawResult(&raw))
	if err != nil || progress.Kind != Complete || progress.Result != nil || !strings.Contains(raw.Diagnose(), `"n", 1`) {
		t.Errorf("Start: %+v, %v, %s", progress, err, raw)
	}
}

func TestResultsOfSessionsCanBeTakenRaw(t *testing.T) {
	s, err := NewSession("raw.py")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var raw Raw
	o, err := s.FeedContext(context.Background(), "(1, None)", nil, WithRawResult(&raw))
	if err != nil || o != nil || raw.Diagnose() != "47616([1, null])" {
		t.Errorf("%v, %v, %s", o, err, raw)
	}
}

func TestRawTellsWhatItHolds(t *testing.T) {
	raw, err := Encode(NewTuple(Int(1), Str("a"), None{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		raw  Raw
		want string
	}{
		{raw, `47616([1, "a", null])`},
		{nil, "/ EOF / h''"},
		{Raw{0x61}, "/ unexpected EOF / h'61'"},
		{Raw(strings.Repeat("\x81", 20_000)), "/ cbor: exceeded max nested level 10000 / h'" + strings.Repeat("81", 20_000) + "'"},
	} {
		if got := c.raw.Diagnose(); got != c.want {
			t.Errorf("got  %.100s\nwant %.100s", got, c.want)
		}
	}
	if text, err := json.Marshal(Raw(raw)); err != nil || string(text) != `[1,"a",null]` {
		t.Errorf("JSON view: %s, %v", text, err)
	}
	if _, err := (Raw{0x61}).Decode(); !isDecodeError(err) {
		t.Errorf("Decode of half a value: %v", err)
	}
	var n int
	if err := (Raw{0x61}).Unmarshal(&n); !isDecodeError(err) {
		t.Errorf("Unmarshal of half a value: %v", err)
	}
	if _, err := ToObject(Raw{0x61}); err == nil || !strings.Contains(err.Error(), "input ends too early") {
		t.Errorf("ToObject of half a value: %v", err)
	}
	type envelope struct {
		Kind string
		Body Raw
	}
	encoded, err := Encode(dictOf(t, "Kind", "k", "Body", Raw(raw)))
	if err != nil {
		t.Fatal(err)
	}
	marshalled, err := cbor.Marshal(envelope{"k", raw})
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]func() (envelope, error){
		"As":       func() (envelope, error) { return As[envelope](dictOf(t, "Kind", "k", "Body", Raw(raw))) },
		"DecodeAs": func() (e envelope, err error) { return DecodeAs[envelope](encoded) },
		"fxamacker": func() (e envelope, err error) {
			return e, cbor.Unmarshal(marshalled, &e)
		},
	} {
		if e, err := e(); err != nil || e.Kind != "k" || string(e.Body) != string(raw) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func isDecodeError(err error) bool {
	var e *DecodeError
	return errors.As(err, &e)
}

// compareRaw reads a value from its bytes into a fresh variable, by the exact rules and by those of Unmarshal, and compares
// with what comes of the decoded value. It tells how many of the two were quick.
func compareRaw(t reflect.Type, data []byte) (quick int, difference error) {
	o, decoding := Decode(data)
	for name, options := range map[string]exactOptions{"exact": 0, "Unmarshal": jsonRules} {
		p := exactPlanFor(t)
		if options == jsonRules {
			if p = planFor(t).plain; p == nil {
				continue
			}
		}
		got := reflect.New(t)
		if !readQuickly(p, got.UnsafePointer(), data, options) {
			continue
		}
		quick++
		if decoding != nil {
			return 0, fmt.Errorf("%v from %x, %s: %v, but decoding says %v", t, data, name, got.Elem(), decoding)
		}
		want := reflect.New(t)
		var err error
		if options == jsonRules {
			var u unmarshalState
			if err = checkView(o); err == nil {
				err = u.value(planFor(want.Type()), want, o)
			}
			err = errors.Join(err, u.saved)
		} else {
			err = p.fill(want.Elem(), o, 0)
		}
		if err != nil {
			return 0, fmt.Errorf("%v from %v, %s: %v, but the long way says %v", t, o, name, got.Elem(), err)
		}
		if !reflect.DeepEqual(got.Interface(), want.Interface()) && !sameEncoding(got, want) {
			return 0, fmt.Errorf("%v from %v, %s:\n got  %#v\n want %#v", t, o, name, got.Elem(), want.Elem())
		}
	}
	return quick, nil
}

// sameEncoding compares what DeepEqual finds different: NaNs, and big ints as keys.
func sameEncoding(a, b reflect.Value) bool {
	var data [2][]byte
	for i, v := range []reflect.Value{a, b} {
		o, err := ToObject(v.Interface())
		if err != nil {
			return false
		}
		if data[i], err = Encode(o); err != nil {
			return false
		}
	}
	return string(data[0]) == string(data[1])
}

// rawPair makes a type and the bytes of a value, some of them damaged.
func rawPair(g gen) (reflect.Type, []byte, error) {
	t := pick(g, diffTypes())
	data, err := Encode(g.valueFor(t, 4))
	if err != nil {
		return nil, nil, err
	}
	if g.oneIn(8) {
		data[g.r.IntN(len(data))] ^= byte(1 << g.r.IntN(8))
	}
	if g.oneIn(50) {
		data = data[:g.r.IntN(len(data))]
	}
	return t, data, nil
}

func TestReadingBytesGivesWhatTheDecodedValueGives(t *testing.T) {
	quick := 0
	const pairs = 60_000
	g := gen{rand.New(rand.NewPCG(9, 10))}
	for i := range pairs {
		typ, data, err := rawPair(g)
		if err != nil {
			t.Fatal(err)
		}
		n, err := compareRaw(typ, data)
		if err != nil {
			t.Fatalf("pair %d: %v", i, err)
		}
		quick += n
	}
	t.Logf("%d of %d pairs were read from their bytes", quick, pairs)
	if quick < pairs/20 {
		t.Error("too few to prove anything")
	}
}

// Law: for all bytes and every type, what is read straight into a variable is what Decode followed by As, or by Unmarshal,
// gives. The input is the sequence of the generator's choices.
func FuzzRaw(f *testing.F) {
	for seed := range uint64(16) {
		r := rand.New(rand.NewPCG(seed, 4))
		choices := make([]byte, 400)
		for i := range choices {
			choices[i] = byte(r.Uint32())
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		typ, data, err := rawPair(gen{rand.New(&choiceSource{data: choices})})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := compareRaw(typ, data); err != nil {
			t.Fatal(err)
		}
	})
}
