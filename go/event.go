// Replies of the library, from bytes to Go: events of a run, exceptions, errors. schema/messages/ describes them.

package monty

import (
	"bytes"
	"fmt"
)

// Numbers of the events (schema/messages/events.md), and how many fields each has at least. Later versions append fields.
const (
	eventComplete = iota
	eventFunctionCall
	eventOsCall
	eventNameLookup
	eventResolveFutures
	eventRaised
)

var eventFields = [...]int{3, 9, 8, 5, 4, 3}

// Position is where in the source an event happened: bytes Start to End (exclusive, UTF-8) of the text that File names.
type Position struct {
	File       string
	Start, End int
}

// Stream says where Python printed to.
type Stream int

// The streams that print can write to.
const (
	Stdout Stream = 1
	Stderr Stream = 2
)

// Output is a piece of text that Python printed. Consecutive prints to one stream are one piece.
type Output struct {
	Stream Stream
	Text   string
}

// event is a decoded reply of start or resume. Which fields are set depends on kind.
type event struct {
	kind     int
	result   Object
	raised   *PythonError
	name     string
	args     []Object
	kwargs   []KV
	callID   uint32
	pending  []uint32
	objectID *UUID
	eager    bool
	position Position
	output   []Output
}

// lastNames are the names in the last event of a run, which most events repeat, and the wrapped objects that it holds.
type lastNames struct {
	function, file string
	hosts          *hostTable
}

// decodeEvent reads a reply of start or resume. Nothing in the event refers to the reply's memory afterwards.
func decodeEvent(reply []byte, last *lastNames, raw *Raw) (event, error) {
	m := openMessage(reply)
	e := m.event(last, raw)
	return e, m.close()
}

func (m *messageReader) event(last *lastNames, raw *Raw) event {
	e := event{name: last.function, position: Position{File: last.file}}
	m.d.hosts = last.hosts
	n := m.array()
	e.kind = m.int()
	if m.err == nil && (e.kind >= len(eventFields) || n < eventFields[e.kind]) {
		m.err = fmt.Errorf("event %d with %d fields", e.kind, n)
	}
	switch e.kind {
	case eventComplete:
		if raw != nil {
			*raw = m.raw()
		} else {
			e.result = m.value()
		}
	case eventFunctionCall:
		m.call(&e)
		e.objectID = m.objectID()
		e.eager = m.bool()
		m.position(&e.position)
	case eventOsCall:
		m.call(&e)
		e.eager = m.bool()
		m.position(&e.position)
	case eventNameLookup:
		e.name = m.textLike(e.name)
		e.objectID = m.objectID()
		m.position(&e.position)
	case eventResolveFutures:
		e.pending = make([]uint32, m.array())
		for i := range e.pending {
			e.pending[i] = uint32(m.int())
		}
		m.position(&e.position)
	case eventRaised:
		e.raised = m.exception()
	}
	e.output = m.output()
	if m.err == nil {
		m.skip(n - eventFields[e.kind])
	}
	last.function, last.file = e.name, e.position.File
	return e
}

// decodeRaised reads a reply whose status says that Python raised.
func decodeRaised(reply []byte) (*PythonError, error) {
	e, err := decodeEvent(reply, new(lastNames), nil)
	if err != nil {
		return nil, err
	}
	if e.raised == nil {
		return nil, internalf("event %d where an exception was due", e.kind)
	}
	e.raised.Output = e.output
	return e.raised, nil
}

// decodeFailure reads what the library says about a status that is neither OK nor RAISED.
func decodeFailure(status int, reply []byte) error {
	m := openMessage(reply)
	more := m.fields(4)
	m.int()
	code := m.text()
	message := m.text()
	offset := -1
	if !m.null() {
		offset = m.int()
	}
	m.skip(more)
	if err := m.close(); err != nil {
		return fmt.Errorf("status %d: %w", status, err)
	}
	err := failure(status, message, offset)
	if refusal, ok := err.(*Error); ok {
		refusal.code = code
		if code == "option_range" { // what only the library can tell: a zone that its database does not have
			refusal.kind = ErrBadInput
		}
	}
	return err
}

// programInfo is what the library tells about a compiled or loaded program.
type programInfo struct {
	name              string
	inputs, functions []string
}

func decodeProgramInfo(reply []byte) (programInfo, error) {
	m := openMessage(reply)
	more := m.fields(3)
	info := programInfo{name: m.text(), inputs: m.texts(), functions: m.texts()}
	m.skip(more)
	return info, m.close()
}

// libraryInfo is what the library tells about itself.
type libraryInfo struct {
	abi, schema   int
	monty, bridge string
}

func decodeInfo(reply []byte) (libraryInfo, error) {
	var info libraryInfo
	m := openMessage(reply)
	for range m.mapLen() {
		switch key := m.text(); key {
		case "abi":
			info.abi = m.int()
		case "schema":
			info.schema = m.int()
		case "monty":
			info.monty = m.text()
		case "bridge":
			info.bridge = m.text()
		default:
			m.value()
		}
	}
	return info, m.close()
}

// messageReader reads a message field by field and remembers the first error, so that a message reads like its
// description. After an error every field is zero.
type messageReader struct {
	d   decoder
	err error
}

func openMessage(reply []byte) (m messageReader) {
	m.d.begin(reply, replyLimits)
	return m
}

// close returns the first error, or one if bytes are left over.
func (m *messageReader) close() error {
	m.d.release()
	if m.err == nil {
		m.err = m.d.finish()
	}
	if m.err != nil {
		return internalf("the library's reply cannot be read: %v", m.err)
	}
	return nil
}

