package main

import (
	"context"
	"errors"
	"math/big"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

func TestFormulasOverAllRows(t *testing.T) {
	rows := makeRows(400)
	for name, formula := range formulas {
		outcomes, err := evaluate(t.Context(), name, formula, rows)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range outcomes {
			r := rows[i]
			if o.Row != r.ID {
				t.Fatalf("%s: outcome %d is of row %d", name, i, o.Row)
			}
			var want *big.Rat
			var fails *monty.ExceptionType
			switch name {
			case "discount":
				want = new(big.Rat)
				if r.Quantity >= 10 {
					want = times(r, "0.05")
				}
			case "tax":
				if rate, known := taxRates[r.Country]; known {
					want = times(r, rate)
				} else {
					fails = monty.LookupError
				}
			case "unit":
				if r.Quantity == 3 {
					fails = monty.ZeroDivisionError
				}
			}
			switch {
			case fails != nil:
				if !errors.Is(o.Err, fails) {
					t.Errorf("%s of row %d: %v, %v, want %v", name, i, o.Value, o.Err, fails)
				}
			case o.Err != nil:
				t.Errorf("%s of row %d: %v", name, i, o.Err)
			case want != nil:
				if got, ok := new(big.Rat).SetString(o.Value.(monty.Decimal).Text()); !ok || got.Cmp(want) != 0 {
					t.Errorf("%s of row %d: %v, want %v", name, i, o.Value, want)
				}
			}
		}
	}
}

// times is price times quantity times a factor, exactly.
func times(r row, factor string) *big.Rat {
	price, _ := new(big.Rat).SetString(r.Price.Text())
	f, _ := new(big.Rat).SetString(factor)
	return price.Mul(price, f).Mul(price, new(big.Rat).SetInt64(int64(r.Quantity)))
}

func TestFormulasThatAreWrongAsAWhole(t *testing.T) {
	if _, err := evaluate(t.Context(), "broken", "row['price'] *", makeRows(1)); !errors.Is(err, monty.SyntaxError) {
		t.Errorf("%v", err)
	}
	outcomes, err := evaluate(t.Context(), "endless", "[1 for _ in iter(int, 1)] if False else [x for x in range(10**12)]", makeRows(1))
	if err != nil || !errors.Is(outcomes[0].Err, monty.TimeoutError) && !errors.Is(outcomes[0].Err, monty.MemoryError) {
		t.Errorf("%v, %v", outcomes, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := evaluate(ctx, "late", "1", makeRows(10)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
