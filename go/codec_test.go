package monty

import (
	"bytes"
	"encoding/hex"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func bigText(text string) Object {
	n, ok := new(big.Int).SetString(text, 0)
	if !ok {
		panic(text)
	}
	return NewBigInt(n)
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var testID = UUID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}

const testIDHex = "d825 50 0102030405060708090a0b0c0d0e0f10"

type vector struct {
	name  string
	value Object
	hex   string
}

// vectors has each row of the tag table at least once, checked by hand.
func vectors(t testing.TB) []vector {
	dict := func(pairs ...KV) *Dict { return must[*Dict](t)(NewDict(pairs...)) }
	set := func(items ...Object) *Set { return must[*Set](t)(NewSet(items...)) }
	frozen := func(items ...Object) *FrozenSet { return must[*FrozenSet](t)(NewFrozenSet(items...)) }
	dec := func(text string) Decimal { return must[Decimal](t)(NewDecimal(text)) }
	named := must[*NamedTuple](t)(NewNamedTuple("P", []string{"x", "y"}, []Object{Int(1), Str("a")}))
	class := &Class{Name: "C", ID: testID, Dataclass: true, Attrs: dict(KV{Str("n"), Int(1)})}
	return []vector{
		{"none", None{}, "f6"},
		{"nil", nil, "f6"},
		{"true", Bool(true), "f5"},
		{"false", Bool(false), "f4"},
		{"int 0", Int(0), "00"},
		{"int 23", Int(23), "17"},
		{"int 24", Int(24), "18 18"},
		{"int 255", Int(255), "18 ff"},
		{"int 256", Int(256), "19 0100"},
		{"int 65536", Int(65536), "1a 00010000"},
		{"int 2^32", Int(1 << 32), "1b 0000000100000000"},
		{"int -1", Int(-1), "20"},
		{"int -256", Int(-256), "38 ff"},
		{"int min", Int(math.MinInt64), "3b 7fffffffffffffff"},
		{"int 2^63", bigText("0x8000000000000000"), "1b 8000000000000000"},
		{"int 2^64-1", bigText("0xffffffffffffffff"), "1b ffffffffffffffff"},
		{"int 2^64", bigText("0x10000000000000000"), "c2 49 010000000000000000"},
		{"int -2^64", bigText("-0x10000000000000000"), "3b ffffffffffffffff"},
		{"int -2^64-1", bigText("-0x10000000000000001"), "c3 49 010000000000000000"},
		{"float 1.5", Float(1.5), "fb 3ff8000000000000"},
		{"float -0.0", Float(math.Copysign(0, -1)), "fb 8000000000000000"},
		{"float inf", Float(math.Inf(1)), "fb 7ff0000000000000"},
		{"float NaN with payload", Float(math.Float64frombits(0xfff4000000000123)), "fb fff4000000000123"},
		{"complex", Complex(complex(1, -2)), "d9a7f8 82 fb3ff0000000000000 fbc000000000000000"},
		{"str", Str("h\u00e9\x00"), "64 68c3a900"},
		{"str empty", Str(""), "60"},
		{"bytes", Bytes("\x00\xff"), "42 00ff"},
		{"bytes empty", Bytes(""), "40"},
		{"list", NewList(Int(1), Str("a")), "82 01 6161"},
		{"list empty", NewList(), "80"},
		{"tuple", NewTuple(Int(1)), "d9ba00 81 01"},
		{"tuple empty", NewTuple(), "d9ba00 80"},
		{"set", set(Int(1), Int(2)), "d90102 82 01 02"},
		{"set empty", set(), "d90102 80"},
		{"frozenset", frozen(Str("a")), "d9ba01 81 6161"},
		{"namedtuple", named, "d9ba02 83 6150 82 6178 6179 82 01 6161"},
		{"dict", dict(KV{Str("b"), Int(1)}, KV{Int(-1), None{}}), "a2 6162 01 20 f6"},
		{"dict empty", dict(), "a0"},
		{"dict like a marker", dict(KV{Str("$tuple"), NewList()}), "a1 66 247475706c65 80"},
		{"dict of plain keys", dict(KV{None{}, Int(0)}, KV{Bool(true), Int(1)}, KV{Float(0.5), Int(2)}, KV{Bytes("k"), Int(3)}),
			"a4 f6 00 f5 01 fb3fe0000000000000 02 416b 03"},
		{"dict True and 2", dict(KV{Bool(true), Str("a")}, KV{Int(2), Str("b")}), "a2 f5 6161 02 6162"},
		{"dict of tuple key", dict(KV{NewTuple(Int(1), Int(2)), Int(3)}), "d9ba13 82 d9ba00 82 01 02 03"},
		{"dict of NaN key", dict(KV{Float(math.NaN()), Int(1)}), "d9ba13 82 fb7ff8000000000001 01"},
		{"ellipsis", Ellipsis{}, "d9ba03 f6"},
		{"not implemented", NotImplemented{}, "d9ba04 f6"},
		{"date", Date{2024, 2, 29}, "d903ec 6a 323032342d30322d3239"},
		{"date year 1", Date{1, 1, 1}, "d903ec 6a 303030312d30312d3031"},
		{"datetime UTC", DateTime{2024, 1, 2, 3, 4, 5, 0, true, UTC}, "c0 74 323032342d30312d30325430333a30343a30355a"},
		{"datetime -05:30 and microsecond", DateTime{2024, 1, 2, 3, 4, 5, 1, true, TimeZone{Offset: -19800}},
			"c0 7820 323032342d30312d30325430333a30343a30352e3030303030312d30353a3330"},
		{"datetime naive", DateTime{2024, 1, 2, 3, 4, 5, 0, false, TimeZone{}}, "d9ba05 73 323032342d30312d30325430333a30343a3035"},
		{"datetime 30 seconds", DateTime{2024, 1, 2, 3, 4, 5, 0, true, TimeZone{Offset: 30}},
			"d9ba05 83 73 323032342d30312d30325430333a30343a3035 181e f6"},
		{"datetime named", DateTime{2024, 1, 2, 3, 4, 5, 0, true, TimeZone{0, "X", true}},
			"d9ba05 83 73 323032342d30312d30325430333a30343a3035 00 6158"},
		{"time", Time{Hour: 1, Minute: 2, Second: 3}, "d9ba06 68 30313a30323a3033"},
		{"time fold", Time{Hour: 1, Microsecond: 4, Fold: 1}, "d9ba06 84 6f 30313a30303a30302e303030303034 f6 f6 01"},
		{"time aware", Time{Hour: 1, Aware: true, Zone: TimeZone{Offset: 60}}, "d9ba06 84 68 30313a30303a3030 183c f6 00"},
		{"timezone", TimeZone{Offset: -60}, "d9ba07 383b"},
		{"timezone UTC", UTC, "d9ba07 00"},
		{"timezone named", TimeZone{3600, "CET", true}, "d9ba07 82 190e10 63434554"},
		{"timezone named empty", TimeZone{0, "", true}, "d9ba07 82 00 60"},
		{"timedelta", TimeDelta{1, 2, 0}, "d903ea a1 01 1a00015182"},
		{"timedelta -1 us", TimeDelta{-1, 86399, 999999}, "d903ea a2 01 20 25 1a000f423f"},
		{"timedelta max", TimeDelta{999999999, 86399, 999999}, "d903ea a2 01 1b00004e94914effff 25 1a000f423f"},
		{"timedelta min", TimeDelta{-999999999, 0, 0}, "d903ea a1 01 3b00004e94914dae7f"},
		{"decimal 1.20", dec("1.20"), "c4 82 21 1878"},
		{"decimal 0", dec("0"), "c4 82 00 00"},
		{"decimal zero value", Decimal{}, "c4 82 00 00"},
		{"decimal -0", dec("-0"), "d9010c 83 00 00 01"},
		{"decimal -0.00", dec("-0.00"), "d9010c 83 21 00 01"},
		{"decimal 1E+400", dec("1E+400"), "c4 82 190190 01"},
		{"decimal -12345678901234567890", dec("-12345678901234567890"), "c4 82 00 3b ab54a98ceb1f0ad1"},
		{"decimal 2^64", dec("18446744073709551616"), "c4 82 00 c249010000000000000000"},
		{"decimal inf", dec("Infinity"), "d9010c 83 00 00 02"},
		{"decimal -inf", dec("-Infinity"), "d9010c 83 00 00 03"},
		{"decimal NaN", dec("NaN"), "d9010c 83 00 00 04"},
		{"decimal -NaN7", dec("-NaN7"), "d9010c 83 00 07 05"},
		{"decimal sNaN12", dec("sNaN12"), "d9010c 83 00 0c 06"},
		{"decimal -sNaN", dec("-sNaN"), "d9010c 83 00 00 07"},
		{"path", Path("/a"), "d9ba08 622f61"},
		{"exception", Exception{"ValueError", "x", true}, "d9ba09 82 6a56616c75654572726f72 6178"},
		{"exception without argument", Exception{Type: "KeyError"}, "d9ba09 82 684b65794572726f72 f6"},
		{"type", Type("int"), "d9ba0a 63696e74"},
		{"type of exception", Type("KeyError"), "d9ba0a 684b65794572726f72"},
		{"builtin function", BuiltinFunction("len"), "d9ba0b 636c656e"},
		{"function", Function{Name: "f"}, "d9ba0c 82 6166 f6"},
		{"function with doc", Function{"f", "d", true}, "d9ba0c 82 6166 6164"},
		{"file", File{"/f", "rb", 300}, "d9ba0d 83 622f66 627262 19012c"},
		{"class", class, "d9ba0e 85 6143 " + testIDHex + " f4 f5 a1 616e 01"},
		{"instance", &Instance{Class: class, ID: testID}, "d9ba0f 83 d9ba0e 85 6143 " + testIDHex + " f4 f5 a1 616e 01 " + testIDHex + " a0"},
		{"module", &Module{Name: "m", ID: testID, Attrs: dict(KV{Int(1), Int(2)})}, "d9ba10 83 616d " + testIDHex + " d9ba13 82 01 02"},
		{"repr", Repr("<x>"), "d9ba11 633c783e"},
		{"cycle", Cycle("[...]"), "d9ba12 655b2e2e2e5d"},
	}
}

func TestVectorsEncodeAndDecode(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.name, func(t *testing.T) {
			want := unhex(t, v.hex)
			got, err := Encode(v.value)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("encoded as %x, want %x", got, want)
			}
			back, err := DecodeOptions{Strict: true}.Decode(want)
			if err != nil {
				t.Fatal(err)
			}
			if !Equal(back, v.value) && !strings.Contains(strings.ToLower(v.name), "nan") {
				t.Errorf("decoded as %s, want %s", back, v.value)
			}
			if back.Kind() != orNone(v.value).Kind() {
				t.Errorf("decoded as %s, want %s", back.Kind(), orNone(v.value).Kind())
			}
			again, err := Encode(back)
			if err != nil || !bytes.Equal(again, want) {
				t.Errorf("encoded again as %x, %v", again, err)
			}
		})
	}
}

