// Every kind of value from the sandbox to Go and back: exact type, exact content, and the same repr inside again.

package monty_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// evaluate runs the prelude and an expression over inputs.
func evaluate(t *testing.T, expr string, inputs monty.Inputs) monty.Object {
	t.Helper()
	names := make([]string, 0, len(inputs))
	for name := range inputs {
		names = append(names, name)
	}
	m, err := monty.New(prelude+expr, "case.py", names, []string{"host"})
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	defer m.Close()
	o, err := m.RunContext(t.Context(), inputs)
	if err != nil {
		t.Fatalf("%s: %+v", expr, err)
	}
	return o
}

// importedNamedTuple is a known gap: the interpreter imports a namedtuple with its name and its fields, repr shows both, but
// it has no class for it, so that type(x).__name__ is this. Asserted, so that the day it closes is noticed.
const importedNamedTuple = "namedtuple"

// described is what the sandbox says about a value: its repr and the name of its type.
func described(t *testing.T, o monty.Object) (repr, typeName string) {
	t.Helper()
	pair := o.(*monty.Tuple)
	return string(pair.At(0).(monty.Str)), string(pair.At(1).(monty.Str))
}

func TestEveryKindKeepsTypeAndContentBothWays(t *testing.T) {
	if len(kindCases) < 120 {
		t.Fatalf("%d cases", len(kindCases))
	}
	seen := map[monty.Kind]bool{}
	for _, c := range kindCases {
		t.Run(c.expr, func(t *testing.T) {
			result := evaluate(t, "x = "+c.expr+"\n(x, repr(x), type(x).__name__)", nil).(*monty.Tuple)
			got, repr, typeName := result.At(0), string(result.At(1).(monty.Str)), string(result.At(2).(monty.Str))
			if a, b := fmt.Sprintf("%T", got), fmt.Sprintf("%T", c.want); a != b {
				t.Fatalf("Go type %s, want %s", a, b)
			}
			if !bytes.Equal(must(monty.Encode(got)), must(monty.Encode(c.want))) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			if got.String() != repr {
				t.Errorf("String() = %s, Python's repr is %s", got, repr)
			}
			back := evaluate(t, "(repr(x), type(x).__name__)", monty.Inputs{"x": got})
			if got.Kind() == monty.KindNamedTuple {
				typeName = importedNamedTuple
			}
			if r, n := described(t, back); r != repr || n != typeName {
				t.Errorf("came back as %s (%s), was %s (%s)", r, n, repr, typeName)
			}
			seen[got.Kind()] = true
		})
	}
	// Classes, instances, modules and files belong to one run, and the other two only come out: they have tests of their own.
	elsewhere := []monty.Kind{monty.KindClass, monty.KindInstance, monty.KindModule, monty.KindFile, monty.KindRepr, monty.KindCycle}
	for _, k := range elsewhere {
		seen[k] = true
	}
	for k := monty.KindNone; k <= monty.KindCycle; k++ {
		if !seen[k] {
			t.Errorf("no case of kind %v", k)
		}
	}
}

// A sandbox class and its instances live in one run: they go out and back through a host call, and are the same objects.
func TestClassesAndInstancesKeepIdentityThroughAHostCall(t *testing.T) {
	for _, c := range []struct {
		expr, typeName, attr string
		goType               string
		attrs                int
	}{
		{"Item('tea', Decimal('3.50'))", "Item", "price", "*monty.Instance", 2},
		{"Plain()", "Plain", "value", "*monty.Instance", 1},
		{"[Item('a', Decimal(1)), Item('b', Decimal(2))]", "list", "", "*monty.List", -1},
	} {
		t.Run(c.expr, func(t *testing.T) {
			source := prelude + "x = " + c.expr + "\ny = host(x)\n(y is x or [a is b for a, b in zip(x, y)], repr(x) == repr(y), type(y).__name__)"
			m := must(monty.New(source, "case.py", nil, nil))
			defer m.Close()
			p := must(m.Start())
			got := p.Args[0]
			if fmt.Sprintf("%T", got) != c.goType {
				t.Fatalf("Go type %T", got)
			}
			if c.goType == "*monty.Instance" {
				instance := got.(*monty.Instance)
				if instance.Class.Name != c.typeName || instance.Attrs.Len() != c.attrs {
					t.Errorf("instance %v of %s with %d attributes", got, instance.Class.Name, instance.Attrs.Len())
				}
				if _, ok := instance.Get(c.attr); !ok {
					t.Errorf("no attribute %s", c.attr)
				}
			}
			p, err := p.Snapshot.Resume(p.CallID, got)
			if err != nil {
				t.Fatalf("%+v", err)
			}
			want := tuple(monty.Bool(true), monty.Bool(true), S(c.typeName))
			if c.goType == "*monty.List" {
				want = tuple(list(monty.Bool(true), monty.Bool(true)), monty.Bool(true), S(c.typeName))
			}
			if !monty.Equal(p.Result, want) {
				t.Errorf("came back as %v", p.Result)
			}
		})
	}
}

