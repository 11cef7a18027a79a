// How a Go type is read: what ToObject needs to know of each type, found out once and kept.

package monty

import (
	"encoding"
	"encoding/json"
	"math/big"
	"reflect"
	"sync"
	"time"

	"github.com/ricochet1k/monty-go/go/internal/tables"
)

// sourcePlan is what ToObject knows of one type. It cannot be changed once it is in sourcePlans.
type sourcePlan struct {
	typ    reflect.Type
	form   sourceForm
	reason string // of fromNothing

	// shared: meeting the same reference again has to give the same Object. Pointers to leaves and to nothing are not
	// worth remembering.
	shared bool
	// byAddress: the method of fromJSON or fromText is that of the pointer. A value without an address is read by
	// plain instead, as is one whose methods may not be called.
	byAddress bool
	plain     *sourcePlan

	elem   *sourcePlan // of a pointer, slice, array or map
	fields *fieldSet   // of a struct
	each   []*sourcePlan
}

// sourceForm is a way to read a Go value.
type sourceForm uint8

const (
	fromNothing sourceForm = iota // refused
	fromBool
	fromInt
	fromUint
	fromFloat
	fromComplex
	fromString
	fromBytes
	fromArray
	fromStruct
	fromInterface
	fromPointer
	fromSlice
	fromMap
	fromJSON // by MarshalJSON
	fromText // by MarshalText
	fromObject
	fromTime
	fromDuration
	fromBigInt
	fromNumber
	fromRaw
	fromException
)

// specialForms are the types that are not read by their kind or methods.
var specialForms = map[reflect.Type]sourceForm{
	reflect.TypeFor[time.Time]():     fromTime,
	reflect.TypeFor[time.Duration](): fromDuration,
	reflect.TypeFor[big.Int]():       fromBigInt,
	reflect.TypeFor[json.Number]():   fromNumber,
	reflect.TypeFor[Raw]():           fromRaw,
	reflect.TypeFor[PythonError]():   fromException,
	reflect.TypeFor[big.Float]():     fromNothing,
	reflect.TypeFor[big.Rat]():       fromNothing,
}

