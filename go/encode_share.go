// Which values of a message are shared? The encoder finds out while it writes, and adds the marks afterwards.

package monty

import "unsafe"

// A value that is referred to twice carries a mark at its first occurrence, but that is known only at the second one.
// So values are written as a draft: no marks, and one byte where a reference belongs. The table of refs has the place of
// each value that could be shared, in the order of the draft. If one was met again, the draft is copied once more with
// marks and references; otherwise, as for most messages, it is the encoding already.

// draft is what the encoder knows of the values that it has written without marks.
type draft struct {
	refs    refTable
	repeats []repeat // later occurrences of shared values, in order

	// The draft, once it is complete. Several roots are written before the heads between them.
	bytes  []byte
	ends   []int // where each root ends
	failed error // what is wrong with the root after those

	// What was copied so far: roots, refs, repeats, bytes and marks.
	root, ref, repeat, from int
	marks                   int32
}

// repeat is a place in a draft where a value occurs again.
type repeat struct{ at, ref int }

// count takes the roots of a message that has several, before their values are written in the same order: indexes of
// shared values count over all of them. What is wrong with one of them is the error of its value.
func (e *encoder) count(roots ...Object) {
	if len(roots) < 2 {
		return
	}
	message := e.buf
	e.buf = e.draft.bytes[:0]
	for _, o := range roots {
		if e.draft.failed = encodeError(e.item(o)); e.draft.failed != nil {
			break
		}
		e.draft.ends = append(e.draft.ends, len(e.buf))
	}
	e.draft.bytes, e.buf = e.buf, message
}

// value writes the next of the roots that were counted, or a value that shares nothing with others in the message. The
// error is an *EncodeError.
func (e *encoder) value(o Object) error {
	d := &e.draft
	if d.root < len(d.ends) {
		e.copyTo(d.ends[d.root])
		if d.root++; d.root == len(d.ends) && d.failed == nil {
			d.reset()
		}
		return nil
	}
	if d.failed != nil {
		return d.failed
	}
	base := len(e.buf)
	if err := e.item(o); err != nil {
		return encodeError(err)
	}
	if len(d.repeats) > 0 {
		d.bytes, e.buf = e.buf, append(d.bytes[:0], e.buf[:base]...)
		d.from = base
		e.copyTo(len(d.bytes))
	}
	d.reset()
	return nil
}

// copyTo appends the draft up to a place to the message, with marks and references.
func (e *encoder) copyTo(end int) {
	d := &e.draft
	refs := d.refs.refs
	if len(d.repeats) == 0 {
		d.ref = len(refs) // nothing is marked
	}
	for {
		for d.ref < len(refs) && !refs[d.ref].many {
			d.ref++
		}
		mark, again := end, end
		if d.ref < len(refs) {
			mark = refs[d.ref].at
		}
		if d.repeat < len(d.repeats) {
			again = d.repeats[d.repeat].at
		}
		at := min(mark, again, end)
		copy(e.room(at-d.from), d.bytes[d.from:])
		d.from = at
		switch {
		case at == end:
			return
		case at == mark:
			e.buf = append(e.buf, majorTag|24, tagShared)
			refs[d.ref].index = d.marks
			d.marks++
			d.ref++
		default:
			e.buf = append(e.buf, majorTag|24, tagReference)
			e.uint(uint64(refs[d.repeats[d.repeat].ref].index))
			d.from++ // the byte that held the place
			d.repeat++
		}
	}
}

// reset forgets the draft, but for its memory.
func (d *draft) reset() {
	if len(d.refs.refs) == 0 && len(d.ends) == 0 && d.failed == nil {
		return // nothing that could be shared was written
	}
	d.refs.reset()
	if cap(d.bytes) > bufferKept {
		d.bytes = nil
	}
	if cap(d.repeats) > refsKept {
		d.repeats = nil
	}
	d.repeats, d.bytes, d.ends, d.failed = d.repeats[:0], d.bytes[:0], d.ends[:0], nil
	d.root, d.ref, d.repeat, d.from, d.marks = 0, 0, 0, 0, 0
}

// again says whether a leaf that is long enough to be shared was written before. If so, it writes the reference.
func (e *encoder) again(key refKey) (done bool, err error) {
	if e.limit > 0 {
		return false, e.tooLong()
	}
	at, first := e.draft.refs.add(key)
	if first {
		e.draft.refs.refs[at].at = len(e.buf)
		return false, nil
	}
	e.refer(at)
	return true, nil
}

// refer writes the reference to a value that was written before.
func (e *encoder) refer(at int) {
	e.draft.refs.refs[at].many = true
	e.draft.repeats = append(e.draft.repeats, repeat{len(e.buf), at})
	e.buf = append(e.buf, headNull)
}

// noRef is the position of what is never shared.
const noRef = -1

// enter begins a container: the caller writes it, and then calls leave. If it was written before, enter writes the
// reference to it, and there is nothing left to do.
func (e *encoder) enter(p unsafe.Pointer, kind Kind) (at int, done bool, err error) {
	at, first := e.draft.refs.add(pointerKey(p, kind))
	r := &e.draft.refs.refs[at]
	switch {
	case first:
		r.at = len(e.buf)
	case r.open:
		return 0, false, locate("it holds itself")
	case e.limit == 0:
		e.refer(at)
		return 0, true, nil
	}
	r.open = true
	if e.depth < maxDepth && e.limit == 0 {
		e.depth++
		return at, false, nil
	}
	return at, false, e.deeper()
}

// deeper begins a container that is never shared; the caller leaves noRef.
func (e *encoder) deeper() error {
	if err := e.tooLong(); err != nil {
		return err
	}
	if e.depth == maxDepth {
		return locate("nested deeper than %d containers", maxDepth)
	}
	e.depth++
	return nil
}

func (e *encoder) leave(at int) {
	e.depth--
	if at != noRef {
		e.draft.refs.refs[at].open = false
	}
}
