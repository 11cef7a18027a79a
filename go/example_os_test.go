// The system by example: files, environment variables, host modules, calls served by hand.

package monty_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing/fstest"

	monty "github.com/ricochet1k/monty-go/go"
)

// Python sees two directories: one of the host that it can read, and one in memory that it can write.
func ExampleMount() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(dir+"/orders.csv", []byte("tea,2\nmilk,5\n"), 0o644); err != nil {
		panic(err)
	}
	in, err := monty.ReadOnlyDir(dir)
	if err != nil {
		panic(err)
	}
	defer in.Close()
	out := monty.NewMemoryFS(1 << 20)

	program, err := monty.New(`
import csv
from pathlib import Path

with open('/in/orders.csv', newline='') as f:
    total = sum(int(row[1]) for row in csv.reader(f))
Path('/out/total.txt').write_text(f'{total}\n')
try:
    Path('/in/orders.csv').unlink()
except OSError as e:
    print(e)
sorted(str(p) for p in Path('/').rglob('*'))
`, "orders.py", nil, nil, monty.WithStdout(os.Stdout))
	if err != nil {
		panic(err)
	}
	defer program.Close()
	files, err := program.RunContext(context.Background(), nil, monty.WithOS(monty.Mount("/in", in), monty.Mount("/out", out)))
	if err != nil {
		panic(err)
	}
	total, err := fs.ReadFile(out, "total.txt")
	fmt.Printf("%v %q %v\n", files, total, err)
	// Output:
	// [Errno 30] Read-only file system: '/in/orders.csv'
	// ['/in', '/in/orders.csv', '/out', '/out/total.txt'] "7\n" <nil>
}

// Python works on files of which the originals do not change.
func ExampleNewOverlayFS() {
	originals := fstest.MapFS{"a.txt": {Data: []byte("a")}, "b.txt": {Data: []byte("b")}}
	overlay := monty.NewOverlayFS(originals, 0)
	program, err := monty.New(`
import os
os.remove('/b.txt')
with open('/a.txt', 'a') as f:
    f.write('!')
os.listdir('/'), open('/a.txt').read()
`, "overlay.py", nil, nil, monty.WithOS(monty.Mount("/", overlay)))
	if err != nil {
		panic(err)
	}
	defer program.Close()
	out, err := program.Run()
	fmt.Println(out, err)
	fmt.Println(len(originals), string(originals["a.txt"].Data))
	// Output:
	// (['a.txt'], 'a!') <nil>
	// 2 a
}

// A handler of one's own serves what no other does.
func ExampleWithOS() {
	program, err := monty.New("import os\n(os.getenv('USER'), os.getenv('SHELL'), len(os.urandom(16)), open('/proc/uptime').read())", "system.py", nil, nil,
		monty.WithOS(
			monty.Environ(map[string]string{"USER": "guest"}),
			monty.Entropy(rand.Reader),
			monty.OSHandlerFunc(func(_ context.Context, call *monty.OSCall) (any, error) {
				path, err := call.Path(0)
				if err != nil || path != "/proc/uptime" {
					return nil, monty.ErrNotHandled
				}
				switch call.Name {
				case "open":
					return monty.File{Path: path, Mode: "r"}, nil
				case "Path.read_text":
					return "12.5 3.0\n", nil
				}
				return nil, errors.ErrUnsupported
			}),
		))
	if err != nil {
		panic(err)
	}
	defer program.Close()
	out, err := program.Run()
	fmt.Println(out, err)
	// Output: ('guest', None, 16, '12.5 3.0\n') <nil>
}

// Python imports a module that Go provides.
func ExampleWithModules() {
	program, err := monty.New(`
import shop
from shop.text import upper

upper('tea'), shop.price('tea', member=True), shop.CURRENCY
`, "shop.py", nil, nil, monty.WithModules(monty.Modules{
		"shop": {
			"CURRENCY": "EUR",
			"price": monty.Func(func(name string, member bool) (float64, error) {
				if member {
					return 2.5, nil
				}
				return 3, nil
			}, "name", "member=False"),
		},
		"shop.text": {"upper": strings.ToUpper},
	}))
	if err != nil {
		panic(err)
	}
	defer program.Close()
	out, err := program.Run()
	fmt.Println(out, err)
	// Output: ('TEA', 2.5, 'EUR') <nil>
}
