// Host objects: Go values that Python code reads and calls through a policy.

package monty

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// Policy says what Python code may do with a Go value that [Wrap] gives it. Whatever it does not name does not exist for
// Python: reading it is an AttributeError. Names are Python's: each stands for the exported field that a tag "monty" or "json"
// names so, or else for the exported field or method whose Go name is that, as it is or in snake case (get_total for GetTotal).
// Names that begin with an underscore cannot be served: the sandbox never asks the host for them.
type Policy struct {
	// Name is the name of the Python class. Default: the name of the Go type.
	Name string
	// Eager are the attributes that are read once, in Wrap, and sent along. Python's repr and == look at these alone, and they
	// do not change with the Go value. Python code can set them, on its own copy.
	Eager []string
	// Lazy are the attributes that are read from the Go value each time that Python code reads them, until Python code
	// assigns one, which sets it on its own copy and not in the Go value: fields, or methods
	// without parameters.
	Lazy []string
	// Methods are the methods that Python code may call, as host functions are called: "deposit", or with names and defaults
	// for the parameters, as in FuncSpec.Params: "deposit(amount, note='')".
	Methods []string
	// Interface is an interface type all of whose methods may be called, besides Methods, under their names in snake case. See
	// [Interface].
	Interface reflect.Type
	// Dataclass makes all exported fields eager, and the class a dataclass.
	Dataclass bool
	// Doc is the docstring of the class in stubs.
	Doc string
}

// Interface is the policy that lets Python code call the methods of an interface, and nothing else:
//
//	account, err := monty.Wrap(a, monty.Interface[interface{ Balance() int }]())
func Interface[I any]() Policy { return Policy{Interface: reflect.TypeFor[I]()} }

// Wrap returns an object through which Python code reaches the Go value v, as far as the policy allows it: as an input, as the
// result of a host function, or as a part of either. The policy is checked here.
//
// Where Python code gives the object back, [Unwrap] returns v itself, [As] and parameters of host functions take it for v's
// type and for interfaces that v implements, and a host function or method that returns the pointer v gives Python the
// wrapped object again. In what methods and lazy attributes give, values of v's type are wrapped with the same policy, at any
// depth; values of other types are converted by [ToObject], with all their exported fields.
//
// Reads and calls happen on the goroutine of the run, one at a time in each run; a value that several runs reach has to be
// safe for concurrent use. The object refers to v, and the run to the object until the run is over.
//
// In Python, a wrapped object has no operators, length, items or iteration of its own, and no hash. Two of them are equal if
// their classes and their eager attributes are. The same object that is sent twice is two objects for `is`.
func Wrap(v any, policy Policy) (*Instance, error) {
	value := reflect.ValueOf(v)
	if !value.IsValid() || value.Kind() == reflect.Pointer && value.IsNil() {
		return nil, errors.New("monty: Wrap of nil")
	}
	class, err := hostClassOf(value.Type(), policy)
	if err != nil {
		return nil, fmt.Errorf("monty: Wrap of %T: %w", v, err)
	}
	return class.instance(value)
}

// Unwrap returns the Go value that [Wrap] was given, if o is a wrapped object, also one that has come back from the run that
// it was sent to.
func Unwrap(o Object) (v any, ok bool) {
	if i, is := o.(*Instance); is && i != nil && i.host != nil && i.host.value.IsValid() {
		return i.host.value.Interface(), true
	}
	return nil, false
}

// WithObjects tells a run or session that is loaded from a dump which Go values the wrapped objects in it are. They are found by
// their IDs, so the program that dumps gives its objects IDs that it will know again:
//
//	account, err := monty.Wrap(a, policy)
//	account.ID = savedID
//
// Objects that are sent as inputs or results need no such option.
func WithObjects(objects ...*Instance) Option {
	return func(c *config) {
		c.objects = slices.Clone(c.objects)
		for _, i := range objects {
			if i != nil && i.host != nil {
				c.objects = append(c.objects, sentHost{i.host, i})
			}
		}
	}
}

// WrapClass returns a class whose instances Python code makes by calling it: constructor is any Go function that [Functions]
// takes, or a [FuncSpec], and returns the Go value, which is wrapped with the policy, or the value and an error. Instances made
// by [Wrap] from the same Go type and an equal policy are of the same class.
func WrapClass(constructor any, policy Policy) (*Class, error) {
	spec, ok := constructor.(FuncSpec)
	if !ok {
		spec.Func = constructor
	}
	b, err := newBound(spec)
	if err != nil {
		return nil, fmt.Errorf("monty: WrapClass: the constructor %T: %w", spec.Func, err)
	}
	if b.result < 0 || b.typ.Out(b.result) == futureType || b.typ.Out(b.result).Kind() == reflect.Interface && policy.Interface == nil {
		return nil, fmt.Errorf("monty: WrapClass: the constructor %T does not return a Go value to wrap", spec.Func)
	}
	class, err := hostClassOf(b.typ.Out(b.result), policy)
	if err != nil {
		return nil, fmt.Errorf("monty: WrapClass: %w", err)
	}
	c := class.python
	c.host = &hostObject{class: class, id: c.ID, constructor: b}
	return &c, nil
}

// hostObject is what the Go side knows of a wrapped object, a class, or a method that Python code holds as a value.
type hostObject struct {
	class *hostClass
	id    UUID // of a class
	// value is the Go value of a wrapped object.
	value reflect.Value
	// constructor makes the instances of a class.
	constructor *bound
	// method and receiver are a method as a value.
	method   *hostMethod
	receiver *hostObject
}

// isClass tells whether h is a class rather than an object of one.
func (h *hostObject) isClass() bool { return h.id == h.class.python.ID }

// instance wraps a value of the class's type.
func (c *hostClass) instance(value reflect.Value) (*Instance, error) {
	h := &hostObject{class: c, value: value}
	attrs := &Dict{}
	for i := range c.eager {
		a := &c.eager[i]
		v, err := a.read(value)
		var o Object
		if err == nil {
			o, err = c.eagerValue(v)
		}
		if err != nil {
			return nil, fmt.Errorf("monty: attribute %s of %v: %w", a.name, value.Type(), err)
		}
		if err := attrs.Set(Str(a.name), o); err != nil {
			return nil, err
		}
	}
	return &Instance{Class: &c.python, ID: NewUUID(), Attrs: attrs, host: h}, nil
}

// eagerValue converts the value of an eager attribute. Parts of the class's own type are refused: sent along, they could have
// no end, and converted by their type they would show more than the policy does.
func (c *hostClass) eagerValue(v any) (Object, error) {
	own := converter{wrap: func(v reflect.Value) (Object, error) {
		if v.Type() == c.typ && !isNil(v) {
			return nil, noPython(c.typ, "a part of the wrapped type itself; make the attribute lazy", nil)
		}
		return nil, nil
	}}
	o, err := own.any(v)
	return o, goValueError(err)
}

// give stores the wrapped Go value in a variable of type t, if it is one of that type or implements it. Dataclasses are
// converted by their attributes, which Python code may have set.
func (h *hostObject) give(t reflect.Type) (v reflect.Value, ok bool) {
	if h == nil || !h.value.IsValid() || h.class.policy.Dataclass || !h.value.Type().AssignableTo(t) {
		return v, false
	}
	return h.value, true
}
