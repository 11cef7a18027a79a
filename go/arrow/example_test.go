package montyarrow_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	monty "github.com/ricochet1k/monty-go/go"
	montyarrow "github.com/ricochet1k/monty-go/go/arrow"
)

func ExampleFromObject() {
	rows, err := monty.ToObject([]map[string]any{{"item": "tea", "n": 2}, {"item": "milk", "n": nil}})
	if err != nil {
		log.Fatal(err)
	}
	record, err := montyarrow.FromObject(rows)
	if err != nil {
		log.Fatal(err)
	}
	defer record.Release()
	fmt.Println(record.Column(0), record.Column(1))
	// Output: ["tea" "milk"] [2 (null)]
}

func ExampleRun() {
	program, err := monty.New("[{'n': row['n'], 'square': row['n'] ** 2} for row in rows if row['n'] % 2]", "squares.py", []string{"rows"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer program.Close()
	in := numbers(memory.DefaultAllocator, 6)
	defer in.Release()
	out, err := montyarrow.Run(context.Background(), program, monty.Inputs{"rows": montyarrow.Input(in)}, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer out.Release()
	fmt.Println(out.Column(1).(*array.Int64).Int64Values())
	// Output: [1 9 25]
}

func ExampleFeed() {
	session, err := monty.NewSession("squares.py")
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close()
	in := numbers(memory.DefaultAllocator, 6)
	defer in.Release()
	ctx := context.Background()
	if _, err := session.FeedContext(ctx, "squares = [row['n'] ** 2 for row in rows]", monty.Inputs{"rows": montyarrow.Input(in)}); err != nil {
		log.Fatal(err)
	}
	out, err := montyarrow.Feed(ctx, session, "[{'n': r['n'], 'square': s} for r, s in zip(rows, squares) if s > 10]", nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer out.Release()
	fmt.Println(out.Column(0), out.Column(1))
	// Output: [4 5] [16 25]
}

func ExampleInput() {
	program, err := monty.New("[r.n for r in rows]", "namedtuples.py", []string{"rows"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer program.Close()
	in := numbers(memory.DefaultAllocator, 3)
	defer in.Release()
	o, err := program.Run(montyarrow.Input(in, montyarrow.NamedTuples("Row")))
	fmt.Println(o, err)
	// Output: [0, 1, 2] <nil>
}

func ExampleWrite() {
	price := must(monty.NewDecimal("1.20"))
	rows := must(monty.ToObject([]map[string]any{{"price": price}}))
	var file strings.Builder // an os.File, for pandas, Polars or DuckDB
	if err := montyarrow.Write(&file, rows); err != nil {
		log.Fatal(err)
	}
	back, err := montyarrow.Read(strings.NewReader(file.String()))
	fmt.Println(back, err)
	// Output: [{'price': Decimal('1.20')}] <nil>
}

func ExampleTableError() {
	_, err := montyarrow.FromObject(monty.NewList(monty.Int(1), monty.Str("two")))
	fmt.Println(err)
	// Output: montyarrow: row 1, column "value": a str among values of type int
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}
