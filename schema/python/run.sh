#!/usr/bin/env bash
# Do the vectors hold for stock Python packages? Installs what requirements.txt pins, then runs check.py.
# UPDATE=1 rewrites schema/vectors.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$("$here/../../.make/venv.sh" schema-python "$here/requirements.txt")
exec "$python" -B "$here/check.py"
