package montyarrow_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	monty "github.com/ricochet1k/monty-go/go"
	montyarrow "github.com/ricochet1k/monty-go/go/arrow"
)

func newSession(t testing.TB, options ...monty.Option) *monty.Session {
	t.Helper()
	s, err := monty.NewSession("session.py", options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// checked is an allocator whose memory must have been released at the end of the test.
func checked(t *testing.T) memory.Allocator {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	t.Cleanup(func() { mem.AssertSize(t, 0) })
	return mem
}

// input is a record of n rows that is released at the end of the test.
func input(t *testing.T, n int) arrow.RecordBatch {
	in := numbers(checked(t), n)
	t.Cleanup(in.Release)
	return in
}

// feeds checks what code comes to in a session.
func feeds(t *testing.T, s *monty.Session, code, want string) {
	t.Helper()
	if o, err := s.Feed(code); err != nil || o.String() != want {
		t.Errorf("%s: %v, %v; want %s", code, o, err, want)
	}
}

func TestTablesGoThroughASession(t *testing.T) {
	in := input(t, 10)
	s := newSession(t)
	inputs := monty.Inputs{"rows": montyarrow.Input(in), "factor": 10}
	for range 3 {
		out, err := montyarrow.Feed(t.Context(), s, "[{'n': row['n'] * factor} for row in rows if row['n'] % 2 == 0]", inputs, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := out.Column(0).(*array.Int64).Int64Values(); out.NumRows() != 5 || got[4] != 80 {
			t.Errorf("%v", out)
		}
		out.Release()
	}
	// An input stays a variable, and the result of an ordinary feed is an object.
	feeds(t, s, "[len(rows), rows[-1], factor]", "[10, {'n': 9}, 10]")
	if o, err := s.FeedContext(t.Context(), "", monty.Inputs{"rows": montyarrow.Input(in, montyarrow.Columns())}); err != nil {
		t.Errorf("no code: %v, %v", o, err)
	}
	feeds(t, s, "sum(rows['n'])", "45")
	p, err := s.StartFeedContext(t.Context(), "f(len(t)) + len(rows)", monty.Inputs{"t": montyarrow.Input(in)})
	if err != nil || p.Kind != monty.FunctionCall {
		t.Fatalf("%v, %v", p, err)
	}
	if p, err = p.Snapshot.Resume(p.CallID, 100); err != nil || p.Result.String() != "101" {
		t.Errorf("%v, %v", p, err)
	}
}

func TestAFeedUsesTheTableOfAnother(t *testing.T) {
	s, other := newSession(t), newSession(t)
	code := "rows = [Item(str(i), Decimal(i).scaleb(-2)) for i in range(1000)]\nrows"
	first, err := montyarrow.Feed(t.Context(), s, prelude+code, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Release()
	second, err := montyarrow.Feed(t.Context(), s, "[[item.price, back is item] for item, back in zip(rows, again)]\n"+
		"{'total': [sum(item.price for item in again)], 'same': [all(back is item for item, back in zip(rows, again))]}",
		monty.Inputs{"again": montyarrow.Input(first)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Release()
	o, err := montyarrow.ToObject(second)
	if err != nil || o.String() != "{'total': [Decimal('4995.00')], 'same': [True]}" {
		t.Errorf("%v, %v", o, err)
	}
	// Two tables in one feed, one of them twice.
	o, err = s.FeedContext(t.Context(), "[len(a), len(b), a is b, len(c), len(rows)]", monty.Inputs{
		"a": montyarrow.Input(first), "b": montyarrow.Input(first), "c": montyarrow.Input(second),
	})
	if err != nil || o.String() != "[1000, 1000, False, 2, 1000]" {
		t.Errorf("%v, %v", o, err)
	}
	// Instances belong to their session.
	if o, err = other.FeedContext(t.Context(), "a", monty.Inputs{"a": montyarrow.Input(first)}); err == nil {
		t.Errorf("instances of another session: %.100v", o)
	}
	feeds(t, other, "1", "1")
}

func TestWhatIsNoTableLeavesTheSession(t *testing.T) {
	in := input(t, 3)
	s := newSession(t)
	var refused *montyarrow.TableError
	_, err := montyarrow.Feed(t.Context(), s, "x = 1\n42", nil, nil)
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "an int is no table") {
		t.Errorf("a result: %v", err)
	}
	feeds(t, s, "x", "1")
	_, err = montyarrow.Feed(t.Context(), s, "x += 1\n1 / 0", monty.Inputs{"t": montyarrow.Input(in)}, nil)
	if !errors.Is(err, monty.ZeroDivisionError) {
		t.Errorf("an exception: %v", err)
	}
	feeds(t, s, "[x, len(t)]", "[2, 3]")
	mixed, err := montyarrow.Feed(t.Context(), s, "[1, 2.5]", nil, nil, montyarrow.Widen())
	if err != nil {
		t.Fatal(err)
	}
	mixed.Release()
	feeds(t, s, "x", "2")
}

func TestARefusedInputLeavesTheSession(t *testing.T) {
	mem := checked(t)
	in := input(t, 3)
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Nanosecond}}}, nil))
	defer b.Release()
	b.Field(0).(*array.TimestampBuilder).Append(1)
	odd := b.NewRecordBatch()
	defer odd.Release()
	s := newSession(t, monty.WithFunctions(monty.Functions{"host": func() int { return 1 }}))
	feeds(t, s, "x = 0", "None")
	failing := &failingReader{RecordReader: reader(t, in)}
	defer failing.RecordReader.Release()
	for name, inputs := range map[string]monty.Inputs{
		"a value that Python cannot hold": {"x": montyarrow.Input(in), "y": montyarrow.Input(odd), "z": montyarrow.Input(in)},
		"a reader that fails":             {"x": montyarrow.Input(in), "y": montyarrow.InputReader(failing)},
		"no table":                        {"x": montyarrow.Input(in), "y": montyarrow.Input(nil)},
		"another input":                   {"x": montyarrow.Input(in), "y": make(chan int)},
		"a name that is none":             {"x": montyarrow.Input(in), "y z": montyarrow.Input(in)},
		"the name of a function":          {"x": montyarrow.Input(in), "host": montyarrow.Input(in)},
	} {
		o, err := s.FeedContext(t.Context(), "x = 2", inputs)
		if !errors.Is(err, monty.ErrBadInput) {
			t.Errorf("%s: %v, %v", name, o, err)
		}
		record, err := montyarrow.Feed(t.Context(), s, "x = 2", inputs, nil)
		if !errors.Is(err, monty.ErrBadInput) {
			t.Errorf("%s, with a table as the result: %v, %v", name, record, err)
		}
		feeds(t, s, "[x, host()]", "[0, 1]")
	}
	var refused *montyarrow.TableError
	_, err := s.FeedContext(t.Context(), "x = 2", monty.Inputs{"y": montyarrow.Input(odd)})
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), `row 0, column "at"`) {
		t.Errorf("what is in the way: %v", err)
	}
	if o, err := s.FeedContext(t.Context(), "x = 2", monty.Inputs{"\xff": montyarrow.Input(in)}); err == nil {
		t.Errorf("a name that is no text: %v", o)
	}
	_, err = s.FeedContext(t.Context(), strings.Repeat("#", 2<<20), monty.Inputs{"x": montyarrow.Input(in)})
	var limit *monty.LimitError
	if !errors.As(err, &limit) {
		t.Errorf("long code: %v", err)
	}
	feeds(t, s, "x", "0")
}

