// The two codecs are one schema: the library reads what Go writes, and writes the same bytes and the same JSON view.

package monty

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

// everyKind makes a value of any kind at all, with objects that are referred to more than once.
func (g gen) everyKind(depth int) Object {
	switch g.r.IntN(14) {
	case 0:
		d, _ := NewDecimal(pick(g, []string{"0", "-0", "-0.00", "1.20", "1E+400", "-5E-7", "Infinity", "-Infinity", "NaN", "-NaN7", "sNaN12",
			"1234567890123456789012345678901234567890.5", "-0E-12"}))
		return d
	case 1:
		return pick(g, []Object{Date{1, 1, 1}, Date{9999, 12, 31}, DateTime{Year: 1, Month: 1, Day: 1},
			DateTime{Year: 2024, Month: 2, Day: 29, Microsecond: 1, Aware: true, Zone: TimeZone{Offset: 30}},
			DateTime{Year: 2024, Month: 2, Day: 29, Aware: true, Zone: TimeZone{Offset: -3600, Name: "X", Named: true}},
			Time{Hour: 23, Fold: 1}, Time{Aware: true, Zone: TimeZone{Offset: -86399}}, TimeZone{}, TimeZone{Offset: 5, Name: "", Named: true},
			TimeDelta{Days: -999999999}, TimeDelta{Days: 999999999, Seconds: 86399, Microseconds: 999999}})
	case 2:
		return pick(g, []Object{Function{Name: "f", Doc: "d", HasDoc: true}, File{Path: "/p", Mode: "rb", Position: 1 << 40},
			Exception{Type: "json.JSONDecodeError"}, Type("collections.deque"), Str(bytes.Repeat([]byte("long "), 9)), Bytes(make([]byte, 40))})
	case 3:
		class := &Class{Name: "C", ID: UUID{1}, Dataclass: g.oneIn(2), Attrs: &Dict{}}
		instance := func() Object {
			i := &Instance{Class: class, ID: UUID{2, byte(g.r.IntN(9))}, Attrs: &Dict{}}
			_ = i.Attrs.Set(Str("a"), g.everyKind(depth-1))
			return i
		}
		return NewList(instance(), instance(), class, &Module{Name: "m.n", ID: UUID{3}, Attrs: class.Attrs})
	case 4:
		s := &FrozenSet{}
		if g.oneIn(2) {
			s, _ = NewFrozenSet(Int(1), NewTuple(Int(1), Str("x")), g.number())
		}
		d := &Dict{}
		_ = d.Set(s, g.any(depth-1))
		return NewTuple(d, s, d)
	case 5, 6, 7:
		items := make([]Object, g.r.IntN(5))
		for i := range items {
			items[i] = g.everyKind(depth - 1)
			if depth <= 0 {
				items[i] = g.any(0)
			}
			if i > 0 && g.oneIn(3) {
				items[i] = items[g.r.IntN(i)]
			}
		}
		return g.sequence(items)
	}
	return g.any(depth)
}

func TestBothCodecsWriteTheSameBytes(t *testing.T) {
	g := gen{rand.New(rand.NewPCG(7, 8))}
	shared := 0
	for i := range 100_000 {
		o := g.everyKind(4)
		data, err := Encode(o)
		if err != nil {
			t.Fatalf("%v: %v", o, err)
		}
		again, err := checkValue(data, true)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("value %d %v:\nGo      %x\nlibrary %x\n%v", i, o, data, again, err)
		}
		back, err := DecodeOptions{Strict: true}.Decode(data)
		if err != nil {
			t.Fatalf("value %d %v: %v", i, o, err)
		}
		if again, err = Encode(back); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("value %d %v:\nfirst  %x\nsecond %x\n%v", i, o, data, again, err)
		}
		if bytes.Contains(data, []byte{0xd8, tagShared}) {
			shared++
		}
	}
	if shared < 1000 {
		t.Errorf("only %d values share anything", shared)
	}
}

func TestBothSidesWriteTheSameJSONView(t *testing.T) {
	g := gen{rand.New(rand.NewPCG(9, 10))}
	refused := 0
	for i := range 100_000 {
		o := g.everyKind(4)
		data, err := Encode(o)
		if err != nil {
			t.Fatalf("%v: %v", o, err)
		}
		want, wantErr := o.MarshalJSON()
		got, err := jsonView(data)
		if (err == nil) != (wantErr == nil) || !bytes.Equal(got, want) {
			t.Fatalf("value %d %v:\nGo      %s %v\nlibrary %s %v", i, o, want, wantErr, got, err)
		}
		if err != nil {
			refused++
		}
	}
	if refused == 0 || refused > 15_000 {
		t.Errorf("%d of the values have no JSON view", refused)
	}
}

// What one side refuses, the other refuses, at the same byte.
func TestBothDecodersRefuseTheSame(t *testing.T) {
	g := gen{rand.New(rand.NewPCG(11, 12))}
	taken, refused := 0, 0
	for range 30_000 {
		data, err := Encode(g.everyKind(2))
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.Clone(data)
		switch at := g.r.IntN(len(data)); g.r.IntN(3) {
		case 0:
			data[at] ^= 1 << g.r.IntN(8)
		case 1:
			data[at] = byte(g.r.IntN(256))
		default:
			data = data[:at]
		}
		_, goErr := Decode(data)
		_, err = checkValue(data, false)
		var here *DecodeError
		var there *Error
		switch {
		case goErr == nil && err == nil:
			taken++
		case errors.As(goErr, &here) && errors.As(err, &there) && here.Offset == there.Offset:
			refused++
		case goErr != nil && strings.Contains(goErr.Error(), "unhashable"):
			// A known difference: Go has to hash the keys of a dict, the library leaves that to the interpreter.
			refused++
		default:
			t.Fatalf("%x\nGo:      %v\nlibrary: %v", data, goErr, err)
		}
	}
	if taken == 0 || refused == 0 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
}
