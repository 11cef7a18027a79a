#!/usr/bin/env bash
# Does the library work from C? Compiles demo.c against the header and the static library that is named, runs it as it
# is and under the address, leak and undefined behaviour sanitizers, and prints one line.
#
# usage: run.sh path/to/libmonty_ffi.a
set -euo pipefail

library=${1:?usage: run.sh path/to/libmonty_ffi.a}
here=$(cd "$(dirname "$0")" && pwd)
compiler=${CC:-$("$here/../../../.make/cc.sh")}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# build NAME FLAGS...: compiles the demo.
build() {
	local name=$1
	shift
	"$compiler" -std=c11 -Wall -Wextra -Werror -g "$@" -I "$here/../../../include" -o "$scratch/$name" "$here/demo.c" "$library" -lpthread -ldl -lm
}

build plain -O2
build sanitized -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
"$scratch/plain" >"$scratch/plain.out"
if [ "$(uname -s)" = Linux ]; then
	# The others have no leak detector.
	export ASAN_OPTIONS=detect_leaks=1
fi
"$scratch/sanitized" >"$scratch/sanitized.out"
cmp "$scratch/plain.out" "$scratch/sanitized.out"
cat "$scratch/plain.out"
