#!/usr/bin/env bash
# Does the library work from C? Compiles demo.c and arrow.c against the header and the static library that is named, runs
# them as they are and under the address, leak and undefined behaviour sanitizers, and prints a line for each.
#
# usage: run.sh path/to/libmonty_ffi.a
set -euo pipefail

library=${1:?usage: run.sh path/to/libmonty_ffi.a}
here=$(cd "$(dirname "$0")" && pwd)
compiler=${CC:-$("$here/../../../.make/cc.sh")}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# build SOURCE NAME FLAGS...: compiles one of the programs.
build() {
	local source=$1 name=$2
	shift 2
	"$compiler" -std=c11 -Wall -Wextra -Werror -g "$@" -I "$here/../../../include" -o "$scratch/$name" "$here/$source" "$library" -lpthread -ldl -lm
}

if [ "$(uname -s)" = Linux ]; then
	# The others have no leak detector.
	export ASAN_OPTIONS=detect_leaks=1
fi
for source in demo.c arrow.c; do
	build $source plain -O2
	build $source sanitized -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
	"$scratch/plain" >"$scratch/plain.out"
	"$scratch/sanitized" >"$scratch/sanitized.out"
	cmp "$scratch/plain.out" "$scratch/sanitized.out"
	cat "$scratch/plain.out"
done
