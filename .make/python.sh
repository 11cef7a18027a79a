#!/usr/bin/env bash
# Which Python? Prints the path of a CPython that tests may compare results with; installs it where a package manager can.
set -euo pipefail
# shellcheck source=.make/lib.sh
. "$(dirname "$0")/lib.sh"

want=3.10

find_python() {
	local name path
	for name in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
		path=$(command -v "$name") || continue
		if at_least "$(version_of "$path" --version)" "$want"; then
			printf '%s\n' "$path"
			return 0
		fi
	done
	return 1
}

find_python && exit
if debian python3 python3-venv; then
	find_python && exit
fi
missing "Python $want or newer was not found and could not be installed: the tests need it as python3"
