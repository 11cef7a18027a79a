// What a Go type takes exactly: what As needs to know of each type, found out once and kept.

package monty

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"sync"
	"sync/atomic"
	"time"
)

// exactPlan is what As knows of one type. It cannot be changed once it is in exactPlans.
type exactPlan struct {
	typ   reflect.Type
	form  exactForm
	takes string // the Python types it takes, for errors; of toNothing, why it takes none
	size  uintptr
	id    uint64 // tells types apart in the table of known pointers

	elem *exactPlan // of a pointer, slice, array or map
	key  *exactPlan // of a map

	// shares: the pointer is to a variable that two references to one object have in common.
	shares bool
	// elements: the map takes sets too.
	elements bool
	// byJSON: the type has UnmarshalJSON.
	byJSON bool

	names  *fieldSet // of a struct
	fields []exactField
}

// exactField is a field of a struct, in the order of names.list.
type exactField struct {
	name     string
	plan     *exactPlan
	through  []embeddedPointer
	offset   uintptr // from the struct, or from what the last of through points to
	optional bool    // a key for it may be missing
	quoted   bool    // the option "string"
	hidden   bool    // an embedded struct that is not exported, under a name of its own
	reason   string  // why it cannot be set, if it cannot
}

// embeddedPointer is a pointer to an embedded struct on the way to a field.
type embeddedPointer struct {
	offset uintptr
	typ    reflect.Type // of the struct
}

// exactForm is a way to fill a variable.
type exactForm uint8

const (
	toNothing exactForm = iota // takes no Python value
	toBool
	toInt
	toUint
	toFloat32
	toFloat64
	toComplex64
	toComplex128
	toString
	toBytes
	toSlice
	toArray
	toMap
	toStruct
	toPointer
	toAny       // interface{}
	toObject    // Object
	toInterface // any other interface
	toKind      // one of the types behind Object
	toTime
	toDuration
	toBigInt
	toNumber // json.Number
	toRaw
	toMethod // by UnmarshalText or UnmarshalJSON
)

// exactSpecial are the types that are not filled by their kind or methods.
var exactSpecial = map[reflect.Type]struct {
	form  exactForm
	takes string
}{
	reflect.TypeFor[time.Time]():     {toTime, "an aware datetime"},
	reflect.TypeFor[time.Duration](): {toDuration, "timedelta"},
	reflect.TypeFor[big.Int]():       {toBigInt, "int"},
	reflect.TypeFor[json.Number]():   {toNumber, "int or float"},
	reflect.TypeFor[Raw]():           {toRaw, "what can be encoded"},
}

// exactPlans holds the plan of every type that As met: map[reflect.Type]*exactPlan.
var exactPlans sync.Map

// exactPlanFor returns the plan of a type.
func exactPlanFor(t reflect.Type) *exactPlan {
	if p, ok := exactPlans.Load(t); ok {
		return p.(*exactPlan)
	}
	b := exactBuilder{}
	p := b.plan(t)
	// Plans refer to each other, so they are published only now that all are complete.
	for t, p := range b {
		exactPlans.LoadOrStore(t, p)
	}
	return p
}

// exactBuilder holds the plans that are being made, which may refer to each other in a circle. What a plan says of itself
// must therefore not depend on the plans that it refers to, unless those cannot refer back.
type exactBuilder map[reflect.Type]*exactPlan

// typeIDs numbers types: map[reflect.Type]uint64. Two plans for one type, made at the same time, have the same number.
var (
	typeIDs   sync.Map
	typeCount atomic.Uint64
)

func typeID(t reflect.Type) uint64 {
	if id, ok := typeIDs.Load(t); ok {
		return id.(uint64)
	}
	id, _ := typeIDs.LoadOrStore(t, typeCount.Add(1))
	return id.(uint64)
}

func (b exactBuilder) plan(t reflect.Type) *exactPlan {
	if p, ok := exactPlans.Load(t); ok {
		return p.(*exactPlan)
	}
	if p, ok := b[t]; ok {
		return p
	}
	p := &exactPlan{typ: t, size: t.Size(), id: typeID(t)}
	b[t] = p
	special, isSpecial := exactSpecial[t]
	pointer := reflect.PointerTo(t)
	switch {
	case t == objectType:
		p.form = toObject
	case objectTypes[t]:
		p.form, p.takes = toKind, kindNameOf(t)
	case objectTypes[pointer]:
		p.takes = fmt.Sprintf("nothing: use *%s", t)
	case isSpecial:
		p.form, p.takes = special.form, special.takes
	case t.Kind() == reflect.Interface:
		p.form, p.takes = toInterface, "Objects that implement it"
		if t.NumMethod() == 0 {
			p.form = toAny
		}
	case t.Kind() == reflect.Pointer:
		p.form = toPointer
		switch t.Elem().Kind() {
		case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array:
			p.shares = t.Elem().Size() > 0
		}
		p.elem = b.plan(t.Elem())
	case pointer.Implements(textUnmarshalerType) || pointer.Implements(unmarshalerType):
		p.form, p.byJSON = toMethod, pointer.Implements(unmarshalerType)
		p.takes = "str or Decimal"
		if p.byJSON {
			p.takes = "what has a JSON view"
		}
	default:
		b.byKind(p)
	}
	return p
}

