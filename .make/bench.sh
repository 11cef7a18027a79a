#!/usr/bin/env bash
# How fast is it? Runs the Rust and the Go benchmarks.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo bench --workspace --profile release
go test -run '^$' -bench . -benchmem ./...
