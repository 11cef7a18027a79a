#!/usr/bin/env bash
# Which Node.js? Prints the folder of a node with an npm beside it that can run the schema's example in JavaScript;
# installs them where a package manager can.
set -euo pipefail
# shellcheck source=.make/lib.sh
. "$(dirname "$0")/lib.sh"

want=20.0

find_node() {
	local folder
	while IFS= read -r folder; do
		if [ -x "$folder/node" ] && [ -x "$folder/npm" ] && at_least "$(version_of "$folder/node" --version)" "$want"; then
			printf '%s\n' "$folder"
			return 0
		fi
	done < <(
		printf '%s' "$PATH" | tr ':' '\n'
		printf '\n%s\n%s\n%s\n%s\n' /usr/local/bin /usr/bin /usr/local/node/bin /opt/homebrew/bin
	)
	return 1
}

find_node && exit
if debian nodejs npm; then
	find_node && exit
fi
missing "Node.js ${want%.0} or newer with npm was not found and could not be installed: put node and npm on the PATH and try again"
