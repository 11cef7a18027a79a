// What a Python value is in Go: the sealed Object interface, its kinds, and the kinds that need no fields.

package monty

import "math/big"

// Object is a Python value. The interface is sealed: the types of this package are the only implementations, one for
// each kind, so a type switch over them is exhaustive.
//
// Values that Python mutates are pointers (*List, *Dict, *Set, *Class, *Instance, *Module; also *Tuple, *FrozenSet,
// *NamedTuple and *BigInt), and two references to one pointer are one Python object on both sides. All other values
// are plain Go values. Wherever an Object is taken, a nil Object stands for None.
//
// Objects may be read from several goroutines at once, as Go maps may. Changing one while another goroutine reads it
// is a data race.
type Object interface {
	// Kind tells the kinds apart without a type switch.
	Kind() Kind
	// TypeName is the name of the Python type, as in type(x).__name__.
	TypeName() string
	// String is Python's repr of the value. Elements of sets come in the order in which they were inserted. A container
	// inside itself is printed as Python does, [...] for a list. The repr of a container ends with ... after 16 MiB, and
	// ints of more than 4300 digits, which Python does not print, are in hexadecimal.
	String() string
	// Unmarshal stores the value in the variable that target points to, as encoding/json would store its JSON view:
	// same rules, same errors, but without making the text, so the Offset of a *json.UnmarshalTypeError is 0. Targets
	// of type Object, *List and the like take the value itself. The error of a value that has no JSON view, or more
	// than 16,777,216 nodes counted as often as they occur, is a *JSONError, and nothing is stored then, even if the part
	// without a view would not be. As is exact instead, and needs no JSON view.
	Unmarshal(target any) error
	// MarshalJSON is the JSON view of the value, with UTF-8 text and without white space. The error is a *JSONError.
	MarshalJSON() ([]byte, error)
	// MarshalCBOR is the same as Encode.
	MarshalCBOR() ([]byte, error)

	object()
}

// Kind is the kind of an Object.
type Kind uint8

// The kinds of Object. Ints of all sizes have KindInt.
const (
	KindNone Kind = iota
	KindBool
	KindInt
	KindFloat
	KindComplex
	KindStr
	KindBytes
	KindList
	KindTuple
	KindDict
	KindSet
	KindFrozenSet
	KindNamedTuple
	KindEllipsis
	KindNotImplemented
	KindDate
	KindTime
	KindDateTime
	KindTimeDelta
	KindTimeZone
	KindDecimal
	KindPath
	KindException
	KindType
	KindBuiltinFunction
	KindFunction
	KindFile
	KindClass
	KindInstance
	KindModule
	KindRepr
	KindCycle
)

var kindNames = [...]string{
	KindNone: "none", KindBool: "bool", KindInt: "int", KindFloat: "float", KindComplex: "complex", KindStr: "str",
	KindBytes: "bytes", KindList: "list", KindTuple: "tuple", KindDict: "dict", KindSet: "set",
	KindFrozenSet: "frozenset", KindNamedTuple: "namedtuple", KindEllipsis: "ellipsis",
	KindNotImplemented: "not implemented", KindDate: "date", KindTime: "time", KindDateTime: "datetime",
	KindTimeDelta: "timedelta", KindTimeZone: "timezone", KindDecimal: "decimal", KindPath: "path",
	KindException: "exception", KindType: "type", KindBuiltinFunction: "builtin function", KindFunction: "function",
	KindFile: "file", KindClass: "class", KindInstance: "instance", KindModule: "module", KindRepr: "repr",
	KindCycle: "cycle",
}

// String is the name of the kind in lower case, such as "list" or "builtin function".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown kind"
}

// None is Python's None.
type None struct{}

// Bool is True or False.
type Bool bool

// Int is an int that fits 64 bits. Larger ones are *BigInt; NewBigInt picks between the two.
type Int int64

// BigInt is an int of any size. NewBigInt and Decode give a *BigInt only for values that Int cannot hold; a *BigInt
// cannot be changed.
type BigInt struct{ n big.Int }

// Float is a float. Every bit of it crosses unchanged, NaN payloads included.
type Float float64

// Complex is a complex number.
type Complex complex128

// Str is a str. It must be valid UTF-8: Python's lone surrogates have no counterpart here.
type Str string

// Bytes is a bytes object, which Python cannot change either. []byte(b) makes a slice of it.
type Bytes string

// Ellipsis is Python's Ellipsis, written `...`.
type Ellipsis struct{}

// NotImplemented is Python's NotImplemented.
type NotImplemented struct{}

// Path is a pathlib path inside the sandbox, always in POSIX form.
type Path string

// Repr is the repr of a value that has no other form outside the interpreter, such as a range. It only comes out:
// the interpreter refuses it as an input.
type Repr string

// Cycle stands where a container holds itself, as the text that its repr has there, such as "[...]". It only comes
// out: the interpreter refuses it as an input.
type Cycle string

// Type is a builtin type or exception class by its name, such as "int", "datetime.date" or "ValueError".
type Type string

// BuiltinFunction is a builtin function by its name, such as "len".
type BuiltinFunction string

// NewBigInt returns n as an Object: an Int if it fits, a *BigInt otherwise. It copies n; nil counts as 0.
func NewBigInt(n *big.Int) Object {
	if n == nil {
		return Int(0)
	}
	if n.IsInt64() {
		return Int(n.Int64())
	}
	b := new(BigInt)
	b.n.Set(n)
	return b
}

// Big returns a copy of the value.
func (b *BigInt) Big() *big.Int {
	if b == nil {
		return new(big.Int)
	}
	return new(big.Int).Set(&b.n)
}

// Big returns the value as a *big.Int.
func (i Int) Big() *big.Int { return big.NewInt(int64(i)) }

// orNone puts None in the place of a nil Object.
func orNone(o Object) Object {
	if o == nil {
		return None{}
	}
	return o
}

// isNilPointer says whether the Object is a nil pointer of one of the pointer kinds.
func isNilPointer(o Object) bool {
	switch v := o.(type) {
	case *BigInt:
		return v == nil
	case *List:
		return v == nil
	case *Tuple:
		return v == nil
	case *Dict:
		return v == nil
	case *Set:
		return v == nil
	case *FrozenSet:
		return v == nil
	case *NamedTuple:
		return v == nil
	case *Class:
		return v == nil
	case *Instance:
		return v == nil
	case *Module:
		return v == nil
	}
	return false
}
