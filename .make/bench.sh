#!/usr/bin/env bash
# How fast is it? Runs the benchmarks: Rust, Go, Go beside other libraries, and the interpreter as a worker process.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo bench --profile release --workspace --bench '*'
go test -run '^$' -bench . -benchmem ./...
benches/versus/protobuf.sh
go test -C benches/versus -tags protobuf -run '^$' -bench . -benchmem .
"$(.make/venv.sh pydantic-monty benches/pydantic_monty_requirements.txt)" benches/pydantic_monty.py
