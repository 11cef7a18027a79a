#!/usr/bin/env bash
# Does `go mod vendor` carry the header and the library along? Vendors this module into a new one, builds that and runs it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
module=$(sed -n 's/^module //p' "$root/go.mod")
version=$(sed -n 's/^go //p' "$root/go.mod")
platform=$(go env GOHOSTOS)-$(go env GOHOSTARCH)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

cat >go.mod <<END
module example.org/vendored

go $version

require $module v0.0.0

replace $module => $root
END
cp "$root/go.sum" .
cat >main.go <<END
package main

import (
	"fmt"
	"log"

	monty "$module/go"
)

func main() {
	runner, err := monty.New("x + 1", "adder.py", []string{"x"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer runner.Close()
	sum, err := runner.Run(41)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sum)
}
END

export GOWORK=off
go mod tidy
go mod vendor
for file in include/monty_ffi.h "dist/$platform/libmonty_ffi.a"; do
	[ -f "vendor/$module/$file" ] || {
		echo "go mod vendor left $file behind"
		exit 1
	}
done
go build -mod=vendor -o vendored .
[ "$(./vendored)" = 42 ] || {
	echo "the vendored program printed $(./vendored), not 42"
	exit 1
}
