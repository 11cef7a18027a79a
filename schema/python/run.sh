#!/usr/bin/env bash
# Do the vectors hold for stock Python packages? Installs what requirements.txt pins, then runs check.py.
# UPDATE=1 rewrites schema/vectors.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=.make/lib.sh
. "$root/.make/lib.sh"

python=$("$root/.make/python.sh")
folder=${CARGO_TARGET_DIR:-$root/target}/schema-python
pins=$folder/installed.txt

# Only when a pin or the interpreter has changed.
wanted=$("$python" --version; cat "$here/requirements.txt")
if [ "$(cat "$pins" 2>/dev/null)" != "$wanted" ]; then
	rm -rf "$folder"
	if ! "$python" -m venv "$folder" >/dev/null 2>&1; then
		rm -rf "$folder"
		debian python3-venv || missing "python3 cannot make virtual environments: install the package python3-venv"
		"$python" -m venv "$folder"
	fi
	"$folder/bin/pip" --quiet --disable-pip-version-check install --requirement "$here/requirements.txt"
	printf '%s' "$wanted" >"$pins"
fi
exec "$folder/bin/python" -B "$here/check.py"
