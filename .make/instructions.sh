#!/usr/bin/env bash
# Does the codec take more instructions than recorded? Counts them under callgrind and compares: UPDATE=1 records them anew.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/lib.sh
. .make/lib.sh

if [ "$(uname -s)" != Linux ]; then
	say 'not counted: valgrind is there for Linux only'
	exit
fi
command -v valgrind >/dev/null || debian valgrind ||
	missing 'valgrind was not found and could not be installed: install it and try again'
cargo build --release --workspace --bin instructions
exec python3 benches/instructions.py "$CARGO_TARGET_DIR/release/instructions"