var (
	tableType         = reflect.TypeFor[tables.Input]()
	jsonMarshalerType = reflect.TypeFor[json.Marshaler]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

// The types of Arrow are told by what they can do, since this package does not import arrow-go.
type (
	// arrowRows is a record batch, or a table.
	arrowRows interface {
		arrowMemory
		NumRows() int64
		NumCols() int64
	}
	// arrowValues is an array, its data, or a column.
	arrowValues interface {
		arrowMemory
		Len() int
		NullN() int
	}
	arrowReader interface {
		arrowMemory
		Next() bool
		Err() error
	}
	arrowMemory interface {
		Retain()
		Release()
	}
)

var arrowTypes = []struct {
	typ    reflect.Type
	reason string
}{
	{reflect.TypeFor[arrowRows](), "an Arrow table: montyarrow.Input makes a record batch an input, and montyarrow.ToObject makes it a value"},
	{reflect.TypeFor[arrowValues](), "an Arrow column: make it a column of a record batch, which montyarrow.Input makes an input, and montyarrow.ToObject a value"},
	{reflect.TypeFor[arrowReader](), "an Arrow reader: montyarrow.InputReader makes it an input, and montyarrow.ReaderToObject makes it a value"},
}

// isArrow returns why a type of Arrow is refused, whose MarshalJSON would lose the types of its values; or nothing.
func isArrow(t reflect.Type) (reason string, ok bool) {
	pointer := t
	if t.Kind() != reflect.Pointer {
		pointer = reflect.PointerTo(t)
	}
	for _, a := range arrowTypes {
		if pointer.Implements(a.typ) {
			return a.reason, true
		}
	}
	return "", false
}

// sourcePlans holds the plan of every type that ToObject met: map[reflect.Type]*sourcePlan.
var sourcePlans sync.Map

// sourcePlanFor returns the plan of a type.
func sourcePlanFor(t reflect.Type) *sourcePlan {
	if p, ok := sourcePlans.Load(t); ok {
		return p.(*sourcePlan)
	}
	b := sourceBuilder{}
	p := b.plan(t)
	// Plans refer to each other, so they are published only now that all are complete.
	for t, p := range b {
		sourcePlans.LoadOrStore(t, p)
	}
	return p
}

// sourceBuilder holds the plans that are being made, which may refer to each other in a circle.
type sourceBuilder map[reflect.Type]*sourcePlan

func (b sourceBuilder) plan(t reflect.Type) *sourcePlan {
	if p, ok := sourcePlans.Load(t); ok {
		return p.(*sourcePlan)
	}
	if p, ok := b[t]; ok {
		return p
	}
	p := &sourcePlan{typ: t}
	b[t] = p
	b.byMethods(p)
	return p
}

// isSpecial tells whether a type is read in its own way whatever its methods.
func isSpecial(t reflect.Type) bool {
	_, special := specialForms[t]
	return special || objectTypes[t]
}

// byMethods completes the plan of a type that may have methods to read it by, in the order of encoding/json.
func (b sourceBuilder) byMethods(p *sourcePlan) {
	t, kind := p.typ, p.typ.Kind()
	if objectTypes[t] {
		p.form = fromObject
		return
	}
	if form, ok := specialForms[t]; ok {
		p.form, p.reason = form, "it may have no finite decimal form; NewDecimal takes the text that suits"
		return
	}
	if kind == reflect.Interface || kind == reflect.Pointer && isSpecial(t.Elem()) {
		b.byKind(p)
		return
	}
	if reason, ok := isArrow(t); ok {
		if kind == reflect.Pointer {
			b.byKind(p) // None if it is nil
		} else {
			p.form, p.reason = fromNothing, reason
		}
		return
	}
	pointer := reflect.PointerTo(t)
	for _, method := range []struct {
		form sourceForm
		typ  reflect.Type
	}{{fromJSON, jsonMarshalerType}, {fromText, textMarshalerType}} {
		byAddress := kind != reflect.Pointer && !t.Implements(method.typ) && pointer.Implements(method.typ)
		if !byAddress && !t.Implements(method.typ) {
			continue
		}
		p.form, p.byAddress, p.shared = method.form, byAddress, kind == reflect.Pointer
		p.plain = &sourcePlan{typ: t}
		if byAddress && method.form == fromJSON && t.Implements(textMarshalerType) {
			p.plain.form = fromText
			p.plain.plain = &sourcePlan{typ: t}
			b.byKind(p.plain.plain)
		} else {
			b.byKind(p.plain)
		}
		return
	}
	b.byKind(p)
}

// byKind completes the plan of a type by its kind alone.
func (b sourceBuilder) byKind(p *sourcePlan) {
	switch t := p.typ; t.Kind() {
	case reflect.Bool:
		p.form = fromBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.form = fromInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p.form = fromUint
	case reflect.Float32, reflect.Float64:
		p.form = fromFloat
	case reflect.Complex64, reflect.Complex128:
		p.form = fromComplex
	case reflect.String:
		p.form = fromString
	case reflect.Interface:
		p.form = fromInterface
	case reflect.Array:
		p.form, p.elem = fromArray, b.plan(t.Elem())
	case reflect.Slice:
		if isByte(t.Elem()) {
			p.form = fromBytes
			return
		}
		p.form, p.elem, p.shared = fromSlice, b.plan(t.Elem()), t.Elem().Size() > 0
	case reflect.Map:
		p.form, p.elem, p.shared = fromMap, b.plan(t.Elem()), true
	case reflect.Pointer:
		p.form, p.elem, p.shared = fromPointer, b.plan(t.Elem()), isShared(t.Elem())
	case reflect.Struct:
		if reflect.PointerTo(t).Implements(tableType) {
			p.form, p.reason = fromNothing, "a table goes into a run or feed as a whole input only; montyarrow.ToObject makes it a value"
			return
		}
		if reflect.PointerTo(t).Implements(errorType) && !hasExported(t) {
			p.form, p.reason = fromNothing, "an error: return it as one, or give its text"
			return
		}
		p.form, p.fields = fromStruct, newFieldSet(t, montyTag)
		for i := range p.fields.list {
			p.each = append(p.each, b.plan(p.fields.list[i].typ))
		}
	case reflect.Chan:
		p.form, p.reason = fromNothing, "Python has nothing for a chan: receive what it sends, and give that"
	case reflect.Func:
		p.form, p.reason = fromNothing, "Python has nothing for a func: WithFunctions makes it callable"
		if t.CanSeq() || t.CanSeq2() {
			p.form, p.reason = fromNothing, "Python has nothing for a Go iterator: collect what it yields, as with slices.Collect"
		}
	default:
		p.form, p.reason = fromNothing, "Python has nothing for a "+t.Kind().String()
	}
}

// isByte tells whether a slice of the type is bytes: for a kind of uint8 that has no form of its own.
func isByte(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return t.Kind() == reflect.Uint8 && !pointer.Implements(jsonMarshalerType) && !pointer.Implements(textMarshalerType)
}

// isShared tells whether pointers to the type are worth remembering.
func isShared(t reflect.Type) bool {
	if isSpecial(t) || t.Size() == 0 {
		return false
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Array, reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		return true
	}
	return false
}
