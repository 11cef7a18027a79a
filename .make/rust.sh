#!/usr/bin/env bash
# Which Rust? Prints the folder of a cargo and rustc that are new enough, with clippy and rustfmt; installs them if needed.
set -euo pipefail
# shellcheck source=.make/lib.sh
. "$(dirname "$0")/lib.sh"

want=1.96   # the interpreter's own requirement
pinned=1.96.0 # what is installed when nothing suits

# Succeeds when the folder $1 holds a whole toolchain.
suits() {
	[ -x "$1/cargo" ] && [ -x "$1/rustc" ] && [ -x "$1/rustfmt" ] || return 1
	at_least "$(version_of "$1/rustc" --version)" "$want" &&
		at_least "$(version_of "$1/cargo" --version)" "$want" || return 1
	# cargo finds its subcommands on the PATH, and rustup has shims for tools that are not installed: so ask them.
	PATH="$1:$PATH" "$1/cargo" clippy --version >/dev/null 2>&1 && "$1/rustfmt" --version >/dev/null 2>&1
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

cargo_home=${CARGO_HOME:-${HOME:-/root}/.cargo}
rustup_home=${RUSTUP_HOME:-${HOME:-/root}/.rustup}

on_path() {
	printf '%s' "$PATH" | tr ':' '\n'
	printf '\n%s\n%s\n%s\n' "$cargo_home/bin" /usr/local/bin /usr/bin
}

in_rustup() {
	local folder
	# The pinned version first, then the others, so that everybody's clippy has the same opinions where possible.
	for folder in "$rustup_home"/toolchains/"$pinned"*/bin "$rustup_home"/toolchains/*/bin; do
		[ -d "$folder" ] && printf '%s\n' "$folder"
	done
}

by_rustup() {
	local rustup
	rustup=$(command -v rustup || true)
	[ -n "$rustup" ] || rustup=$cargo_home/bin/rustup
	[ -x "$rustup" ] || return 1
	say "installing Rust $pinned with rustup"
	"$rustup" toolchain install "$pinned" --profile minimal -c clippy -c rustfmt --no-self-update >&2 </dev/null
}

first_suitable < <(on_path) && exit
first_suitable < <(in_rustup) && exit
if by_rustup; then
	first_suitable < <(in_rustup) && exit
fi
# Debian keeps a recent compiler for its browsers, under these names.
if debian rustc-web cargo-web rust-web-clippy rustfmt-web; then
	first_suitable <<</usr/bin && exit
fi
missing "Rust $want or newer with clippy and rustfmt was not found and could not be installed:" \
	"install rustup, or have rustup fetch it (rustup toolchain install $pinned -c clippy -c rustfmt), and try again"
