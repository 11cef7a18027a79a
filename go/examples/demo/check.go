// Are the script's figures right? Computes them again from the CSV, with Go's own exact arithmetic.

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// cell names one entry of by_market.
type cell struct {
	market string
	month  monty.Date
}

// books are the figures as Go computes them. Money is in cents.
type books struct {
	orders                 int
	revenue, tax           *big.Int
	floatRevenue, floatTax float64
	linesOff               int
	byMarket               map[cell]*big.Int
	byCustomer             map[string]*big.Int
	ordersOf               map[string]int
	products               map[string]bool
	first, last            time.Time
	longestQuiet           time.Duration
	seal                   *big.Int
}

// check compares every figure, and says how many there were.
func check(figures *monty.Dict, text string) (int, error) {
	want, err := keepBooks(text)
	if err != nil {
		return 0, err
	}
	c := checker{figures: figures}
	c.equal("quarter", monty.NewTuple(monty.Int(want.first.Year()), monty.Int((want.first.Month()+2)/3)))
	c.equal("orders", monty.Int(want.orders))
	c.equal("revenue", money(want.revenue))
	c.equal("tax", money(want.tax))
	c.equal("floats", dict(
		monty.KV{Key: monty.Str("revenue"), Value: monty.Float(want.floatRevenue)},
		monty.KV{Key: monty.Str("tax"), Value: monty.Float(want.floatTax)},
		monty.KV{Key: monty.Str("lines_off_by_a_cent"), Value: monty.Int(want.linesOff)},
	))
	markets := dict()
	for cell, cents := range want.byMarket {
		c.add(markets.Set(monty.NewTuple(monty.Str(cell.market), cell.month), money(cents)))
	}
	c.equal("by_market", markets) // dicts are equal in any order
	c.accounts("best", want)
	var names []monty.Object
	for name := range want.products {
		names = append(names, monty.Str(name))
	}
	products, err := monty.NewFrozenSet(names...)
	c.add(err)
	c.equal("products", products)
	c.moment("first", want.first)
	c.moment("last", want.last)
	quiet, err := monty.NewTimeDelta(0, int(want.longestQuiet/time.Second), 0)
	c.add(err)
	c.equal("longest_quiet", quiet)
	c.equal("seal", monty.NewBigInt(want.seal))
	if c.checked != figures.Len() {
		c.add(fmt.Errorf("%d figures were checked, the script returned %d", c.checked, figures.Len()))
	}
	return c.checked, errors.Join(c.errs...)
}

// keepBooks does in Go what orders.py does in Python.
func keepBooks(text string) (*books, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	b := &books{
		revenue: new(big.Int), tax: new(big.Int), seal: new(big.Int),
		byMarket: map[cell]*big.Int{}, byCustomer: map[string]*big.Int{}, ordersOf: map[string]int{}, products: map[string]bool{},
	}
	prime := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil)
	prime.Add(prime, big.NewInt(57))
	for _, row := range rows[1:] {
		number, market, customer, product, currency := row[0], row[2], row[3], row[4], row[7]
		placed, err := time.Parse(time.RFC3339, row[1])
		if err != nil {
			return nil, err
		}
		quantity, ok := new(big.Rat).SetString(row[5])
		price, ok2 := new(big.Rat).SetString(row[6])
		order, ok3 := new(big.Int).SetString(number, 10)
		day := placed.UTC()
		micros, ok4 := rate(currency, monty.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()})
		if !ok || !ok2 || !ok3 || !ok4 {
			return nil, fmt.Errorf("order %s: not a number or not a currency", number)
		}

		paid := new(big.Rat).Mul(price, quantity)
		euros := halfEven(paid.Mul(paid, big.NewRat(micros, 10_000))) // millionths of a euro to cents
		tax := halfEven(new(big.Rat).Mul(new(big.Rat).SetInt(euros), big.NewRat(75, 1000)))
		b.orders++
		b.revenue.Add(b.revenue, euros)
		b.tax.Add(b.tax, tax)

		amount, _ := new(big.Rat).SetFrac(euros, big.NewInt(100)).Float64()
		floatTax, err := strconv.ParseFloat(strconv.FormatFloat(amount*0.075, 'f', 2, 64), 64)
		if err != nil {
			return nil, err
		}
		b.floatRevenue += amount
		b.floatTax += floatTax
		if exact, _ := new(big.Rat).SetFrac(tax, big.NewInt(100)).Float64(); exact != floatTax {
			b.linesOff++
		}

		addTo(b.byMarket, cell{market, monthOf(placed)}, euros)
		addTo(b.byCustomer, customer, euros)
		b.ordersOf[customer]++
		b.products[product] = true
		if b.first.IsZero() {
			b.first = placed
		} else if quiet := placed.Sub(b.last); quiet > b.longestQuiet {
			b.longestQuiet = quiet
		}
		b.last = placed
		b.seal.Mul(b.seal, big.NewInt(1_000_003))
		b.seal.Add(b.seal, order.Mul(order, big.NewInt(1_000_000_000_000)))
		b.seal.Mod(b.seal.Add(b.seal, euros), prime)
	}
	return b, nil
}

