// Programs made to exhaust memory end at their limit, and nobody else notices.

package monty_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// memoryBombs would each take gigabytes.
var memoryBombs = []string{
	// Many small objects.
	"l = []\nwhile True: l.append([l])",
	"l = []\nwhile True: l.append(str(len(l)))",
	"l = []\nwhile True: l.append((len(l),))",
	"l = []\nwhile True: l.append({1})",
	"l = []\nwhile True: l.append(f'{len(l)} and more')",
	"d = {}\nwhile True: d[len(d)] = len(d)",
	"t = ()\nwhile True: t = (t, t)",
	"l = []\nwhile True: l = [l]",
	"d = {}\nwhile True: d = {'d': d}",
	"class A: pass\n[A() for i in range(10**9)]",
	"{i: i for i in range(10**9)}",
	"[[i] * 10 for i in range(10**9)]",
	"def f(n):\n    x = [n] * 10**5\n    return f(n + 1)\nf(0)",
	"import datetime\n[datetime.timedelta(i) for i in range(10**8)]",
	"import collections\nd = collections.defaultdict(list)\nfor i in range(10**9): d[i].append(i)",
	"import functools\n@functools.lru_cache(None)\ndef f(n): return [n]\nfor i in range(10**9): f(i)",
	// Doubling.
	"l = [0]\nwhile True: l = l + l",
	"l = [0]\nwhile True: l += l",
	"l = [0]\nwhile True: l.extend(l)",
	"s = 'x'\nwhile True: s += s",
	"s = 'x'\nwhile True: s = f'{s}{s}'",
	"b = b'x'\nwhile True: b += b",
	"t = (1,)\nwhile True: t = t + t",
	// One large operation.
	"'x' * 10**10",
	"b'x' * 10**10",
	"[0] * 10**10",
	"(0,) * 10**10",
	"[[]] * 10**9",
	"bytes(10**10)",
	"1 << 10**11",
	"2 ** 10**11",
	"'x'.ljust(10**10)",
	"'x'.rjust(10**10)",
	"'x'.center(10**10)",
	"'x'.zfill(10**10)",
	"f'{1:>10000000000}'",
	// Iterators drained inside one operation.
	"list(range(10**9))",
	"tuple(range(10**9))",
	"set(range(10**9))",
	"frozenset(range(10**9))",
	"sorted(range(10**9))",
	"list(range(10**9))[::-1]",
	"dict.fromkeys(range(10**9))",
	"list(zip(range(10**9), range(10**9)))",
	"list(map(str, range(10**9)))",
	"list(reversed(range(10**9)))",
	"[*range(10**9)]",
	"''.join(str(i) for i in range(10**9))",
	"import itertools\nlist(itertools.count())",
	"import itertools\nlist(itertools.repeat(1, 10**9))",
	"import collections\ncollections.deque(range(10**9))",
	"import collections\ncollections.Counter(range(10**9))",
	"import random\nrandom.choices([1, 2, 3], k=10**9)",
	"import random\nrandom.sample(range(10**9), 10**8)",
	// Much from little.
	"','.join(['a' * 10**6] * 10**5)",
	"('x' * 10**6).replace('x', 'y' * 1000)",
	"('x,' * 10**7).split(',')",
	"list('x' * 10**8)",
	"[s for s in ['x' * 10**6 + str(i) for i in range(10**6)]]",
	"l = [0] * 10**6\n[l.copy() for i in range(10**6)]",
	"l = ['x' * 10**5]\nfor i in range(60): l = [l, l]\nrepr(l)",
	"import json\nl = ['x' * 10**5]\nfor i in range(60): l = [l, l]\njson.dumps(l)",
	"import json\njson.loads('[' + '[],' * 10**7 + '[]]')",
	"import json\njson.dumps([['x' * 1000]] * 10**6)",
	"import re\nre.sub('x', 'y' * 10**5, 'x' * 10**4)",
}

// neighbours are well-behaved programs, with their results as Python writes them.
var neighbours = []struct{ source, result string }{
	{"sum(i * i for i in range(2000))", "2664667000"},
	{"[n for n in range(2, 200) if all(n % d for d in range(2, n))][-1]", "199"},
	{"d = {}\nfor w in ('a b c a b a ' * 50).split(): d[w] = d.get(w, 0) + 1\nd", "{'a': 150, 'b': 100, 'c': 50}"},
	{"import json\njson.loads(json.dumps({'k': [1, 2.5, None, 'x' * 3]}))", "{'k': [1, 2.5, None, 'xxx']}"},
	{"def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(15)", "610"},
	{"from decimal import Decimal\nsum([Decimal('0.1')] * 100, Decimal(0))", "Decimal('10.0')"},
	{"t = 0\nfor i in range(20): t += host(i)\nt", "380"},
}

