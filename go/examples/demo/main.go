// Demo runs a Python script over a file of orders and shows, with the Go type of each, the values that come back.
//
// The script (orders.py) closes the books of a quarter: it reads CSV text, counts money in Decimal, compares aware
// datetimes, keys a dict by tuples, builds a dataclass and asks two Go functions for what it does not know. The figures
// are computed again here, from the same file with math/big, and the program fails if any differs.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

//go:embed orders.py
var script string

//go:embed orders.csv
var orders string

func main() {
	if err := run(); err != nil {
		// %+v shows an exception as Python does, with its traceback.
		fmt.Fprintf(os.Stderr, "demo: %+v\n", err)
		os.Exit(1)
	}
}

func run() error {
	began := time.Now()
	program, err := monty.New(script, "orders.py", []string{"csv_text"}, nil)
	if err != nil {
		return err
	}
	defer program.Close()
	compiled := time.Since(began)

	var host host
	var printed bytes.Buffer
	var traffic monty.Traffic
	began = time.Now()
	result, err := program.RunContext(context.Background(), monty.Inputs{"csv_text": orders},
		monty.WithFunctions(monty.Functions{
			"exchange_rate":   host.exchangeRate,
			"lookup_customer": host.lookupCustomer,
		}),
		monty.WithStdout(&printed),
		monty.WithTraffic(&traffic),
	)
	if err != nil {
		return err
	}
	ran := time.Since(began)

	figures, ok := result.(*monty.Dict)
	if !ok {
		return fmt.Errorf("the script returned a %s", result.TypeName())
	}
	out := screen{w: os.Stdout}
	out.heading(compiled, ran, printed.String(), host.calls, traffic)
	out.figures(figures)
	out.books(figures)
	out.whyTypesMatter(figures)
	checked, err := check(figures, orders)
	if err != nil {
		return err
	}
	out.linef("Checked: %d figures computed again in Go from the CSV with math/big; all are equal.", checked)
	return out.err
}
