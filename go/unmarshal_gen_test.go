package monty

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"time"
)

// Targets that random types are made of: each has a rule of encoding/json that is easy to get wrong.

type genInt int8
type genString string
type genByte byte
type genBytes []genByte
type genAny any
type genStringer interface{ String() string }

// genText is filled from a string.
type genText struct{ Got string }

func (g *genText) UnmarshalText(b []byte) error {
	if strings.HasPrefix(string(b), "x") {
		return errors.New("text refused")
	}
	g.Got += "<" + string(b) + ">"
	return nil
}

// genTextKey is a kind of int, but filled from text.
type genTextKey int

func (g *genTextKey) UnmarshalText(b []byte) error { *g = genTextKey(len(b)); return nil }

// genBoth is filled from JSON and, when it is a key, still from JSON.
type genBoth string

func (g *genBoth) UnmarshalJSON(b []byte) error { *g = genBoth("json " + string(b)); return nil }
func (g *genBoth) UnmarshalText(b []byte) error { *g = genBoth("text " + string(b)); return nil }

// genRaw notes the JSON text that it was given, and refuses some of it with an error of its own.
type genRaw struct{ Got string }

func (g *genRaw) UnmarshalJSON(b []byte) error {
	if strings.HasPrefix(string(b), `"y`) {
		var n int
		return json.Unmarshal(b, &n) // a *json.UnmarshalTypeError
	}
	g.Got += string(b)
	return nil
}

// genMapRaw has its method on a map, not on a pointer.
type genMapRaw map[string]string

func (g genMapRaw) UnmarshalJSON(b []byte) error {
	if g != nil {
		g["got"] = string(b)
	}
	return nil
}

type genInner struct {
	A int
	B string `json:"b"`
	C *genInner
}
type genLeft struct{ Twice, Left int }
type genRight struct{ Twice, Right int }
type genHidden struct {
	Shown  int
	hidden int
}
type GenShown struct{ X, Y *int }
type genEmbeds struct {
	genInner
	*GenShown
	genLeft
	genRight
	*genHidden
	//lint:ignore U1000 it is there to be passed over
	genString
	B int `json:"b,omitempty"`
}
type genTagged struct {
	One  int `json:"one"`
	ONE  string
	Skip int `json:"-"`
	//lint:ignore SA5008 the tag that names a field "-"
	Dash int     `json:"-,"`
	Odd  float32 `json:"ö$ %"`
	//lint:ignore SA5008 a name that is none
	Quote string          `json:"bad\"name"`
	Kelv  bool            `json:"k"`
	Stop  json.Number     `json:"s"`
	Rest  json.RawMessage `json:"rest"`
	Deep  *genTagged
	Inner struct{ P, Q []genTagged }
	Named GenShown `json:"named"`
}
type genQuoted struct {
	I int8        `json:",string"`
	U *uint16     `json:"u,string"`
	F float32     `json:",string,omitempty"`
	B bool        `json:",string"`
	S string      `json:"s,string"`
	N json.Number `json:",string"`
	T genTextKey  `json:",string"`
	J genBoth     `json:",string"`
	//lint:ignore SA5008 the option where it means nothing
	L []int `json:",string"`
	//lint:ignore SA5008 the option where it means nothing
	P  **int        `json:",string"`
	D  *genString   `json:",string"`
	M  monthForTest `json:",string"`
	PN *json.Number `json:",string"`
}
type monthForTest = time.Month

