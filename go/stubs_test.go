// Stubs: what they say for each kind of function and object, and that Python takes all of them.

package monty_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/big"
	"net/netip"
	"os/exec"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

type stubOrder struct {
	ID    int            `json:"id"`
	Price monty.Decimal  `json:"price"`
	Tags  []string       `json:"tags,omitempty"`
	At    *time.Time     `json:"at"`
	Next  *stubOrder     `json:"next"`
	Extra map[string]any `json:"extra"`
	Odd   int            `json:"odd-name"`
}

type stubPair struct{ A, B int }

type stubTree []stubTree

// stubFunctions have parameters and results of every kind.
var stubFunctions = monty.Functions{
	"nothing":    func() {},
	"add":        func(a, b int) int { return a + b },
	"named":      monty.Func(func(a int, b string, c float64) (bool, error) { return false, nil }, "a", "b='x'", "c=1.5"),
	"keyword":    monty.Func(func(a, b int) {}, "a", "*", "b"),
	"documented": monty.Func(func(q string) []string { return nil }, "query").WithDoc("Searches.\n\n  Takes \"words\" \\ and\n\"\"\"quotes\"\"\""),
	"oneline":    monty.Func(func(q string) []string { return nil }, "query").WithDoc(`Ends in a "quote"`),
	"annotated":  monty.FuncSpec{Func: func(mode string) any { return nil }, Params: []string{"mode: Literal['a', 'b'] = 'a'"}, Returns: "Sequence[datetime.date]"},
	"search":     func(q string, o searchOptions) []string { return nil },
	"rest":       monty.Func(func(k monty.Kwargs, r ...float64) {}, "*rest", "**kw"),
	"plainRest":  func(a int, r ...string) map[string]int { return nil },
	"order":      func(o stubOrder) *stubOrder { return nil },
	"pair":       func(p stubPair, m map[stubPair]struct{}) stubPair { return p },
	"arrays":     func(a [3]int, b [0]int, c [20]byte) [2]string { return [2]string{} },
	"sets":       func(s map[string]struct{}, b []byte, t stubTree) {},
	"values": func(o monty.Object, l *monty.List, d *monty.Dict, n *big.Int, p monty.Path, t monty.TimeZone) *monty.Tuple {
		return nil
	},
	"times":     func(t time.Time, d time.Duration, x monty.Date) time.Time { return t },
	"texts":     func(a netip.Addr, r json.RawMessage, n json.Number) netip.Addr { return a },
	"scalars":   func(b bool, u uint8, c complex64, f float32) complex128 { return 0 },
	"async_one": func(x int) *monty.Future { return nil },
	"with_call": func(ctx context.Context, c *monty.Call, x int) {},
	"all_call":  func(c *monty.Call) int { return 0 },
	"fast":      func(context.Context, *monty.Call) (any, error) { return nil, nil },
	"fast_spec": monty.FuncSpec{Func: func(context.Context, *monty.Call) (any, error) { return nil, nil },
		Params: []string{"a: int", "b: str = 'x'", "*", "c: list[int] = []"}, Returns: "decimal.Decimal", Doc: "d"},
	"anonymous": func() struct{ X int } { return struct{ X int }{} },
}

const stubsWanted = `def add(arg1: int, arg2: int, /) -> int: ...
def all_call(*args: Any, **kwargs: Any) -> int: ...
def annotated(mode: Literal['a', 'b'] = 'a') -> Sequence[datetime.date]: ...
def anonymous() -> Record: ...
def arrays(arg1: tuple[int, int, int], arg2: tuple[()], arg3: list[int], /) -> list[str]: ...
async def async_one(arg1: int, /) -> Any: ...
def documented(query: str) -> list[str]:
    """Searches.

      Takes \"words\" \\ and
    \"\"\"quotes\"\"\"
    """
def fast(*args: Any, **kwargs: Any) -> Any: ...
def fast_spec(a: int, b: str = 'x', *, c: list[int] = []) -> decimal.Decimal:
    """d"""
def keyword(a: int, *, b: int) -> None: ...
def named(a: int, b: str = 'x', c: float = 1.5) -> bool: ...
def nothing() -> None: ...
def oneline(query: str) -> list[str]:
    """Ends in a \"quote\""""
def order(arg1: StubOrder, /) -> StubOrder | None: ...
def pair(arg1: StubPair, arg2: set[StubPair], /) -> StubPair: ...
def plainRest(arg1: int, /, *args: str) -> dict[str, int]: ...
def rest(*rest: float, **kw: Any) -> None: ...
def scalars(arg1: bool, arg2: int, arg3: complex, arg4: float, /) -> complex: ...
def search(arg1: str, /, *, limit: int = 10, lang: str = 'en', after: datetime.datetime | None = ..., every: datetime.timedelta = ..., deep: bool = True) -> list[str]: ...
def sets(arg1: set[str], arg2: bytes, arg3: list[list[list[list[list[list[list[list[Any]]]]]]]], /) -> None: ...
def texts(arg1: str, arg2: Any, arg3: int | float, /) -> str: ...
def times(arg1: datetime.datetime, arg2: datetime.timedelta, arg3: datetime.date, /) -> datetime.datetime: ...
def values(arg1: Any, arg2: list[Any], arg3: dict[Any, Any], arg4: int | None, arg5: pathlib.Path, arg6: datetime.timezone, /) -> tuple[Any, ...]: ...
def with_call(arg1: int, /) -> None: ...
`

