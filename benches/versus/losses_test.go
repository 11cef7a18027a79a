// What of a value did not survive? Compares a value with what came back, and tells an expected loss from a wrong value.

package versus

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// The losses that there are. Whoever has such a value back knows it only by another source than the bytes.
const (
	lossInt      = "int is a float64"
	lossTuple    = "tuple is a list"
	lossBytes    = "bytes is base64 text"
	lossOrder    = "order of the keys"
	lossSharing  = "one shared object is many"
	lossClass    = "class and identity of the instances"
	lossDecimal  = "Decimal is text"
	lossDateTime = "datetime is text"
)

const lossesFile = "testdata/losses.json"

// declared is what lossesFile says: "lossy/SHAPE/IMPLEMENTATION" to the losses.
var declared = sync.OnceValues(func() (losses map[string]string, err error) {
	text, err := os.ReadFile(lossesFile)
	if err == nil {
		err = json.Unmarshal(text, &losses)
	}
	return losses, err
})

// checkBack fails unless what came back of the shape is the value, less precisely the losses that are declared.
func checkBack(tb testing.TB, s shape, c contender, got any) {
	tb.Helper()
	losses, err := declared()
	if err != nil {
		tb.Fatal(err)
	}
	lost, err := lossesOf(s.value, c.view(got))
	if err != nil {
		tb.Fatalf("%s of %s: %v", c.name, s.name, err)
	}
	if want := losses[lossKey(s, c)]; lost != want {
		tb.Fatalf("%s of %s: lost %q, and %s declares %q", c.name, s.name, lost, lossesFile, want)
	}
}

func lossKey(s shape, c contender) string { return "lossy/" + s.name + "/" + c.name }

// lossesOf returns the kinds of loss between a value and an Object or a plain value, in alphabetical order. The error is
// for what no loss explains.
func lossesOf(want monty.Object, got any) (string, error) {
	if o, ok := got.(monty.Object); ok {
		// Equal would take True for 1. The encoding tells all types, the order and what is shared.
		a, b := must(monty.Encode(want)), must(monty.Encode(o))
		if !bytes.Equal(a, b) {
			return "", fmt.Errorf("another value: %d bytes, not %d", len(b), len(a))
		}
		return "", nil
	}
	c := comparison{back: map[monty.Object]uintptr{}}
	if err := c.compare(want, got); err != nil {
		return "", err
	}
	slices.Sort(c.losses)
	return strings.Join(slices.Compact(c.losses), ", "), nil
}

// comparison is the walk through a value and what came back.
type comparison struct {
	losses []string
	back   map[monty.Object]uintptr // where what came back of each container lies
}

func (c *comparison) lose(loss string) { c.losses = append(c.losses, loss) }

func (c *comparison) compare(want monty.Object, got any) error {
	ok := false
	switch want := want.(type) {
	case monty.None:
		ok = got == nil
	case monty.Bool:
		ok = got == bool(want)
	case monty.Str:
		ok = got == string(want)
	case monty.Float:
		f, is := got.(float64)
		ok = is && math.Float64bits(f) == math.Float64bits(float64(want))
	case monty.Int:
		switch n := got.(type) {
		case int64:
			ok = n == int64(want)
		case uint64:
			ok = want >= 0 && n == uint64(want)
		case float64:
			ok = n == float64(want)
			c.lose(lossInt)
		}
	case monty.Bytes:
		switch p := got.(type) {
		case []byte:
			ok = string(p) == string(want)
		case string:
			ok = p == base64.StdEncoding.EncodeToString([]byte(want))
			c.lose(lossBytes)
		}
	case monty.Decimal:
		ok = got == want.Text()
		c.lose(lossDecimal)
	case monty.DateTime:
		at := must(want.Time())
		switch t := got.(type) {
		case time.Time:
			_, offset := t.Zone()
			ok = t.Equal(at) && offset == 0
		case string:
			ok = t == at.Format(time.RFC3339Nano)
			c.lose(lossDateTime)
		}
	default:
		return c.container(want, got)
	}
	if !ok {
		return fmt.Errorf("a %s came back as %T, or as another value", want.Kind(), got)
	}
	return nil
}

