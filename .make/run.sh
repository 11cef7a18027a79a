#!/usr/bin/env bash
# Runs a command with the project's tools first on the PATH: .make/run.sh COMMAND [ARGUMENT...]
#
# The tools are found, or installed, on every first call in a make; what was found is a folder of links, so that
# choosing /usr/bin/cargo does not also choose everything else that lies in /usr/bin.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

if [ -z "${MONTY_TOOLS:-}" ]; then
	rust=$("$root/.make/rust.sh")
	go=$("$root/.make/go.sh")
	cc=$("$root/.make/cc.sh")
	python=$("$root/.make/python.sh")

	# Where cargo builds: beside the sources, or, in automated runs, in a folder that outlives the clone.
	if [ -z "${CARGO_TARGET_DIR:-}" ]; then
		CARGO_TARGET_DIR=$root/target
		[ "${CI:-}" = true ] && CARGO_TARGET_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/monty-go/target
	fi
	export CARGO_TARGET_DIR
	MONTY_TOOLS=$CARGO_TARGET_DIR/tools
	mkdir -p "$MONTY_TOOLS"
	# ln -sfn replaces a link by unlinking it first, which a second make at the same time would notice: so rename.
	link() {
		[ "$(readlink "$MONTY_TOOLS/$2" 2>/dev/null)" = "$1" ] && return
		ln -s "$1" "$MONTY_TOOLS/.$2.$$"
		mv -f "$MONTY_TOOLS/.$2.$$" "$MONTY_TOOLS/$2"
	}
	for tool in cargo rustc rustdoc rustfmt cargo-fmt cargo-clippy clippy-driver; do
		[ -x "$rust/$tool" ] && link "$rust/$tool" "$tool"
	done
	link "$go/go" go
	link "$go/gofmt" gofmt
	link "$(command -v "$cc")" cc
	link "$python" python3

	export MONTY_TOOLS
	export PATH="$MONTY_TOOLS:$PATH" CARGO="$MONTY_TOOLS/cargo" RUSTC="$MONTY_TOOLS/rustc" CGO_ENABLED=1
	# Said only when it is news: the go command builds the standard library's C parts again for another spelling.
	[ "$(go env CC)" = "$cc" ] || export CC="$cc"
fi
exec "$@"
