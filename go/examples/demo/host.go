// What the script asks the host: two Go functions, and the books that they look into.

package main

import (
	"context"
	"fmt"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// host answers the script's calls and counts them.
type host struct{ calls int }

// exchangeRate is exchange_rate(currency, day) in Python: a Decimal, the price in euros of one unit.
func (h *host) exchangeRate(_ context.Context, call *monty.Call) (any, error) {
	h.calls++
	if len(call.Args) != 2 {
		return nil, monty.NewPythonError("TypeError", "exchange_rate() takes a currency and a day")
	}
	// The day arrives as what it was in Python, so there is no text to parse and no time zone to guess.
	currency, isText := call.Args[0].(monty.Str)
	day, isDate := call.Args[1].(monty.Date)
	if !isText || !isDate {
		return nil, monty.NewPythonError("TypeError", "exchange_rate() takes a str and a date")
	}
	micros, known := rate(string(currency), day)
	if !known {
		return nil, monty.NewPythonError("KeyError", string(currency))
	}
	return monty.NewDecimal(fmt.Sprintf("%d.%06d", micros/1_000_000, micros%1_000_000))
}

// lookupCustomer is lookup_customer(customer_id) in Python: a dict.
func (h *host) lookupCustomer(_ context.Context, call *monty.Call) (any, error) {
	h.calls++
	var id string
	if err := call.Arg(0, &id); err != nil {
		return nil, err
	}
	var number int
	if _, err := fmt.Sscanf(id, "C-%d", &number); err != nil || number < 1 {
		return nil, monty.NewPythonError("KeyError", id)
	}
	return customer(number), nil
}

// rate is the price in millionths of a euro of one unit of a currency on a day: an invented market that moves a little
// every day.
func rate(currency string, day monty.Date) (micros int64, known bool) {
	base := map[string]int64{"EUR": 1_000_000, "USD": 921_340, "GBP": 1_187_650, "JPY": 6_127}[currency]
	if currency == "EUR" || base == 0 {
		return base, base != 0
	}
	days := time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC).Unix() / 86_400
	swing := (days*37+base)%41 - 20 // in units of half a thousandth
	return base + base*swing/2000, true
}

// customer is what the shop knows about one customer. A struct would do as well; a map shows that its values may have any
// type, a Python date among them.
func customer(number int) map[string]any {
	given := []string{"Amara", "Björk", "Chandra", "Daichi", "Elena", "Folake", "Gyan"}
	family := []string{"Okafor", "Jónsdóttir", "Thapa", "Sato", "Begay"}
	country := []string{"NG", "IS", "NP", "JP", "US"}
	return map[string]any{
		"name":    given[number%len(given)] + " " + family[number%len(family)],
		"country": country[number%len(country)],
		"since":   monty.Date{Year: 2015 + number%9, Month: time.Month(1 + number%12), Day: 1 + number%28},
	}
}
