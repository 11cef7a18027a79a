#!/usr/bin/env bash
# Which vectors of the schema pass? Runs them in every language, with a line of numbers from each, and checks the grammars.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --quiet --workspace --release --test vectors -- --nocapture | grep -o 'rust: .* passed'
go test -count=1 -run '^Test(Valid|Invalid)Vectors$' ./go -v | grep '^go:'
schema/python/run.sh
schema/javascript/run.sh | grep '^javascript:'
schema/check.sh