func TestCallsHaveTables(t *testing.T) {
	in := input(t, 3)
	s := newSession(t, monty.WithFunctions(monty.Functions{"host": func(n int) int { return n * 2 }}))
	if _, err := s.Feed("def f(n, key='n'):\n    return [{key: host(i)} for i in range(n)]\ndef g():\n    return 1"); err != nil {
		t.Fatal(err)
	}
	out, err := montyarrow.Call(t.Context(), s, "f", []any{4}, monty.Inputs{"key": "k"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Release()
	if got := out.Column(0).(*array.Int64).Int64Values(); out.ColumnName(0) != "k" || got[3] != 6 {
		t.Errorf("%v", out)
	}
	var refused *montyarrow.TableError
	if _, err := montyarrow.Call(t.Context(), s, "g", nil, nil, nil); !errors.As(err, &refused) {
		t.Errorf("no table: %v", err)
	}
	if _, err := montyarrow.Call(t.Context(), s, "h", nil, nil, nil); !errors.Is(err, monty.NameError) {
		t.Errorf("no function: %v", err)
	}
	for _, inputs := range []monty.Inputs{{"n": montyarrow.Input(in)}, {"n": []any{montyarrow.Input(in)}}} {
		_, err := s.CallContext(t.Context(), "f", nil, inputs)
		if !errors.Is(err, monty.ErrBadInput) || !strings.Contains(err.Error(), "whole input") {
			t.Errorf("a table as an argument: %v", err)
		}
	}
	if o, err := s.Call("f", 1); err != nil || o.String() != "[{'n': 0}]" {
		t.Errorf("an ordinary call: %v, %v", o, err)
	}
}

func TestCancelledFeedsReleaseTheirTables(t *testing.T) {
	in := input(t, 100)
	s := newSession(t)
	feeds(t, s, "x = 1", "None")
	inputs := monty.Inputs{"rows": montyarrow.Input(in)}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := montyarrow.Feed(ctx, s, "while True: pass", inputs, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a deadline: %v", err)
	}
	feeds(t, s, "[x, len(rows)]", "[1, 100]")
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := montyarrow.Feed(ended, s, "x = 2", inputs, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	// The session's own Cancel, while a host function executes and while a table is read.
	stop := monty.WithFunctions(monty.Functions{"stop": func() { s.Cancel() }})
	if _, err := montyarrow.Feed(t.Context(), s, "stop()\nx = 2", inputs, []monty.Option{stop}); !errors.Is(err, monty.ErrCancelled) {
		t.Errorf("a cancel during a feed: %v", err)
	}
	reading := &hookedReader{RecordReader: reader(t, in), hook: s.Cancel}
	defer reading.Release()
	inputs = monty.Inputs{"rows": montyarrow.Input(in), "t": montyarrow.InputReader(reading)}
	if _, err := montyarrow.Feed(t.Context(), s, "x = 2", inputs, nil); !errors.Is(err, monty.ErrCancelled) {
		t.Errorf("a cancel during a table: %v", err)
	}
	feeds(t, s, "x", "1")
	closing := &hookedReader{RecordReader: reader(t, in), hook: func() { _ = s.Close() }}
	defer closing.Release()
	inputs["t"] = montyarrow.InputReader(closing)
	if _, err := montyarrow.Feed(t.Context(), s, "x = 2", inputs, nil); !errors.Is(err, monty.ErrCancelled) {
		t.Errorf("closed during a table: %v", err)
	}
	if _, err := montyarrow.Feed(t.Context(), s, "x", inputs, nil); !errors.Is(err, monty.ErrClosed) {
		t.Errorf("a closed session: %v", err)
	}
	if _, err := montyarrow.Feed(t.Context(), nil, "x", inputs, nil); !errors.Is(err, monty.ErrClosed) {
		t.Errorf("no session: %v", err)
	}
}

// hookedReader calls a function when it is read.
type hookedReader struct {
	array.RecordReader
	hook func()
}

func (r *hookedReader) Next() bool {
	r.hook()
	return r.RecordReader.Next()
}

func TestAReaderThatPanicsIsRefused(t *testing.T) {
	in := input(t, 3)
	bad := &hookedReader{RecordReader: reader(t, in), hook: func() { panic("boom") }}
	defer bad.Release()
	inputs := monty.Inputs{"x": montyarrow.InputReader(bad)}
	s := newSession(t)
	_, inSession := s.FeedContext(t.Context(), "x", inputs)
	_, inRun := compile(t, "x", "x").RunContext(t.Context(), inputs)
	_, alone := montyarrow.ReaderToObject(bad)
	for _, err := range []error{inSession, inRun, alone} {
		var refused *montyarrow.TableError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), "the reader panicked: boom") {
			t.Error(err)
		}
	}
	feeds(t, s, "1", "1")
}

// badRecord is a record one of whose methods panics, or all of them if there is no record.
type badRecord struct {
	arrow.RecordBatch
	method string
}

func (r *badRecord) call(method string) {
	if r.method == method {
		panic("boom")
	}
}

func (r *badRecord) Retain()                { r.call("Retain"); r.RecordBatch.Retain() }
func (r *badRecord) Release()               { r.RecordBatch.Release(); r.call("Release") }
func (r *badRecord) Schema() *arrow.Schema  { r.call("Schema"); return r.RecordBatch.Schema() }
func (r *badRecord) NumRows() int64         { r.call("NumRows"); return r.RecordBatch.NumRows() }
func (r *badRecord) NumCols() int64         { r.call("NumCols"); return r.RecordBatch.NumCols() }
func (r *badRecord) Columns() []arrow.Array { r.call("Columns"); return r.RecordBatch.Columns() }

func TestARecordThatPanicsIsRefused(t *testing.T) {
	in := input(t, 3)
	s := newSession(t)
	m := compile(t, "x", "x")
	for _, record := range []arrow.RecordBatch{
		(*badRecord)(nil), &badRecord{}, &badRecord{in, "Retain"}, &badRecord{in, "Release"}, &badRecord{in, "Schema"},
		&badRecord{in, "NumRows"}, &badRecord{in, "NumCols"}, &badRecord{in, "Columns"},
	} {
		inputs := monty.Inputs{"x": montyarrow.Input(record)}
		_, inSession := s.FeedContext(t.Context(), "x", inputs)
		_, asTable := montyarrow.Feed(t.Context(), s, "x", inputs, nil)
		_, started := s.StartFeedContext(t.Context(), "x", inputs)
		_, inRun := m.RunContext(t.Context(), inputs)
		_, alone := montyarrow.ToObject(record)
		for _, err := range []error{inSession, asTable, started, inRun, alone} {
			var refused *montyarrow.TableError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), "the record panicked: ") {
				t.Errorf("%+v: %v", record, err)
			}
		}
		feeds(t, s, "1", "1")
	}
}

