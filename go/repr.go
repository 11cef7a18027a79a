// Python's repr of a value: how containers are walked.

package monty

// reprLimit is the number of bytes after which the repr of a container is cut. A container that occurs many times in
// another is printed as often, so a small value can have a repr of gigabytes.
const reprLimit = 16 << 20

// reprCut ends a repr that was cut.
const reprCut = "..."

// reprString is what the String methods return.
func reprString(o Object) string {
	r := reprWriter{}
	r.value(orNone(o))
	for len(r.open) > 0 && len(r.buf) <= reprLimit {
		r.step()
	}
	if len(r.open) > 0 {
		n := reprLimit
		for n > 0 && r.buf[n]&0xc0 == 0x80 { // not inside a character
			n--
		}
		r.buf = append(r.buf[:n], reprCut...)
	}
	return string(r.buf)
}

// reprWriter writes a repr without recursion: open containers are on a stack.
type reprWriter struct {
	buf  []byte
	open []reprFrame
	// on has the containers of the stack once there are many.
	on map[Object]bool
}

// reprFrame is a container of which some items are written.
type reprFrame struct {
	o      Object
	items  []Object // what is to be written, keys of a dict or attributes included; nil ones are left out
	values []Object // values of the keys, if there are any
	fields []string // names of a namedtuple's values
	next   int      // index of the next item
	some   bool     // an item was written, so that a comma is due
	value  bool     // the key of the item was written, its value was not
	end    string
}

// manyOpen is the depth from which a map tells quicker than a search whether a container is open.
const manyOpen = 16

// value writes a value, or the beginning of a container.
func (r *reprWriter) value(o Object) {
	f := reprFrame{o: o}
	begin := ""
	if isNilPointer(o) {
		r.buf = append(r.buf, "<nil "+o.Kind().String()+">"...)
		return
	}
	switch v := o.(type) {
	case *List:
		begin, f.items, f.end = "[", v.items, "]"
	case *Tuple:
		begin, f.items, f.end = "(", v.items, ")"
		if len(v.items) == 1 {
			f.end = ",)"
		}
	case *NamedTuple:
		begin, f.items, f.fields, f.end = v.name+"(", v.values, v.fields, ")"
	case *Dict:
		begin, f.items, f.values, f.end = "{", v.h.keys, v.values, "}"
	case *Set:
		begin, f.items, f.end = "{", v.h.keys, "}"
		if v.h.live == 0 {
			begin, f.end = "set(", ")"
		}
	case *FrozenSet:
		begin, f.items, f.end = "frozenset({", v.h.keys, "})"
		if v.h.live == 0 {
			begin, f.end = "frozenset(", ")"
		}
	case *Instance:
		begin, f.end = v.TypeName()+"(", ")"
		if v.Attrs != nil {
			f.items, f.values = v.Attrs.h.keys, v.Attrs.values
		}
	default:
		r.buf = appendRepr(r.buf, o)
		return
	}
	if r.isOpen(o) {
		r.buf = append(r.buf, cyclePlaceholder(o)...)
		return
	}
	r.buf = append(r.buf, begin...)
	r.open = append(r.open, f)
	if len(r.open) >= manyOpen {
		if r.on == nil {
			r.on = make(map[Object]bool)
			for i := range r.open {
				r.on[r.open[i].o] = true
			}
		}
		r.on[o] = true
	}
}

// step writes the next piece of the innermost container.
func (r *reprWriter) step() {
	f := &r.open[len(r.open)-1]
	if f.value {
		f.value = false
		r.buf = append(r.buf, f.colon()...)
		v := f.values[f.next]
		f.next++
		r.value(v)
		return
	}
	for f.next < len(f.items) && f.items[f.next] == nil {
		f.next++
	}
	if f.next == len(f.items) {
		r.buf = append(r.buf, f.end...)
		if r.on != nil {
			delete(r.on, f.o)
		}
		r.open = r.open[:len(r.open)-1]
		return
	}
	if f.some {
		r.buf = append(r.buf, ", "...)
	}
	f.some = true
	item := f.items[f.next]
	switch {
	case f.fields != nil:
		r.buf = append(append(r.buf, f.fields[f.next]...), '=')
		f.next++
	case f.values == nil:
		f.next++
	default:
		f.value = true
		if name, ok := item.(Str); ok && f.attributes() {
			r.buf = append(r.buf, name...)
			return
		}
	}
	r.value(item)
}

func (f *reprFrame) attributes() bool {
	_, ok := f.o.(*Instance)
	return ok
}

// colon is what stands between a key and its value.
func (f *reprFrame) colon() string {
	if f.attributes() {
		return "="
	}
	return ": "
}

func (r *reprWriter) isOpen(o Object) bool {
	if r.on != nil {
		return r.on[o]
	}
	for i := range r.open {
		if r.open[i].o == o {
			return true
		}
	}
	return false
}

// cyclePlaceholder is what Python prints for a container inside its own repr.
func cyclePlaceholder(o Object) string {
	switch o.(type) {
	case *List:
		return "[...]"
	case *Tuple, *NamedTuple:
		return "(...)"
	case *Dict:
		return "{...}"
	}
	return "..."
}
