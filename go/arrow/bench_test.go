package montyarrow_test

import (
	"context"
	"encoding/json"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
	montyarrow "github.com/ricochet1k/monty-go/go/arrow"
)

const benchRows = 100_000

// rowsOut makes the rows; its last line, which is added, says what of them leaves the sandbox.
const rowsOut = `
from datetime import datetime, timedelta
from decimal import Decimal
start = datetime(2026, 1, 1)
rows = [
    {'id': i, 'name': names[i % 1000], 'active': i % 3 == 0, 'score': i / 7, 'price': prices[i % 1000],
     'at': start + timedelta(seconds=i), 'country': 'NL', 'manager': None if i % 5 else i}
    for i in range(n)
]
`

type benchRow struct {
	ID      int64   `json:"id"`
	Name    string  `json:"name"`
	Active  bool    `json:"active"`
	Score   float64 `json:"score"`
	Price   string  `json:"price"`
	At      string  `json:"at"`
	Country string  `json:"country"`
	Manager *int64  `json:"manager"`
}

// Rows leave the sandbox in one way or another. "nothing" is what making them in Python costs: subtract it from the others.
// MB/peak is how much more memory the process had at most, the sandbox included, than before.
func BenchmarkRowsOut(b *testing.B) {
	inputs := monty.Inputs{"n": benchRows, "names": texts("user "), "prices": decimals()}
	limits := []monty.Option{monty.WithLimits(monty.Limits{MaxMemory: 4 << 30})}
	ctx := context.Background()
	run := func(b *testing.B, last string, use func(o monty.Object) int) {
		m := compile(b, rowsOut+last, "n", "names", "prices")
		measure(b, func() {
			o, err := m.RunContext(ctx, inputs, limits...)
			if err != nil {
				b.Fatal(err)
			}
			if n := use(o); n != benchRows {
				b.Fatalf("%d rows", n)
			}
		})
	}
	b.Run("nothing", func(b *testing.B) {
		run(b, "n", func(o monty.Object) int { return int(o.(monty.Int)) })
	})
	b.Run("arrow", func(b *testing.B) {
		m := compile(b, rowsOut+"rows", "n", "names", "prices")
		measure(b, func() {
			record, err := montyarrow.Run(ctx, m, inputs, limits)
			if err != nil {
				b.Fatal(err)
			}
			if record.NumRows() != benchRows || record.NumCols() != 8 {
				b.Fatal(record)
			}
			record.Release()
		})
	})
	b.Run("cbor-objects", func(b *testing.B) {
		run(b, "rows", func(o monty.Object) int { return o.(*monty.List).Len() })
	})
	b.Run("cbor-structs", func(b *testing.B) {
		run(b, "rows", func(o monty.Object) int {
			var rows []benchRow
			if err := o.Unmarshal(&rows); err != nil {
				b.Fatal(err)
			}
			return len(rows)
		})
	})
	b.Run("json-structs", func(b *testing.B) {
		last := "import json\njson.dumps([{**row, 'price': str(row['price']), 'at': row['at'].isoformat()} for row in rows])"
		run(b, last, func(o monty.Object) int {
			var rows []benchRow
			if err := json.NewDecoder(strings.NewReader(string(o.(monty.Str)))).Decode(&rows); err != nil {
				b.Fatal(err)
			}
			return len(rows)
		})
	})
}

// measure runs f for each iteration and watches the memory of the process.
func measure(b *testing.B, f func()) {
	b.Helper()
	runtime.GC()
	before := resident(b)
	peak := before
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				peak = max(peak, resident(b))
			}
		}
	}()
	for b.Loop() {
		f()
	}
	close(stop)
	<-done
	b.ReportMetric(float64(peak-before)/(1<<20), "MB/peak")
}

func texts(prefix string) []string {
	texts := make([]string, 1000)
	for i := range texts {
		texts[i] = prefix + strconv.Itoa(i)
	}
	return texts
}

func decimals() []monty.Object {
	objects := make([]monty.Object, 1000)
	for i := range objects {
		d, err := monty.NewDecimal(strconv.Itoa(i) + ".25")
		if err != nil {
			panic(err)
		}
		objects[i] = d
	}
	return objects
}
