// Dumps of suspended runs and of sessions: bytes that another process can load and go on with.

package monty

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// ErrWrongKey matches errors about a dump that does not fit the key it is loaded with: it was sealed with another one, or
// with none, or was changed since. They match [ErrBadDump], too.
var ErrWrongKey = fmt.Errorf("%w: wrong key", ErrBadDump)

// WithDumpKey protects dumps against forgery: what Dump returns is sealed with the key (keyed BLAKE3), and loading demands
// a dump that was sealed with the same one. The interpreter trusts what it loads, so whoever can change a dump that has no
// key can break out of the sandbox. Dumps are not encrypted. The key holds for dumps of programs, runs and sessions alike.
func WithDumpKey(key [32]byte) Option { return func(c *config) { c.dumpKey = &key } }

// Dump returns the suspended run as bytes for [SnapshotFromBytes], or [LoadSession] if it is a feed of a session. They hold
// all of its state: variables, limits with what is left of them, policies; but no options of Go such as functions and
// writers. The snapshot stays as it is and can be answered, so that a run can go on more than once.
func (s *Snapshot) Dump() ([]byte, error) { return s.hold().dump() }

// Dump returns the suspended run as bytes for [FutureSnapshotFromBytes], or [LoadSession], as [Snapshot.Dump] does.
func (s *FutureSnapshot) Dump() ([]byte, error) { return s.hold().dump() }

// Dump returns the session as bytes for [LoadSession], idle or suspended, as [Snapshot.Dump] does.
func (s *Session) Dump() ([]byte, error) {
	s.mu.Lock()
	x := s.current
	if err := s.usable(); x == nil {
		defer s.mu.Unlock()
		if err != nil {
			return nil, err
		}
		dump, err := s.run.dump(s.config.dumpKey)
		return dump, s.noticeLoss(err)
	}
	s.mu.Unlock()
	if c := x.claim.Load(); c != nil {
		if dump, err := c.dump(); err != ErrSnapshotUsed {
			return dump, err
		}
	}
	return nil, ErrInUse
}

// SnapshotFromBytes restores a run that [Snapshot.Dump] returned, in this process or another one with the same version of
// the library. The event has the fields of the one that was dumped, but no output.
//
// Of the options, those about functions, handlers, output and the key count. Limits that are given can make those of the
// dump tighter, never wider; policies cannot change. Bytes that are truncated, corrupted, of another version or kind, or
// sealed with another key are an error that matches [ErrBadDump], found before the interpreter sees them.
func SnapshotFromBytes(dump []byte, options ...Option) (*Progress, error) {
	p, err := ProgressFromBytes(dump, options...)
	if err != nil {
		return nil, err
	}
	if p.Snapshot == nil {
		_ = p.FutureSnapshot.Close()
		return nil, badDumpf("the run waits for futures: use FutureSnapshotFromBytes")
	}
	return p, nil
}

// FutureSnapshotFromBytes restores a run that [FutureSnapshot.Dump] returned, as [SnapshotFromBytes] does.
func FutureSnapshotFromBytes(dump []byte, options ...Option) (*Progress, error) {
	p, err := ProgressFromBytes(dump, options...)
	if err != nil {
		return nil, err
	}
	if p.FutureSnapshot == nil {
		_ = p.Snapshot.Close()
		return nil, badDumpf("the run does not wait for futures: use SnapshotFromBytes")
	}
	return p, nil
}

// ProgressFromBytes restores a suspended run, whatever it waits for, as [SnapshotFromBytes] does.
func ProgressFromBytes(dump []byte, options ...Option) (*Progress, error) {
	config, err := configureLoad(options)
	if err != nil {
		return nil, err
	}
	if kindOfDump(dump) == dumpOfSession {
		return nil, badDumpf("a dump of a session: use LoadSession")
	}
	r, reply, err := load(dump, &config)
	if err != nil {
		return nil, err
	}
	x := newExecution(context.Background(), &config, r, nil)
	l, err := decodeLoaded(reply, &x.last)
	if err == nil && l.waits == nil {
		err = internalf("a run was loaded that waits for nothing")
	}
	if err != nil {
		x.abandon()
		return nil, err
	}
	return x.progress(*l.waits), nil
}

// LoadSession restores a session that [Session.Dump] returned, or the Dump of one of its snapshots. The Progress is what the
// session waits for, nil if it is idle. Options are as for [SnapshotFromBytes]; they hold for later feeds, too.
func LoadSession(dump []byte, options ...Option) (*Session, *Progress, error) {
	config, err := configureLoad(options)
	if err != nil {
		return nil, nil, err
	}
	if kindOfDump(dump) == dumpOfRun {
		return nil, nil, badDumpf("a dump of a run of a program: use SnapshotFromBytes")
	}
	r, reply, err := load(dump, &config)
	if err != nil {
		return nil, nil, err
	}
	s := &Session{config: config, run: r}
	x, err := s.reserve(context.Background(), &s.config)
	if err != nil {
		return nil, nil, err
	}
	l, err := decodeLoaded(reply, &x.last)
	if err != nil {
		_ = s.Close()
		x.abandon()
		return nil, nil, err
	}
	s.name = l.name
	if l.waits == nil {
		x.leave(false)
		return s, nil, nil
	}
	return s, x.progress(*l.waits), nil
}

// The kinds of dumps (schema/messages.md), and where a dump says which it is.
const (
	dumpOfProgram = 1
	dumpOfRun     = 2
	dumpOfSession = 3

	dumpMagic  = "MONTYGO\x00"
	dumpKindAt = len(dumpMagic) + 1
)

// kindOfDump returns what a dump says it is, or 0. The library looks at it more closely.
func kindOfDump(dump []byte) int {
	if len(dump) <= dumpKindAt || !bytes.HasPrefix(dump, []byte(dumpMagic)) {
		return 0
	}
	return int(dump[dumpKindAt])
}

func badDumpf(format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Offset: dumpKindAt, kind: ErrBadDump}
}

// configureLoad checks the options that come with a dump.
func configureLoad(options []Option) (config, error) {
	c, err := config{}.configure(options)
	if err == nil && (c.policy != (policy{}) || c.compileFields() > 0) {
		err = errors.New("monty: policies and options of compiling were settled before the dump")
	}
	return c, err
}

// load makes a run of a dump, and returns it with the library's description of it.
func load(dump []byte, config *config) (*run, []byte, error) {
	e := acquireEncoder()
	defer e.release()
	config.encode(e, 0)
	return loadRun(dump, config.dumpKey, e.buf)
}

// loaded is what the library tells about a run that it has loaded.
type loaded struct {
	kind  int
	name  string
	waits *event // nil for an idle session
}

// decodeLoaded reads [kind, name, event / null].
func decodeLoaded(reply []byte, last *lastNames) (loaded, error) {
	m := openMessage(reply)
	more := m.fields(3)
	l := loaded{kind: m.int(), name: m.text()}
	if !m.null() {
		e := m.event(last, nil)
		l.waits = &e
	}
	m.skip(more)
	return l, m.close()
}

// keyError makes the refusal of a dump match ErrWrongKey if its key, or the lack of one, may be the reason.
func keyError(err error, key *[32]byte) error {
	var refusal *Error
	if errors.As(err, &refusal) && (refusal.code == "dump_key" || refusal.code == "dump_checksum" && key != nil) {
		refusal.kind = ErrWrongKey
	}
	return err
}
