// What is shown: one screen, at most 100 columns wide, plain text.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// screen prints lines and keeps the first error.
type screen struct {
	w   io.Writer
	err error
}

const width = 100

func (s *screen) linef(format string, args ...any) {
	if s.err == nil {
		line := []rune(fmt.Sprintf(format, args...))
		if len(line) > width {
			line = append(line[:width-3], []rune("...")...)
		}
		_, s.err = fmt.Fprintln(s.w, strings.TrimRight(string(line), " "))
	}
}

// title starts a section.
func (s *screen) title(text string) {
	s.linef("")
	s.linef("%s", text)
	s.linef("%s", strings.Repeat("-", width))
}

// heading says what ran, how long it took and what crossed between Go and Python.
func (s *screen) heading(compiled, ran time.Duration, printed string, calls int, traffic monty.Traffic) {
	s.linef("orders.py (%d lines, compiled in %.1f ms) ran in %.0f ms over orders.csv (%d orders, %d bytes)",
		strings.Count(script, "\n"), millis(compiled), millis(ran), strings.Count(orders, "\n")-1, len(orders))
	s.linef("and called Go %d times: %d crossings, %d bytes to Python, %d bytes back. It printed:",
		calls, traffic.Calls, traffic.BytesIn, traffic.BytesOut)
	s.linef("    %s", strings.TrimSpace(printed))
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// figures lists what came back: each value with its type in Python and its type in Go.
func (s *screen) figures(figures *monty.Dict) {
	s.title(fmt.Sprintf("%-15s %-19s %-18s %s", "Figure", "Python type", "Go type", "Value in Go"))
	for name, value := range figures.All() {
		s.linef("%-15s %-19s %-18s %s", text(name), value.TypeName(), fmt.Sprintf("%T", value), brief(value))
	}
}

// brief is a value in a few words.
func brief(value monty.Object) string {
	switch v := value.(type) {
	case monty.Decimal:
		return v.Text()
	case monty.DateTime:
		var t time.Time
		if v.Unmarshal(&t) == nil {
			return t.Format(time.RFC3339)
		}
	case monty.TimeDelta:
		return (time.Duration(v.Days*86_400+v.Seconds) * time.Second).String()
	case *monty.FrozenSet:
		var names []string
		for item := range v.All() {
			names = append(names, text(item))
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	case *monty.Dict:
		for key, item := range v.All() {
			return fmt.Sprintf("%d entries, %v: %v ...", v.Len(), key, item)
		}
	case *monty.List:
		if first, ok := v.At(0).(*monty.Instance); ok {
			return fmt.Sprintf("%d instances of dataclass %s", v.Len(), first.Class.Name)
		}
	}
	return value.String()
}

// text is a str without its quotes, and the repr of anything else.
func text(value monty.Object) string {
	switch v := value.(type) {
	case monty.Str:
		return string(v)
	case monty.Decimal:
		return v.Text()
	case monty.Date:
		return fmt.Sprintf("%04d-%02d-%02d", v.Year, v.Month, v.Day)
	}
	return value.String()
}

// books sets the dict with tuple keys out as a table, beside the dataclass instances.
func (s *screen) books(figures *monty.Dict) {
	byMarket, _ := get(figures, "by_market").(*monty.Dict)
	best, _ := get(figures, "best").(*monty.List)
	if byMarket == nil || best == nil {
		return // check says what is wrong
	}
	columns := map[monty.Object]bool{}
	rows := map[string]bool{}
	for key := range byMarket.All() {
		if pair, ok := key.(*monty.Tuple); ok && pair.Len() == 2 {
			rows[text(pair.At(0))] = true
			columns[pair.At(1)] = true
		}
	}
	months := slices.SortedFunc(maps.Keys(columns), func(a, b monty.Object) int { return strings.Compare(text(a), text(b)) })
	header := fmt.Sprintf("%-11s", "Euros")
	for _, month := range months {
		header += fmt.Sprintf("%11s", text(month))
	}
	s.title(fmt.Sprintf("%s     %-17s %-2s %-10s %6s %11s", header, "Best customers", "", "since", "orders", "euros"))
	for i, market := range slices.Sorted(maps.Keys(rows)) {
		line := fmt.Sprintf("%-11s", market)
		for _, month := range months {
			// The key is a tuple, made in Go.
			amount, _ := byMarket.Get(monty.NewTuple(monty.Str(market), month))
			line += fmt.Sprintf("%11s", text(amount))
		}
		if i < best.Len() {
			if account, ok := best.At(i).(*monty.Instance); ok {
				line += fmt.Sprintf("     %-17s %-2s %-10s %6s %11s", text(field(account, "name")), text(field(account, "country")),
					text(field(account, "since")), text(field(account, "orders")), text(field(account, "revenue")))
			}
		}
		s.linef("%s", line)
	}
}

// whyTypesMatter puts exact values beside what is left of them after encoding/json.
func (s *screen) whyTypesMatter(figures *monty.Dict) {
	s.title("Why exact types matter: the value, and what JSON makes of it")

	floats, _ := get(figures, "floats").(*monty.Dict)
	tax, ok := get(figures, "tax").(monty.Decimal)
	if floats == nil || !ok {
		return // check says what is wrong
	}
	var floatTax float64
	var off int
	s.keep(get(floats, "tax").Unmarshal(&floatTax))
	s.keep(get(floats, "lines_off_by_a_cent").Unmarshal(&off))
	exact, _ := new(big.Rat).SetString(tax.Text())
	missing, _ := new(big.Rat).Sub(exact, new(big.Rat).SetFloat64(floatTax)).Float64()
	s.linef("money     exact  %s euros of tax, as Decimal", tax.Text())
	s.linef("          JSON   %s in floats: %d lines are a cent off, the total by %.2f",
		strconv.FormatFloat(floatTax, 'f', -1, 64), off, missing)

	seal := get(figures, "seal")
	s.linef("int       exact  %v", seal)
	s.linef("          JSON   %s", throughJSON(seal))

	byMarket, _ := get(figures, "by_market").(*monty.Dict)
	if byMarket != nil {
		for key, value := range byMarket.All() {
			s.linef("key       exact  by_market[%v] is %s, looked up by value", key, text(value))
			break
		}
		s.linef("          JSON   %s", throughJSON(byMarket))
	}

	first, last := get(figures, "first"), get(figures, "last")
	var begin, end time.Time
	s.keep(first.Unmarshal(&begin))
	s.keep(last.Unmarshal(&end))
	s.linef("datetime  exact  %s by the shop's clock, %.1f hours before the last order", brief(first), end.Sub(begin).Hours())
	s.linef("          JSON   %s", throughJSON(first))

	quarter := get(figures, "quarter")
	s.linef("tuple     exact  %v, still a tuple", quarter)
	s.linef("          JSON   %s", throughJSON(quarter))
	s.linef("")
}

// throughJSON says what encoding/json gives back for a value that it wrote.
func throughJSON(value monty.Object) string {
	data, err := json.Marshal(value)
	if err != nil {
		// Without encoding/json's own words around it.
		if inner := errors.Unwrap(err); inner != nil {
			err = inner
		}
		return "error: " + strings.TrimPrefix(err.Error(), "monty: no JSON view: ")
	}
	var back any
	if err := json.Unmarshal(data, &back); err != nil {
		return "error: " + strings.TrimPrefix(err.Error(), "monty: no JSON view: ")
	}
	if f, ok := back.(float64); ok {
		return fmt.Sprintf("%.0f, a float64", f)
	}
	return fmt.Sprintf("%v, a Go %T", back, back)
}

func (s *screen) keep(err error) {
	if s.err == nil {
		s.err = err
	}
}

func get(figures *monty.Dict, name string) monty.Object {
	if value, ok := figures.GetStr(name); ok {
		return value
	}
	return monty.None{}
}
