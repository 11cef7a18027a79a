// What records cost on their way out of the sandbox and in, up to the form in which Go uses them.

package monty_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// person is a typical record: eight fields of simple types.
type person struct {
	ID      int64   `json:"id"`
	Name    string  `json:"name"`
	Email   string  `json:"email"`
	Active  bool    `json:"active"`
	Score   float64 `json:"score"`
	Age     int     `json:"age"`
	Country string  `json:"country"`
	Manager *string `json:"manager"`
}

func personOf(n int) person {
	return person{
		ID: int64(n), Name: fmt.Sprint("user ", n), Email: fmt.Sprintf("user%d@example.com", n), Active: n%2 == 0,
		Score: float64(n) / 3, Age: n % 90, Country: "NL",
	}
}

// peopleOut makes the same records in Python, once, and has the ways out as functions.
const peopleOut = `
import json
people = [
    {'id': n, 'name': f'user {n}', 'email': f'user{n}@example.com', 'active': n % 2 == 0,
     'score': n / 3, 'age': n % 90, 'country': 'NL', 'manager': None}
    for n in range(10000)
]
def value(): return people
def text(): return json.dumps(people)
`

// 10,000 rows from a session that has them: as Objects, and as structs from the encoded value or from JSON text.
func BenchmarkTenThousandRowsOut(b *testing.B) {
	const count = 10_000
	checkStructs := func(people []person) error {
		if len(people) != count || people[0] != personOf(0) || people[count-1] != personOf(count-1) {
			return fmt.Errorf("%d people, wrong or too few", len(people))
		}
		return nil
	}
	ways := []struct {
		name string
		out  func(s *monty.Session) error
	}{
		{"objects", func(s *monty.Session) error {
			o, err := s.Call("value")
			if err != nil {
				return err
			}
			people := o.(*monty.List)
			last, err := monty.As[person](people.At(people.Len() - 1))
			if err != nil || people.Len() != count || last != personOf(count-1) {
				return fmt.Errorf("%d people, %v at the end, %v", people.Len(), last, err)
			}
			return nil
		}},
		{"structs", func(s *monty.Session) error {
			var raw monty.Raw
			if _, err := s.CallContext(context.Background(), "value", nil, nil, monty.WithRawResult(&raw)); err != nil {
				return err
			}
			people, err := monty.DecodeAs[[]person](raw)
			if err != nil {
				return err
			}
			return checkStructs(people)
		}},
		{"json-text", func(s *monty.Session) error {
			o, err := s.Call("text")
			if err != nil {
				return err
			}
			var people []person
			if err := json.Unmarshal([]byte(o.(monty.Str)), &people); err != nil {
				return err
			}
			return checkStructs(people)
		}},
	}
	for _, way := range ways {
		b.Run(way.name+"/go", func(b *testing.B) {
			s := peopleSession(b)
			b.ReportAllocs()
			for b.Loop() {
				if err := way.out(s); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(way.name+"/go-parallel", func(b *testing.B) {
			sessions := make(chan *monty.Session, runtime.GOMAXPROCS(0))
			for range cap(sessions) {
				sessions <- peopleSession(b)
			}
			inParallel(b, func() func() error {
				s := <-sessions
				return func() error { return way.out(s) }
			})
		})
	}
}

// peopleSession is a session that has the rows.
func peopleSession(b *testing.B) *monty.Session {
	s := must(monty.NewSession("bench.py", monty.WithLimits(monty.Limits{MaxDuration: monty.Unlimited})))
	b.Cleanup(func() { s.Close() })
	if _, err := s.Feed(peopleOut); err != nil {
		b.Fatal(err)
	}
	return s
}

// Go structs as an input of a run: one, 1000, and 1000 as JSON text that Python reads.
func BenchmarkStructsIn(b *testing.B) {
	people := make([]person, 1000)
	for n := range people {
		people[n] = personOf(n)
	}
	const last = "f\"{len(people)} {people[-1]['name']}, {people[-1]['age']}, {people[-1]['manager']}\""
	for _, c := range []struct {
		name, source, want string
		input              func() (any, error)
	}{
		{"one", "f\"{people['name']}, {people['age']}, {people['manager']}\"", "user 999, 9, None",
			func() (any, error) { return people[999], nil }},
		{"thousand", last, "1000 user 999, 9, None", func() (any, error) { return people, nil }},
		{"thousand-json-text", "import json\npeople = json.loads(people)\n" + last, "1000 user 999, 9, None",
			func() (any, error) { text, err := json.Marshal(people); return string(text), err }},
	} {
		m := must(monty.New(c.source, "bench.py", []string{"people"}, nil))
		defer m.Close()
		run := func() error {
			input, err := c.input()
			if err != nil {
				return err
			}
			o, err := m.Run(input)
			if err != nil || o != monty.Str(c.want) {
				return fmt.Errorf("%v, %v", o, err)
			}
			return nil
		}
		b.Run(c.name+"/go", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/go-parallel", func(b *testing.B) { inParallel(b, func() func() error { return run }) })
	}
}

// inParallel measures on all processors. Each goroutine gets from each a function of its own, which it repeats.
func inParallel(b *testing.B, each func() func() error) {
	b.Helper()
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		f := each()
		for pb.Next() {
			if err := f(); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