var genLeaves = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](),
	reflect.TypeFor[int32](), reflect.TypeFor[int64](), reflect.TypeFor[uint](), reflect.TypeFor[uint8](),
	reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](), reflect.TypeFor[uintptr](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[string](), reflect.TypeFor[any](),
	reflect.TypeFor[genInt](), reflect.TypeFor[genString](), reflect.TypeFor[genByte](), reflect.TypeFor[genBytes](),
	reflect.TypeFor[genAny](), reflect.TypeFor[genStringer](), reflect.TypeFor[genText](), reflect.TypeFor[genTextKey](),
	reflect.TypeFor[genBoth](), reflect.TypeFor[genRaw](), reflect.TypeFor[genMapRaw](), reflect.TypeFor[genInner](),
	reflect.TypeFor[genEmbeds](), reflect.TypeFor[genTagged](), reflect.TypeFor[genQuoted](), reflect.TypeFor[GenShown](),
	reflect.TypeFor[[]byte](), reflect.TypeFor[json.Number](), reflect.TypeFor[json.RawMessage](),
	reflect.TypeFor[time.Time](), reflect.TypeFor[big.Int](), reflect.TypeFor[*big.Int](), reflect.TypeFor[netip.Addr](),
	reflect.TypeFor[time.Duration](), reflect.TypeFor[chan int](), reflect.TypeFor[func()](),
	reflect.TypeFor[complex128](), reflect.TypeFor[struct{}](), reflect.TypeFor[[0]int](), reflect.TypeFor[error](),
}

var genKeys = []reflect.Type{
	reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[uint8](),
	reflect.TypeFor[uint64](), reflect.TypeFor[genString](), reflect.TypeFor[genInt](), reflect.TypeFor[genText](),
	reflect.TypeFor[genTextKey](), reflect.TypeFor[genBoth](), reflect.TypeFor[float64](), reflect.TypeFor[bool](),
	reflect.TypeFor[netip.Addr](), reflect.TypeFor[any](),
}

var genTags = []string{
	"", "", `json:"a"`, `json:"b,omitempty"`, `json:",string"`, `json:"c,string"`, `json:"-"`, `json:"A"`, `json:"long_name"`,
}

// gen makes random types and values. Each choice takes a number from r.
type gen struct{ r *rand.Rand }

func pick[T any](g gen, from []T) T { return from[g.r.IntN(len(from))] }

func (g gen) oneIn(n int) bool { return g.r.IntN(n) == 0 }

func (g gen) typ(depth int) reflect.Type {
	if depth == 0 || g.oneIn(4) {
		return pick(g, genLeaves)
	}
	switch g.r.IntN(6) {
	case 0:
		return reflect.PointerTo(g.typ(depth - 1))
	case 1:
		return reflect.SliceOf(g.typ(depth - 1))
	case 2:
		return reflect.ArrayOf(g.r.IntN(4), g.typ(depth-1))
	case 3:
		return reflect.MapOf(pick(g, genKeys), g.typ(depth-1))
	}
	var fields []reflect.StructField
	for i := range g.r.IntN(5) {
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("%c", 'A'+i),
			Type: g.typ(depth - 1),
			Tag:  reflect.StructTag(pick(g, genTags)),
		})
	}
	return reflect.StructOf(fields)
}

