# shellcheck shell=bash
# Sourced by the other scripts: words to the user, comparison of versions, Debian packages.

say() { printf '%s\n' "$*" >&2; }

# One line that says what is missing and what to do, then the end of everything.
missing() {
	say "error: $*"
	exit 1
}

# version_of COMMAND...: the first number like 1.96.0 that the command prints, or nothing when it fails.
version_of() {
	local text
	text=$("$@" 2>&1 </dev/null) || return 0
	printf '%s\n' "$text" | sed -n 's/^[^0-9]*\([0-9][0-9]*\(\.[0-9][0-9]*\)*[^ ]*\).*/\1/p' | head -n 1
}

# at_least HAVE WANT: compares the first two numbers. Nightly builds change from day to day, so none of them counts.
at_least() {
	case $1 in '' | *nightly*) return 1 ;; esac
	local have_major=${1%%.*} have_rest=${1#*.} want_major=${2%%.*} want_rest=${2#*.}
	local have_minor=${have_rest%%[!0-9]*} want_minor=${want_rest%%[!0-9]*}
	[ "$have_major" -gt "$want_major" ] || { [ "$have_major" -eq "$want_major" ] && [ "${have_minor:-0}" -ge "${want_minor:-0}" ]; }
}

# debian PACKAGE...: installs Debian packages when this is such a system and no password is needed; fails otherwise.
debian() {
	command -v apt-get >/dev/null || return 1
	local as_root=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
		as_root='sudo -n'
	fi
	say "installing Debian packages: $*"
	local log
	log=$(mktemp)
	# An out-of-date package index is the usual reason for a failed install, so a failed update is not the end.
	if ! { $as_root apt-get -qq update || true; $as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
		cat "$log" >&2
		rm -f "$log"
		return 1
	fi
	rm -f "$log"
}
