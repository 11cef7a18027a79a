#!/usr/bin/env bash
# venv.sh NAME REQUIREMENTS: prints the path of a Python that has the packages pinned in the file, in an environment in the
# target folder that is made again when a pin or the interpreter has changed.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=.make/lib.sh
. "$root/.make/lib.sh"

python=$("$root/.make/python.sh")
folder=${CARGO_TARGET_DIR:-$root/target}/$1
pins=$folder/installed.txt

wanted=$("$python" --version; cat "$2")
if [ "$(cat "$pins" 2>/dev/null)" != "$wanted" ]; then
	rm -rf "$folder"
	if ! "$python" -m venv "$folder" >/dev/null 2>&1; then
		rm -rf "$folder"
		debian python3-venv || missing "python3 cannot make virtual environments: install the package python3-venv"
		"$python" -m venv "$folder" >&2
	fi
	"$folder/bin/pip" --quiet --disable-pip-version-check install --requirement "$2" >&2
	printf '%s' "$wanted" >"$pins"
fi
printf '%s\n' "$folder/bin/python"
