#!/usr/bin/env bash
# Do the schema's texts, tables, grammars and vectors agree? Prints one line of numbers, or what is wrong.
#
# schema/check.sh           compare
# UPDATE=1 schema/check.sh  write the generated parts of values.md again: the table of tags, diagnostic notation
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
tools=${CARGO_TARGET_DIR:-$root/target}/schema-check
pins=$root/schema/requirements.txt

# A CDDL validator in an environment of its own, made again when the pins change.
if ! cmp -s "$pins" "$tools/installed.txt"; then
	rm -rf "$tools"
	python3 -m venv "$tools"
	"$tools/bin/pip" install --quiet --disable-pip-version-check --requirement "$pins"
	cp "$pins" "$tools/installed.txt"
fi
exec "$tools/bin/python" "$root/schema/check.py"
