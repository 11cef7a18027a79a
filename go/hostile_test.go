// Programs made to overflow a stack are errors or results, from any goroutine, and the process goes on.

package monty_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// nested returns source texts that are nested or chained n times.
func nested(n int) map[string]string {
	around := func(open, middle, shut string) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(shut, n)
	}
	chain := func(first, more string) string { return first + strings.Repeat(more, n) }
	indented := func(head, last string) string {
		var b strings.Builder
		for i := range min(n, 900) { // a line of n levels is n long: the text grows by the square
			fmt.Fprintf(&b, "%s%s\n", strings.Repeat(" ", i), head)
		}
		return b.String() + strings.Repeat(" ", min(n, 900)) + last + "\n"
	}
	return map[string]string{
		"parentheses": around("(", "1", ")"), "lists": around("[", "", "]"), "tuples": around("(", "", ",)"),
		"sets": around("{", "1", "}"), "dicts": around("{1:", "1", "}"), "calls": around("f(", "", ")"),
		"indexes": around("[0][", "0", "]"), "lambdas": chain("", "lambda: ") + "1", "not": chain("", "not ") + "1",
		"minus": chain("", "-") + "1", "invert": chain("", "~") + "1", "await": chain("", "await ") + "1",
		"f-strings": around("f'{", "1", "}'"), "comprehensions": around("[x for x in ", "[]", "]"),
		"unclosed": strings.Repeat("(", n), "unclosed lists": strings.Repeat("[", n), "stars": around("[*", "[]", "]"),
		"conditions": around("(1 if ", "1", " else 0)"), "walrus": around("(x := ", "1", ")"),
		"sums": chain("1", "+1"), "products": chain("1", "*1"), "powers": chain("1", "**1"), "and": chain("1", " and 1"),
		"or": chain("0", " or 0"), "comparisons": chain("1", " < 2"), "attributes": chain("x", ".a"), "subscripts": chain("x", "[0]"),
		"call chains": chain("f", "()"), "concatenation": chain("'a'", " 'a'"), "ternaries": chain("1", " if 1 else 1"),
		"assignments": chain("", "x = ") + "1", "unpacking": around("(", "a", ",)") + " = 1", "dots": chain("import a", ".a"),
		"ifs": indented("if 1:", "1"), "whiles": indented("while 1:", "1"), "fors": indented("for x in y:", "1"),
		"withs": indented("with x:", "1"), "tries": indented("try:", "1"), "functions": indented("def f():", "1"),
		"classes": indented("class A:", "1"),
		"elifs":   "if 0: 1\n" + strings.Repeat("elif 0: 1\n", n), "decorators": strings.Repeat("@f\n", n) + "def f(): 1",
	}
}

// recursive are programs that recurse, in Python or in the interpreter's own code.
var recursive = []string{
	"def f(): return f()\nf()",
	"def f(n): return f(n + 1) + 1\nf(0)",
	"f = lambda: f()\nf()",
	"def f(*a): return f(*a, 1)\nf()",
	"def f(): return [f() for _ in range(2)]\nf()",
	"def f(): return sorted([1, 2], key=lambda x: f())\nf()",
	"def f(): return list(map(lambda x: f(), [1]))\nf()",
	"def f(): return max([1, 2], key=lambda x: f())\nf()",
	"def f():\n    try: return f()\n    finally: f()\nf()",
	"def f():\n    try: f()\n    except RecursionError: f()\nf()",
	"class A:\n    def __repr__(self): return repr([self])\nrepr(A())",
	"class A:\n    def __str__(self): return f'{self}'\nstr(A())",
	"class A:\n    def __eq__(self, other): return [self] == [other]\nA() == A()",
	"class A:\n    def __init__(self): self.a = A()\nA()",
	"class A:\n    def __hash__(self): return hash((self,))\nhash(A())",
	"class A:\n    def __lt__(self, other): return sorted([A(), A()])\nsorted([A(), A()])",
	"class A:\n    def __len__(self): return len(self)\nlen(A())",
	"class A:\n    def __bool__(self): return not self\nnot A()",
	"class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nA().x",
	"class A:\n    def __add__(self, other): return self + other\nA() + A()",
	"class A:\n    def __call__(self): return self()\nA()()",
	"class A:\n    def __contains__(self, x): return x in self\n1 in A()",
	"class A:\n    def __getitem__(self, x): return self[x]\nA()[0]",
	"import functools\n@functools.lru_cache(None)\ndef f(n): return f(n + 1)\nf(0)",
	"import functools\ndef f(a, b): return functools.reduce(f, [1, 2, 3])\nf(1, 2)",
	"import asyncio\nasync def f(): return await f()\nasyncio.run(f())",
	"import asyncio\nasync def f(): return await asyncio.gather(f(), f())\nasyncio.run(f())",
	"import re\ndef f(m): return re.sub('a', f, 'a')\nre.sub('a', f, 'a')",
	"x = 0\ndef f():\n    global x\n    x += 1\n    return f() if x < 10**9 else x\nf()",
}