func TestSharedValuesKeepTheirIdentity(t *testing.T) {
	long := Str(strings.Repeat("s", 32))
	dict := must[*Dict](t)(NewDict(KV{Str("k"), long}))
	list := NewList(dict, dict, long)
	data := must[[]byte](t)(Encode(list))
	want := "83 d81c a1 616b d81c 7820" + strings.Repeat("73", 32) + "d81d 00 d81d 01"
	if !bytes.Equal(data, unhex(t, want)) {
		t.Fatalf("encoded as %x", data)
	}
	back := must[Object](t)(Decode(data)).(*List)
	if back.At(0) != back.At(1) {
		t.Error("one dict became two")
	}
	if again := must[[]byte](t)(Encode(back)); !bytes.Equal(again, data) {
		t.Errorf("encoded again as %x", again)
	}
}

func TestEqualValuesStayApart(t *testing.T) {
	text := strings.Repeat("s", 40)
	list := NewList(NewList(Int(1)), NewList(Int(1)), Str(text), Str(strings.Clone(text)), Bytes(text))
	data := must[[]byte](t)(Encode(list))
	if bytes.Contains(data, []byte{0xd8, tagShared}) {
		t.Fatalf("shared: %x", data)
	}
	back := must[Object](t)(Decode(data)).(*List)
	if back.At(0) == back.At(1) {
		t.Error("two lists became one")
	}
	if again := must[[]byte](t)(Encode(back)); !bytes.Equal(again, data) {
		t.Errorf("encoded again as %x", again)
	}
}

