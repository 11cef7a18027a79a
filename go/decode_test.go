package monty

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/big"
	"runtime"
	"strings"
	"testing"
)

func asDecodeError(err error, e **DecodeError) bool { return errors.As(err, e) }

func TestDecodeRefuses(t *testing.T) {
	id := testIDHex
	for _, c := range []struct {
		name, data string
		kind       DecodeErrorKind
		offset     int
	}{
		{"nothing", "", DecodeTruncated, 0},
		{"int without argument", "18", DecodeTruncated, 0},
		{"int with half an argument", "81 1a 0000", DecodeTruncated, 1},
		{"text too short", "63 6161", DecodeTruncated, 0},
		{"array without items", "82 01", DecodeTruncated, 0},
		{"array that cannot fit", "9b 00ffffffffffffff 00", DecodeTruncated, 0},
		{"arrays that cannot fit together", "83 82 00 00", DecodeTruncated, 1},
		{"array after a text that left too little", "85 64 61616161 81", DecodeTruncated, 6},
		{"map after a text that left too little", "85 64 61616161 a1", DecodeTruncated, 6},
		{"names after a text that left too little", "87 66 616161616161 d9ba02 83 60 81", DecodeTruncated, 13},
		{"map that cannot fit", "a2 00 00 00", DecodeTruncated, 0},
		{"map of 2^63", "bb 8000000000000000 00 00", DecodeTruncated, 0},
		{"tag without item", "d9ba00", DecodeTruncated, 3},
		{"float without bytes", "fb 00", DecodeTruncated, 0},
		{"indefinite array without end", "9f 01", DecodeTruncated, 2},
		{"trailing", "00 00", DecodeTrailing, 1},
		{"reserved length", "1c", DecodeMalformed, 0},
		{"indefinite int", "1f", DecodeMalformed, 0},
		{"indefinite tag", "df", DecodeMalformed, 0},
		{"break", "ff", DecodeMalformed, 0},
		{"break in an array", "81 ff", DecodeMalformed, 1},
		{"chunk of another type", "7f 41 61 ff", DecodeMalformed, 1},
		{"chunk of indefinite length", "7f 7f ff ff", DecodeMalformed, 1},
		{"short simple value in two bytes", "f8 14", DecodeMalformed, 0},
		{"undefined", "f7", DecodeUnknownSimple, 0},
		{"simple 0", "81 e0", DecodeUnknownSimple, 1},
		{"simple 255", "f8 ff", DecodeUnknownSimple, 0},
		{"UTF-8", "81 61 ff", DecodeInvalidUTF8, 1},
		{"surrogate", "63 eda080", DecodeInvalidUTF8, 0},
		{"UTF-8 across chunks", "7f 61c3 61a9 ff", DecodeInvalidUTF8, 1},
		{"UTF-8 in a key", "82 a1 6161 01 a1 61ff 01", DecodeInvalidUTF8, 6},
		{"unknown tag", "81 d9ba14 00", DecodeUnknownTag, 1},
		{"tag 1", "c1 00", DecodeUnknownTag, 0},
		{"self-described", "d9d9f7 00", DecodeUnknownTag, 0},
		{"identity alone", id, DecodeUnknownTag, 0},
		{"tuple of text", "d9ba00 60", DecodeWrongContent, 3},
		{"set of a list", "d90102 81 80", DecodeWrongContent, 3},
		{"dict with a list key", "a1 80 00", DecodeWrongContent, 0},
		{"pairs with an odd number", "d9ba13 81 00", DecodeWrongContent, 3},
		{"indefinite map with a key alone", "bf 00 ff", DecodeWrongContent, 0},
		{"ellipsis of 0", "d9ba03 00", DecodeWrongContent, 3},
		{"complex of three", "d9a7f8 83 00 00 00", DecodeWrongContent, 3},
		{"complex of ints", "d9a7f8 82 00 00", DecodeWrongContent, 4},
		{"big int of text", "c2 60", DecodeWrongContent, 1},
		{"decimal of one", "c4 81 00", DecodeWrongContent, 1},
		{"decimal of text", "c4 82 00 60", DecodeWrongContent, 3},
		{"extended decimal with a negative mantissa", "d9010c 83 00 20 00", DecodeWrongContent, 5},
		{"date of an int", "d903ec 00", DecodeWrongContent, 3},
		{"duration without seconds", "d903ea a1 25 01", DecodeWrongContent, 3},
		{"duration with another key", "d903ea a2 01 00 02 00", DecodeWrongContent, 3},
		{"time with a name alone", "d9ba06 84 6830303a30303a3030 f6 6178 00", DecodeWrongContent, 14},
		{"exception with an int", "d9ba09 82 684b65794572726f72 00", DecodeWrongContent, 13},
		{"instance of an int", "d9ba0f 83 00 " + id + " a0", DecodeWrongContent, 4},
		{"module with a list of attributes", "d9ba10 83 616d " + id + " 80", DecodeWrongContent, 25},
		{"class without tag on its identity", "d9ba0e 85 6143 40 f4 f4 a0", DecodeWrongContent, 6},
		{"class with a text as flag", "d9ba0e 85 6143 " + id + " 60 f4 a0", DecodeWrongContent, 25},
		{"month 13", "d903ec 6a 323032342d31332d3031", DecodeOutOfRange, 3},
		{"30 February", "d903ec 6a 323032342d30322d3330", DecodeOutOfRange, 3},
		{"year 0", "d903ec 6a 303030302d30312d3031", DecodeOutOfRange, 3},
		{"date with a short day", "d903ec 69 323032342d30322d33", DecodeOutOfRange, 3},
		{"lower-case t", "c0 74 323032342d30312d30327430333a30343a30355a", DecodeOutOfRange, 1},
		{"lower-case z", "c0 74 323032342d30312d30325430333a30343a30357a", DecodeOutOfRange, 1},
		{"second 60", "c0 74 323032342d30312d30325430333a30343a36305a", DecodeOutOfRange, 1},
		{"offset -00:00", "c0 7819 323032342d30312d30325430333a30343a30352d30303a3030", DecodeOutOfRange, 1},
		{"offset +24:00", "c0 7819 323032342d30312d30325430333a30343a30352b32343a3030", DecodeOutOfRange, 1},
		{"fraction of three digits", "d9ba06 6c 30303a30303a30302e303031", DecodeOutOfRange, 3},
		{"timezone of a day", "d9ba07 1a 00015180", DecodeOutOfRange, 3},
		{"fold 2", "d9ba06 84 6830303a30303a3030 f6 f6 02", DecodeOutOfRange, 15},
		{"microsecond 10^6", "d903ea a2 01 00 25 1a000f4240", DecodeOutOfRange, 3},
		{"duration beyond max", "d903ea a1 01 1b00004e94914f0000", DecodeOutOfRange, 3},
		{"decimal exponent", "c4 82 1b0de0b6b3a7640000 01", DecodeOutOfRange, 1},
		{"decimal exponent of 2^64", "c4 82 c249010000000000000000 01", DecodeOutOfRange, 1},
		{"decimal option 8", "d9010c 83 00 00 08", DecodeOutOfRange, 6},
		{"infinity with a mantissa", "d9010c 83 00 01 02", DecodeOutOfRange, 3},
		{"NaN with an exponent", "d9010c 83 01 00 04", DecodeOutOfRange, 3},
		{"namedtuple with a name too many", "d9ba02 83 6150 81 6178 80", DecodeNameCount, 9},
		{"indefinite namedtuple with a value too many", "d9ba02 83 6150 80 9f 00 ff", DecodeNameCount, 7},
		{"exception of another name", "d9ba09 82 6158 f6", DecodeUnknownName, 4},
		{"type of another name", "d9ba0a 6158", DecodeUnknownName, 3},
		{"builtin function of another name", "d9ba0b 6158", DecodeUnknownName, 3},
		{"file mode x", "d9ba0d 83 60 6178 00", DecodeUnknownName, 5},
		{"identity of 15 bytes", "d9ba10 83 616d d825 4f 0102030405060708090a0b0c0d0e0f a0", DecodeBadID, 8},
		{"reference to nothing", "d81d 00", DecodeBadShare, 0},
		{"reference to itself", "d81c 81 d81d 00", DecodeBadShare, 3},
		{"reference forward", "82 d81d 00 d81c 80", DecodeBadShare, 1},
		{"reference of text", "82 d81c 80 d81d 60", DecodeBadShare, 6},
		{"mark on a mark", "d81c d81c 80", DecodeBadShare, 2},
		{"mark on a reference", "82 d81c 80 d81c d81d 00", DecodeBadShare, 6},
		{"mark on nothing", "d81c", DecodeTruncated, 2},
	} {
		data := unhex(t, c.data)
		o, err := Decode(data)
		var e *DecodeError
		if !errors.As(err, &e) {
			t.Errorf("%s: decoded as %v, %v", c.name, o, err)
			continue
		}
		if e.Kind != c.kind || e.Offset != c.offset {
			t.Errorf("%s: %v, want %s at %d", c.name, e, c.kind, c.offset)
		}
	}
}

