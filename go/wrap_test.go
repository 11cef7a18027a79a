// Host objects: what the policy allows reaches the Go value, all else does not exist, and the same value comes back.

package monty_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// account is a Go type with fields and methods of all sorts.
type account struct {
	Owner   string `json:"owner"`
	Balance int
	Secret  string
	Parent  *account
	key     string
	mu      sync.Mutex
}

func (a *account) Deposit(amount int, note string) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if amount < 0 {
		return 0, monty.ValueError.New("negative amount")
	}
	a.Balance += amount
	return a.Balance, nil
}

func (a *account) Root() *account {
	if a.Parent == nil {
		return a
	}
	return a.Parent.Root()
}

func (a *account) Describe() string        { return a.Owner + a.key }
func (a *account) Self() (*account, error) { return a, nil }
func (a *account) Panics() int             { panic("inside") }
func (a *account) TakeAll(others []*account) {
	for _, o := range others {
		a.Balance += o.Balance
		o.Balance = 0
	}
}
func (a *account) CtxName(ctx context.Context) string { return fmt.Sprint(ctx.Value(ctxKey{})) }
func (a *account) Family() map[string][]*account {
	return map[string][]*account{"all": {a, a.Parent, nil}}
}
func (a *account) Missing() *account { return nil }

type ctxKey struct{}

var accountPolicy = monty.Policy{
	Eager:   []string{"owner"},
	Lazy:    []string{"balance", "describe", "parent"},
	Methods: []string{"deposit(amount, note='')", "root", "self", "panics", "take_all", "ctx_name", "missing", "family"},
}

// runObjects runs code with one input.
func runObjects(t *testing.T, code string, inputs monty.Inputs, options ...monty.Option) (monty.Object, error) {
	t.Helper()
	var names []string
	for name := range inputs {
		names = append(names, name)
	}
	m := must(monty.New(code, "wrap.py", names, nil))
	defer m.Close()
	return m.RunContext(context.WithValue(t.Context(), ctxKey{}, "ctx value"), inputs, options...)
}

func TestAWrappedValueIsReachedAsThePolicySays(t *testing.T) {
	for code, want := range map[string]string{
		"a.owner":                               "'ann'",
		"a.balance":                             "10",
		"a.describe":                            "'ann!'",
		"a.deposit(5)":                          "15",
		"a.deposit(amount=5, note='x')":         "15",
		"a.deposit(5); a.deposit(6); a.balance": "21",
		"f = a.deposit\nf(1)\nf(2)":             "13",
		"a.deposit is a.deposit or a.deposit":   "",
		"type(a).__name__":                      "'account'",
		"repr(a)":                               `"account(owner='ann')"`,
		"a.root().balance":                      "10",
		"a.root().deposit(1)":                   "11",
		"a.ctx_name()":                          "'ctx value'",
		"a.missing() is None":                   "True",
		"a.parent is None":                      "True",
		"type(a) is type(a.root())":             "True",
		"isinstance(a.self(), type(a))":         "True",
		"a.take_all([a.root()])":                "None",
		"hasattr(a, 'balance')":                 "True",
		"[hasattr(a, 'secret'), hasattr(a, 'Secret'), hasattr(a, 'key'), hasattr(a, 'mu'), hasattr(a, 'Deposit')]": "[False, False, False, False, False]",
		"getattr(a, 'secret', 1)":  "1",
		"a.owner = 'bob'\na.owner": "'bob'",
		"a.secret":                 "AttributeError: 'account' object has no attribute 'secret'",
		"a.Balance":                "AttributeError: 'account' object has no attribute 'Balance'",
		"a._key":                   "AttributeError: 'account' object has no attribute '_key'",
		"a.describe_all()":         "AttributeError: 'account' object has no attribute 'describe_all'",
		"a.balance()":              "TypeError: 'int' object is not callable",
		"a()":                      "TypeError: 'account' object is not callable",
		"type(a)()":                "TypeError: cannot create 'account' instances",
		"a.deposit(-1)":            "ValueError: negative amount",
		"a.deposit()":              "TypeError: account.deposit() missing 1 required positional argument: 'amount'",
		"a.deposit('x')":           "TypeError: account.deposit() argument 'amount' must be int, not str",
		"a.deposit(1, 'x', 2)":     "TypeError: account.deposit() takes from 1 to 2 positional arguments but 3 were given",
		"a.deposit(1, why='x')":    "TypeError: account.deposit() got an unexpected keyword argument 'why'",
		"a.panics()":               "RuntimeError: panic in host function account.panics: inside",
		"a.deposit.x":              "AttributeError: 'method' object has no attribute 'x'",
		"type(a).nothing()":        "AttributeError: type object 'account' has no attribute 'nothing'",
		"type(a).nothing":          "AttributeError: type object 'account' has no attribute 'nothing'",
	} {
		a := &account{Owner: "ann", Balance: 10, Secret: "s", key: "!"}
		out, err := runObjects(t, code, monty.Inputs{"a": must(monty.Wrap(a, accountPolicy))})
		got := fmt.Sprint(out)
		if err != nil {
			got = err.Error()
		}
		if want != "" && got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
		if a.Owner != "ann" || a.Secret != "s" {
			t.Errorf("%s changed the fields: %v %v", code, a.Owner, a.Secret)
		}
	}
}

