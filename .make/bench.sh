#!/usr/bin/env bash
# How fast is it? Runs the Rust and the Go benchmarks.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo bench --profile release --workspace --bench '*'
go test -run '^$' -bench . -benchmem ./...
benches/versus/protobuf.sh
go test -C benches/versus -tags protobuf -run '^$' -bench . -benchmem .
