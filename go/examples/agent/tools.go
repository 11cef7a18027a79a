// The tools of the agent: what its scripts can call.

package main

import (
	"context"
	"maps"
	"slices"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// invoice is a struct that scripts see as a dict.
type invoice struct {
	Number   int           `json:"number"`
	Customer string        `json:"customer"`
	Amount   monty.Decimal `json:"amount"`
	Due      monty.Date    `json:"due"`
	Paid     bool          `json:"paid"`
}

// office is the data behind the tools.
type office struct {
	invoices []invoice
	cities   map[string]string
	calls    []string // the tools that were called
}

func newOffice() *office {
	amount := func(text string) monty.Decimal {
		d, err := monty.NewDecimal(text)
		if err != nil {
			panic(err) // a mistake in the lines below
		}
		return d
	}
	due := monty.Date{Year: 2026, Month: 11, Day: 30}
	return &office{
		invoices: []invoice{
			{1, "Ardent Ltd", amount("1200.50"), due, false},
			{2, "Brook & Co", amount("980.00"), due, true},
			{3, "Ardent Ltd", amount("99.90"), due, false},
			{4, "Corvus", amount("1300.39"), due, false},
		},
		cities: map[string]string{"Ardent Ltd": "Leeds", "Brook & Co": "York", "Corvus": "Hull"},
	}
}

// tools returns the functions with what the model has to know of them.
func (o *office) tools() monty.Functions {
	return monty.Functions{
		"list_invoices": monty.Func(o.listInvoices, "paid=None").WithDoc("All invoices, or those that are paid or not."),
		"find_city":     monty.Func(o.findCity, "customer").WithDoc("The city of a customer. It takes a moment: ask for several at once."),
	}
}

func (o *office) listInvoices(paid *bool) []invoice {
	o.calls = append(o.calls, "list_invoices")
	found := []invoice{}
	for _, i := range o.invoices {
		if paid == nil || i.Paid == *paid {
			found = append(found, i)
		}
	}
	return found
}

// findCity answers later, as a request over a network would.
func (o *office) findCity(ctx context.Context, customer string) (*monty.Future, error) {
	o.calls = append(o.calls, "find_city")
	city, known := o.cities[customer]
	if !known {
		return nil, monty.KeyError.Newf("%s is not one of %q", customer, slices.Sorted(maps.Keys(o.cities)))
	}
	return monty.Go(func() (any, error) {
		select {
		case <-time.After(5 * time.Millisecond):
			return city, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}), nil
}