func TestStubsOfFunctions(t *testing.T) {
	stubs := stubFunctions.Stubs()
	at := strings.Index(stubs, "def add(")
	if at < 0 || stubs[at:] != stubsWanted {
		t.Errorf("%s", stubs)
	}
	for _, part := range []string{
		"import datetime\nimport decimal\nimport pathlib\nfrom typing import Any, Literal, NotRequired, Sequence, TypedDict\n",
		"StubOrder = TypedDict('StubOrder', {\n    'id': int,\n    'price': decimal.Decimal,\n    'tags': NotRequired[list[str]],\n" +
			"    'at': datetime.datetime | None,\n    'next': 'StubOrder | None',\n    'extra': dict[str, Any],\n    'odd-name': int,\n})\n",
		"class StubPair(TypedDict):\n    A: int\n    B: int\n",
	} {
		if !strings.Contains(stubs, part) {
			t.Errorf("%q is not in\n%s", part, stubs[:at])
		}
	}
	if monty.Functions(nil).Stubs() != "" {
		t.Error("there are stubs of nothing")
	}
	refused := monty.Functions{"bad": func(chan int) {}, "no name": func() {}}.Stubs()
	if refused != "# bad cannot be called: parameter 1 (chan int): Python has nothing that becomes a chan\n# \"no name\" cannot be called: it is no Python name\n" {
		t.Errorf("%s", refused)
	}
}

func TestStubsOfObjects(t *testing.T) {
	policy := accountPolicy
	policy.Doc = "An account."
	globals := monty.Inputs{
		"bank":    must(monty.Wrap(&account{}, policy)),
		"Account": must(monty.WrapClass(monty.Func(func(owner string) *account { return nil }, "owner"), policy)),
		"v":       must(monty.Wrap(vector{}, monty.Policy{Dataclass: true, Methods: []string{"length2"}})),
		"empty":   must(monty.Wrap(&strings.Builder{}, monty.Policy{})),
		"rate":    1.5, "none": nil, "rows": []stubPair{},
	}
	stubs := monty.Stubs(monty.Functions{"find": func(name string) *account { return nil }}, globals)
	want := `import dataclasses
from typing import TypedDict

class account:
    """An account."""
    owner: str
    def __init__(self, owner: str) -> None: ...
    @property
    def balance(self) -> int: ...
    @property
    def describe(self) -> str: ...
    @property
    def parent(self) -> account: ...
    def deposit(self, amount: int, note: str = '') -> int: ...
    def root(self) -> account: ...
    def self(self) -> account: ...
    def panics(self) -> int: ...
    def take_all(self, arg1: list[account], /) -> None: ...
    def ctx_name(self) -> str: ...
    def missing(self) -> account: ...
    def family(self) -> dict[str, list[account]]: ...

class Builder:
    ...

class StubPair(TypedDict):
    A: int
    B: int

@dataclasses.dataclass
class vector:
    x: float
    y: float
    def length2(self) -> float: ...

Account = account
bank: account
empty: Builder
none: None
rate: float
rows: list[StubPair]
v: vector

def find(arg1: str, /) -> account: ...
`
	if stubs != want {
		t.Errorf("%s", stubs)
	}
	checkStubs(t, stubs)
}

// checkStubs asks Python to parse stub files, and to find every name that their annotations use.
func checkStubs(t *testing.T, stubs ...string) {
	t.Helper()
	const script = `
import ast, json, sys, typing
for text in json.load(sys.stdin):
    checked = 0
    ast.parse(text)
    scope = {"__name__": "stubs"}
    sys.modules["stubs"] = type(sys)("stubs")
    exec(compile("from __future__ import annotations\n" + text, "stubs.pyi", "exec"), scope)
    vars(sys.modules["stubs"]).update(scope)
    for value in list(scope.values()):
        if getattr(value, "__module__", None) == "stubs":
            for item in [value, *vars(value).values()] if isinstance(value, type) else [value]:
                if callable(item):
                    typing.get_type_hints(item, scope)
                    checked += 1
    assert checked > 0, text
`
	command := exec.Command(python3(t), "-c", script)
	command.Stdin = bytes.NewReader(must(json.Marshal(stubs)))
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestPythonTakesTheStubs(t *testing.T) {
	texts := []string{stubFunctions.Stubs()}
	for name, function := range stubFunctions {
		texts = append(texts, monty.Functions{name: function}.Stubs())
	}
	checkStubs(t, texts...)
}