func TestInstancesOfOneClassShareIt(t *testing.T) {
	o := evaluate(t, "[Item('a', Decimal(1)), Item('b', Decimal(2))]", nil).(*monty.List)
	a, b := o.At(0).(*monty.Instance), o.At(1).(*monty.Instance)
	if a.Class != b.Class {
		t.Error("two class objects")
	}
	if !a.Class.Dataclass || a.Class.HostDefined {
		t.Errorf("class %+v", a.Class)
	}
	price, _ := b.Get("price")
	if price != dec("2") {
		t.Errorf("price %v", price)
	}
}

// The interpreter lets classes out through their instances only; given back, they are the classes themselves.
func TestAClassGivenBackIsTheClass(t *testing.T) {
	m := must(monty.New(prelude+"c = host(Plain())\n(c is Plain, type(c).__name__, c().value)", "class.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	p, err := p.Snapshot.Resume(p.CallID, p.Args[0].(*monty.Instance).Class)
	if err != nil || !monty.Equal(p.Result, tuple(monty.Bool(true), S("type"), I(1))) {
		t.Errorf("%+v, %v", p, err)
	}
}

// Values that Go makes and no expression can.
func TestValuesMadeInGoArriveAndComeBack(t *testing.T) {
	classID, instanceID, moduleID := monty.UUID{15: 1}, monty.UUID{15: 2}, monty.UUID{15: 3}
	class := &monty.Class{Name: "Account", ID: classID, HostDefined: true, Attrs: dict()}
	for _, c := range []struct {
		name     string
		value    monty.Object
		typeName string
	}{
		{"NaN with a payload", F(math.Float64frombits(0x7ff800000000beef)), "float"},
		{"negative NaN", F(math.Float64frombits(0xfff8000000000001)), "float"},
		{"host class", class, "type"},
		{"host instance", &monty.Instance{Class: class, ID: instanceID, Attrs: dict(S("balance"), dec("10.00"))}, "Account"},
		{"host module", &monty.Module{Name: "tools.math", ID: moduleID, Attrs: dict(S("pi"), F(3.14))}, "module"},
		{"open file", monty.File{Path: "/data/x.txt", Mode: "rb", Position: 12}, "BufferedReader"},
		{"function", monty.Function{Name: "lookup"}, "function"},
		{"exception with a dotted name", monty.Exception{Type: "json.JSONDecodeError", Message: "m", HasMessage: true}, "JSONDecodeError"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := evaluate(t, "(x, type(x).__name__)", monty.Inputs{"x": c.value}).(*monty.Tuple)
			if got := result.At(1); got != S(c.typeName) {
				t.Errorf("arrived as a %v", got)
			}
			if !bytes.Equal(must(monty.Encode(result.At(0))), must(monty.Encode(c.value))) {
				t.Errorf("came back as %v", result.At(0))
			}
		})
	}
}

func TestValuesWithoutAFormOfTheirOwnComeOutAsRepr(t *testing.T) {
	for _, expr := range []string{"range(3)", "lambda: 1", "Item", "iter([])", "slice(1, 2)", "re.compile('a')"} {
		o := evaluate(t, expr, nil)
		if _, ok := o.(monty.Repr); !ok {
			t.Errorf("%s came out as %T %v", expr, o, o)
		}
		m := must(monty.New("x", "case.py", []string{"x"}, nil))
		if _, err := m.Run(o); err == nil || !strings.Contains(err.Error(), "epr") {
			t.Errorf("%s went in again: %v", expr, err)
		}
		m.Close()
	}
}

func TestCyclesComeOutAsPlaceholders(t *testing.T) {
	for expr, want := range map[string]string{
		"a = []; a.append(a); a":                  "[[...]]",
		"d = {}; d['self'] = d; d":                "{'self': {...}}",
		"a = [1]; a.append((a, 2)); a":            "[1, ([...], 2)]",
		"a = []; b = [a, a]; a.append(b); [a, b]": "",
	} {
		o := evaluate(t, strings.ReplaceAll(expr, "; ", "\n"), nil)
		if want != "" && o.String() != want {
			t.Errorf("%s came out as %v", expr, o)
		}
		if !strings.Contains(o.String(), "...") {
			t.Errorf("%s has no placeholder: %v", expr, o)
		}
	}
}

func TestSharedObjectsStaySharedAndEqualOnesStayApart(t *testing.T) {
	shared := evaluate(t, "d = {'k': 1}\n[d, d]", nil).(*monty.List)
	if shared.At(0) != shared.At(1) {
		t.Error("the dict came out twice")
	}
	if o := evaluate(t, "x[0] is x[1]", monty.Inputs{"x": shared}); o != monty.Bool(true) {
		t.Errorf("shared dict went in as two: %v", o)
	}
	apart := evaluate(t, "[{'k': 1}, {'k': 1}]", nil).(*monty.List)
	if apart.At(0) == apart.At(1) {
		t.Error("two equal dicts came out as one")
	}
	if o := evaluate(t, "(x[0] is x[1], x[0] == x[1])", monty.Inputs{"x": apart}); !monty.Equal(o, tuple(monty.Bool(false), monty.Bool(true))) {
		t.Errorf("two equal dicts went in as one: %v", o)
	}
	// Shared across the arguments of one host call.
	m := must(monty.New("d = []\nr = host(d, [d], k=d)\nr", "case.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	if p.Args[0] != p.Args[1].(*monty.List).At(0) || p.Args[0] != p.Kwargs[0].Value {
		t.Error("one argument came out as several objects")
	}
	p.Snapshot.Close()
}

func TestDeepListsCrossBothWays(t *testing.T) {
	const depth = 9_990 // within the codec's limit of 10,000
	limits := monty.WithLimits(monty.Limits{MaxRecursionDepth: 10_000})
	m := must(monty.New(prelude+"nested(n)", "deep.py", []string{"n"}, nil, limits))
	defer m.Close()
	o, err := m.Run(depth)
	if err != nil {
		t.Fatal(err)
	}
	if got := listDepth(o); got != depth {
		t.Fatalf("%d levels came out", got)
	}
	count := must(monty.New("n = 0\nwhile x:\n    x = x[0]\n    n += 1\nn + 1", "count.py", []string{"x"}, nil))
	defer count.Close()
	if n, err := count.Run(o); err != nil || n != I(depth) {
		t.Errorf("%v levels went in: %v", n, err)
	}
}

func listDepth(o monty.Object) int {
	depth := 0
	for l, ok := o.(*monty.List); ok; l, ok = o.(*monty.List) {
		depth++
		if l.Len() == 0 {
			break
		}
		o = l.At(0)
	}
	return depth
}

// The difference between answering with None and answering "later" is the one that the predecessor could not make.
func TestNoneIsNotPending(t *testing.T) {
	m := must(monty.New("host() is None", "none.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	p, err := p.Snapshot.Resume(p.CallID, nil)
	if err != nil || p.Kind != monty.Complete || p.Result != monty.Bool(true) {
		t.Errorf("None: %+v, %v", p, err)
	}
	m = must(monty.New("import asyncio\nasync def f():\n    return await host()\nasyncio.run(f())", "later.py", nil, nil))
	defer m.Close()
	p = must(m.Start())
	p, err = p.Snapshot.ResumeFuture(p.CallID)
	if err != nil || p.Kind != monty.ResolveFutures || len(p.PendingIDs) != 1 {
		t.Fatalf("pending: %+v, %v", p, err)
	}
	p, err = p.FutureSnapshot.Resume(monty.FutureResult{CallID: p.PendingIDs[0], Value: 7})
	if err != nil || p.Result != I(7) {
		t.Errorf("resolved: %+v, %v", p, err)
	}
}

// Go values become Python values of the right type.
func TestGoValuesAsInputs(t *testing.T) {
	when := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.FixedZone("", 3600))
	for _, c := range []struct {
		value any
		repr  string
	}{
		{41, "41"}, {uint64(math.MaxUint64), "18446744073709551615"}, {true, "True"}, {1.5, "1.5"}, {"s", "'s'"},
		{[]byte("b"), "b'b'"}, {nil, "None"}, {[]int{1, 2}, "[1, 2]"}, {map[string]int{"b": 2, "a": 1}, "{'a': 1, 'b': 2}"},
		{big10(25).(*monty.BigInt).Big(), "10000000000000000000000000"},
		{90 * time.Second, "datetime.timedelta(seconds=90)"},
		{when, "datetime.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))"},
	} {
		if o := evaluate(t, "repr(x)", monty.Inputs{"x": c.value}); o != S(c.repr) {
			t.Errorf("%T %v arrived as %v, want %s", c.value, c.value, o, c.repr)
		}
	}
}
