package montyarrow_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	monty "github.com/ricochet1k/monty-go/go"
	montyarrow "github.com/ricochet1k/monty-go/go/arrow"
)

func compile(t testing.TB, code string, inputs ...string) *monty.Monty {
	t.Helper()
	m, err := monty.New(code, "table.py", inputs, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// numbers is a record of one column of ints, in batches of its reader.
func numbers(mem memory.Allocator, n int) arrow.RecordBatch {
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil))
	defer b.Release()
	for i := range n {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
	}
	return b.NewRecordBatch()
}

func TestTablesGoThroughARun(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	m := compile(t, "[{'n': row['n'] * factor, 's': str(row['n'])} for row in rows if row['n'] % 2 == 0]", "rows", "factor")
	in := numbers(mem, 10)
	defer in.Release()
	for range 3 { // a record is an input any number of times
		out, err := montyarrow.Run(context.Background(), m, monty.Inputs{"rows": montyarrow.Input(in), "factor": 10}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := out.Column(0).(*array.Int64).Int64Values(); out.NumRows() != 5 || got[4] != 80 {
			t.Errorf("%v", out)
		}
		out.Release()
	}
	o, err := m.Run(montyarrow.Input(in), 10)
	if err != nil {
		t.Fatal(err)
	}
	if got := o.(*monty.List).Len(); got != 5 {
		t.Errorf("%d rows by Run", got)
	}
}

func TestAReaderIsOneInput(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	one := numbers(mem, 3)
	defer one.Release()
	reader, err := array.NewRecordReader(one.Schema(), []arrow.RecordBatch{one, one})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	o, err := compile(t, "x", "x").Run(montyarrow.InputReader(reader, montyarrow.Columns()))
	if err != nil || o.String() != "{'n': [0, 1, 2, 0, 1, 2]}" {
		t.Errorf("%v, %v", o, err)
	}
}

func TestErrorsOfARunReleaseEverything(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	in := numbers(mem, 3)
	defer in.Release()
	ctx := context.Background()
	_, err := montyarrow.Run(ctx, compile(t, "1 / 0", "x"), monty.Inputs{"x": montyarrow.Input(in)}, nil)
	if !errors.Is(err, monty.ZeroDivisionError) {
		t.Errorf("an exception: %v", err)
	}
	_, err = montyarrow.Run(ctx, compile(t, "42", "x"), monty.Inputs{"x": montyarrow.Input(in)}, nil)
	var refused *montyarrow.TableError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "an int is no table") {
		t.Errorf("no table: %v", err)
	}
	_, err = montyarrow.Run(ctx, compile(t, "x", "x"), monty.Inputs{"y": montyarrow.Input(in)}, nil)
	if !errors.Is(err, monty.ErrBadInput) {
		t.Errorf("another input: %v", err)
	}
	_, err = compile(t, "x", "x").Run(montyarrow.Input(in, montyarrow.NamedTuples("no name")))
	if err != nil {
		t.Errorf("the type's name is free: %v", err)
	}
	failing := &failingReader{RecordReader: reader(t, in)}
	_, err = compile(t, "x", "x").Run(montyarrow.InputReader(failing))
	failing.RecordReader.Release()
	if !errors.Is(err, monty.ErrBadInput) || !strings.Contains(err.Error(), "the disk is gone") {
		t.Errorf("a reader that fails: %v", err)
	}
	// The runs before left nothing behind.
	if o, err := compile(t, "[1]").Run(); err != nil || o.String() != "[1]" {
		t.Errorf("%v, %v", o, err)
	}
}