// Forms that other encoders may write are read, and strict decoding refuses them.
func TestLenientForms(t *testing.T) {
	for _, c := range []struct{ name, data, canonical string }{
		{"long head", "1b 0000000000000001", "01"},
		{"long length", "79 0001 61", "6161"},
		{"long tag", "da 0000ba00 80", "d9ba00 80"},
		{"indefinite list", "9f 01 9f ff ff", "82 01 80"},
		{"indefinite map", "bf 6161 01 ff", "a1 6161 01"},
		{"indefinite text", "7f 6161 60 6162 ff", "62 6162"},
		{"indefinite bytes", "5f 4161 ff", "41 61"},
		{"indefinite tuple", "d9ba00 9f ff", "d9ba00 80"},
		{"indefinite complex", "d9a7f8 9f f90000 f90000 ff", "d9a7f8 82 fb0000000000000000 fb0000000000000000"},
		{"indefinite pairs", "d9ba13 9f d9ba00 80 00 ff", "d9ba13 82 d9ba00 80 00"},
		{"half float", "f9 3e00", "fb 3ff8000000000000"},
		{"half float subnormal", "f9 8001", "fb be70000000000000"},
		{"half float infinity", "f9 fc00", "fb fff0000000000000"},
		{"half float NaN", "f9 7c01", "fb 7ff0040000000000"},
		{"single float", "fa c0000000", "fb c000000000000000"},
		{"single float NaN", "fa 7f800001", "fb 7ff0000020000000"},
		{"big int that is small", "c2 42 0001", "01"},
		{"negative big int that is small", "c3 41 00", "20"},
		{"big int of nothing", "c2 40", "00"},
		{"big int with leading zeros", "c2 4a 00010000000000000000", "c2 49 010000000000000000"},
		{"big int in 64 bits", "c2 48 ffffffffffffffff", "1b ffffffffffffffff"},
		{"dict as pairs", "d9ba13 82 6161 01", "a1 6161 01"},
		{"map with a tuple key", "a1 d9ba00 80 01", "d9ba13 82 d9ba00 80 01"},
		{"map with a NaN key", "a1 fb7ff8000000000000 01", "d9ba13 82 fb7ff8000000000000 01"},
		{"decimal as extended", "d9010c 83 21 1878 00", "c4 82 21 1878"},
		{"negative decimal as extended", "d9010c 83 21 1878 01", "c4 82 21 3877"},
		{"decimal with big ints", "c4 82 c24101 c34100", "c4 82 01 20"},
		{"+00:00", "c0 7819 323032342d30312d30325430333a30343a30352b30303a3030", "c0 74 323032342d30312d30325430333a30343a30355a"},
		{"fraction of zeros", "d9ba06 6f 30303a30303a30302e303030303030", "d9ba06 68 30303a30303a3030"},
		{"datetime in the long form", "d9ba05 83 73323032342d30312d30325430333a30343a3035 00 f6", "c0 74 323032342d30312d30325430333a30343a30355a"},
		{"naive time in the long form", "d9ba06 84 6830303a30303a3030 f6 f6 00", "d9ba06 68 30303a30303a3030"},
		{"duration in another order", "d903ea a2 25 00 01 01", "d903ea a1 01 01"},
		{"marked leaf", "82 d81c 01 d81d 00", "82 01 01"},
		{"mark used once", "81 d81c 80", "81 80"},
		{"attributes as pairs", "d9ba10 83 616d " + testIDHex + " d9ba13 82 6161 01", "d9ba10 83 616d " + testIDHex + " a1 6161 01"},
	} {
		o, err := Decode(unhex(t, c.data))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		want := unhex(t, c.canonical)
		if got := must[[]byte](t)(Encode(o)); !bytes.Equal(got, want) {
			t.Errorf("%s: encoded as %x, want %x", c.name, got, want)
		}
		var e *DecodeError
		if _, err := (DecodeOptions{Strict: true}).Decode(unhex(t, c.data)); !errors.As(err, &e) || e.Kind != DecodeNotCanonical {
			t.Errorf("%s: strict decoding gives %v", c.name, err)
		}
		if _, err := (DecodeOptions{Strict: true}).Decode(want); err != nil {
			t.Errorf("%s: strict decoding of the canonical form gives %v", c.name, err)
		}
	}
}

