// Random programs that ask the host in the middle of everything: loops over containers, handlers, functions, tasks.

package monty_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes statements with random nesting. All loops are short, so that every program ends.
type generator struct {
	r         *rand.Rand
	b         strings.Builder
	functions int
	depth     int
}

// generate returns a program that calls host(int) and later(int) and whose value is a list of what it did.
func generate(r *rand.Rand) string {
	g := &generator{r: r}
	g.line(0, "import json, asyncio, re")
	g.line(0, "log = []")
	g.line(0, "v = 1")
	for range 3 + r.IntN(4) {
		g.statement(0)
	}
	g.line(0, "(log, v)")
	return g.b.String()
}

// name is a number that no other function or class has.
func (g *generator) name() int {
	g.functions++
	return g.functions
}

func (g *generator) line(indent int, format string, args ...any) {
	g.b.WriteString(strings.Repeat("    ", indent))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

// expression is an int.
func (g *generator) expression() string {
	switch g.r.IntN(9) {
	case 0, 1, 2:
		return fmt.Sprintf("host(%d)", g.r.IntN(30))
	case 3:
		return fmt.Sprintf("host(v %% %d)", 5+g.r.IntN(20))
	case 4:
		return fmt.Sprintf("(v %% 1000 + %s)", g.leaf())
	case 5:
		return fmt.Sprintf("sum([host(i) for i in range(%d)])", 1+g.r.IntN(3))
	case 6:
		return fmt.Sprintf("len(f\"{host(%d)}-{v}\")", g.r.IntN(20))
	case 7:
		return fmt.Sprintf("(lambda a, b=2: a * b + host(%d))(%s)", g.r.IntN(9), g.leaf())
	}
	return g.leaf()
}

func (g *generator) leaf() string {
	switch g.r.IntN(4) {
	case 0:
		return "len(log)"
	case 1:
		return "v % 100"
	case 2:
		return fmt.Sprintf("len(json.dumps([%d, 'x']))", g.r.IntN(1000))
	}
	return fmt.Sprint(g.r.IntN(100))
}

// condition is a bool.
func (g *generator) condition() string {
	return fmt.Sprintf("%s %% %d %s %d", g.expression(), 2+g.r.IntN(4), []string{"==", "!=", "<", ">="}[g.r.IntN(4)], g.r.IntN(3))
}

var iterables = []string{
	"{'a': 1, 'b': 2}.items()", "{1, 2}", "range(2)", "[3, 1]", "zip('ab', (1, 2))", "enumerate('xy')", "{'k': [1]}.values()",
	"sorted([3, 1])", "reversed([1, 2])", "(x * 2 for x in range(2))", "frozenset([5])", "'hé'", "map(str, [1, 2])",
}

var exceptions = []string{"ValueError", "KeyError", "Exception", "(TypeError, ValueError)", "ZeroDivisionError"}

func (g *generator) block(indent int) {
	g.depth++
	for range 1 + g.r.IntN(2) {
		g.statement(indent)
	}
	g.depth--
}

func (g *generator) statement(indent int) {
	kind := g.r.IntN(12)
	if g.depth >= 3 {
		kind = g.r.IntN(4)
	}
	switch kind {
	case 0:
		g.line(indent, "v = %s", g.expression())
	case 1:
		g.line(indent, "log.append(%s)", g.expression())
	case 2:
		g.line(indent, "log.append([{'i': i, 'h': host(i)} for i in range(%d) if %s])", 1+g.r.IntN(3), g.condition())
	case 3:
		g.line(indent, "log.append((v, str(%s), {host(1): 'a', v: None}))", g.expression())
	case 4, 5:
		g.line(indent, "for item in %s:", iterables[g.r.IntN(len(iterables))])
		g.line(indent+1, "log.append(item)")
		g.block(indent + 1)
		if g.r.IntN(4) == 0 {
			g.line(indent+1, "if %s:", g.condition())
			g.line(indent+2, "%s", []string{"break", "continue"}[g.r.IntN(2)])
		}
	case 6, 7:
		g.line(indent, "try:")
		g.block(indent + 1)
		if g.r.IntN(2) == 0 {
			g.line(indent+1, "%s", []string{"raise KeyError('k')", "v = v / 0", "[][3]", "v = v // (v - v)"}[g.r.IntN(4)])
		}
		g.line(indent, "except %s as e:", exceptions[g.r.IntN(len(exceptions))])
		g.line(indent+1, "log.append(str(e))")
		g.block(indent + 1)
		if g.r.IntN(2) == 0 {
			g.line(indent, "finally:")
			g.block(indent + 1)
		}
	case 8:
		g.line(indent, "if %s:", g.condition())
		g.block(indent + 1)
		g.line(indent, "else:")
		g.block(indent + 1)
	case 9:
		name := g.name()
		g.line(indent, "def f%d(v, log, n=%s):", name, g.leaf())
		g.block(indent + 1)
		g.line(indent+1, "return v + n if n < 2 else f%d(v, log, n %% 3 - 1)", name)
		g.line(indent, "v = f%d(v %% 50, log)", name)
	case 10:
		name := g.name()
		g.line(indent, "class C%d:", name)
		g.line(indent+1, "def __init__(self, v, log):")
		g.line(indent+2, "self.v = v")
		g.block(indent + 2)
		g.line(indent+1, "def get(self):")
		g.line(indent+2, "return self.v + %s", strings.ReplaceAll(g.expression(), "v", "self.v"))
		g.line(indent, "log.append(C%d(v, log).get())", name)
	case 11:
		if indent > 0 { // await stands at the top level only
			g.line(indent, "log.append(re.sub('[0-9]', 'd', str(%s)))", g.expression())
			return
		}
		name := g.name()
		g.line(indent, "async def t%d(v):", name)
		g.line(indent+1, "a = await later(v)")
		g.block(indent + 1)
		g.line(indent+1, "return a + await later(a) + v")
		g.line(indent, "log.append(await asyncio.gather(t%d(1), later(2), t%d(3)))", name, name)
	}
}
