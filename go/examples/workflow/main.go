// Command workflow runs a Python script that takes an order from reservation to shipping, and survives its own death: before
// each step the suspended run is written to disk, and a new process goes on from there. No step is taken twice.
//
//	workflow DIR          begins, or goes on, in a folder
//	workflow -die N DIR   the same, but ends abruptly at the N-th occasion, for the sake of the demonstration
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	monty "github.com/ricochet1k/monty-go/go"
)

// script is the workflow. It knows nothing of processes and dumps.
const script = `
from decimal import Decimal

reservation = reserve(order['item'], order['quantity'])
total = Decimal(order['price']) * order['quantity']
try:
    receipt = charge(order['customer'], total)
except ValueError as refusal:
    receipt = charge(order['customer'], total / 2)
parcels = []
for n in range(order['quantity']):
    parcels.append(ship(reservation, n + 1))
{'receipt': receipt, 'parcels': parcels}
`

// order is the input of the workflow.
var order = map[string]any{"item": "lamp", "quantity": 3, "price": "40.00", "customer": "ann"}

func main() {
	die := flag.Int("die", 0, "end abruptly at this occasion, counted from 1")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	result, err := run(context.Background(), flag.Arg(0), *die)
	if err != nil {
		fmt.Fprintf(os.Stderr, "workflow: %+v\n", err)
		os.Exit(1)
	}
	fmt.Println(result)
}

// dead is how a process ends that died on purpose.
const dead = 3

// run begins the workflow in a folder, or goes on with it, and returns its result.
func run(ctx context.Context, folder string, die int) (monty.Object, error) {
	s, err := openStore(folder)
	if err != nil {
		return nil, err
	}
	mayDie := func() {
		if die--; die == 0 {
			os.Exit(dead)
		}
	}
	progress, err := s.resume()
	if errors.Is(err, os.ErrNotExist) {
		progress, err = s.begin(ctx)
	}
	for err == nil && progress.Kind == monty.FunctionCall {
		// From here on a new process begins with this step.
		if err := s.save(progress.Snapshot); err != nil {
			return nil, err
		}
		mayDie()
		progress, err = s.step(ctx, progress, mayDie)
	}
	if err != nil {
		return nil, err
	}
	if progress.Kind != monty.Complete {
		return nil, fmt.Errorf("the script waits for something that is no step: %v", progress.Kind)
	}
	return progress.Result, nil
}

// begin starts the script.
func (s *store) begin(ctx context.Context) (*monty.Progress, error) {
	program, err := monty.New(script, "order.py", []string{"order"}, []string{"reserve", "charge", "ship"})
	if err != nil {
		return nil, err
	}
	defer program.Close()
	return program.StartContext(ctx, monty.Inputs{"order": order}, monty.WithDumpKey(s.key))
}
