#!/usr/bin/env bash
# Does everything hold? Runs every check, says how long each took, and ends with the number of tests that ran.
#
# A failing check does not stop the later ones, so that one run tells all; its whole output is shown where it failed.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit

platform=$(go env GOHOSTOS)-$(go env GOHOSTARCH)
library=$root/dist/$platform/libmonty_ffi.a
logs=$CARGO_TARGET_DIR/test-logs
mkdir -p "$logs"
passed=0 failed=0 skipped=0

# check NAME COMMAND...: runs the command with its output in a log, and adds what its test runner counted.
# A command without a test runner counts as one test.
check() {
	local name=$1 log status=0 began=$SECONDS ran=0 bad=0 left=0
	shift
	log=$logs/${name//[^a-z0-9]/-}.log
	"$@" >"$log" 2>&1 || status=$?
	read -r ran bad left <<<"$(count "$log")"
	if [ "$ran" -eq 0 ] && [ "$bad" -eq 0 ] && [ "$status" -eq 0 ]; then
		ran=1
	elif [ "$bad" -eq 0 ] && [ "$status" -ne 0 ]; then
		bad=1
	fi
	passed=$((passed + ran)) failed=$((failed + bad)) skipped=$((skipped + left))
	if [ "$bad" -eq 0 ]; then
		printf 'ok    %-44s %5d passed  %4d s\n' "$name" "$ran" $((SECONDS - began))
	else
		# All but the chatter of the tests that passed.
		grep -vE '^ *--- PASS|^=== |^PASS$|^test[ _].* \.\.\. ok$' "$log"
		printf 'FAIL  %-44s %5d passed  %4d s  %d failed\n' "$name" "$ran" $((SECONDS - began)) "$bad"
	fi
}

# count LOG: prints how many tests passed, failed and were skipped, by the lines of cargo test, go test -v, unittest -v and
# what runs the vectors. Failures outside a Go test (a package that does not build) end as a FAIL line of the package alone.
count() {
	awk '
		/^test result: / { passed += $4; failed += $6; skipped += $8 }
		/^ *--- PASS: /  { passed++ }
		/^ *--- FAIL: /  { failed++; inside = 1 }
		/^ *--- SKIP: /  { skipped++ }
		/^test_.* \.\.\. ok$/            { passed++ }
		/^test_.* \.\.\. (FAIL|ERROR)$/  { failed++ }
		/^test_.* \.\.\. skipped /       { skipped++ }
		/^[a-z]+: [0-9]+ valid, [0-9]+ invalid vectors passed$/ { passed += $2 + $4 }
		/^FAIL\t/        { if (!inside) failed++; inside = 0 }
		END              { print passed + 0, failed + 0, skipped + 0 }
	' "$1"
}

go_is_formatted() {
	local files
	files=$(find . -name '*.go' -not -path './target/*' -exec gofmt -l {} +) || return
	[ -z "$files" ] && return
	printf 'not formatted (make fmt mends it):\n%s\n' "$files"
	return 1
}

demo_data_is_reproducible() {
	python3 go/examples/demo/make_orders.py | cmp - go/examples/demo/orders.csv
}

tables_are_read_by_others() {
	local python
	python=$(.make/venv.sh tables go/examples/tables/requirements.txt) || return
	MONTY_TABLES_PYTHON=$python go test -count=1 -v ./go/examples/tables
}

check 'rust: formatting' cargo fmt --all --check
check 'rust: lints' cargo clippy --workspace --release --all-targets -- -D warnings
check 'rust: tests' cargo test --workspace --release
check 'rust: instructions of the codec' .make/instructions.sh
# Without optimisation, the interpreter's frames are several times larger.
check 'rust: hostile programs in a debug build' cargo test -p monty-bridge --test engine_stack
check 'go: formatting' go_is_formatted
check 'go: vet' go vet -tags twin ./...
check 'go: staticcheck' go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -tags twin ./...
check 'go: tests' go test -v ./...
check 'go: tests under the race detector' go test -race -v ./...
check 'go: tests with checked pointers, constant gc' env GOEXPERIMENT=cgocheck2 GOGC=1 go test -v ./...
check 'go: each benchmark once' go test -run '^$' -bench . -benchtime 1x ./...
# Reads what the tests of the bridge have written.
check 'go: values of the bridge' env MONTY_VALUES="$CARGO_TARGET_DIR/tmp/values-for-go.bin" \
	go test -count=1 -tags twin -v -run TestValuesOfTheBridge ./go
check 'versus: generates the messages of protobuf' benches/versus/protobuf.sh
check 'versus: go.mod is tidy' go mod tidy -C benches/versus -diff
check 'versus: vet' go vet -C benches/versus -tags protobuf .
check 'versus: vet without the messages' go vet -C benches/versus .
check 'versus: staticcheck' go run -C benches/versus honnef.co/go/tools/cmd/staticcheck@v0.8.2 -tags protobuf .
check 'versus: tests, and each benchmark once' go test -C benches/versus -tags protobuf -v -bench . -benchtime 1x .
check 'c: the header from a C program' ffi/tests/c/run.sh "$library"
check 'go: vendored into another module' .make/vendor-test.sh
check 'schema: texts, tables and grammars' schema/check.sh
check 'schema: vectors in Python' schema/python/run.sh
check 'schema: vectors in JavaScript' schema/javascript/run.sh
check 'tables: read back by pyarrow and DuckDB' tables_are_read_by_others
check 'report: units' .make/report.sh unittest
check 'report: is what the records give' .make/report.sh check
check 'demo: data is reproducible' demo_data_is_reproducible
check 'demo: runs and checks itself' go run ./go/examples/demo

printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
