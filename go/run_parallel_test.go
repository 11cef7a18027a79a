// Programs and snapshots that many goroutines use at once.

package monty_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

func TestOneProgramRunsInManyGoroutines(t *testing.T) {
	m := must(monty.New("total = 0\nfor i in range(n):\n    total += host(i)\ntotal", "parallel.py", []string{"n"}, nil,
		monty.WithFunctions(monty.Functions{"host": func(_ context.Context, c *monty.Call) (any, error) { return c.Args[0], nil }})))
	defer m.Close()
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 20 {
				if o, err := m.Run(g * 3); err != nil || o != I(g*3*(g*3-1)/2) {
					t.Errorf("%v, %v", o, err)
				}
			}
		}()
	}
	wg.Wait()
}

func TestASnapshotTakesOneAnswerFromManyGoroutines(t *testing.T) {
	m := must(monty.New("host()", "race.py", nil, nil))
	defer m.Close()
	for range 50 {
		p := must(m.Start())
		var wg sync.WaitGroup
		results := make(chan error, 8)
		for range cap(results) {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, err := p.Snapshot.Resume(p.CallID, 1)
				results <- err
			}()
		}
		wg.Wait()
		close(results)
		answered := 0
		for err := range results {
			switch {
			case err == nil:
				answered++
			case !errors.Is(err, monty.ErrSnapshotUsed) && !errors.Is(err, monty.ErrInUse):
				t.Error(err)
			}
		}
		if answered != 1 {
			t.Fatalf("%d answers were taken", answered)
		}
	}
}