// badReader is a reader of which everything else may panic.
type badReader struct {
	array.RecordReader
	schema  func() *arrow.Schema
	batch   func() arrow.RecordBatch
	err     error
	release func()
}

func (r *badReader) Schema() *arrow.Schema {
	if r.schema != nil {
		return r.schema()
	}
	return r.RecordReader.Schema()
}

func (r *badReader) RecordBatch() arrow.RecordBatch {
	if r.batch != nil {
		return r.batch()
	}
	return r.RecordReader.RecordBatch()
}

func (r *badReader) Err() error { return r.err }

func (r *badReader) Release() {
	r.RecordReader.Release()
	if r.release != nil {
		r.release()
	}
}

// badError panics when it is asked for its text.
type badError struct{}

func (badError) Error() string { panic("boom") }

func TestWhatAReaderGivesIsChecked(t *testing.T) {
	in := input(t, 3)
	other := foreign(t, checked(t))
	defer other.Release()
	released := numbers(memory.DefaultAllocator, 3)
	released.Release()
	untyped := arrow.NewSchema([]arrow.Field{{Name: "at", Type: &arrow.TimestampType{Unit: 99}}}, nil)
	noColumn := &columnsOf{in, []arrow.Array{(*array.Int64)(nil)}}
	s := newSession(t)
	for want, bad := range map[string]*badReader{
		"the reader panicked: invalid time unit": {schema: func() *arrow.Schema { return untyped }},
		"the reader has no schema":               {schema: func() *arrow.Schema { return nil }},
		"the reader panicked: no schema":         {schema: func() *arrow.Schema { panic("no schema") }},
		"the reader panicked: no batch":          {batch: func() arrow.RecordBatch { panic("no batch") }},
		"the reader panicked: runtime error":     {batch: func() arrow.RecordBatch { return nil }},
		"the reader panicked: boom":              {err: badError{}},
		"the reader panicked: at its end":        {release: func() { panic("at its end") }},
		"a record batch of 0 columns":            {batch: func() arrow.RecordBatch { return released }},
		"a record batch of 4 columns":            {batch: func() arrow.RecordBatch { return other }},
		"nil pointer dereference":                {batch: func() arrow.RecordBatch { return noColumn }},
	} {
		var errs []error
		for _, try := range []func(array.RecordReader) error{
			func(r array.RecordReader) error {
				_, err := s.FeedContext(t.Context(), "x", monty.Inputs{"x": montyarrow.InputReader(r)})
				return err
			},
			func(r array.RecordReader) error { _, err := montyarrow.ReaderToObject(r); return err },
		} {
			bad.RecordReader = reader(t, in)
			errs = append(errs, try(bad))
			bad.RecordReader.Release()
		}
		for _, err := range errs {
			var refused *montyarrow.TableError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
		feeds(t, s, "1", "1")
	}
	if _, err := montyarrow.ReaderToObject((*badReader)(nil)); err == nil || !strings.Contains(err.Error(), "the reader panicked") {
		t.Errorf("a nil reader behind the interface: %v", err)
	}
}

// columnsOf is a record with other columns.
type columnsOf struct {
	arrow.RecordBatch
	columns []arrow.Array
}

func (r *columnsOf) Columns() []arrow.Array { return r.columns }

func TestASessionTakesOneTableAtATime(t *testing.T) {
	in := input(t, 10)
	s := newSession(t)
	inputs := monty.Inputs{"rows": montyarrow.Input(in)}
	// While a snapshot waits, and while a table is read.
	p, err := s.StartFeedContext(t.Context(), "f(len(rows))", inputs)
	if err != nil {
		t.Fatal(err)
	}
	unread := &hookedReader{RecordReader: reader(t, in), hook: func() { t.Error("a table was read for a session in use") }}
	defer unread.Release()
	if _, err := montyarrow.Feed(t.Context(), s, "t", monty.Inputs{"t": montyarrow.InputReader(unread)}, nil); !errors.Is(err, monty.ErrInUse) {
		t.Errorf("while a snapshot waits: %v", err)
	}
	if err := p.Snapshot.Close(); err != nil {
		t.Error(err)
	}
	var within error
	reading := &hookedReader{RecordReader: reader(t, in), hook: func() { _, within = s.Feed("1") }}
	defer reading.Release()
	o, err := s.FeedContext(t.Context(), "len(t)", monty.Inputs{"t": montyarrow.InputReader(reading)})
	if err != nil || o.String() != "10" || !errors.Is(within, monty.ErrInUse) {
		t.Errorf("%v, %v; a feed within: %v", o, err, within)
	}
	// Goroutines get what they asked for, or are told to wait.
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for range 100 {
				if g%2 == 0 {
					record, err := montyarrow.Feed(t.Context(), s, "rows", inputs, nil)
					if err == nil {
						record.Release()
					} else if !errors.Is(err, monty.ErrInUse) {
						t.Error(err)
					}
					continue
				}
				o, err := s.FeedContext(t.Context(), "len(rows)", inputs)
				if err == nil && o.String() != "10" || err != nil && !errors.Is(err, monty.ErrInUse) {
					t.Errorf("%v, %v", o, err)
				}
			}
		})
	}
	group.Wait()
}