// valueFor makes a value that mostly fits a type.
func (g gen) valueFor(t reflect.Type, depth int) Object {
	if g.oneIn(12) {
		return g.any(depth)
	}
	if g.oneIn(25) {
		return None{}
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		return pick(g, []Object{
			DateTime{Year: 2024, Month: 2, Day: 29, Hour: 23, Microsecond: g.r.IntN(3), Aware: true},
			DateTime{Year: 1, Month: 1, Day: 1, Aware: true, Zone: TimeZone{Offset: g.r.IntN(172000) - 86000}},
			DateTime{Year: 9999, Month: 12, Day: 31, Aware: true, Zone: TimeZone{Offset: 5400, Name: "X", Named: true}},
			DateTime{Year: 1970, Month: 1, Day: 1}, Str("2020-01-02T03:04:05.678Z"),
		})
	case reflect.TypeFor[json.Number]():
		return pick(g, []Object{Int(g.r.Int64()), Float(g.r.Float64()), g.bigInt(), Str("1e5"), Str("-0"), Str("01"), Str("x")})
	case reflect.TypeFor[netip.Addr]():
		return pick(g, []Object{Str("10.0.0.1"), Str("::1"), Str(""), Str("10.0.0")})
	}
	switch t.Kind() {
	case reflect.Bool:
		return Bool(g.oneIn(2))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
		reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return g.number()
	case reflect.Float32, reflect.Float64:
		return pick(g, []Object{g.number(), g.float()})
	case reflect.String:
		return g.str()
	case reflect.Pointer:
		return g.valueFor(t.Elem(), depth)
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 && !g.oneIn(4) {
			return pick(g, []Object{Bytes("\x00\xff raw"), Bytes(""), Str("aGk="), Str("aGk"), Str("aG\nk=")})
		}
		if depth == 0 {
			return NewList()
		}
		items := make([]Object, g.r.IntN(5))
		for i := range items {
			items[i] = g.valueFor(t.Elem(), depth-1)
		}
		return g.sequence(items)
	case reflect.Map:
		d := &Dict{}
		for range g.r.IntN(4) {
			d.Set(g.key(), g.valueFor(t.Elem(), depth-1))
		}
		return d
	case reflect.Struct:
		d := &Dict{}
		for _, f := range planFor(t).fields.list {
			if g.oneIn(3) {
				continue
			}
			name := pick(g, []string{f.name, f.name, f.name, strings.ToUpper(f.name), strings.ToLower(f.name)})
			if f.name == "k" && g.oneIn(2) {
				name = "\u212a" // the Kelvin sign folds to k
			}
			if f.quoted && !g.oneIn(5) {
				d.Set(Str(name), g.quoted())
				continue
			}
			d.Set(Str(name), g.valueFor(f.typ, max(depth-1, 0)))
		}
		if g.oneIn(4) {
			d.Set(g.key(), g.any(1))
		}
		if g.oneIn(6) {
			return &Instance{Class: &Class{Name: "C"}, Attrs: d}
		}
		return d
	}
	return g.any(depth)
}

// quoted makes what a field with the option "string" may get.
func (g gen) quoted() Object {
	return Str(pick(g, []string{
		"12", "-1", "300", "0.5", "1e2", "true", "false", "null", `"x"`, `"12"`, `"\u0041\ud83d\ude00\ud800x\u12"`, "",
		"nul", "trueish", "12abc", `"open`, `"`, "[1]", "{}", " 1", `"\u00e9\n\'\/"`, `"bad \q"`, `"1e5"`, "1e400", "+1",
		`"\ud800\u0041"`, `"a"b"`, "\"\x01\"", "99999999999999999999", `"é"`, "tru", "é",
	}))
}

func (g gen) sequence(items []Object) Object {
	switch g.r.IntN(5) {
	case 0:
		return NewTuple(items...)
	case 1:
		var names []string
		for i := range items {
			names = append(names, fmt.Sprint("f", i))
		}
		n, _ := NewNamedTuple("N", names, items)
		return n
	}
	return NewList(items...)
}

func (g gen) number() Object {
	switch g.r.IntN(8) {
	case 0:
		return Int(g.r.Int64()) << g.r.IntN(3)
	case 1:
		return pick(g, []Object{Int(math.MaxInt64), Int(math.MinInt64), Int(128), Int(-129), Int(256), Int(65536)})
	case 2:
		return g.float()
	case 3:
		return g.bigInt()
	}
	return Int(g.r.IntN(300) - 140)
}

func (g gen) bigInt() Object {
	n := big.NewInt(g.r.Int64())
	if g.oneIn(2) {
		n.Neg(n)
	}
	return NewBigInt(n.Lsh(n, uint(pick(g, []int{0, 1, 2, 60, 1000, 2000}))))
}