// monthOf is the first day of the month by the clock that a time was written with.
func monthOf(t time.Time) monty.Date { return monty.Date{Year: t.Year(), Month: t.Month(), Day: 1} }

func addTo[K comparable](sums map[K]*big.Int, key K, amount *big.Int) {
	if sums[key] == nil {
		sums[key] = new(big.Int)
	}
	sums[key].Add(sums[key], amount)
}

// halfEven rounds to a whole number, ties to the even one.
func halfEven(r *big.Rat) *big.Int {
	// floor(r + 1/2), which is one too many when r was halfway to an odd number.
	doubled := new(big.Int).Add(new(big.Int).Lsh(r.Num(), 1), r.Denom())
	whole, rest := new(big.Int).DivMod(doubled, new(big.Int).Lsh(r.Denom(), 1), new(big.Int))
	if rest.Sign() == 0 && whole.Bit(0) == 1 {
		whole.Sub(whole, big.NewInt(1))
	}
	return whole
}

// money is a number of cents as the Decimal that Python would hold.
func money(cents *big.Int) monty.Object {
	text := new(big.Rat).SetFrac(cents, big.NewInt(100)).FloatString(2)
	decimal, err := monty.NewDecimal(text)
	if err != nil {
		panic(err) // FloatString writes digits and a point
	}
	return decimal
}

func dict(pairs ...monty.KV) *monty.Dict {
	d, err := monty.NewDict(pairs...)
	if err != nil {
		panic(err) // only for keys that cannot be hashed, and those used here can
	}
	return d
}

// checker compares figures and collects what differs.
type checker struct {
	figures *monty.Dict
	checked int
	errs    []error
}

func (c *checker) add(err error) {
	if err != nil {
		c.errs = append(c.errs, err)
	}
}

// equal compares by Python's equality, and asks for the same type as well: to Python 4000 and Decimal('4000.0') are equal.
func (c *checker) equal(name string, want monty.Object) {
	c.checked++
	have, ok := c.figures.GetStr(name)
	if !ok || have.Kind() != want.Kind() || !monty.Equal(have, want) {
		c.add(fmt.Errorf("%s is %v, and %v by Go's books", name, have, want))
	}
}

// moment compares an aware datetime: the instant, and the offset from UTC that it was written with.
func (c *checker) moment(name string, want time.Time) {
	c.checked++
	have, _ := c.figures.GetStr(name)
	aware, ok := have.(monty.DateTime)
	_, offset := want.Zone()
	var instant time.Time
	if !ok || !aware.Aware || aware.Zone.Offset != offset || aware.Unmarshal(&instant) != nil || !instant.Equal(want) {
		c.add(fmt.Errorf("%s is %v, and %v by Go's books", name, have, want))
	}
}

// accounts compares the dataclass instances with the customers that bought most.
func (c *checker) accounts(name string, want *books) {
	c.checked++
	have, _ := c.figures.GetStr(name)
	best, ok := have.(*monty.List)
	if !ok || best.Len() != 5 {
		c.add(fmt.Errorf("%s is %v, not a list of five", name, have))
		return
	}
	seen := map[string]bool{}
	least := new(big.Int)
	for _, item := range best.All() {
		account, ok := item.(*monty.Instance)
		if !ok || account.Class.Name != "Account" || !account.Class.Dataclass {
			c.add(fmt.Errorf("%s holds %v, not an Account", name, item))
			return
		}
		var id string
		var orders int
		c.add(field(account, "customer").Unmarshal(&id))
		c.add(field(account, "orders").Unmarshal(&orders))
		if sum := want.byCustomer[id]; sum == nil || orders != want.ordersOf[id] || !monty.Equal(field(account, "revenue"), money(sum)) {
			c.add(fmt.Errorf("%s: %v is not what Go's books say of %s", name, account, id))
			return
		}
		seen[id] = true
		least = want.byCustomer[id]
	}
	for id, sum := range want.byCustomer {
		if !seen[id] && sum.Cmp(least) > 0 {
			c.add(fmt.Errorf("%s leaves out %s", name, id))
		}
	}
}

// field is an attribute of an instance, None if it has no such.
func field(i *monty.Instance, name string) monty.Object {
	if value, ok := i.Get(name); ok {
		return value
	}
	return monty.None{}
}
