// Which wrapped objects a run holds, and what happens when Python code reads or calls one.

package monty

import (
	"context"
	"fmt"
	"reflect"
)

// hostTable is the wrapped objects that were sent into a run. It lives as long as the run, or as the session. It is not safe
// for concurrent use, as its run is not.
type hostTable struct {
	byID map[UUID]*hostObject
	// pointers has the wrapped object for each Go pointer among them.
	pointers map[any]*Instance
	// methods has the methods that Python code has read as values.
	methods map[hostMethodKey]*Instance
}

type hostMethodKey struct {
	receiver *hostObject
	name     string
}

// add remembers objects that are being sent.
func (t *hostTable) add(sent []sentHost) {
	if t.byID == nil {
		t.byID, t.pointers, t.methods = map[UUID]*hostObject{}, map[any]*Instance{}, map[hostMethodKey]*Instance{}
	}
	for _, s := range sent {
		if s.instance == nil {
			if s.host.constructor != nil || t.byID[s.host.id] == nil { // what is there may have a constructor
				t.byID[s.host.id] = s.host
			}
			continue
		}
		t.byID[s.instance.ID] = s.host
		if class := s.host.class; t.byID[class.python.ID] == nil {
			t.byID[class.python.ID] = &hostObject{class: class, id: class.python.ID}
		}
		if s.host.value.IsValid() && s.host.value.Kind() == reflect.Pointer {
			t.pointers[s.host.value.Interface()] = s.instance
		}
	}
}

// sentHost is an object with a Go side that a message has.
type sentHost struct {
	host     *hostObject
	instance *Instance // nil for a class
}

// find returns the object of an id, or nil.
func (t *hostTable) find(id UUID) *hostObject { return t.byID[id] }

// convert is ToObject for a value that goes into the run: Go pointers that were wrapped before are their objects, and values
// of the class's type, if there is a class, are wrapped by its policy.
func (t *hostTable) convert(class *hostClass, v any) (Object, error) {
	c := converter{wrap: func(v reflect.Value) (Object, error) {
		if !v.CanInterface() {
			return nil, nil
		}
		if v.Kind() == reflect.Pointer && len(t.pointers) > 0 {
			if i, ok := t.pointers[v.Interface()]; ok {
				return i, nil
			}
		}
		if class == nil || v.Type() != class.typ || isNil(v) {
			return nil, nil
		}
		i, err := class.instance(v)
		if err != nil {
			return nil, err
		}
		t.add([]sentHost{{i.host, i}})
		return i, nil
	}}
	o, err := c.any(v)
	return o, goValueError(err)
}

func isNil(v reflect.Value) bool {
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil()
}

// called is what a call of a method, of a class or of an object leads to.
func (t *hostTable) called(h *hostObject, name string) (HostFunction, error) {
	switch {
	case h.constructor != nil && name == "__call__":
		return func(ctx context.Context, call *Call) (any, error) {
			call.Name = h.class.python.Name
			v, err := h.constructor.call(ctx, call)
			return t.own(h.class, v, err)
		}, nil
	case h.isClass() && name == "__call__":
		return nil, TypeError.New(fmt.Sprintf("cannot create '%s' instances", h.class.python.Name))
	case h.isClass():
		return nil, AttributeError.New(fmt.Sprintf("type object '%s' has no attribute '%s'", h.class.python.Name, name))
	case h.method != nil && name == "__call__":
		return t.method(h.receiver, h.method), nil
	case h.method != nil:
		return nil, AttributeError.New(fmt.Sprintf("'method' object has no attribute '%s'", name))
	case name == "__call__":
		return nil, TypeError.New(fmt.Sprintf("'%s' object is not callable", h.class.python.Name))
	}
	if m := h.class.methods[name]; m != nil {
		return t.method(h, m), nil
	}
	if a := h.class.lazy[name]; a != nil {
		return func(context.Context, *Call) (any, error) {
			v, err := a.read(h.value)
			if err != nil {
				return nil, err
			}
			o, err := t.convert(h.class, v)
			if err != nil {
				return nil, err
			}
			return nil, TypeError.New(fmt.Sprintf("'%s' object is not callable", o.TypeName()))
		}, nil
	}
	return nil, AttributeError.New(fmt.Sprintf("'%s' object has no attribute '%s'", h.class.python.Name, name))
}

// method is a method of a wrapped value as a host function.
func (t *hostTable) method(h *hostObject, m *hostMethod) HostFunction {
	return func(ctx context.Context, call *Call) (any, error) {
		call.Name = h.class.python.Name + "." + m.name
		v, err := m.bound.invoke(h.value.MethodByName(m.goName), ctx, call)
		return t.own(h.class, v, err)
	}
}

// own converts the result of a method or constructor of a class.
func (t *hostTable) own(class *hostClass, v any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	if value := reflect.ValueOf(v); class.typ.Kind() == reflect.Interface && value.IsValid() && value.Type().Implements(class.typ) && !isNil(value) {
		return class.instance(value)
	}
	if _, later := v.(*Future); later {
		return v, nil
	}
	return t.convert(class, v)
}

// methodClass is the class of methods as values.
var methodClass = &hostClass{python: Class{Name: "method", ID: NewUUID(), HostDefined: true}}

// attribute is the value of an attribute that Python code reads. found is false if there is none.
func (t *hostTable) attribute(h *hostObject, name string) (value any, found bool, err error) {
	if !h.value.IsValid() {
		return nil, false, nil
	}
	if a := h.class.lazy[name]; a != nil {
		v, err := a.read(h.value)
		if err == nil {
			v, err = t.own(h.class, v, nil)
		}
		return v, true, err
	}
	m := h.class.methods[name]
	if m == nil {
		return nil, false, nil
	}
	key := hostMethodKey{h, name}
	i := t.methods[key]
	if i == nil {
		i = &Instance{Class: &methodClass.python, ID: NewUUID(), Attrs: &Dict{}}
		i.host = &hostObject{class: methodClass, method: m, receiver: h}
		t.methods[key] = i
	}
	return i, true, nil
}

// remember adds objects that are being sent to those of the run.
func (x *execution) remember(sent []sentHost) {
	if len(sent) == 0 {
		return
	}
	if x.run.hosts == nil {
		x.run.hosts = &hostTable{}
		x.last.hosts = x.run.hosts
	}
	x.run.hosts.add(sent)
}

// hostObject returns the wrapped object of an id, or nil.
func (x *execution) hostObject(id *UUID) *hostObject {
	if id == nil || x.last.hosts == nil {
		return nil
	}
	return x.last.hosts.find(*id)
}

// attribute answers the lookup of an attribute of a wrapped object.
func (d *driver) attribute(e *event, h *hostObject) (answer, error) {
	var found bool
	value, err := protect(d.ctx, func(context.Context, *Call) (value any, err error) {
		value, found, err = d.x.last.hosts.attribute(h, e.name)
		return value, err
	}, &Call{Name: h.class.python.Name + "." + e.name})
	if err == nil && !found {
		return answer{kind: answerNotFound, lookup: true}, nil
	}
	a, err := d.outcome(e, value, err)
	a.lookup = true
	return a, err
}