// What is marked and what is repeated, by kind and size of payload.
func TestSharingThreshold(t *testing.T) {
	set := must[*Set](t)(NewSet())
	frozen := must[*FrozenSet](t)(NewFrozenSet())
	named := must[*NamedTuple](t)(NewNamedTuple("E", nil, nil))
	class := &Class{Name: "C", ID: testID}
	power := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	neg := func(n *big.Int) *big.Int { return new(big.Int).Neg(n) }
	dec := func(text string) Object { return must[Decimal](t)(NewDecimal(text)) }
	for _, c := range []struct {
		name   string
		value  Object
		shared bool
	}{
		{"str of 31", Str(strings.Repeat("x", 31)), false},
		{"str of 32", Str(strings.Repeat("x", 32)), true},
		{"bytes of 31", Bytes(strings.Repeat("x", 31)), false},
		{"bytes of 32", Bytes(strings.Repeat("x", 32)), true},
		{"int of 31 bytes", NewBigInt(power(247)), false},
		{"int of 32 bytes", NewBigInt(power(248)), true},
		{"-2^248 has 31 bytes as -1-n", NewBigInt(neg(power(248))), false},
		{"-2^248-1", NewBigInt(new(big.Int).Sub(neg(power(248)), big.NewInt(1))), true},
		{"decimal of 31", dec(strings.Repeat("1", 31)), false},
		{"decimal of 32", dec(strings.Repeat("1", 32)), true},
		{"decimal of 32 with sign", dec("-" + strings.Repeat("1", 31)), true},
		{"path", Path(strings.Repeat("x", 99)), false},
		{"exception", Exception{"ValueError", strings.Repeat("x", 99), true}, false},
		{"empty tuple", NewTuple(), false},
		{"tuple", NewTuple(None{}), true},
		{"empty frozenset", frozen, false},
		{"empty set", set, true},
		{"empty list", NewList(), true},
		{"empty dict", &Dict{}, true},
		{"empty namedtuple", named, true},
		{"class", class, true},
		{"instance", &Instance{Class: class}, true},
		{"module", &Module{}, true},
	} {
		data := must[[]byte](t)(Encode(NewList(c.value, c.value)))
		if got := bytes.HasPrefix(data, []byte{0x82, 0xd8, tagShared}); got != c.shared {
			t.Errorf("%s: shared is %t: %x", c.name, got, data)
		}
		back := must[Object](t)(DecodeOptions{Strict: true}.Decode(data))
		if again := must[[]byte](t)(Encode(back)); !bytes.Equal(again, data) {
			t.Errorf("%s: encoded again as %x, not %x", c.name, again, data)
		}
	}
}