func TestTheSameGoValueComesBack(t *testing.T) {
	a, b := &account{Owner: "ann"}, &account{Owner: "bob"}
	b.Parent = a
	wrapped := must(monty.Wrap(a, accountPolicy))
	if v, ok := monty.Unwrap(wrapped); !ok || v != any(a) {
		t.Errorf("before a run: %v, %t", v, ok)
	}
	var seen []*account
	functions := monty.WithFunctions(monty.Functions{
		"see":   func(x *account) { seen = append(seen, x) },
		"these": func(xs []*account) { seen = append(seen, xs...) },
		"names": func(x interface{ Describe() string }) string { return x.Describe() },
		"known": func() *account { return a },
	})
	out, err := runObjects(t, "see(a)\nthese([b, a])\nsee(b.root())\nsee(known())\n[a, {'b': (b,)}, known(), b.root(), names(b)]",
		monty.Inputs{"a": wrapped, "b": must(monty.Wrap(b, accountPolicy))}, functions)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []*account{a, b, a, a, a} {
		if seen[i] != want {
			t.Errorf("argument %d is another value", i)
		}
	}
	list := out.(*monty.List)
	inner, _ := list.At(1).(*monty.Dict).GetStr("b")
	for i, c := range []struct {
		o    monty.Object
		want *account
	}{{list.At(0), a}, {inner.(*monty.Tuple).At(0), b}, {list.At(2), a}, {list.At(3), a}} {
		if v, ok := monty.Unwrap(c.o); !ok || v != any(c.want) {
			t.Errorf("result %d: %v, %t", i, v, ok)
		}
		if v, err := monty.As[*account](c.o); err != nil || v != c.want {
			t.Errorf("result %d: %v, %v", i, v, err)
		}
		if v, err := monty.As[interface{ Root() *account }](c.o); err != nil || v != any(c.want) {
			t.Errorf("result %d: %v, %v", i, v, err)
		}
	}
	if v, err := monty.As[[]*account](monty.NewList(list.At(0), list.At(3))); err != nil || v[0] != a || v[1] != a {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := monty.As[*strings.Builder](list.At(0)); err == nil {
		t.Error("an account is a strings.Builder")
	}
	if list.At(4) != S("bob") {
		t.Errorf("%v", list.At(4))
	}
	// The results belong to no run: they go into the next.
	again, err := runObjects(t, "a.deposit(3)", monty.Inputs{"a": list.At(0)})
	if err != nil || again != I(3) || a.Balance != 3 {
		t.Errorf("%v, %v", again, err)
	}
	for _, o := range []monty.Object{nil, (*monty.Instance)(nil), &monty.Instance{}, I(1), must(monty.WrapClass(func() *account { return a }, accountPolicy))} {
		if v, ok := monty.Unwrap(o); ok {
			t.Errorf("%v unwraps to %v", o, v)
		}
	}
}

func TestStepsNameTheGoValue(t *testing.T) {
	a := &account{Owner: "ann"}
	m := must(monty.New("x = a.balance\na.deposit(x)", "steps.py", []string{"a"}, nil))
	defer m.Close()
	p := must(m.Start(must(monty.Wrap(a, accountPolicy))))
	if p.Kind != monty.NameLookup || p.Name != "balance" || p.Receiver != any(a) {
		t.Fatalf("%+v", p)
	}
	p = must(p.Snapshot.Resume(p.CallID, 5))
	if p.Kind != monty.FunctionCall || p.FunctionName != "deposit" || p.Receiver != any(a) || p.Args[0] != I(5) {
		t.Fatalf("%+v", p)
	}
	p = must(p.Snapshot.Resume(p.CallID, must(monty.Wrap(a, accountPolicy))))
	if v, ok := monty.Unwrap(p.Result); !ok || v != any(a) {
		t.Errorf("%v", p.Result)
	}
}

// A session holds the objects of one feed for the next.
func TestWrappedValuesInASession(t *testing.T) {
	a := &account{Owner: "ann"}
	session := must(monty.NewSession("session.py"))
	defer session.Close()
	if _, err := session.FeedContext(t.Context(), "kept = [a]", monty.Inputs{"a": must(monty.Wrap(a, accountPolicy))}); err != nil {
		t.Fatal(err)
	}
	out, err := session.Feed("kept[0].deposit(2)\nkept")
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := monty.Unwrap(out.(*monty.List).At(0)); !ok || v != any(a) || a.Balance != 2 {
		t.Errorf("%v, %+v", v, a)
	}
	if _, err := session.Feed("def pay(x, n):\n    return x.deposit(n)"); err != nil {
		t.Fatal(err)
	}
	if out, err := session.Call("pay", must(monty.Wrap(a, accountPolicy)), 3); err != nil || out != I(5) {
		t.Errorf("%v, %v", out, err)
	}
}

// An instance that comes without its Go value, as from a dump, is found by its ID.
func TestObjectsAreFoundByTheirIDs(t *testing.T) {
	a := &account{Owner: "ann", Balance: 4}
	wrapped := must(monty.Wrap(a, accountPolicy))
	bare := &monty.Instance{Class: &monty.Class{Name: "account", ID: monty.NewUUID(), HostDefined: true}, ID: wrapped.ID}
	if _, err := runObjects(t, "a.balance", monty.Inputs{"a": bare}); !errors.Is(err, monty.AttributeError) {
		t.Errorf("%v", err)
	}
	out, err := runObjects(t, "a.balance", monty.Inputs{"a": bare}, monty.WithObjects(wrapped, nil))
	if err != nil || out != I(4) {
		t.Errorf("%v, %v", out, err)
	}
}

// Values of the wrapped type never get past the policy, wherever they are in a result.
func TestPartsOfTheWrappedTypeAreWrapped(t *testing.T) {
	child := &account{Owner: "bob", Secret: "s1", Parent: &account{Owner: "ann", Secret: "s2"}}
	for code, want := range map[string]string{
		"a.parent.owner":                  "'ann'",
		"a.parent.parent is None":         "True",
		"hasattr(a.parent, 'secret')":     "False",
		"repr(a.family())":                "\"{'all': [account(owner='bob'), account(owner='ann'), None]}\"",
		"a.family()['all'][1].deposit(3)": "3",
		"known()[0].parent.owner":         "'ann'",
		"type(known()[0]) is type(a)":     "True",
	} {
		child.Parent.Balance = 0
		out, err := runObjects(t, code, monty.Inputs{"a": must(monty.Wrap(child, accountPolicy))},
			monty.WithFunctions(monty.Functions{"known": func() []*account { return []*account{child} }}))
		if err != nil || out.String() != want {
			t.Errorf("%s: %v, %v, want %s", code, out, err, want)
		}
	}
	eager := monty.Policy{Eager: []string{"parent"}}
	if i, err := monty.Wrap(child, eager); err == nil || !strings.Contains(err.Error(), "make the attribute lazy") {
		t.Errorf("%v, %v", i, err)
	}
	if _, err := monty.Wrap(child.Parent, eager); err != nil {
		t.Error(err) // it has no parent
	}
}

func TestAnInterfaceIsAPolicy(t *testing.T) {
	type public interface {
		Deposit(amount int, note string) (int, error)
		Root() *account
	}
	for code, want := range map[string]string{
		"a.deposit(2, '')":        "3",
		"a.root().deposit(1, '')": "2",
		"a.describe()":            "AttributeError: 'account' object has no attribute 'describe'",
		"a.balance":               "AttributeError: 'account' object has no attribute 'balance'",
	} {
		wrapped := must(monty.Wrap(&account{Balance: 1}, monty.Interface[public]()))
		out, err := runObjects(t, code, monty.Inputs{"a": wrapped})
		got := fmt.Sprint(out)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

type vector struct {
	X    float64 `monty:"x"`
	Y    float64 `monty:"y"`
	note string
}

func (v vector) Length2() float64 { return v.X*v.X + v.Y*v.Y }

func TestStructsAsDataclasses(t *testing.T) {
	v := must(monty.Wrap(vector{1, 2, "hidden"}, monty.Policy{Dataclass: true, Methods: []string{"length2"}}))
	out, err := runObjects(t, "import dataclasses\nv.x += 1\n[repr(v), v.length2(), dataclasses.is_dataclass(v), v == v, v]", monty.Inputs{"v": v})
	if err != nil {
		t.Fatal(err)
	}
	list := out.(*monty.List)
	if got := monty.NewList(list.At(0), list.At(1), list.At(2), list.At(3)).String(); got != "['vector(x=2.0, y=2.0)', 5.0, True, True]" {
		t.Errorf("%s", got)
	}
	if back, err := monty.As[vector](list.At(4)); err != nil || back != (vector{2, 2, ""}) {
		t.Errorf("%v, %v", back, err) // as Python code has set it
	}
	if original, ok := monty.Unwrap(list.At(4)); !ok || original != any(vector{1, 2, "hidden"}) {
		t.Errorf("%v", original)
	}
}

func TestTheSandboxMakesInstancesOfGoTypes(t *testing.T) {
	var made []*account
	class := must(monty.WrapClass(monty.Func(func(owner string, balance int) (*account, error) {
		if owner == "" {
			return nil, monty.ValueError.New("no owner")
		}
		made = append(made, &account{Owner: owner, Balance: balance})
		return made[len(made)-1], nil
	}, "owner", "balance=0"), accountPolicy))
	existing := must(monty.Wrap(&account{Owner: "old"}, accountPolicy))
	for code, want := range map[string]string{
		"Account('eve').owner": "'eve'",
		"a = Account('eve', balance=4)\na.deposit(1)\na.balance": "5",
		"isinstance(Account('eve'), Account)":                    "True",
		"isinstance(existing, Account)":                          "True",
		"type(Account('eve')) is Account":                        "True",
		"isinstance(1, Account)":                                 "False",
		"[a.owner for a in [Account(n) for n in ['x', 'y']]]":    "['x', 'y']",
		"Account('')":      "ValueError: no owner",
		"Account()":        "TypeError: account() missing 1 required positional argument: 'owner'",
		"Account.create()": "AttributeError: type object 'account' has no attribute 'create'",
		"Account.__name__": "'account'",
	} {
		out, err := runObjects(t, code, monty.Inputs{"Account": class, "existing": existing})
		got := fmt.Sprint(out)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	out, err := runObjects(t, "Account('last')", monty.Inputs{"Account": class})
	if v, ok := monty.Unwrap(out); err != nil || !ok || v != any(made[len(made)-1]) {
		t.Errorf("%v, %v", v, err)
	}
}

func TestPoliciesThatDoNotFitAreRefused(t *testing.T) {
	type chans struct{ C chan int }
	for _, c := range []struct {
		value  any
		policy monty.Policy
		want   string
	}{
		{nil, accountPolicy, "Wrap of nil"},
		{(*account)(nil), accountPolicy, "Wrap of nil"},
		{&account{}, monty.Policy{Eager: []string{"key"}}, "has no exported field or method of this name"},
		{&account{}, monty.Policy{Lazy: []string{"mu"}}, "has no exported field or method of this name"},
		{&account{}, monty.Policy{Lazy: []string{"_balance"}}, "cannot be the name"},
		{&account{}, monty.Policy{Lazy: []string{"deposit"}}, "the method Deposit has parameters or no result"},
		{&account{}, monty.Policy{Methods: []string{"balance"}}, "has no exported field or method of this name"},
		{&account{}, monty.Policy{Methods: []string{"deposit(a)"}}, "1 parameters are named"},
		{&account{}, monty.Policy{Methods: []string{"deposit(a, b"}}, "no closing parenthesis"},
		{&account{}, monty.Policy{Methods: []string{"root", "root"}}, "occurs twice"},
		{&account{}, monty.Policy{Eager: []string{"owner"}, Lazy: []string{"owner"}}, "occurs twice"},
		{account{}, monty.Policy{Methods: []string{"root"}}, "methods of the pointer need a pointer"},
		{&account{}, monty.Interface[error](), "does not implement error"},
		{&account{}, monty.Interface[int](), "is no interface"},
		{7, monty.Policy{Dataclass: true}, "cannot be a dataclass"},
		{struct{ A int }{1}, monty.Policy{}, "is no name for a Python class"},
		{&chans{make(chan int)}, monty.Policy{Eager: []string{"C"}}, "no Python value for chan int"},
	} {
		if _, err := monty.Wrap(c.value, c.policy); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T %+v: %v, want %s", c.value, c.policy, err, c.want)
		}
	}
	for _, constructor := range []any{nil, 7, func() {}, func() error { return nil }, func() *monty.Future { return nil }, func() any { return nil }} {
		if _, err := monty.WrapClass(constructor, accountPolicy); err == nil {
			t.Errorf("%T is a constructor", constructor)
		}
	}
}

// Many runs at once reach one Go value, which guards itself.
func TestWrappedValuesInConcurrentRuns(t *testing.T) {
	a := &account{Owner: "ann"}
	wrapped := must(monty.Wrap(a, monty.Policy{Eager: []string{"owner"}, Methods: []string{"deposit(amount, note='')"}}))
	m := must(monty.New("for i in range(50):\n    f = a.deposit\n    f(1)\n    a.deposit(1)\na", "many.py", []string{"a"}, nil))
	defer m.Close()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			out, err := m.Run(wrapped)
			if v, ok := monty.Unwrap(out); err != nil || !ok || v != any(a) {
				t.Errorf("%v, %v", out, err)
			}
		})
	}
	group.Wait()
	if a.Balance != 8*100 {
		t.Errorf("balance %d", a.Balance)
	}
}

func TestAnObjectOfNoWrapIsUnknownToTheHost(t *testing.T) {
	foreign := &monty.Instance{Class: &monty.Class{Name: "Foreign", ID: monty.NewUUID(), HostDefined: true}, ID: monty.NewUUID()}
	for code, want := range map[string]*monty.ExceptionType{"a.x": monty.AttributeError, "a.x()": monty.AnyException} {
		if out, err := runObjects(t, code, monty.Inputs{"a": foreign}); !errors.Is(err, want) {
			t.Errorf("%s: %v, %v", code, out, err)
		}
	}
}
