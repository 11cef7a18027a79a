// How a Go type is filled: what Unmarshal needs to know of each type, found out once and kept.

package monty

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
)

// targetPlan is what Unmarshal knows of one type. It cannot be changed once it is in targetPlans.
type targetPlan struct {
	typ  reflect.Type
	kind reflect.Kind

	// direct: a value of the type is filled itself. It is no pointer and no interface, and has no methods that do the
	// filling, so there is nothing to look through.
	direct bool
	// object: the type is Object or one of its implementations.
	object bool
	// number: the type is json.Number.
	number bool

	// plain is how fresh variables of a plain type are filled; nil for other types.
	plain *exactPlan

	elem   *targetPlan // of a pointer, slice, array or map
	fields *fieldSet   // of a struct
	keys   keyForm     // of a map
}

// keyForm is how the text of a key becomes the key of a Go map.
type keyForm uint8

const (
	noKey     keyForm = iota // the key type is not one of those below
	textKey                  // by encoding.TextUnmarshaler
	stringKey                // a kind of string
	intKey                   // a kind of signed int
	uintKey                  // a kind of unsigned int
)

var (
	objectType          = reflect.TypeFor[Object]()
	numberType          = reflect.TypeFor[json.Number]()
	unmarshalerType     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// objectTypes is the types behind Object. A struct outside this package that embeds one of them has its methods too,
// and is still no value.
var objectTypes = func() map[reflect.Type]bool {
	types := map[reflect.Type]bool{}
	for _, o := range []Object{
		None{}, Bool(false), Int(0), (*BigInt)(nil), Float(0), Complex(0), Str(""), Bytes(""), (*List)(nil),
		(*Tuple)(nil), (*Dict)(nil), (*Set)(nil), (*FrozenSet)(nil), (*NamedTuple)(nil), Ellipsis{},
		NotImplemented{}, Date{}, Time{}, DateTime{}, TimeDelta{}, TimeZone{}, Decimal{}, Path(""), Exception{},
		Type(""), BuiltinFunction(""), Function{}, File{}, (*Class)(nil), (*Instance)(nil), (*Module)(nil),
		Repr(""), Cycle(""),
	} {
		types[reflect.TypeOf(o)] = true
	}
	return types
}()

// targetPlans holds the plan of every type that was a target: map[reflect.Type]*targetPlan.
var targetPlans sync.Map

// planFor returns the plan of a type.
func planFor(t reflect.Type) *targetPlan {
	if p, ok := targetPlans.Load(t); ok {
		return p.(*targetPlan)
	}
	b := planBuilder{}
	p := b.plan(t)
	for t, p := range b {
		p.plain = plainPlan(t)
	}
	// Plans refer to each other, so they are published only now that all are complete.
	for t, p := range b {
		targetPlans.LoadOrStore(t, p)
	}
	return p
}

// planBuilder holds the plans that are being made, which may refer to each other in a circle.
type planBuilder map[reflect.Type]*targetPlan

func (b planBuilder) plan(t reflect.Type) *targetPlan {
	if p, ok := targetPlans.Load(t); ok {
		return p.(*targetPlan)
	}
	if p, ok := b[t]; ok {
		return p
	}
	p := &targetPlan{typ: t, kind: t.Kind()}
	b[t] = p
	p.object = t == objectType || objectTypes[t]
	p.number = t == numberType
	switch p.kind {
	case reflect.Interface:
		return p
	case reflect.Pointer:
		p.elem = b.plan(t.Elem())
		return p
	case reflect.Slice, reflect.Array:
		p.elem = b.plan(t.Elem())
	case reflect.Map:
		p.elem = b.plan(t.Elem())
		p.keys = keyFormOf(t.Key())
	case reflect.Struct:
		p.fields = newFieldSet(t, jsonTag)
		for i := range p.fields.list {
			f := &p.fields.list[i]
			f.plan = b.plan(f.typ)
		}
	}
	pointer := reflect.PointerTo(t)
	p.direct = !p.object && !pointer.Implements(unmarshalerType) && !pointer.Implements(textUnmarshalerType)
	return p
}

func keyFormOf(key reflect.Type) keyForm {
	switch {
	case reflect.PointerTo(key).Implements(textUnmarshalerType):
		return textKey
	case key.Kind() == reflect.String:
		return stringKey
	case key.Kind() >= reflect.Int && key.Kind() <= reflect.Int64:
		return intKey
	case key.Kind() >= reflect.Uint && key.Kind() <= reflect.Uintptr:
		return uintKey
	}
	return noKey
}

// of returns the plan of a type that was reached from a value of plan p.
func (p *targetPlan) of(t reflect.Type) *targetPlan {
	if p.typ == t {
		return p
	}
	if p.elem != nil && p.elem.typ == t {
		return p.elem
	}
	return planFor(t)
}
