// The bytes of values that refer to code: exceptions, types, functions, files, classes, their instances, and modules.

package monty

import "unsafe"

// areStrs says whether all keys are strs.
func (h *hashed) areStrs() bool {
	for _, k := range h.keys {
		if _, ok := k.(Str); k != nil && !ok {
			return false
		}
	}
	return true
}

// code writes the values that refer to code.
func (e *encoder) code(o Object) error {
	switch v := o.(type) {
	case Exception:
		if !exceptionNames[v.Type] {
			return locate("%q is not an exception of the interpreter", v.Type)
		}
		e.tag(tagException)
		e.array(2)
		e.text(v.Type)
		return e.checkedOrNull(v.Message, v.HasMessage)
	case Function:
		e.tag(tagFunction)
		e.array(2)
		if err := e.checked(v.Name); err != nil {
			return err
		}
		return e.checkedOrNull(v.Doc, v.HasDoc)
	case File:
		if !fileModes[v.Mode] {
			return locate("%q is not a file mode", v.Mode)
		}
		e.tag(tagFile)
		e.array(3)
		if err := e.checked(v.Path); err != nil {
			return err
		}
		e.text(v.Mode)
		e.uint(v.Position)
	case Type:
		if !knownType(string(v)) {
			return locate("%q is not a builtin type or exception of the interpreter", string(v))
		}
		return e.taggedText(tagType, string(v))
	case BuiltinFunction:
		if !functionNames[string(v)] {
			return locate("%q is not a builtin function of the interpreter", string(v))
		}
		return e.taggedText(tagBuiltinFunction, string(v))
	}
	return nil
}

func (e *encoder) class(c *Class) error {
	if c == nil {
		return nilPointer(c)
	}
	ref, done, err := e.enter(unsafe.Pointer(c), KindClass)
	if done || err != nil {
		return err
	}
	if c.host != nil {
		e.hosts = append(e.hosts, sentHost{host: c.host})
	}
	e.tag(tagClass)
	e.array(5)
	if err := e.checked(c.Name); err != nil {
		return err
	}
	e.uuid(c.ID)
	e.bool(c.HostDefined)
	e.bool(c.Dataclass)
	err = e.attributes(c.Attrs)
	e.leave(ref)
	return err
}

func (e *encoder) instance(i *Instance) error {
	ref, done, err := e.enter(unsafe.Pointer(i), KindInstance)
	if done || err != nil {
		return err
	}
	if i.host != nil {
		e.hosts = append(e.hosts, sentHost{i.host, i})
	}
	e.buf = append(e.buf, majorTag|25, tagInstance>>8, tagInstance&0xff, majorArray|3)
	if err := e.class(i.Class); err != nil {
		return at(err, classStep)
	}
	e.uuid(i.ID)
	err = e.attributes(i.Attrs)
	e.leave(ref)
	return err
}

func (e *encoder) module(m *Module) error {
	ref, done, err := e.enter(unsafe.Pointer(m), KindModule)
	if done || err != nil {
		return err
	}
	e.tag(tagModule)
	e.array(3)
	if err := e.checked(m.Name); err != nil {
		return err
	}
	e.uuid(m.ID)
	err = e.attributes(m.Attrs)
	e.leave(ref)
	return err
}

// attributes writes a map if every name is a str, else the tagged array of names and values.
func (e *encoder) attributes(d *Dict) error {
	if d == nil {
		e.mapping(0)
		return nil
	}
	if d.h.areStrs() {
		e.mapping(d.Len())
	} else {
		e.tag(tagPairs)
		e.array(2 * d.Len())
	}
	return e.pairs(d)
}

// checkedOrNull writes text that came from the caller, or null. Text without its flag is refused: it would be lost.
func (e *encoder) checkedOrNull(s string, ok bool) error {
	if ok {
		return e.checked(s)
	}
	if s != "" {
		return locate("it has the text %q, but the flag for it is not set", cut(s, 40))
	}
	e.null()
	return nil
}

func (e *encoder) uuid(u UUID) {
	e.buf = append(e.buf, majorTag|24, tagUUID, majorBytes|byte(len(u)))
	copy(e.room(len(u)), u[:])
}
