// Dumps cross processes: what is dumped here, and loaded and finished in another process, ends as it would have here.

package monty_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// loaderVariable makes the test binary load dumps from its standard input instead of running the rest of a test.
const loaderVariable = "MONTY_TEST_LOAD_DUMPS"

// toLoad is a dump for the other process, loaded is what became of it there.
type toLoad struct {
	Name    string
	Dump    []byte
	Session bool
	// Feed is code to feed the session with once what it waits for is over.
	Feed string
}

type loaded struct{ Name, Outcome string }

// isLoader tells whether this process is the other one; then it has done its work, and the test is over.
func isLoader(t *testing.T) bool {
	t.Helper()
	if os.Getenv(loaderVariable) == "" {
		return false
	}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var work toLoad
		if err := in.Decode(&work); err == io.EOF {
			return true
		} else if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprint(os.Stdout, "loaded ")
		if err := out.Encode(loaded{work.Name, load(work)}); err != nil {
			t.Fatal(err)
		}
	}
}

func load(work toLoad) string {
	if !work.Session {
		p, err := monty.ProgressFromBytes(work.Dump)
		if err != nil {
			return err.Error()
		}
		return playOut(p, nil)
	}
	s, p, err := monty.LoadSession(work.Dump)
	if err != nil {
		return err.Error()
	}
	defer s.Close()
	outcome := "idle"
	if p != nil {
		outcome = playOut(p, nil)
	}
	next, err := s.StartFeed(work.Feed)
	return outcome + "\nthen " + playOut(next, err)
}

// inAnotherProcess loads dumps in another process and returns what came of them, by name. The other process runs the same
// test, which begins with isLoader.
func inAnotherProcess(t *testing.T, work []toLoad) map[string]string {
	t.Helper()
	command := exec.Command(must(os.Executable()), "-test.run=^"+t.Name()+"$", "-test.count=1")
	command.Env = append(os.Environ(), loaderVariable+"=1")
	command.Stderr = os.Stderr
	stdin, stdout := must(command.StdinPipe()), must(command.StdoutPipe())
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		encoder := json.NewEncoder(stdin)
		for _, w := range work {
			if encoder.Encode(w) != nil {
				break
			}
		}
		_ = stdin.Close()
	}()
	outcomes := make(map[string]string)
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "loaded ")
		if !ok {
			continue
		}
		var l loaded
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		outcomes[l.Name] = l.Outcome
	}
	if err := command.Wait(); err != nil {
		t.Fatal(err)
	}
	if len(outcomes) != len(work) {
		t.Fatalf("%d dumps, %d outcomes", len(work), len(outcomes))
	}
	return outcomes
}

// step answers a suspension by a rule that depends only on what Python asks.
func step(p *monty.Progress) (*monty.Progress, error) {
	switch p.Kind {
	case monty.FunctionCall:
		if p.FunctionName == "later" {
			return p.Snapshot.ResumeFuture(p.CallID)
		}
		n, ok := p.Args[0].(monty.Int)
		if ok && n%11 == 3 {
			return p.Snapshot.ResumeException(p.CallID, monty.NewPythonError("ValueError", fmt.Sprint("no ", n)))
		}
		if !ok {
			return p.Snapshot.Resume(p.CallID, p.Args[0])
		}
		return p.Snapshot.Resume(p.CallID, n*2+1)
	case monty.ResolveFutures: // one at a time, the last call first
		id := p.PendingIDs[len(p.PendingIDs)-1]
		return p.FutureSnapshot.Resume(monty.FutureResult{CallID: id, Value: id * 10})
	case monty.NameLookup:
		return p.Snapshot.Resume(p.CallID, p.Name)
	}
	return p.Snapshot.ResumeNotHandled(p.CallID)
}

// playOut answers a run to its end and tells everything that happened, exceptions with their traceback.
func playOut(p *monty.Progress, err error) string {
	var b strings.Builder
	for err == nil {
		fmt.Fprintf(&b, "%v %s%s%s %v %v call %d, %v eager %v at %v printed %q pending %v\n", p.Kind, p.FunctionName, p.OsFunction, p.Name, p.Args, p.Kwargs,
			p.CallID, p.ObjectID, p.EagerAwait, p.Position, p.Output, p.PendingIDs)
		if p.Kind == monty.Complete {
			fmt.Fprintf(&b, "result %v", p.Result)
			return b.String()
		}
		p, err = step(p)
	}
	fmt.Fprintf(&b, "%+v", err)
	return b.String()
}