// deep are programs that build a deep value d and do something with it.
var deepValues = []string{
	"d = []\nfor i in range(%d): d = [d]\n", "d = ()\nfor i in range(%d): d = (d,)\n", "d = {}\nfor i in range(%d): d = {'d': d}\n",
	"class A:\n    def __init__(self, a): self.a = a\nd = None\nfor i in range(%d): d = A(d)\n",
}

var deepUses = []string{
	"d", "repr(d)", "str(d)", "f'{d}'", "d == d", "print(d)", "import json\njson.dumps(d)", "host(d)", "[d] * 3", "hash(d)", "sorted([d, d])",
	"import copy\ncopy.deepcopy(d)", "d = None", "str(d) == repr(d)", "assert not d",
}

func TestHostileProgramsAreErrorsOrResults(t *testing.T) {
	programs := map[string]string{}
	for _, n := range []int{250, 5000, 200_000} {
		for name, source := range nested(n) {
			programs[fmt.Sprintf("%d %s", n, name)] = source
		}
	}
	for i, source := range recursive {
		programs[fmt.Sprintf("recursion %d", i)] = source
	}
	for i, build := range deepValues {
		for j, use := range deepUses {
			programs[fmt.Sprintf("deep value %d, use %d", i, j)] = fmt.Sprintf(build, 30_000) + use
		}
	}
	programs["text in eval"] = "eval('1+' * 200_000 + '1')"
	programs["nesting in eval"] = "eval('(' * 100_000 + ')' * 100_000)"
	if len(programs) < 200 {
		t.Fatalf("only %d programs", len(programs))
	}

	var ends struct {
		sync.Mutex
		kinds map[string]int
	}
	ends.kinds = map[string]int{}
	work := make(chan [2]string)
	var wg sync.WaitGroup
	for range 2 { // in goroutines, whose stacks are small
		wg.Add(1)
		go func() {
			defer wg.Done()
			for program := range work {
				kind, err := hostileRun(program[1])
				if err != nil {
					t.Errorf("%s: %.300v", program[0], err)
				}
				ends.Lock()
				ends.kinds[kind]++
				ends.Unlock()
			}
		}()
	}
	count := 0
	for name, source := range programs {
		if count++; slow() && count%4 != 0 {
			continue
		}
		work <- [2]string{name, source}
	}
	close(work)
	wg.Wait()
	t.Logf("%d programs: %v", len(programs), ends.kinds)
	if ends.kinds["RecursionError"] == 0 || ends.kinds["SyntaxError"] == 0 || ends.kinds["result"] == 0 {
		t.Errorf("the programs are not what they were made for: %v", ends.kinds)
	}
	m := must(monty.New("x + 1", "after.py", []string{"x"}, nil))
	defer m.Close()
	if o, err := m.Run(1); err != nil || o != I(2) {
		t.Errorf("afterwards: %v, %v", o, err)
	}
}

// hostileRun compiles and runs a program and returns how it ended: "result", or the name of the exception. What is not an
// answer to the program but a defect of the library is an error.
func hostileRun(source string) (string, error) {
	m, err := monty.New(source, "hostile.py", nil, nil,
		monty.WithLimits(monty.Limits{AllowEval: true, MaxDuration: 5 * time.Second, MaxMemory: 128 << 20}))
	if err == nil {
		defer m.Close()
		_, err = m.Run()
	}
	var exception *monty.PythonError
	var limit *monty.LimitError
	switch {
	case err == nil:
		return "result", nil
	case errors.As(err, &exception):
		return exception.Type, nil
	case errors.As(err, &limit):
		return "LimitError", nil
	}
	return "defect", err
}
