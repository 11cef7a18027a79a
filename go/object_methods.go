// The methods that every kind has, one line each: Kind, TypeName and String.

package monty

import "strings"

// lastPart is what follows the last dot of a qualified name.
func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// fileTypeName is the class of Python's io module that open gives for a mode.
func fileTypeName(mode string) string {
	switch {
	case !strings.Contains(mode, "b"):
		return "TextIOWrapper"
	case strings.Contains(mode, "+"):
		return "BufferedRandom"
	case strings.HasPrefix(mode, "r"):
		return "BufferedReader"
	}
	return "BufferedWriter"
}

// instanceTypeName is the name of the class, as far as there is one.
func instanceTypeName(i *Instance) string {
	if i == nil || i.Class == nil {
		return "object"
	}
	return i.Class.Name
}

// Kind tells the kind of value.
func (None) Kind() Kind { return KindNone }

// Kind tells the kind of value.
func (Bool) Kind() Kind { return KindBool }

// Kind tells the kind of value.
func (Int) Kind() Kind { return KindInt }

// Kind tells the kind of value.
func (*BigInt) Kind() Kind { return KindInt }

// Kind tells the kind of value.
func (Float) Kind() Kind { return KindFloat }

// Kind tells the kind of value.
func (Complex) Kind() Kind { return KindComplex }

// Kind tells the kind of value.
func (Str) Kind() Kind { return KindStr }

// Kind tells the kind of value.
func (Bytes) Kind() Kind { return KindBytes }

// Kind tells the kind of value.
func (*List) Kind() Kind { return KindList }

// Kind tells the kind of value.
func (*Tuple) Kind() Kind { return KindTuple }

// Kind tells the kind of value.
func (*Dict) Kind() Kind { return KindDict }

// Kind tells the kind of value.
func (*Set) Kind() Kind { return KindSet }

// Kind tells the kind of value.
func (*FrozenSet) Kind() Kind { return KindFrozenSet }

// Kind tells the kind of value.
func (*NamedTuple) Kind() Kind { return KindNamedTuple }

// Kind tells the kind of value.
func (Ellipsis) Kind() Kind { return KindEllipsis }

// Kind tells the kind of value.
func (NotImplemented) Kind() Kind { return KindNotImplemented }

// Kind tells the kind of value.
func (Date) Kind() Kind { return KindDate }

// Kind tells the kind of value.
func (Time) Kind() Kind { return KindTime }

// Kind tells the kind of value.
func (DateTime) Kind() Kind { return KindDateTime }

// Kind tells the kind of value.
func (TimeDelta) Kind() Kind { return KindTimeDelta }

// Kind tells the kind of value.
func (TimeZone) Kind() Kind { return KindTimeZone }

// Kind tells the kind of value.
func (Decimal) Kind() Kind { return KindDecimal }

// Kind tells the kind of value.
func (Path) Kind() Kind { return KindPath }

// Kind tells the kind of value.
func (Exception) Kind() Kind { return KindException }

// Kind tells the kind of value.
func (Type) Kind() Kind { return KindType }

// Kind tells the kind of value.
func (BuiltinFunction) Kind() Kind { return KindBuiltinFunction }

// Kind tells the kind of value.
func (Function) Kind() Kind { return KindFunction }

// Kind tells the kind of value.
func (File) Kind() Kind { return KindFile }

// Kind tells the kind of value.
func (*Class) Kind() Kind { return KindClass }

// Kind tells the kind of value.
func (*Instance) Kind() Kind { return KindInstance }

// Kind tells the kind of value.
func (*Module) Kind() Kind { return KindModule }

// Kind tells the kind of value.
func (Repr) Kind() Kind { return KindRepr }

// Kind tells the kind of value.
func (Cycle) Kind() Kind { return KindCycle }

// TypeName is the name of the Python type.
func (None) TypeName() string { return "NoneType" }

// TypeName is the name of the Python type.
func (Bool) TypeName() string { return "bool" }

// TypeName is the name of the Python type.
func (Int) TypeName() string { return "int" }

// TypeName is the name of the Python type.
func (*BigInt) TypeName() string { return "int" }

// TypeName is the name of the Python type.
func (Float) TypeName() string { return "float" }

// TypeName is the name of the Python type.
func (Complex) TypeName() string { return "complex" }

// TypeName is the name of the Python type.
func (Str) TypeName() string { return "str" }

// TypeName is the name of the Python type.
func (Bytes) TypeName() string { return "bytes" }

// TypeName is the name of the Python type.
func (*List) TypeName() string { return "list" }

// TypeName is the name of the Python type.
func (*Tuple) TypeName() string { return "tuple" }

// TypeName is the name of the Python type.
func (*Dict) TypeName() string { return "dict" }

// TypeName is the name of the Python type.
func (*Set) TypeName() string { return "set" }

// TypeName is the name of the Python type.
func (*FrozenSet) TypeName() string { return "frozenset" }

// TypeName is the name of the Python type.
func (o *NamedTuple) TypeName() string { return lastPart(o.name) }

// TypeName is the name of the Python type.
func (Ellipsis) TypeName() string { return "ellipsis" }

// TypeName is the name of the Python type.
func (NotImplemented) TypeName() string { return "NotImplementedType" }

