package monty

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// Laws of As:
//
//   - Nothing is lost: what As stored says all that the value said, part by part.
//   - Nothing is refused without need: what ToObject makes of a Go value goes back into its type.

// filledFromJSON makes a variable of a type and fills it.
func filledFromJSON(g gen, t reflect.Type) (reflect.Value, error) {
	v := reflect.New(t)
	text, err := g.valueFor(t, 4).MarshalJSON()
	if err != nil {
		return v, err
	}
	json.Unmarshal(text, v.Interface())
	return v, nil
}

// checkInverse takes a Go value to Python and back. It says whether there was anything to compare.
func checkInverse(v reflect.Value) (compared bool, difference error) {
	o, err := ToObject(v.Interface())
	if err != nil {
		return false, nil
	}
	back := reflect.New(v.Type().Elem())
	err = exactPlanFor(back.Type().Elem()).fill(back.Elem(), o, 0)
	var refusal *ConversionError
	if errors.As(err, &refusal) && refusal.PythonType == "NoneType" {
		return false, nil // a nil slice, map or interface became None, which only pointers take
	}
	if err != nil {
		return false, fmt.Errorf("%v from %v: %w", back.Type().Elem(), o, err)
	}
	if !sameEncoding(v, back) {
		return false, fmt.Errorf("%v from %v:\n got  %+v\n want %+v", back.Type().Elem(), o, back.Elem(), v.Elem())
	}
	return true, nil
}

// checkNothingLost converts a value exactly and compares all parts of the outcome with it. It says whether As took it.
func checkNothingLost(t reflect.Type, o Object) (taken bool, difference error) {
	v := reflect.New(t).Elem()
	if err := exactPlanFor(t).fill(v, o, 0); err != nil {
		var refusal *ConversionError
		if !errors.As(err, &refusal) || refusal.PythonType == "" || refusal.GoType == nil || refusal.Reason == "" {
			return false, fmt.Errorf("%v from %v: the error is incomplete: %#v", t, o, err)
		}
		return false, nil
	}
	if !says(v, o) {
		return false, fmt.Errorf("%v from %v: %#v is not the same", t, o, v)
	}
	return true, nil
}