// samples are encodings of some size with all sorts of items in them.
func samples(t testing.TB) [][]byte {
	all := NewList()
	var out [][]byte
	for _, v := range vectors(t) {
		out = append(out, unhex(t, v.hex))
		all.Append(v.value, v.value)
	}
	return append(out, must[[]byte](t)(Encode(all)))
}

func TestEveryPrefixIsTruncated(t *testing.T) {
	for _, data := range samples(t) {
		for n := range data {
			var e *DecodeError
			if o, err := Decode(data[:n]); !errors.As(err, &e) || e.Offset > n {
				t.Fatalf("%x: %v, %v", data[:n], o, err)
			} else if e.Kind != DecodeTruncated {
				t.Fatalf("%x: %v", data[:n], err)
			}
		}
	}
}

// checkDecode states what holds for any bytes: a value or a *DecodeError, and a value encodes, decodes again and
// encodes to the same bytes.
func checkDecode(t testing.TB, data []byte) {
	t.Helper()
	o, err := Decode(data)
	if err != nil {
		var e *DecodeError
		if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(data) || o != nil {
			t.Fatalf("%x: %v, %v", data, o, err)
		}
		return
	}
	again, err := Encode(o)
	if err != nil {
		t.Fatalf("%x: %v cannot be encoded: %v", data, o, err)
	}
	back, err := DecodeOptions{Strict: true}.Decode(again)
	if err != nil {
		t.Fatalf("%x: encoded as %x, which decodes to %v", data, again, err)
	}
	third, err := Encode(back)
	if err != nil || !bytes.Equal(again, third) {
		t.Fatalf("%x: encoded as %x, then %x, %v", data, again, third, err)
	}
	if !Equal(o, back) && equalsItself(o, map[Object]bool{}) {
		t.Fatalf("%x: %v became %v", data, o, back)
	}
}