// kindNameOf is the Python name of one of the types behind Object.
func kindNameOf(t reflect.Type) string {
	if t == reflect.TypeFor[*BigInt]() {
		return "int beyond 64 bits"
	}
	if t == reflect.TypeFor[Int]() {
		return "int of 64 bits"
	}
	return reflect.Zero(t).Interface().(Object).Kind().String()
}

// byKind completes the plan of a type by its kind.
func (b exactBuilder) byKind(p *exactPlan) {
	switch t := p.typ; t.Kind() {
	case reflect.Bool:
		p.form, p.takes = toBool, "bool"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.form, p.takes = toInt, "int"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p.form, p.takes = toUint, "int"
	case reflect.Float32:
		p.form, p.takes = toFloat32, "float"
	case reflect.Float64:
		p.form, p.takes = toFloat64, "float"
	case reflect.Complex64:
		p.form, p.takes = toComplex64, "complex"
	case reflect.Complex128:
		p.form, p.takes = toComplex128, "complex"
	case reflect.String:
		p.form, p.takes = toString, "str"
	case reflect.Slice:
		p.elem = b.plan(t.Elem())
		p.form, p.takes = toSlice, "list"
		if isByteForm(p.elem) {
			p.form, p.takes = toBytes, "bytes"
		}
	case reflect.Array:
		p.elem = b.plan(t.Elem())
		p.form, p.takes = toArray, fmt.Sprintf("tuple or list of %d items", t.Len())
		if isByteForm(p.elem) {
			p.takes = fmt.Sprintf("%d bytes, or tuple or list of %d items", t.Len(), t.Len())
		}
	case reflect.Map:
		p.form, p.takes, p.key, p.elem = toMap, "dict", b.plan(t.Key()), b.plan(t.Elem())
		empty := t.Elem().Kind() == reflect.Struct && t.Elem().NumField() == 0
		if p.elements = empty || t.Elem().Kind() == reflect.Bool; p.elements {
			p.takes = "set, frozenset or dict"
		}
	case reflect.Struct:
		b.structure(p)
	default:
		p.form, p.takes = toNothing, "no Python value"
	}
}

// isByteForm tells whether a slice of the plan's type is bytes.
func isByteForm(p *exactPlan) bool { return p.form == toUint && p.size == 1 }

// structure completes the plan of a struct.
func (b exactBuilder) structure(p *exactPlan) {
	p.names = newFieldSet(p.typ, montyTag)
	if p.typ.NumField() > 0 && len(p.names.list) == 0 && !hasExported(p.typ) {
		p.takes = "no Python value, as it has no exported fields"
		return
	}
	p.form = toStruct
	p.takes = fmt.Sprintf("dict, namedtuple, instance, or tuple of %d items", len(p.names.list))
	for i := range p.names.list {
		f := &p.names.list[i]
		e := exactField{name: f.name, plan: b.plan(f.typ), quoted: f.quoted}
		t := p.typ
		for depth, n := range f.index {
			if t.Kind() == reflect.Pointer { // an embedded pointer: from here on, in what it points to
				t = t.Elem()
				e.through = append(e.through, embeddedPointer{e.offset, t})
				e.offset = 0
			}
			sf := t.Field(n)
			e.offset += sf.Offset
			e.hidden = !sf.IsExported()
			if t = sf.Type; depth < len(f.index)-1 && t.Kind() == reflect.Pointer && !sf.IsExported() {
				e.reason = fmt.Sprintf("its embedded pointer to the unexported %v cannot be set", t.Elem())
			}
		}
		pointer := f.typ.Kind() == reflect.Pointer && !objectTypes[f.typ]
		e.optional = f.omitEmpty || f.omitZero || pointer || len(e.through) > 0
		p.fields = append(p.fields, e)
	}
}

// hasExported tells whether a struct type has exported fields, be they left out by their tags.
func hasExported(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			return true
		}
	}
	return false
}
