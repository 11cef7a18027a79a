#!/usr/bin/env bash
# Where is the library that Go links? Builds it and puts it into dist/<os>-<arch>/ when it changed: .make/dist.sh [PROFILE]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
profile=${1:-release}

cargo build --profile "$profile" -p monty-ffi
built=$CARGO_TARGET_DIR/$profile/libmonty_ffi.a
folder=dist/$(go env GOHOSTOS)-$(go env GOHOSTARCH)
kept=$folder/libmonty_ffi.a

if command -v sha256sum >/dev/null; then
	checksum=$(sha256sum <"$built")
else
	checksum=$(shasum -a 256 <"$built")
fi
line="${checksum%% *}  libmonty_ffi.a"

if [ -f "$kept" ] && [ "$(cat "$kept.sha256" 2>/dev/null)" = "$line" ]; then
	exit
fi
# The checksum goes first and comes back last: whatever interrupts this, no checksum ever names another library.
mkdir -p "$folder"
rm -f "$kept.sha256"
cp "$built" "$folder/new.a"
mv -f "$folder/new.a" "$kept"
printf '%s\n' "$line" >"$kept.sha256"
printf 'new library: %s (%s bytes)\n' "$kept" "$(wc -c <"$kept" | tr -d ' ')" >&2
