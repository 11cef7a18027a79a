#!/usr/bin/env bash
# Do the schema's texts, tables, grammars and vectors agree? Prints one line of numbers, or what is wrong.
# UPDATE=1 writes the generated parts of values.md and README.md again: table of tags, diagnostic notation, programs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$("$here/../.make/venv.sh" schema-check "$here/requirements.txt")
exec "$python" -B "$here/check.py"