func TestMemoryBombsEndAtTheirLimitAndNobodyElseNotices(t *testing.T) {
	if !inChild(t) {
		return
	}
	// Some of the bombs explode within one operation, and what they hold then is lost. All of it must fit.
	if err := monty.SetLeakBudget(monty.Unlimited); err != nil {
		t.Fatal(err)
	}
	before := monty.Stats()
	if before.Abandoned != 0 || before.Leaked != 0 {
		t.Errorf("at the start: %+v", before)
	}

	var over atomic.Bool
	var beside sync.WaitGroup
	rounds := make([]int, len(neighbours))
	double := monty.Functions{"host": func(_ context.Context, call *monty.Call) (any, error) { return call.Args[0].(monty.Int) * 2, nil }}
	for i, n := range neighbours {
		m := must(monty.New(n.source, "neighbour.py", nil, nil, monty.WithFunctions(double)))
		defer m.Close()
		beside.Add(1)
		go func() {
			defer beside.Done()
			for !over.Load() {
				if o, err := m.Run(); err != nil || o.String() != n.result {
					t.Errorf("%s: %v, %v", n.source, o, err)
					return
				}
				rounds[i]++
				time.Sleep(time.Millisecond)
			}
		}()
	}

	bombs := memoryBombs
	if slow() {
		bombs = bombs[:len(bombs)/4]
	}
	const limit = 64 << 20
	limits := monty.WithLimits(monty.Limits{MaxMemory: limit, MaxDuration: time.Minute})
	ended := 0
	for _, source := range bombs {
		m := must(monty.New(source, "bomb.py", nil, nil, limits))
		begin := time.Now()
		_, err := m.Run()
		took := time.Since(begin).Round(time.Millisecond)
		m.Close()
		var exception *monty.PythonError
		if !errors.As(err, &exception) || exception.Type != "MemoryError" {
			t.Errorf("%q: %.200v", source, err)
			continue
		}
		ended++
		t.Logf("%7v %4d MiB lost %-60q %s", took, monty.Stats().Leaked>>20, source, exception.Message)
	}
	over.Store(true)
	beside.Wait()

	if !slow() && ended < 60 {
		t.Errorf("only %d bombs ended with MemoryError", ended)
	}
	for i, n := range rounds {
		if n == 0 {
			t.Errorf("%q never ran", neighbours[i].source)
		}
	}
	after := monty.Stats()
	t.Logf("%d bombs, %d neighbours' runs each, at least; %+v", ended, minimum(rounds), after)
	// What one leaves behind is at most its hard limit, and its stack.
	if most := int64(after.Abandoned) * (2*limit + 16<<20 + 64<<20); after.Leaked > most {
		t.Errorf("%d bytes leaked by %d executions, more than %d", after.Leaked, after.Abandoned, most)
	}
	if after.Running != 0 || after.Detached != 0 {
		t.Errorf("at the end: %+v", after)
	}
}

func minimum(numbers []int) int {
	least := numbers[0]
	for _, n := range numbers {
		least = min(least, n)
	}
	return least
}

// Python code can catch a MemoryError that it raises itself, but not the limit.
func TestNobodyCatchesTheMemoryLimit(t *testing.T) {
	for _, source := range []string{
		"l = []\nwhile True:\n    try:\n        while True: l.append([l])\n    except BaseException: pass",
		"def f():\n    l = []\n    try:\n        while True: l.append([l])\n    finally:\n        return 'survived'\nf()",
		"l = []\ntry:\n    while True: l.append([l])\nexcept MemoryError:\n    'survived'",
	} {
		m := must(monty.New(source, "bomb.py", nil, nil, monty.WithLimits(monty.Limits{MaxMemory: 16 << 20})))
		o, err := m.Run()
		m.Close()
		var exception *monty.PythonError
		if !errors.As(err, &exception) || exception.Type != "MemoryError" {
			t.Errorf("%q: %v, %v", source, o, err)
		}
	}
}

func TestMemoryThatIsFreedDoesNotCount(t *testing.T) {
	m := must(monty.New("for i in range(60): x = [i] * 10**5\nlen(x)", "frees.py", nil, nil, monty.WithLimits(monty.Limits{MaxMemory: 16 << 20})))
	defer m.Close()
	for range 2 {
		if o, err := m.Run(); err != nil || o != I(100_000) {
			t.Errorf("%v, %v", o, err)
		}
	}
}

func TestWhatCrossesCountsForTheMemoryLimit(t *testing.T) {
	limits := monty.WithLimits(monty.Limits{MaxMemory: 16 << 20})
	m := must(monty.New("kept = []\nwhile True: kept.append(host())", "crosses.py", nil, nil, limits, monty.WithFunctions(monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) { return make([]byte, 1<<20), nil },
	})))
	defer m.Close()
	_, err := m.Run()
	expectException(t, err, "MemoryError", "memory limit exceeded")
	inputs := must(monty.New("x = [0]\nwhile True: x[0] += 1", "inputs.py", []string{"big"}, nil, limits))
	defer inputs.Close()
	_, err = inputs.Run(make([]byte, 20<<20))
	expectException(t, err, "MemoryError", "memory limit exceeded")
}

func TestTheLeakBudgetRefusesNewRuns(t *testing.T) {
	if !inChild(t) {
		return
	}
	waiting := must(monty.New("host() + 1", "waiting.py", nil, nil))
	defer waiting.Close()
	p := must(waiting.Start())
	if err := monty.SetLeakBudget(1); err != nil {
		t.Fatal(err)
	}
	m := must(monty.New("','.join(['a' * 10**6] * 10**5)", "bomb.py", nil, nil, monty.WithLimits(monty.Limits{MaxMemory: 8 << 20})))
	defer m.Close()
	_, err := m.Run()
	expectException(t, err, "MemoryError", "")
	if s := monty.Stats(); s.Abandoned != 1 || s.Leaked == 0 || s.LeakBudget != 1 {
		t.Errorf("%+v", s)
	}
	var limit *monty.LimitError
	if _, err := waiting.Start(); !errors.As(err, &limit) {
		t.Errorf("a new run: %v", err)
	}
	if p, err := p.Snapshot.Resume(p.CallID, 1); err != nil || p.Result != I(2) {
		t.Errorf("a suspended run: %v, %v", p, err)
	}
	if err := monty.SetLeakBudget(0); err != nil {
		t.Fatal(err)
	}
	if s := monty.Stats(); s.LeakBudget != 1<<30 {
		t.Errorf("the default: %+v", s)
	}
	must(waiting.Start()).Snapshot.Close()
	if err := monty.SetLeakBudget(-2); err == nil {
		t.Error("a negative budget was taken")
	}
}
