package monty

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"sync"
	"testing"
	"time"
)

// diffPairs is how many pairs of value and target a test run compares: a million, and a tenth of that where the run is
// for the race detector or for the garbage collector, which make each pair ten times as slow.
var diffPairs = func() int {
	if raceDetector || os.Getenv("GOGC") == "1" {
		return 105_000
	}
	return 1_050_000
}()

// diffTypes is the pool of target types. Types made by reflection are never freed, so there is a fixed number.
var diffTypes = sync.OnceValue(func() []reflect.Type {
	g := gen{rand.New(rand.NewPCG(1, 2))}
	types := append([]reflect.Type{}, genLeaves...)
	for len(types) < 1200 {
		types = append(types, g.typ(1+len(types)%4))
	}
	return types
})

// compareWithJSON unmarshals o into two equal targets, by way of JSON text and directly. It returns what differs.
func compareWithJSON(o Object, viaText, direct any) error {
	text, err := o.MarshalJSON()
	if err != nil {
		return fmt.Errorf("no view: %w", err)
	}
	want := json.Unmarshal(text, viaText)
	return differences(text, viaText, direct, want, o.Unmarshal(direct))
}

// differences compares two targets, filled by way of text and directly, and the errors of both ways.
func differences(text []byte, viaText, direct any, want, got error) error {
	if !reflect.DeepEqual(viaText, direct) {
		return fmt.Errorf("%T from %s:\n direct %#v\n json   %#v\n errors %v / %v", direct, text,
			reflect.ValueOf(direct).Elem(), reflect.ValueOf(viaText).Elem(), got, want)
	}
	var wantType, gotType *json.UnmarshalTypeError
	if errors.As(want, &wantType) {
		if !errors.As(got, &gotType) {
			return fmt.Errorf("%T from %s: error %v, json has %v", direct, text, got, want)
		}
		a, b := *gotType, *wantType
		a.Offset, b.Offset = 0, 0
		if a != b {
			return fmt.Errorf("%T from %s: error %#v, json has %#v", direct, text, a, b)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || fmt.Sprintf("%T", got) != fmt.Sprintf("%T", want) {
		return fmt.Errorf("%T from %s: error %T %v, json has %T %v", direct, text, got, got, want, want)
	}
	return nil
}

// pairsOfValue is how many targets comparePairs fills from one value.
const pairsOfValue = 3

// comparePairs makes a value for a type and fills three targets with it: a fresh one of the type, one that holds
// something before, and one of another type. It returns how many of them encoding/json refused.
func comparePairs(g gen) (refused int, difference error) {
	t := pick(g, diffTypes())
	o := g.valueFor(t, 4)
	text, err := o.MarshalJSON()
	if err != nil {
		return 0, fmt.Errorf("no view: %w", err)
	}
	before, err := g.valueFor(t, 3).MarshalJSON()
	if err != nil {
		return 0, err
	}
	for i := range pairsOfValue {
		if i == 2 {
			t = pick(g, diffTypes())
		}
		viaText, direct := reflect.New(t).Interface(), reflect.New(t).Interface()
		if i == 1 {
			json.Unmarshal(before, viaText)
			json.Unmarshal(before, direct)
		}
		want := json.Unmarshal(text, viaText)
		if err := differences(text, viaText, direct, want, o.Unmarshal(direct)); err != nil {
			return 0, err
		}
		if want != nil {
			refused++
		}
	}
	return refused, nil
}

func TestUnmarshalStoresWhatJSONStores(t *testing.T) {
	start := time.Now()
	const shards = 4
	refused := 0
	for shard := range shards {
		g := gen{rand.New(rand.NewPCG(uint64(shard), 2024))}
		for i := range diffPairs / shards / pairsOfValue {
			n, err := comparePairs(g)
			if err != nil {
				t.Fatalf("shard %d, value %d: %v", shard, i, err)
			}
			refused += n
		}
	}
	t.Logf("%d pairs of %d types in %v, %d with an error", diffPairs, len(diffTypes()), time.Since(start), refused)
	if refused < diffPairs/10 || refused > diffPairs*9/10 {
		t.Errorf("%d of %d pairs are an error: too few of one sort to prove anything", refused, diffPairs)
	}
}

// Law: for every value with a JSON view and every target, Unmarshal stores and returns what json.Unmarshal does with
// the view's text. The input is the sequence of the generator's choices.
func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x01\x02\x03\x04\x05\x06\x07\x08 some choices or other"))
	for seed := range uint64(32) {
		r := rand.New(rand.NewPCG(seed, 3))
		choices := make([]byte, 400)
		for i := range choices {
			choices[i] = byte(r.Uint32())
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		if _, err := comparePairs(gen{rand.New(&choiceSource{data: choices})}); err != nil {
			t.Fatal(err)
		}
	})
}

// choiceSource is a source of random numbers that a fuzzer can steer: four bytes a number, then a fixed sequence.
type choiceSource struct {
	data []byte
	rest *rand.PCG
}

func (c *choiceSource) Uint64() uint64 {
	if len(c.data) < 4 {
		if c.rest == nil {
			c.rest = rand.NewPCG(5, 7)
		}
		return c.rest.Uint64()
	}
	b := c.data[:4]
	c.data = c.data[4:]
	n := uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3])
	return n<<32 | n
}
