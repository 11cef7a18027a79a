// Command rules evaluates formulas that users wrote over many rows at once: each formula is compiled once and runs on all
// cores, and a row on which it fails says why without stopping the others.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// row is what a formula sees, as the variable row: a dict with these keys.
type row struct {
	ID       int           `json:"id"`
	Country  string        `json:"country"`
	Quantity int           `json:"quantity"`
	Price    monty.Decimal `json:"price"`
}

// outcome is what a formula says of a row.
type outcome struct {
	Row   int
	Value monty.Object
	Err   error
}

// formulas are what users wrote. The last has a mistake that shows on some rows only.
var formulas = map[string]string{
	"discount": "row['price'] * row['quantity'] * Decimal('0.05') if row['quantity'] >= 10 else Decimal(0)",
	"tax":      "row['price'] * row['quantity'] * tax_rate(row['country'])",
	"unit":     "row['price'] / (row['quantity'] - 3)",
}

// preamble is what every formula can use.
const preamble = "from decimal import Decimal\n"

// limits of one formula on one row.
var limits = monty.Limits{MaxDuration: 200 * time.Millisecond, MaxMemory: 16 << 20, MaxSuspensions: 20, MaxOutput: 1 << 10}

func main() {
	rows := makeRows(3000)
	for _, name := range []string{"discount", "tax", "unit"} {
		began := time.Now()
		outcomes, err := evaluate(context.Background(), name, formulas[name], rows)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		failed := 0
		var first error
		for _, o := range outcomes {
			if o.Err != nil {
				if failed++; first == nil {
					first = fmt.Errorf("row %d: %w", o.Row, o.Err)
				}
			}
		}
		fmt.Printf("%-8s  %d rows in %v, %d failed", name, len(outcomes), time.Since(began).Round(time.Millisecond), failed)
		if first != nil {
			fmt.Printf(" (%v)", first)
		}
		fmt.Printf("; row 0: %v\n", outcomes[0].Value)
	}
}

// evaluate runs a formula on every row, on all cores. The outcomes are in the order of the rows; an error of its own is about
// the formula as a whole, or is the context's.
func evaluate(ctx context.Context, name, formula string, rows []row) ([]outcome, error) {
	program, err := monty.New(preamble+formula, name, []string{"row"}, nil, monty.WithLimits(limits),
		monty.WithFunctions(monty.Functions{"tax_rate": taxRate}))
	if err != nil {
		return nil, fmt.Errorf("formula %s: %w", name, err)
	}
	defer program.Close()
	outcomes := make([]outcome, len(rows))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				if i >= len(rows) || ctx.Err() != nil {
					return
				}
				value, err := program.Run(rows[i])
				outcomes[i] = outcome{Row: rows[i].ID, Value: value, Err: err}
			}
		})
	}
	workers.Wait()
	return outcomes, ctx.Err()
}

// taxRates are exact, as money has to be.
var taxRates = map[string]string{"DE": "0.19", "FR": "0.20", "CH": "0.081"}

// taxRate is called from formulas, from several goroutines at a time.
func taxRate(country string) (monty.Decimal, error) {
	rate, known := taxRates[country]
	if !known {
		return monty.Decimal{}, monty.LookupError.Newf("no tax rate for %s", country)
	}
	return monty.NewDecimal(rate)
}

// makeRows makes rows to evaluate.
func makeRows(n int) []row {
	countries := []string{"DE", "FR", "CH", "XX"}
	rows := make([]row, n)
	for i := range rows {
		price, err := monty.NewDecimal(fmt.Sprintf("%d.%02d", i%90+1, i%100))
		if err != nil {
			panic(err) // a mistake in the line above
		}
		rows[i] = row{ID: i, Country: countries[i%len(countries)], Quantity: i % 25, Price: price}
	}
	return rows
}