// says tells whether a Go variable says exactly what a Python value says.
func says(v reflect.Value, o Object) bool {
	t := v.Type()
	if objectTypes[t] || t.Kind() == reflect.Interface {
		x, isFloat := o.(Float)
		y, wasFloat := v.Interface().(Float)
		return v.Interface() == any(o) || isFloat && wasFloat && x != x && y != y
	}
	if t.Kind() == reflect.Pointer {
		return v.IsNil() == (o == Object(None{})) && (v.IsNil() || says(v.Elem(), o))
	}
	if form := exactPlanFor(t).form; form == toMethod || form == toTime || form == toDuration || form == toBigInt || form == toNumber {
		return true // by methods of other packages, or tested elsewhere
	}
	switch t.Kind() {
	case reflect.Bool:
		return o == Object(Bool(v.Bool()))
	case reflect.String:
		return o == Object(Str(v.String()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return o == Object(Int(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return o.Kind() == KindInt && o.String() == fmt.Sprint(v.Uint())
	case reflect.Float32, reflect.Float64:
		x, ok := o.(Float)
		return ok && (math.Float64bits(float64(x)) == math.Float64bits(v.Float()) || x != x && v.Float() != v.Float())
	case reflect.Complex64, reflect.Complex128:
		x, ok := o.(Complex)
		return ok && complex128(x) == v.Complex()
	case reflect.Slice, reflect.Array:
		if b, ok := o.(Bytes); ok {
			return string(b) == string(v.Bytes())
		}
		_, isList := o.(*List)
		items := arrayItems(o)
		if t.Kind() == reflect.Slice && !isList || o.Kind() == KindSet || o.Kind() == KindFrozenSet || len(items) != v.Len() {
			return false
		}
		for i, item := range items {
			if !says(v.Index(i), item) {
				return false
			}
		}
		return true
	case reflect.Map:
		return saysMap(v, o)
	}
	return saysStruct(v, o)
}

func saysMap(v reflect.Value, o Object) bool {
	keys, values := pairSlices(objectPairs(o))
	if _, isDict := o.(*Dict); !isDict {
		keys, values = arrayItems(o), nil
	}
	if v.Len() != len(keys) {
		return false
	}
	for i, k := range keys {
		found := false
		for each := v.MapRange(); each.Next() && !found; {
			found = says(each.Key(), k) && (values == nil || says(each.Value(), values[i]))
		}
		if !found {
			return false
		}
	}
	return true
}

func saysStruct(v reflect.Value, o Object) bool {
	for i, f := range newFieldSet(v.Type(), montyTag).list {
		var item Object
		switch o := o.(type) {
		case *Dict:
			item, _ = o.GetStr(f.name)
		case *Instance:
			item, _ = o.Get(f.name)
		case *NamedTuple:
			item, _ = o.Get(f.name)
		case *Tuple:
			item = o.At(i)
		default:
			return false
		}
		if field := fieldOf(v, f.index); item != nil && !f.quoted && !(field.IsValid() && says(field, item)) {
			return false
		}
	}
	return true
}

// invertible tells whether a type converts back: it has no interfaces, which take Objects, and no methods, which need not be
// inverse.
func invertible(t reflect.Type, known map[reflect.Type]bool) bool {
	if known[t] {
		return true
	}
	known[t] = true
	p := exactPlanFor(t)
	switch p.form {
	case toMethod, toAny, toInterface, toNothing, toNumber, toDuration: // timedelta has no nanoseconds
		return false
	case toPointer:
		switch t.Elem().Kind() {
		case reflect.Pointer, reflect.Map, reflect.Slice:
			return false // a pointer to nil is None, which is a nil pointer
		}
		return invertible(t.Elem(), known)
	case toSlice, toArray:
		return invertible(t.Elem(), known)
	case toMap:
		return invertible(t.Elem(), known) && invertible(t.Key(), known)
	case toStruct:
		for i := range p.fields {
			if p.fields[i].reason == "" && !invertible(p.fields[i].plan.typ, known) {
				return false
			}
		}
	}
	return true
}

func TestAsLosesNothingAndRefusesNothingWithoutNeed(t *testing.T) {
	var types []reflect.Type
	for _, typ := range diffTypes() {
		if invertible(typ, map[reflect.Type]bool{}) {
			types = append(types, typ)
		}
	}
	g := gen{rand.New(rand.NewPCG(21, 22))}
	const rounds = 40_000
	compared, taken := 0, 0
	for range rounds {
		v, err := filledFromJSON(g, pick(g, types))
		if err != nil {
			t.Fatal(err)
		}
		ok, err := checkInverse(v)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			compared++
		}
		typ := pick(g, diffTypes())
		if ok, err = checkNothingLost(typ, g.valueFor(typ, 4)); err != nil {
			t.Fatal(err)
		}
		if ok {
			taken++
		}
	}
	t.Logf("%d types, %d of them invertible; of %d values each, %d came back and %d were taken exactly",
		len(diffTypes()), len(types), rounds, compared, taken)
	if compared < rounds/4 || taken < rounds/20 {
		t.Error("too few to prove anything")
	}
}

// Law: those above. The input is the sequence of the generator's choices.
func FuzzAs(f *testing.F) {
	for seed := range uint64(16) {
		r := rand.New(rand.NewPCG(seed, 5))
		choices := make([]byte, 400)
		for i := range choices {
			choices[i] = byte(r.Uint32())
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		g := gen{rand.New(&choiceSource{data: choices})}
		typ := pick(g, diffTypes())
		if _, err := checkNothingLost(typ, g.valueFor(typ, 4)); err != nil {
			t.Fatal(err)
		}
		if !invertible(typ, map[reflect.Type]bool{}) {
			return
		}
		v, err := filledFromJSON(g, typ)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := checkInverse(v); err != nil {
			t.Fatal(err)
		}
	})
}