// dumpOf dumps whatever a run waits for.
func dumpOf(t *testing.T, p *monty.Progress) []byte {
	t.Helper()
	if p.Snapshot != nil {
		return must(p.Snapshot.Dump())
	}
	return must(p.FutureSnapshot.Dump())
}

// silent is an event as it is restored: its output was reported before the dump.
func silent(p *monty.Progress) *monty.Progress {
	p.Output = nil
	return p
}

// Each is dumped at each of its suspensions.
var suspendedEverywhere = map[string]string{
	"dict iteration":    "d = {'a': 1, 'b': 2}\nr = []\nfor k, v in d.items():\n    r.append((k, host(v)))\nr",
	"set iteration":     "sum([host(x) for x in {1, 2, 4}])",
	"except":            "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    r = (host(1), str(e))\nr",
	"nested except":     "try:\n    try:\n        host(3)\n    except ValueError as e:\n        host(1)\n        raise KeyError('k')\nexcept KeyError as e:\n    r = host(2), str(e)\nr",
	"finally":           "def f():\n    try:\n        return host(1)\n    finally:\n        host(2)\nf()",
	"imports":           "import json, re, datetime, math\nx = json.loads('[1, 2]')\ny = re.sub('a', str(host(1)), 'banana')\n[x, y, math.sqrt(host(4)), datetime.date(2026, 1, 2)]",
	"generator":         "list(host(x) for x in range(3) if host(x) != 3)",
	"comprehension":     "{k: [host(i) for i in range(k)] for k in range(3)}",
	"pending futures":   "import asyncio\nasync def w(i):\n    a = await later(i)\n    b = await later(a)\n    return a + b\nx = host(1)\nr = await asyncio.gather(w(1), w(2), later(3))\n(r, host(2))",
	"future kept":       "x = later(1)\nhost(1)\ny = host(2)\nawait x",
	"recursion":         "def f(n):\n    return 0 if n == 0 else f(n - 1) + host(n * 11)\nf(10)",
	"closure":           "def make(n):\n    c = [n]\n    def inc(k):\n        c[0] = c[0] + host(k)\n        return c[0]\n    return inc\ni = make(5)\n[i(1), i(2)]",
	"instance":          "class P:\n    def __init__(self, x):\n        self.x = host(x)\n    def get(self):\n        return self.x + host(1)\np = P(4)\nq = p\nq.x = q.x + 1\n[p.get(), p.x]",
	"dataclass":         "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int = 2\np = P(host(1))\n(p, host(2), p == P(3))",
	"namedtuple":        "from collections import namedtuple, Counter, deque\nP = namedtuple('P', 'x y')\np = P(host(1), 2)\nhost(1)\n[p.x, p, Counter('aab'), deque([1, 2])]",
	"big values":        "x = 10 ** 60\ns = 'héllo ' * 1000\nb = b'\\x00\\xff' * 1000\nhost(1)\n(x + 1, len(s), s[:7], b[-2:], 1e300, float('inf'), 2 + 3j)",
	"shared and cyclic": "l = [1]\nm = [l, l]\nm.append(m)\nhost(1)\nl.append(2)\n(m[0] is m[1], m[2] is m, l)",
	"decimal":           "from decimal import Decimal\nd = Decimal('1.10')\nhost(1)\nd + Decimal('2.2')",
	"iterators":         "import itertools\ni = iter([1, 2, 3])\nc = itertools.count(5)\nn = next(i)\nhost(1)\n[n, next(i), next(c), list(enumerate('xy'))]",
	"regular match":     "import re\nm = re.match(r'(\\w+) (\\d+)', 'abc 123')\np = re.compile('[a-c]+')\nhost(1)\n[m.group(1), m.group(2), p.findall('abcxcab')]",
	"name":              "x = unknown\ny = also_unknown\nx + y",
	"system":            "import os\ntry:\n    os.getenv('HOME')\nexcept RuntimeError as e:\n    r = str(e)\nr",
	"printed":           "print('one')\nhost(1)\nprint('two', end='')\nhost(2)\nprint('three')",
	"random":            "import random\nrandom.seed(5)\na = random.random()\nhost(1)\n(a, random.random(), random.randint(1, 100))",
	"raises afterwards": "def f(x):\n    y = host(x)\n    return 1 / (y - y)\nf(1)",
	"lru cache":         "from functools import lru_cache, partial\n@lru_cache\ndef f(x):\n    return host(x)\ng = partial(f, 2)\n[f(1), f(1), g(), g()]",
}