func TestTablesOfManyFeedsAreNotCountedTogether(t *testing.T) {
	in := input(t, 10_000) // 640 KB in Python
	s := newSession(t, monty.WithLimits(monty.Limits{MaxMemory: 16 << 20}))
	inputs := monty.Inputs{"rows": montyarrow.Input(in, montyarrow.Columns())}
	for i := range 100 {
		record, err := montyarrow.Feed(t.Context(), s, "rows", inputs, nil)
		if err != nil {
			t.Fatalf("feed %d: %v", i, err)
		}
		record.Release()
		if _, err := montyarrow.Feed(t.Context(), s, "[rows, 1]", inputs, nil); err == nil {
			t.Fatal("a list of a dict and an int is a table")
		}
		if _, err := s.FeedContext(t.Context(), "(", inputs); !errors.Is(err, monty.SyntaxError) {
			t.Fatalf("feed %d: %v", i, err)
		}
	}
	// Too much for the session, which goes on without it.
	large := make(monty.Inputs)
	for _, name := range strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z") {
		large[name] = montyarrow.Input(in)
	}
	if _, err := montyarrow.Feed(t.Context(), s, "rows", large, nil); !errors.Is(err, monty.MemoryError) {
		t.Errorf("too much: %v", err)
	}
	feeds(t, s, "len(rows['n'])", "10000")
	// Lost with its memory, it takes no table any more.
	if _, err := montyarrow.Feed(t.Context(), s, "l = []\nwhile True: l.append([l])", inputs, nil); !errors.Is(err, monty.MemoryError) {
		t.Errorf("a bomb: %v", err)
	}
	for range 2 {
		if _, err := montyarrow.Feed(t.Context(), s, "rows", inputs, nil); !errors.Is(err, monty.ErrSessionLost) {
			t.Errorf("a lost session: %v", err)
		}
	}
}
