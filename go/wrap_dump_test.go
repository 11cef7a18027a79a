// Wrapped objects in dumps: a run that is loaded finds the Go values that it is told of.

package monty_test

import (
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

func TestWrappedValuesOfALoadedRun(t *testing.T) {
	a := &account{Owner: "ann", Balance: 7}
	wrapped := must(monty.Wrap(a, accountPolicy))
	m := must(monty.New("pause()\n[a.balance, a.owner]", "pause.py", []string{"a"}, []string{"pause"}))
	defer m.Close()
	p := must(m.Start(wrapped))
	dump := must(p.Snapshot.Dump())
	p.Snapshot.Close()

	// What knows the object again after a restart is its ID.
	again := must(monty.Wrap(a, accountPolicy))
	again.ID = wrapped.ID
	for _, test := range []struct {
		options  []monty.Option
		receiver any
	}{{nil, nil}, {[]monty.Option{monty.WithObjects(again)}, a}} {
		p := must(monty.SnapshotFromBytes(dump, test.options...))
		p = must(p.Snapshot.Resume(p.CallID, nil))
		if p.Kind != monty.NameLookup || p.Name != "balance" || p.Receiver != test.receiver {
			t.Fatalf("%+v", p)
		}
		p = must(p.Snapshot.Resume(p.CallID, 8))
		if p.Result.String() != "[8, 'ann']" {
			t.Errorf("%v", p.Result)
		}
	}
}
