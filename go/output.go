// What Python prints, handed to the writers of a run while Python runs.

package monty

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// stream takes the output of one execution that has writers.
type stream struct {
	stdout, stderr io.Writer

	mu     sync.Mutex // held while something is written
	closed bool       // the execution's caller has left: its writers must not be used any more
	kept   []Output   // what was printed to a stream that has no writer, since the last event
	err    error      // why a writer failed
}

// newStream returns nil if there are no writers.
func newStream(config *config) *stream {
	if config.stdout == nil && config.stderr == nil {
		return nil
	}
	return &stream{stdout: config.stdout, stderr: config.stderr}
}

// receive takes a batch from the library and says whether Python may go on. It neither panics nor ends its goroutine,
// because it is called from C.
func (s *stream) receive(batch []byte) bool {
	m := openMessage(batch)
	output := m.output()
	err := m.close()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed || s.err != nil:
		return false
	case err != nil:
		s.err = err
	default:
		s.write(output)
	}
	return s.err == nil
}

// write hands output to the writers. The caller holds the lock.
func (s *stream) write(output []Output) {
	for _, o := range output {
		w := s.stdout
		if o.Stream == Stderr {
			w = s.stderr
		}
		if w == nil {
			s.kept = append(s.kept, o)
			continue
		}
		if err := writeText(w, o.Text); err != nil {
			s.err = fmt.Errorf("monty: writing the output of print: %w", err)
			return
		}
	}
}

// writeText writes to a writer that may panic.
func writeText(w io.Writer, text string) (err error) {
	returned := false
	defer func() {
		if returned {
			return
		}
		p := recover()
		if p == nil {
			// Nothing can stop runtime.Goexit, and the interpreter's frames below do not survive it. Better a clear end than memory in disorder.
			go panic("monty: a writer of print's output has called runtime.Goexit")
			select {}
		}
		err = fmt.Errorf("panic in the writer: %v", p)
	}()
	n, err := io.WriteString(w, text)
	if err == nil && n < len(text) {
		err = io.ErrShortWrite
	}
	returned = true
	return err
}

// event is called when an event has come, with its output. It returns the output that no writer has taken, and why a
// writer failed.
func (s *stream) event(output []Output) ([]Output, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.write(output)
	}
	kept := joined(s.kept)
	s.kept = nil
	return kept, s.err
}

// joined makes one piece of neighbours with the same stream.
func joined(pieces []Output) []Output {
	var output []Output
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].Stream == pieces[0].Stream {
			n++
		}
		var text strings.Builder
		for _, piece := range pieces[:n] {
			text.WriteString(piece.Text)
		}
		output = append(output, Output{Stream: pieces[0].Stream, Text: text.String()})
		pieces = pieces[n:]
	}
	return output
}

// failure returns why a writer has failed, if one has.
func (s *stream) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// close waits until nothing is being written, and keeps it so.
func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
}