// TypeName is the name of the Python type.
func (Date) TypeName() string { return "date" }

// TypeName is the name of the Python type.
func (Time) TypeName() string { return "time" }

// TypeName is the name of the Python type.
func (DateTime) TypeName() string { return "datetime" }

// TypeName is the name of the Python type.
func (TimeDelta) TypeName() string { return "timedelta" }

// TypeName is the name of the Python type.
func (TimeZone) TypeName() string { return "timezone" }

// TypeName is the name of the Python type.
func (Decimal) TypeName() string { return "Decimal" }

// TypeName is the name of the Python type.
func (Path) TypeName() string { return "PosixPath" }

// TypeName is the name of the Python type.
func (o Exception) TypeName() string { return lastPart(o.Type) }

// TypeName is the name of the Python type.
func (Type) TypeName() string { return "type" }

// TypeName is the name of the Python type.
func (BuiltinFunction) TypeName() string { return "builtin_function_or_method" }

// TypeName is the name of the Python type.
func (Function) TypeName() string { return "function" }

// TypeName is the name of the Python type.
func (o File) TypeName() string { return fileTypeName(o.Mode) }

// TypeName is the name of the Python type.
func (*Class) TypeName() string { return "type" }

// TypeName is the name of the Python type.
func (o *Instance) TypeName() string { return instanceTypeName(o) }

// TypeName is the name of the Python type.
func (*Module) TypeName() string { return "module" }

// TypeName is the name of the Python type.
func (Repr) TypeName() string { return "repr" }

// TypeName is the name of the Python type.
func (Cycle) TypeName() string { return "cycle" }

// String is Python's repr.
func (o None) String() string { return reprString(o) }

// String is Python's repr.
func (o Bool) String() string { return reprString(o) }

// String is Python's repr.
func (o Int) String() string { return reprString(o) }

// String is Python's repr.
func (o *BigInt) String() string { return reprString(o) }

// String is Python's repr.
func (o Float) String() string { return reprString(o) }

// String is Python's repr.
func (o Complex) String() string { return reprString(o) }

// String is Python's repr.
func (o Str) String() string { return reprString(o) }

// String is Python's repr.
func (o Bytes) String() string { return reprString(o) }

// String is Python's repr.
func (o *List) String() string { return reprString(o) }

// String is Python's repr.
func (o *Tuple) String() string { return reprString(o) }

// String is Python's repr.
func (o *Dict) String() string { return reprString(o) }

// String is Python's repr.
func (o *Set) String() string { return reprString(o) }

// String is Python's repr.
func (o *FrozenSet) String() string { return reprString(o) }

// String is Python's repr.
func (o *NamedTuple) String() string { return reprString(o) }

// String is Python's repr.
func (o Ellipsis) String() string { return reprString(o) }

// String is Python's repr.
func (o NotImplemented) String() string { return reprString(o) }

// String is Python's repr.
func (o Date) String() string { return reprString(o) }

// String is Python's repr.
func (o Time) String() string { return reprString(o) }

// String is Python's repr.
func (o DateTime) String() string { return reprString(o) }

// String is Python's repr.
func (o TimeDelta) String() string { return reprString(o) }

// String is Python's repr.
func (o TimeZone) String() string { return reprString(o) }

// String is Python's repr.
func (o Decimal) String() string { return reprString(o) }

// String is Python's repr.
func (o Path) String() string { return reprString(o) }

// String is Python's repr.
func (o Exception) String() string { return reprString(o) }

// String is Python's repr.
func (o Type) String() string { return reprString(o) }

// String is Python's repr.
func (o BuiltinFunction) String() string { return reprString(o) }

// String is Python's repr.
func (o Function) String() string { return reprString(o) }

// String is Python's repr.
func (o File) String() string { return reprString(o) }

// String is Python's repr.
func (o *Class) String() string { return reprString(o) }

// String is Python's repr.
func (o *Instance) String() string { return reprString(o) }

// String is Python's repr.
func (o *Module) String() string { return reprString(o) }

// String is Python's repr.
func (o Repr) String() string { return reprString(o) }

// String is Python's repr.
func (o Cycle) String() string { return reprString(o) }

func (None) object()            {}
func (Bool) object()            {}
func (Int) object()             {}
func (*BigInt) object()         {}
func (Float) object()           {}
func (Complex) object()         {}
func (Str) object()             {}
func (Bytes) object()           {}
func (*List) object()           {}
func (*Tuple) object()          {}
func (*Dict) object()           {}
func (*Set) object()            {}
func (*FrozenSet) object()      {}
func (*NamedTuple) object()     {}
func (Ellipsis) object()        {}
func (NotImplemented) object()  {}
func (Date) object()            {}
func (Time) object()            {}
func (DateTime) object()        {}
func (TimeDelta) object()       {}
func (TimeZone) object()        {}
func (Decimal) object()         {}
func (Path) object()            {}
func (Exception) object()       {}
func (Type) object()            {}
func (BuiltinFunction) object() {}
func (Function) object()        {}
func (File) object()            {}
func (*Class) object()          {}
func (*Instance) object()       {}
func (*Module) object()         {}
func (Repr) object()            {}
func (Cycle) object()           {}
