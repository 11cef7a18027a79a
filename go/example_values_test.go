package monty_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math/big"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// Structs become dicts under the names of their tags, maps are sorted, and nothing is rounded.
func ExampleToObject() {
	type item struct {
		Name  string         `json:"name"`
		Price monty.Decimal  `json:"price"`
		Tags  []string       `json:"tags,omitempty"`
		Sizes map[string]int `json:"sizes"`
		Made  time.Time      `monty:"made_at"`
		Notes *string        `json:"notes"`
	}
	price, err := monty.NewDecimal("19.90")
	if err != nil {
		log.Fatal(err)
	}
	o, err := monty.ToObject(item{
		Name: "lamp", Price: price, Sizes: map[string]int{"m": 2, "l": 1}, Made: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	for k, v := range o.(*monty.Dict).All() {
		fmt.Println(k, v)
	}
	// Output:
	// 'name' 'lamp'
	// 'price' Decimal('19.90')
	// 'sizes' {'l': 1, 'm': 2}
	// 'made_at' datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.timezone.utc)
	// 'notes' None
}

// A pointer that is there twice is one object in Python.
func ExampleToObject_shared() {
	type node struct {
		Name string `json:"name"`
	}
	shared := &node{"x"}
	o, err := monty.ToObject([]*node{shared, shared})
	if err != nil {
		log.Fatal(err)
	}
	l := o.(*monty.List)
	fmt.Println(l, l.At(0) == l.At(1))
	// Output: [{'name': 'x'}, {'name': 'x'}] true
}

// What has no Python counterpart is refused, and the error says where it is.
func ExampleToObject_refused() {
	_, err := monty.ToObject(map[string]any{"jobs": []any{1, make(chan int)}})
	fmt.Println(err)
	// Output: monty: no Python value for .jobs[1]: chan int: Python has nothing for a chan: receive what it sends, and give that
}

// JSON text becomes what Python's json.loads makes of it: ints stay ints, of any size.
func ExampleToObject_json() {
	o, err := monty.ToObject(json.RawMessage(`{"n": 12345678901234567890, "x": 1.0, "list": [true, null]}`))
	fmt.Println(o, err)
	// Output: {'n': 12345678901234567890, 'x': 1.0, 'list': [True, None]} <nil>
}

// Unmarshal works as if the value were JSON: keys fit fields in any case, a tuple is an array, a Decimal a string.
func ExampleObject_Unmarshal() {
	m, err := monty.New(`
from decimal import Decimal
{"NAME": "lamp", "sizes": (1, 2.5), "price": Decimal("19.90"), "more": None}
`, "item.py", nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	o, err := m.Run()
	if err != nil {
		log.Fatal(err)
	}
	var item struct {
		Name  string    `json:"name"`
		Sizes []float64 `json:"sizes"`
		Price string    `json:"price"`
	}
	if err := o.Unmarshal(&item); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", item)
	// Output: {Name:lamp Sizes:[1 2.5] Price:19.90}
}

// As is exact: each type takes what it holds without loss, and a tuple goes into an array or a struct.
func ExampleAs() {
	m, err := monty.New(`{"a": [(1, "x"), (2, "y")], "b": []}`, "pairs.py", nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	o, err := m.Run()
	if err != nil {
		log.Fatal(err)
	}
	type pair struct {
		Number int
		Letter string
	}
	pairs, err := monty.As[map[string][]pair](o)
	fmt.Println(pairs, err)
	// Output: map[a:[{1 x} {2 y}] b:[]] <nil>
}

// An error of As names the place, the Python type and the Go type.
func ExampleAs_refused() {
	type item struct {
		Name  string `json:"name"`
		Count uint8  `json:"count"`
	}
	o, err := monty.ToObject([]map[string]any{{"name": "lamp", "count": 3}, {"name": "fuse", "count": 300}})
	if err != nil {
		log.Fatal(err)
	}
	_, err = monty.As[[]item](o)
	fmt.Println(err)
	var refused *monty.ConversionError
	if errors.As(err, &refused) {
		fmt.Println(refused.Path, refused.PythonType, refused.GoType)
	}
	_, err = monty.As[float64](monty.Int(3))
	fmt.Println(err)
	// Output:
	// monty: [1].count: Python int does not convert to Go uint8: 300 is out of range
	// [1].count int uint8
	// monty: Python int does not convert to Go float64: it takes float
}

// Instances of dataclasses fill structs by the names of their fields.
func ExampleAs_dataclass() {
	m, err := monty.New(`
from dataclasses import dataclass

@dataclass
class Order:
    item: str
    amounts: list

[Order("lamp", [1, 2 ** 70]), None]
`, "order.py", nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	o, err := m.Run()
	if err != nil {
		log.Fatal(err)
	}
	type order struct {
		Item    string     `json:"item"`
		Amounts []*big.Int `json:"amounts"`
	}
	orders, err := monty.As[[]*order](o)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(orders[0].Item, orders[0].Amounts, orders[1])
	// Output: lamp [1 1180591620717411303424] <nil>
}

// Sets are maps, and tuples can be keys.
func ExampleAs_keys() {
	set, err := monty.NewSet(monty.Str("read"), monty.Str("write"))
	if err != nil {
		log.Fatal(err)
	}
	rights, err := monty.As[map[string]bool](set)
	fmt.Println(rights, err)
	board, err := monty.NewDict(monty.KV{Key: monty.NewTuple(monty.Int(0), monty.Int(2)), Value: monty.Str("rook")})
	if err != nil {
		log.Fatal(err)
	}
	squares, err := monty.As[map[[2]int]string](board)
	fmt.Println(squares, err)
	// Output:
	// map[read:true write:true] <nil>
	// map[[0 2]:rook] <nil>
}

// A result that stays encoded can be stored, sent on, or read without Objects in between.
func ExampleMonty_RunRaw() {
	m, err := monty.New(`[{"id": n, "name": f"user {n}"} for n in range(3)]`, "users.py", nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	raw, err := m.RunRaw(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	var users []struct {
		ID   int    `json:"id"`
		Name string `json:"name"`
	}
	if err := raw.Unmarshal(&users); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(raw), "bytes:", users)
	// Output: 52 bytes: [{0 user 0} {1 user 1} {2 user 2}]
}

// Diagnose shows the bytes as text; the numbers before parentheses are the schema's tags.
func ExampleRaw_Diagnose() {
	data, err := monty.Encode(monty.NewTuple(monty.Int(1), monty.Str("é"), monty.Date{Year: 2026, Month: 11, Day: 22}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(monty.Raw(data).Diagnose())
	// Output: 47616([1, "\u00e9", 1004("2026-11-22")])
}

// DecodeAs is Decode and As in one step, and quicker.
func ExampleDecodeAs() {
	data, err := monty.Encode(monty.NewList(monty.Float(1.5), monty.Float(2)))
	if err != nil {
		log.Fatal(err)
	}
	floats, err := monty.DecodeAs[[]float64](data)
	fmt.Println(floats, err)
	_, err = monty.DecodeAs[[]int](data)
	fmt.Println(err)
	// Output:
	// [1.5 2] <nil>
	// monty: [0]: Python float does not convert to Go int: it takes int
}

// One value has one encoding, and what is shared is written once.
func ExampleEncode() {
	shared := monty.NewList(monty.Int(1))
	data, err := monty.Encode(monty.NewList(shared, shared))
	fmt.Printf("%x %v\n", data, err)
	fmt.Println(monty.Raw(data))
	// Output:
	// 82d81c8101d81d00 <nil>
	// [28([1]), 29(0)]
}

// Decode needs no interpreter, and its errors say which byte is wrong.
func ExampleDecode() {
	o, err := monty.Decode([]byte{0x82, 0xd8, 0x1c, 0x81, 0x01, 0xd8, 0x1d, 0x00})
	if err != nil {
		log.Fatal(err)
	}
	l := o.(*monty.List)
	fmt.Println(l, l.At(0) == l.At(1))

	_, err = monty.Decode([]byte{0x82, 0x01, 0x19}) // ends within an int
	fmt.Println(err)
	var wrong *monty.DecodeError
	fmt.Println(errors.As(err, &wrong) && wrong.Kind == monty.DecodeTruncated)
	// Output:
	// [[1], [1]] true
	// monty: input ends too early at byte 2
	// true
}

// Strict decoding takes nothing but what Encode writes.
func ExampleDecodeOptions() {
	data := []byte{0x18, 0x01} // 1, with a longer head than needed
	o, err := monty.Decode(data)
	fmt.Println(o, err)
	_, err = monty.DecodeOptions{Strict: true}.Decode(data)
	fmt.Println(err)
	// Output:
	// 1 <nil>
	// monty: not the canonical encoding at byte 0
}
