// Command store runs Python and writes the result to a file, for programs in any language to read: store FILE
package main

import (
	"log"
	"os"

	monty "github.com/ricochet1k/monty-go/go"
)

const script = `
from datetime import date
from decimal import Decimal

item = {'price': Decimal('19.90'), 'count': 3}
{'items': [item, item], 'paid': (2026, 11), 'due': date(2026, 12, 1), 'id': 2**64}
`

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: store FILE")
	}
	if err := store(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func store(path string) error {
	runner, err := monty.New(script, "order.py", nil, nil)
	if err != nil {
		return err
	}
	defer runner.Close()
	result, err := runner.Run()
	if err != nil {
		return err
	}
	data, err := monty.Encode(result)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