func TestSeveralRootsShareOneIndexSpace(t *testing.T) {
	a, b := NewList(Int(1)), NewList(Int(2))
	e := newEncoder(nil)
	e.count(a, NewTuple(b), b, a)
	e.array(4)
	for _, o := range []Object{a, NewTuple(b), b, a} {
		if err := e.value(o); err != nil {
			t.Fatal(err)
		}
	}
	if want := unhex(t, "84 d81c 81 01 d9ba00 81 d81c 81 02 d81d 01 d81d 00"); !bytes.Equal(e.buf, want) {
		t.Fatalf("encoded as %x", e.buf)
	}
	var d decoder
	d.begin(e.buf, decodeLimits{})
	if n, err := d.array(); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	var got []Object
	for range 4 {
		got = append(got, must[Object](t)(d.value()))
	}
	if got[0] != got[3] || got[1].(*Tuple).At(0) != got[2] {
		t.Error("identity was lost")
	}
	if err := d.finish(); err != nil {
		t.Error(err)
	}
}

func TestDecodeCopiesItsInput(t *testing.T) {
	data := unhex(t, "83 6161 4162 a1 6163 01")
	o := must[Object](t)(Decode(data))
	clear(data)
	if got := o.(*List); got.At(0) != Str("a") || got.At(1) != Bytes("b") || got.At(2).(*Dict).Len() != 1 {
		t.Error(o)
	}
	if _, ok := o.(*List).At(2).(*Dict).GetStr("c"); !ok {
		t.Error("key was changed")
	}
}

func TestEncodePlain(t *testing.T) {
	inner := NewList(Int(1))
	data := must[[]byte](t)(EncodePlain(NewList(inner, inner), 100))
	if want := unhex(t, "82 81 01 81 01"); !bytes.Equal(data, want) {
		t.Errorf("encoded as %x", data)
	}
	bomb := NewList()
	for range 64 {
		bomb = NewList(bomb, bomb)
	}
	if _, err := EncodePlain(bomb, 1000); err == nil {
		t.Error("no limit")
	}
	if _, err := Encode(bomb); err != nil {
		t.Error(err)
	}
}

func TestDateTimeOfYearBoundaries(t *testing.T) {
	for _, d := range []DateTime{
		{1, 1, 1, 0, 0, 0, 0, true, TimeZone{Offset: 86340}},
		{9999, 12, 31, 23, 59, 59, 999999, true, TimeZone{Offset: -86340}},
		{2000, time.February, 29, 0, 0, 0, 0, false, TimeZone{}},
	} {
		data := must[[]byte](t)(Encode(d))
		if back := must[Object](t)(DecodeOptions{Strict: true}.Decode(data)); back != d {
			t.Errorf("%v became %v", d, back)
		}
	}
}
