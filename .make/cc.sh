#!/usr/bin/env bash
# Which C compiler? Prints the name of one that can link a program; installs gcc where a package manager can.
set -euo pipefail
# shellcheck source=.make/lib.sh
. "$(dirname "$0")/lib.sh"

# A compiler without the C library's headers is common in small images, so a program is linked to find out.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf '#include <stdint.h>\n#include <math.h>\nint main(void) { return 0; }\n' >"$scratch/try.c"

find_compiler() {
	local name
	for name in ${CC:+"$CC"} gcc clang cc; do
		if "$name" -o "$scratch/try" "$scratch/try.c" -lm 2>/dev/null; then
			printf '%s\n' "$name"
			return 0
		fi
	done
	return 1
}

find_compiler && exit
if debian gcc libc6-dev; then
	find_compiler && exit
fi
missing 'a C compiler that can link a program was not found and could not be installed: install gcc or clang and try again'
