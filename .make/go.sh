#!/usr/bin/env bash
# Which Go? Prints the folder of a go command that is new enough for go.mod; installs it where a package manager can.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=.make/lib.sh
. "$root/.make/lib.sh"

want=$(sed -n 's/^go //p' "$root/go.mod")

# Asked inside the repository, because a go command may fetch the version that go.mod names and answer as that one.
suits() {
	[ -x "$1/go" ] && [ -x "$1/gofmt" ] && at_least "$(cd "$root" && version_of "$1/go" env GOVERSION)" "$want"
}

first_suitable() {
	local folder
	while IFS= read -r folder; do
		if [ -n "$folder" ] && suits "$folder"; then
			printf '%s\n' "$folder"
			return 0
		fi
	done
	return 1
}

candidates() {
	printf '%s' "$PATH" | tr ':' '\n'
	printf '\n%s\n%s\n%s\n' /usr/local/go/bin /usr/local/bin /usr/bin
	local folder
	for folder in /usr/lib/go-*/bin /opt/homebrew/bin "${HOME:-/root}"/sdk/go*/bin; do
		[ -d "$folder" ] && printf '%s\n' "$folder"
	done
}

first_suitable < <(candidates) && exit
if debian golang-go; then
	first_suitable < <(candidates) && exit
fi
missing "Go $want or newer was not found and could not be installed: put it into /usr/local/go or on the PATH and try again"
