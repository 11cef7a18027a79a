// The methods of every kind that convert: Unmarshal, MarshalJSON and MarshalCBOR, one line each.

package monty

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o None) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Bool) Unmarshal(target any) error { return quickBool(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Int) Unmarshal(target any) error { return quickInt(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *BigInt) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Float) Unmarshal(target any) error { return quickFloat(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Complex) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Str) Unmarshal(target any) error { return quickStr(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Bytes) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *List) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *Tuple) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *Dict) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *Set) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *FrozenSet) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *NamedTuple) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Ellipsis) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o NotImplemented) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Date) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Time) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o DateTime) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o TimeDelta) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o TimeZone) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Decimal) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Path) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Exception) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Type) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o BuiltinFunction) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Function) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o File) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *Class) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *Instance) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o *Module) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Repr) Unmarshal(target any) error { return unmarshalObject(o, target) }

// Unmarshal stores the value as encoding/json would store its JSON view.
func (o Cycle) Unmarshal(target any) error { return unmarshalObject(o, target) }

// MarshalJSON is the JSON view.
func (o None) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Bool) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Int) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *BigInt) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Float) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Complex) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Str) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Bytes) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *List) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *Tuple) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *Dict) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *Set) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *FrozenSet) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *NamedTuple) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Ellipsis) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o NotImplemented) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Date) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Time) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o DateTime) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o TimeDelta) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o TimeZone) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Decimal) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Path) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Exception) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Type) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o BuiltinFunction) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Function) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o File) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *Class) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *Instance) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o *Module) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Repr) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalJSON is the JSON view.
func (o Cycle) MarshalJSON() ([]byte, error) { return marshalJSON(o) }

// MarshalCBOR is the same as Encode.
func (o None) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Bool) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Int) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *BigInt) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Float) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Complex) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Str) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Bytes) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *List) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *Tuple) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *Dict) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *Set) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *FrozenSet) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *NamedTuple) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Ellipsis) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o NotImplemented) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Date) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Time) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o DateTime) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o TimeDelta) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o TimeZone) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Decimal) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Path) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Exception) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Type) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o BuiltinFunction) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Function) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o File) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *Class) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *Instance) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o *Module) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Repr) MarshalCBOR() ([]byte, error) { return Encode(o) }

// MarshalCBOR is the same as Encode.
func (o Cycle) MarshalCBOR() ([]byte, error) { return Encode(o) }