func (g gen) float() Object {
	switch g.r.IntN(6) {
	case 0: // halfway between two float32s
		f := math.Float32frombits(g.r.Uint32() & 0x7fffffff)
		next := math.Nextafter32(f, math.MaxFloat32)
		if x := (float64(f) + float64(next)) / 2; !math.IsNaN(x) && !math.IsInf(x, 0) {
			return Float(x)
		}
	case 1:
		if x := math.Float64frombits(g.r.Uint64()); !math.IsNaN(x) && !math.IsInf(x, 0) {
			return Float(x)
		}
	case 2:
		return pick(g, []Object{Float(0), Float(math.Copysign(0, -1)), Float(1e16), Float(1e15), Float(1e-5),
			Float(math.MaxFloat32), Float(math.MaxFloat64), Float(math.MaxFloat32 * 1.00000001), Float(5e-324), Float(3)})
	}
	return Float(math.Round(g.r.Float64()*1000) / 8)
}

func (g gen) str() Object {
	return Str(pick(g, []string{
		"", "a", "b", "x", "y", "null", "true", "12", "é\u2028<&>", "tab\tquote\"back\\slash\x00\x1f\x7f", "\U0001f600",
		"2020-01-01T00:00:00Z", "one", "long_name", "aGVsbG8=",
	}))
}

// key makes a dict key that JSON can have.
func (g gen) key() Object {
	switch g.r.IntN(8) {
	case 0:
		return None{}
	case 1:
		return Bool(g.oneIn(2))
	case 2, 3:
		return g.number()
	case 4:
		return pick(g, []Object{Float(math.NaN()), Float(math.Inf(1)), Float(math.Inf(-1)), g.float()})
	case 5:
		return Str(pick(g, []string{"1", "-1", "300", "A", "10.0.0.1", "01", "null"}))
	}
	return g.str()
}

// any makes a value of any kind that has a JSON view.
func (g gen) any(depth int) Object {
	n := 24
	if depth <= 0 {
		n = 18
	}
	switch g.r.IntN(n) {
	case 0:
		return None{}
	case 1:
		return Bool(g.oneIn(2))
	case 2, 3:
		return g.number()
	case 4:
		return g.float()
	case 5, 6, 7:
		return g.str()
	case 8:
		return Bytes(pick(g, []string{"", "a", "\xff\xfe"}))
	case 9:
		return Date{2024, 2, 29}
	case 10:
		return Time{Hour: 1, Microsecond: 20, Aware: g.oneIn(2)}
	case 11:
		return DateTime{Year: 2020, Month: 5, Day: 6, Hour: 7, Microsecond: g.r.IntN(1e6), Aware: true,
			Zone: TimeZone{Offset: 60 * (g.r.IntN(1600) - 800)}}
	case 12:
		return TimeDelta{Days: g.r.IntN(800) - 400, Seconds: g.r.IntN(86400), Microseconds: g.r.IntN(1e6)}
	case 13:
		d, _ := NewDecimal("1.20")
		return d
	case 14:
		return Complex(complex(1, -2))
	case 15:
		return pick(g, []Object{Ellipsis{}, NotImplemented{}, Path("/a"), Type("int"), BuiltinFunction("len"),
			Repr("<generator>"), Cycle("[...]"), Function{Name: "f"}})
	case 16:
		return Exception{Type: "ValueError", Message: "no", HasMessage: true}
	case 17:
		return NewList()
	case 18, 19, 20:
		items := make([]Object, g.r.IntN(4))
		for i := range items {
			items[i] = g.any(depth - 1)
		}
		if len(items) > 0 && g.oneIn(3) {
			items = append(items, items[0]) // one object twice
		}
		return g.sequence(items)
	case 21:
		s := &Set{}
		for range g.r.IntN(4) {
			s.Add(pick(g, []Object{g.number(), g.str(), None{}}))
		}
		return s
	}
	d := &Dict{}
	for range g.r.IntN(4) {
		d.Set(g.key(), g.any(depth-1))
	}
	return d
}
