#!/usr/bin/env bash
# What do the records say? `report.sh write` writes benches/README.md, its plots and the records' pages, `report.sh check`
# fails when they are not what the records give, `report.sh unittest` tests the report's own logic.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(.make/venv.sh report benches/report/requirements.txt)
case $1 in
unittest) exec "$python" -B -m unittest -v benches.report.test_report ;;
*) exec "$python" -B -m benches.report "$1" ;;
esac