// equalsItself says whether a copy of the value is equal to it: no NaN is in it, and no identity of zeros.
func equalsItself(o Object, seen map[Object]bool) bool {
	if seen[o] {
		return true
	}
	seen[o] = true
	items, _ := tupleItems(o)
	switch v := o.(type) {
	case Float, Complex, Decimal:
		return !isNaN(o)
	case *List:
		items = v.items
	case *Set:
		items = v.h.keys
	case *FrozenSet:
		items = v.h.keys
	case *Dict:
		items = append(append(items, v.h.keys...), v.values...)
	case *Class:
		return v.ID != UUID{}
	case *Module:
		return v.ID != UUID{}
	case *Instance:
		return v.ID != UUID{} && v.Class.ID != UUID{} && equalsItself(v.Attrs, seen)
	}
	for _, item := range items {
		if !equalsItself(item, seen) {
			return false
		}
	}
	return true
}

func TestEveryFlippedByte(t *testing.T) {
	for _, data := range samples(t) {
		if len(data) > 200 {
			data = data[:200]
		}
		for i := range data {
			for _, flip := range []byte{1, 2, 4, 8, 16, 32, 64, 128, 255} {
				changed := bytes.Clone(data)
				changed[i] ^= flip
				checkDecode(t, changed)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(unhex(f, v.hex))
	}
	for _, seed := range []string{
		"82 d81c a0 d81d 00", "9f ff", "bf 01 02 ff", "7f 6161 ff", "f9 7e00", "c2 40", "d9010c 83 00 00 04",
		"d9ba13 84 d9ba00 80 01 d9ba00 80 02", "d90102 82 fb7ff8000000000000 fb7ff8000000000000",
	} {
		f.Add(unhex(f, seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkDecode(t, data) })
}

func TestDepthLimit(t *testing.T) {
	list := bytes.Repeat([]byte{0x81}, maxDepth)
	list[maxDepth-1] = 0x80
	o := must[Object](t)(Decode(list))
	if again := must[[]byte](t)(Encode(o)); !bytes.Equal(again, list) {
		t.Error("10,000 nested lists changed")
	}
	var e *DecodeError
	if _, err := Decode(append([]byte{0x81}, list...)); !errors.As(err, &e) || e.Kind != DecodeTooDeep || e.Offset != maxDepth {
		t.Error(err)
	}
	if _, err := (DecodeOptions{Depth: maxDepth + 1}).Decode(append([]byte{0x81}, list...)); err != nil {
		t.Error(err)
	}
	var refused *EncodeError
	if _, err := Encode(NewList(o)); !errors.As(err, &refused) || !strings.Contains(refused.Reason, "deeper") {
		t.Error(err)
	}
	// Tags do not count, containers of all kinds do, and the offset is that of the container's tag.
	for _, unit := range []string{"d9ba00 81", "d9ba01 81", "a1 00", "d9ba13 82 00", "d9ba02 83 60 81 60 81", "d81c 81"} {
		head := unhex(t, unit)
		tail := 0
		if unit == "d81c 81" {
			tail = 2
		}
		for depth, want := range map[int]bool{5: true, 4: false} {
			data := append(bytes.Repeat(head, 5), 0)
			_, err := DecodeOptions{Depth: depth}.Decode(data)
			if want && err != nil || !want && (!errors.As(err, &e) || e.Kind != DecodeTooDeep || e.Offset != 4*len(head)+tail) {
				t.Errorf("%s at depth %d: %v", unit, depth, err)
			}
		}
	}
}

// allocated is how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestSmallInputsAllocateLittle(t *testing.T) {
	nested := bytes.Repeat(unhex(t, "9a 00001000"), 2000) // each claims 4096 items
	for _, c := range []struct {
		name string
		data []byte
		max  uint64
	}{
		{"array of 2^40", unhex(t, "9b 0000010000000000"), 4 << 10},
		{"map of 2^40", unhex(t, "bb 0000010000000000"), 4 << 10},
		{"text of 2^40", unhex(t, "7b 0000010000000000"), 4 << 10},
		{"bytes of 2^63", unhex(t, "5b 8000000000000000"), 4 << 10},
		{"big int of 2^40", unhex(t, "c2 5b 0000010000000000"), 4 << 10},
		{"names of 2^40", unhex(t, "d9ba02 83 60 9b 0000010000000000"), 4 << 10},
		{"nested arrays", nested, 1 << 20},
	} {
		got := allocated(func() {
			if o, err := Decode(c.data); err == nil {
				t.Errorf("%s: decoded as %v", c.name, o)
			}
		})
		if got > c.max {
			t.Errorf("%s: %d bytes allocated for %d", c.name, got, len(c.data))
		}
	}
}

func TestBudget(t *testing.T) {
	list := NewList()
	for i := range 10_000 {
		list.Append(Int(i + 5000))
	}
	data := must[[]byte](t)(Encode(NewList(list, Str(strings.Repeat("x", 5000)))))
	if _, err := (DecodeOptions{Budget: 500_000}).Decode(data); err != nil {
		t.Error(err)
	}
	for budget, offset := range map[int]int{100_000: 1, 323_000: len(data) - 5003} {
		var e *DecodeError
		if _, err := (DecodeOptions{Budget: budget}).Decode(data); !errors.As(err, &e) || e.Kind != DecodeOverBudget || e.Offset != offset {
			t.Errorf("budget %d: %v, want offset %d", budget, err, offset)
		}
	}
	if got := allocated(func() { must[Object](t)(Decode(data)) }); got > 400_000 {
		t.Errorf("%d bytes allocated", got)
	}
}

func TestEncodeRefuses(t *testing.T) {
	self := NewList()
	self.Append(NewTuple(self))
	dict := func(k, v Object) *Dict { return must[*Dict](t)(NewDict(KV{k, v})) }
	loop := &Instance{Class: &Class{Name: "C"}, Attrs: &Dict{}}
	if err := loop.Attrs.Set(Str("me"), dict(Str("in"), loop)); err != nil {
		t.Fatal(err)
	}
	pointer := Int(1)
	for _, c := range []struct {
		o            Object
		path, reason string
	}{
		{self, "[0][0]", "holds itself"},
		{loop, ".me.in", "holds itself"},
		{NewList(Int(1), dict(Str("price"), Date{2024, 2, 30})), "[1].price", "day 30"},
		{dict(Str("not a name"), Date{}), `["not a name"]`, "year 0"},
		{dict(Int(7), Date{Year: 1, Month: 13}), "[7]", "month 13"},
		{dict(Str("\xff"), None{}), "[key 0]", "UTF-8"},
		{NewTuple(Str("\xff")), "[0]", "UTF-8"},
		{Path("\xff"), "", "UTF-8"},
		{Time{Hour: 24}, "", "hour 24"},
		{Time{Fold: 2}, "", "fold 2"},
		{Time{Zone: TimeZone{Offset: 1}}, "", "Aware is false"},
		{DateTime{Year: 1, Month: 1, Day: 1, Microsecond: 1e6}, "", "microsecond"},
		{DateTime{Year: 1, Month: 1, Day: 1, Aware: true, Zone: TimeZone{Offset: 86400}}, "", "offset 86400"},
		{TimeZone{Name: "x"}, "", "Named is false"},
		{TimeDelta{Seconds: 86400}, "", "timedelta"},
		{TimeDelta{Days: 1e9}, "", "timedelta"},
		{Exception{Type: "MyError"}, "", "MyError"},
		{Exception{Type: "ValueError", Message: "lost"}, "", "lost"},
		{Type("thing"), "", "thing"},
		{BuiltinFunction("thing"), "", "thing"},
		{File{Mode: "x"}, "", `"x"`},
		{&Instance{}, ".__class__", "nil"},
		{NewList((*List)(nil)), "[0]", "nil"},
		{(*BigInt)(nil), "", "nil"},
		{&pointer, "", "*monty.Int"},
	} {
		data, err := Encode(c.o)
		var e *EncodeError
		if !errors.As(err, &e) || e.Path != c.path || !strings.Contains(e.Reason, c.reason) {
			t.Errorf("%T: %x, %v; want %s, %s", c.o, data, err, c.path, c.reason)
		}
	}
}

func TestBigIntIsCopied(t *testing.T) {
	n := new(big.Int).Lsh(big.NewInt(1), 100)
	o := NewBigInt(n)
	n.SetInt64(0)
	b := o.(*BigInt).Big()
	b.SetInt64(1)
	if o.String() != "1267650600228229401496703205376" {
		t.Error(o)
	}
	if NewBigInt(nil) != Int(0) || NewBigInt(big.NewInt(-5)) != Int(-5) {
		t.Error("small ints are not Int")
	}
}

// What Python compares by identity is never merged: the elements of a set are objects of their own, however alike.
func TestDecodingMergesNoObjectsThatPythonTellsApart(t *testing.T) {
	failure := "d9ba0982" + "6a56616c75654572726f72" + "6178" // ValueError('x')
	instance := func(id string) string {
		return "d9ba0f83" + "d9ba0e85614" + "3d82550" + strings.Repeat("01", 16) + "f4f5a0" + "d82550" + strings.Repeat(id, 16) + "a0"
	}
	for name, set := range map[string]string{
		"exceptions":          "d9010282" + failure + failure,
		"tuples of them":      "d9010282" + "d9ba0081" + failure + "d9ba0081" + failure,
		"more than a few":     "d901028a" + strings.Repeat(failure, 10),
		"dataclass instances": "d9010282" + instance("02") + instance("03"),
	} {
		data, err := hex.DecodeString(set)
		if err != nil {
			t.Fatal(name, err)
		}
		o, err := Decode(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := Encode(o); err != nil || o.(*Set).Len() != int(data[3]&0x1f) {
			t.Errorf("%s: %v, encoded again as %x, %v", name, o, again, err)
		}
	}
}