func internalf(format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Offset: -1, kind: ErrInternal}
}

// Each of these reads one field unless an earlier one failed. They call the decoder directly rather than through a common
// function: a message reader that is passed to function values would live on the heap.

func (m *messageReader) array() (n int) {
	if m.err == nil {
		n, m.err = m.d.array()
	}
	return n
}

// fields reads the head of an array that has at least known fields, and returns how many more it has: those that a later
// version of the library has appended. skip reads them.
func (m *messageReader) fields(known int) (more int) {
	n := m.array()
	if m.err == nil && n < known {
		m.err = fmt.Errorf("%d fields instead of %d", n, known)
	}
	return n - known
}

func (m *messageReader) skip(items int) {
	for ; items > 0 && m.err == nil; items-- {
		m.value()
	}
}

func (m *messageReader) mapLen() (n int) {
	if m.err == nil {
		n, m.err = m.d.mapping()
	}
	return n
}

func (m *messageReader) int() int {
	var n uint64
	if m.err == nil {
		n, m.err = m.d.uint()
	}
	return int(n)
}

func (m *messageReader) text() string { return m.textLike("") }

// textLike reads a text string and returns known if they are equal, which saves a copy.
func (m *messageReader) textLike(known string) (text string) {
	if m.err == nil {
		text, m.err = m.d.textLike(known)
	}
	return text
}

func (m *messageReader) bool() (b bool) {
	if m.err == nil {
		b, m.err = m.d.bool()
	}
	return b
}

// null consumes a null if it comes next, and says whether it did.
func (m *messageReader) null() (b bool) {
	if m.err == nil {
		b, m.err = m.d.null()
	}
	return b
}

func (m *messageReader) value() (o Object) {
	if m.err == nil {
		o, m.err = m.d.value()
	}
	return o
}

// raw reads a value without decoding it.
func (m *messageReader) raw() (r Raw) {
	start := m.d.pos
	if m.err == nil && !m.d.skip() {
		m.err = m.d.err
	}
	if m.err == nil {
		r = bytes.Clone(m.d.in[start:m.d.pos])
	}
	return r
}

// optionalText reads a text string or null.
func (m *messageReader) optionalText() (text string, present bool) {
	if m.null() || m.err != nil {
		return "", false
	}
	text = m.text()
	return text, m.err == nil
}

func (m *messageReader) texts() []string {
	n := m.array()
	if n == 0 {
		return nil
	}
	texts := make([]string, n)
	for i := range texts {
		texts[i] = m.text()
	}
	return texts
}

func (m *messageReader) objectID() *UUID {
	if m.null() || m.err != nil {
		return nil
	}
	id := new(UUID)
	if !m.d.uuid(id) {
		m.err = m.d.err
	}
	return id
}

// call reads what function calls and OS calls begin with.
func (m *messageReader) call(e *event) {
	e.callID = uint32(m.int())
	e.name = m.textLike(e.name)
	if n := m.array(); n > 0 {
		e.args = make([]Object, n)
		for i := range e.args {
			e.args[i] = m.value()
		}
	}
	if b, ok := m.d.peek(); ok && b == headEmptyMap {
		m.d.pos++
		return
	}
	switch kwargs := m.value().(type) {
	case *Dict:
		if kwargs.Len() > 0 {
			e.kwargs = make([]KV, 0, kwargs.Len())
			for k, v := range kwargs.All() {
				e.kwargs = append(e.kwargs, KV{Key: k, Value: v})
			}
		}
	case nil:
	default:
		m.err = fmt.Errorf("keyword arguments are a %s", kwargs.TypeName())
	}
}

func (m *messageReader) position(p *Position) {
	more := m.fields(3)
	p.File = m.textLike(p.File)
	p.Start, p.End = m.int(), m.int()
	m.skip(more)
}

func (m *messageReader) output() []Output {
	n := m.array()
	if n == 0 {
		return nil
	}
	output := make([]Output, n)
	for i := range output {
		more := m.fields(2)
		output[i] = Output{Stream: Stream(m.int()), Text: m.text()}
		m.skip(more)
	}
	return output
}

func (m *messageReader) exception() *PythonError {
	more := m.fields(4)
	e := &PythonError{Type: m.text()}
	e.Message, e.HasMessage = m.optionalText()
	e.Frames = make([]Frame, m.array())
	for i := range e.Frames {
		more := m.fields(9)
		f := Frame{File: m.text(), Line: m.int(), Column: m.int(), EndLine: m.int(), EndColumn: m.int()}
		f.Function, _ = m.optionalText()
		f.Source, _ = m.optionalText()
		f.HideMarker = m.bool()
		f.HideName = m.bool()
		m.skip(more)
		e.Frames[i] = f
	}
	e.Data = m.exceptionData()
	m.skip(more)
	return e
}

func (m *messageReader) exceptionData() any {
	if m.null() || m.err != nil {
		return nil
	}
	more := m.fields(6)
	defer func() { m.skip(more) }()
	switch kind := m.text(); kind {
	case "unicode":
		return &UnicodeErrorData{Encoding: m.text(), Object: m.value(), Start: m.int(), End: m.int(), Reason: m.text()}
	case "json":
		data := &JSONErrorData{Msg: m.text()}
		data.Doc, data.HasDoc = m.optionalText()
		data.Pos, data.Line, data.Column = m.int(), m.int(), m.int()
		return data
	default:
		if m.err == nil {
			m.err = fmt.Errorf("unknown exception data %q", kind)
		}
		return nil
	}
}
