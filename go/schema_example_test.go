package monty_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	monty "github.com/ricochet1k/monty-go/go"
)

// A result is written to a file, for a program in another language to read (schema/README.md).
func ExampleEncode_file() {
	runner, err := monty.New(`
from datetime import date
from decimal import Decimal

item = {'price': Decimal('19.90'), 'count': 3}
{'items': [item, item], 'paid': (2026, 11), 'due': date(2026, 12, 1), 'id': 2**64}
`, "order.py", nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer runner.Close()
	result, err := runner.Run()
	if err != nil {
		log.Fatal(err)
	}
	data, err := monty.Encode(result)
	if err != nil {
		log.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "monty")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "result.cbor"), data, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%x\n", data)
	// Output: a4656974656d7382d81ca2657072696365c482211907c665636f756e7403d81d006470616964d9ba00821907ea0b63647565d903ec6a323032362d31322d3031626964c249010000000000000000
}