func reader(t testing.TB, record arrow.RecordBatch) array.RecordReader {
	t.Helper()
	r, err := array.NewRecordReader(record.Schema(), []arrow.RecordBatch{record})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// failingReader fails after its first batch.
type failingReader struct {
	array.RecordReader
	read bool
}

func (r *failingReader) Next() bool {
	if r.read {
		return false
	}
	r.read = true
	return r.RecordReader.Next()
}

func (r *failingReader) Err() error {
	if r.read {
		return errors.New("the disk is gone")
	}
	return nil
}

func TestIPCStreamsAreReadAsTheyWereWritten(t *testing.T) {
	want := eval(t, "[{'a': 1, 'b': Decimal('1.20')}, {'a': None}]")
	var b bytes.Buffer
	if err := montyarrow.Write(&b, want); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	got, err := montyarrow.Read(bytes.NewReader(whole))
	if err != nil || got.String() != want.String() {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := montyarrow.Read(strings.NewReader("no stream")); err == nil {
		t.Error("nonsense was read")
	}
	// The end has a mark of eight bytes, which a stream may lack.
	if got, err := montyarrow.Read(bytes.NewReader(whole[:len(whole)-8])); err != nil || got.String() != want.String() {
		t.Errorf("without a mark of its end: %v, %v", got, err)
	}
	if err := montyarrow.Write(nil, want); err == nil || !strings.Contains(err.Error(), "the writer is nil") {
		t.Errorf("no writer: %v", err)
	}
	var none *bytes.Buffer
	if err := montyarrow.Write(none, want); err == nil {
		t.Error("a nil buffer was written to")
	}
	if _, err := montyarrow.Read(nil); err == nil {
		t.Error("nothing was read")
	}
}

func TestAMillionRows(t *testing.T) {
	m := compile(t, "[{'i': i, 's': 'x'} for i in range(1000000)]")
	limits := monty.WithLimits(monty.Limits{MaxMemory: 4 << 30})
	record, err := montyarrow.Run(context.Background(), m, nil, []monty.Option{limits})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	values := record.Column(0).(*array.Int64).Int64Values()
	if record.NumRows() != 1_000_000 || values[999_999] != 999_999 {
		t.Errorf("%d rows", record.NumRows())
	}
}

func TestATableHasNoOtherPlaceThanAnInput(t *testing.T) {
	in := numbers(memory.DefaultAllocator, 3)
	defer in.Release()
	m := compile(t, "x", "x")
	if o, err := m.Run([]any{montyarrow.Input(in)}); err == nil || !strings.Contains(err.Error(), "whole input") {
		t.Errorf("within a list: %v, %v", o, err)
	}
	session, err := monty.NewSession("s.py")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	inputs := monty.Inputs{"x": []any{montyarrow.Input(in)}}
	if o, err := session.FeedContext(context.Background(), "x", inputs); err == nil || !strings.Contains(err.Error(), "whole input") {
		t.Errorf("within a list, in a session: %v, %v", o, err)
	}
	released, err := montyarrow.FromObject(eval(t, "[1, 2]"))
	if err != nil {
		t.Fatal(err)
	}
	released.Release()
	for name, table := range map[string]*montyarrow.Table{
		"nil": nil, "zero": {}, "no record": montyarrow.Input(nil), "a released record": montyarrow.Input(released),
	} {
		if o, err := m.Run(table); !errors.Is(err, monty.ErrBadInput) {
			t.Errorf("%s: %v, %v", name, o, err)
		}
	}
	if o, err := montyarrow.ToObject(nil); err == nil {
		t.Errorf("a nil record is %v", o)
	}
	if o, err := montyarrow.ToObject(released); err == nil || !strings.Contains(err.Error(), "released") {
		t.Errorf("a released record is %v, %v", o, err)
	}
}

func TestWhatIsOfArrowIsNoValueByItself(t *testing.T) {
	in := numbers(memory.DefaultAllocator, 3)
	defer in.Release()
	read := reader(t, in)
	defer read.Release()
	table := array.NewTableFromRecords(in.Schema(), []arrow.RecordBatch{in})
	defer table.Release()
	stream, err := ipc.NewReader(bytes.NewReader(written(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Release()
	m := compile(t, "x", "x")
	s := newSession(t)
	feeds(t, s, "def f(x): return x", "None")
	type own struct{ arrow.RecordBatch }
	for _, c := range []struct {
		value any
		want  string
	}{
		{in, "montyarrow.Input "}, {own{in}, "montyarrow.Input "}, {&own{in}, "montyarrow.Input "}, {table, "montyarrow.Input "},
		{in.Column(0), "montyarrow.Input "}, {in.Column(0).Data(), "montyarrow.Input "}, {table.Column(0), "montyarrow.Input "},
		{table.Column(0).Data(), "montyarrow.Input "}, {read, "montyarrow.InputReader "}, {stream, "montyarrow.InputReader "},
		{[]any{1, in}, "montyarrow.Input "}, {map[string]arrow.Array{"n": in.Column(0)}, "montyarrow.Input "},
	} {
		_, inRun := m.Run(c.value)
		_, inFeed := s.FeedContext(t.Context(), "x", monty.Inputs{"x": c.value})
		_, asArgument := s.Call("f", c.value)
		_, asKeyword := s.CallContext(t.Context(), "f", nil, monty.Inputs{"x": c.value})
		_, alone := monty.ToObject(c.value)
		for _, err := range []error{inRun, inFeed, asArgument, asKeyword, alone} {
			var refused *monty.GoValueError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%T: %v", c.value, err)
			}
		}
	}
	// No record is None, as no other Go value is.
	for _, none := range []any{own{}.RecordBatch, (*own)(nil), (*array.Int64)(nil)} {
		if o, err := m.Run(none); err != nil || o.String() != "None" {
			t.Errorf("%T: %v, %v", none, o, err)
		}
	}
	// What a host function returns is no exception.
	functions := monty.WithFunctions(monty.Functions{"f": func() arrow.RecordBatch { return in }})
	if o, err := compile(t, "f()").RunContext(t.Context(), nil, functions); err == nil || !strings.Contains(err.Error(), "montyarrow.ToObject") {
		t.Errorf("from a host function: %v, %v", o, err)
	}
}

// written is a stream of Arrow's IPC format.
func written(t *testing.T) []byte {
	var b bytes.Buffer
	if err := montyarrow.Write(&b, eval(t, "[1]")); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