func TestADumpGoesOnInAnotherProcess(t *testing.T) {
	if isLoader(t) {
		return
	}
	var work []toLoad
	want := make(map[string]string)
	for name, source := range suspendedEverywhere {
		m := must(monty.New(source, "dump.py", nil, nil))
		p, err := m.Start()
		for n := 0; err == nil && p.Kind != monty.Complete; n++ {
			label := fmt.Sprintf("%s, suspension %d", name, n)
			dump := dumpOf(t, silent(p))
			work = append(work, toLoad{Name: label, Dump: dump})
			// The outcome here is that of the same dump loaded here.
			want[label] = load(toLoad{Dump: dump})
			p, err = step(p)
			if n > 0 {
				continue
			}
			// And that of the run that was dumped: the snapshot stays usable.
			again := must(m.Start())
			must(again.Snapshot.Dump())
			if played := playOut(silent(again), nil); played != want[label] {
				t.Errorf("%s: the run itself:\n%s\nloaded:\n%s", label, played, want[label])
			}
		}
		m.Close()
	}
	for label, outcome := range inAnotherProcess(t, work) {
		if outcome != want[label] {
			t.Errorf("%s: here:\n%s\nthere:\n%s", label, want[label], outcome)
		}
	}
	t.Logf("%d dumps", len(work))
}

func TestASessionGoesOnInAnotherProcess(t *testing.T) {
	if isLoader(t) {
		return
	}
	s := session(t)
	feeds(t, s, "import re, json\nhistory = []\nalias = history\ndef note(x):\n    history.append(x)\n    return len(history)\nclass C:\n    def __init__(self):\n        self.n = 1\nc = C()", "None")
	p := must(s.StartFeed("try:\n    note(host(1))\n    note(host(3))\nfinally:\n    c.n = c.n + len(history)\nnote('end')"))
	feed := "alias.append(c.n)\n(history, alias is history, note(json.dumps(host(5))))"
	work := []toLoad{{Name: "suspended", Dump: must(p.Snapshot.Dump()), Session: true, Feed: feed}}
	want := map[string]string{"suspended": playOut(silent(p), nil)}
	work = append(work, toLoad{Name: "idle", Dump: must(s.Dump()), Session: true, Feed: feed})
	next, err := s.StartFeed(feed)
	then := "\nthen " + playOut(next, err)
	want["suspended"] += then
	want["idle"] = "idle" + then
	for name, outcome := range inAnotherProcess(t, work) {
		if outcome != want[name] || !strings.Contains(outcome, "True") {
			t.Errorf("%s: here:\n%s\nthere:\n%s", name, want[name], outcome)
		}
	}
}

func TestGeneratedProgramsGoOnInAnotherProcess(t *testing.T) {
	if isLoader(t) {
		return
	}
	const programs = 200
	var work []toLoad
	want := make(map[string]string)
	var size, raised int
	for seed := uint64(1); len(work) < programs; seed++ {
		r := rand.New(rand.NewPCG(seed, 7))
		source := generate(r)
		m, err := monty.New(source, "generated.py", nil, nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		at := r.IntN(12)
		p, err := m.Start()
		for ; err == nil && p.Kind != monty.Complete && at > 0; at-- {
			p, err = step(p)
		}
		m.Close()
		if err != nil || p.Kind == monty.Complete {
			continue // it was over before
		}
		label := fmt.Sprint("seed ", seed)
		dump := dumpOf(t, silent(p))
		size += len(dump)
		work = append(work, toLoad{Name: label, Dump: dump})
		want[label] = playOut(p, nil)
		if strings.Contains(want[label], "Traceback") {
			raised++
		}
	}
	for label, outcome := range inAnotherProcess(t, work) {
		if outcome != want[label] {
			t.Errorf("%s: the run itself:\n%s\nloaded there:\n%s", label, want[label], outcome)
		}
	}
	if raised < programs/20 || raised > programs*19/20 {
		t.Errorf("%d of %d programs end with an exception", raised, programs)
	}
	t.Logf("%d dumps of %d bytes on average, %d end with an exception", len(work), size/len(work), raised)
}