func (c *comparison) container(want monty.Object, got any) error {
	v := reflect.ValueOf(got)
	if k := v.Kind(); k != reflect.Slice && k != reflect.Map {
		return fmt.Errorf("a %s came back as %T", want.Kind(), got)
	}
	if at, seen := c.back[want]; seen && at != v.Pointer() {
		c.lose(lossSharing)
	}
	c.back[want] = v.Pointer()
	switch want := want.(type) {
	case *monty.List:
		return c.items(slices.Collect(values(want.All())), got)
	case *monty.Tuple:
		c.lose(lossTuple)
		return c.items(slices.Collect(values(want.All())), got)
	case *monty.Dict:
		return c.entries(want, got)
	case *monty.Instance:
		c.lose(lossClass)
		return c.entries(want.Attrs, got)
	}
	return fmt.Errorf("no shape has a %s", want.Kind())
}

func (c *comparison) items(want []monty.Object, got any) error {
	items, ok := got.([]any)
	if !ok || len(items) != len(want) {
		return fmt.Errorf("%d items came back as %T with %d", len(want), got, len(items))
	}
	for i, item := range want {
		if err := c.compare(item, items[i]); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

func (c *comparison) entries(want *monty.Dict, got any) error {
	if want.Len() > 1 {
		c.lose(lossOrder) // a map of Go has none
	}
	if n := reflect.ValueOf(got).Len(); n != want.Len() {
		return fmt.Errorf("%d entries came back as %d", want.Len(), n)
	}
	for key, value := range want.All() {
		name := string(key.(monty.Str))
		entry, ok := any(nil), false
		switch m := got.(type) {
		case map[string]any:
			entry, ok = m[name]
		case map[any]any:
			entry, ok = m[name]
		}
		if !ok {
			return fmt.Errorf("no %q in %T", name, got)
		}
		if err := c.compare(value, entry); err != nil {
			return fmt.Errorf("[%q]: %w", name, err)
		}
	}
	return nil
}

// values yields the second of each pair.
func values[K, V any](pairs func(yield func(K, V) bool)) func(yield func(V) bool) {
	return func(yield func(V) bool) {
		pairs(func(_ K, v V) bool { return yield(v) })
	}
}

// Every loss of every contender, with UPDATE=1 written to testdata/losses.json.
func TestLossesAreTheDeclaredOnes(t *testing.T) {
	found := map[string]string{}
	for _, s := range shapes() {
		for _, c := range contenders() {
			lost, err := lossesOf(s.value, c.view(must(c.decode(must(c.encoder(s.value)())))))
			if err != nil {
				t.Errorf("%s of %s: %v", c.name, s.name, err)
			}
			if lost != "" {
				found[lossKey(s, c)] = lost
			}
		}
	}
	if os.Getenv("UPDATE") == "1" {
		text := must(json.MarshalIndent(found, "", "  "))
		if err := os.WriteFile(lossesFile, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	losses, err := declared()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(found, losses) {
		t.Errorf("the losses are %v, and %s declares %v", found, lossesFile, losses)
	}
}

// A value that is not the one that went in is no loss.
func TestWrongValuesAreNoLosses(t *testing.T) {
	for name, c := range map[string]struct {
		want monty.Object
		got  any
	}{
		"another int":      {monty.Int(1), 2.0},
		"bool for int":     {monty.Int(1), monty.Bool(true)},
		"text for int":     {monty.Int(1), "1"},
		"negative int":     {monty.Int(-1), uint64(math.MaxUint64)},
		"int for float":    {monty.Float(1), int64(1)},
		"sign of zero":     {monty.Float(math.Copysign(0, -1)), 0.0},
		"another key":      {dict(field{"a", monty.Int(1)}), map[string]any{"b": 1.0}},
		"one key more":     {dict(field{"a", monty.None{}}), map[string]any{"a": nil, "b": nil}},
		"an item missing":  {monty.NewList(monty.Int(1), monty.Int(2)), []any{1.0}},
		"another Decimal":  {must(monty.NewDecimal("1.20")), "1.2"},
		"map for list":     {monty.NewList(), map[string]any{}},
		"order of objects": {dict(field{"a", monty.Int(1)}, field{"b", monty.Int(2)}), dict(field{"b", monty.Int(2)}, field{"a", monty.Int(1)})},
		"another instant":  {monty.DateTime{Year: 2026, Month: 1, Day: 1, Aware: true}, time.Date(2026, 1, 1, 1, 0, 0, 0, time.UTC)},
		"another offset":   {monty.DateTime{Year: 2026, Month: 1, Day: 1, Aware: true}, time.Date(2026, 1, 1, 1, 0, 0, 0, time.FixedZone("", 3600))},
	} {
		if lost, err := lossesOf(c.want, c.got); err == nil {
			t.Errorf("%s: passes with the loss %q", name, lost)
		}
	}
}
