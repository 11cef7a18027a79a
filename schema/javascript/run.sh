#!/usr/bin/env bash
# Checks this implementation: its own tests, then all vectors (or those of another folder: run.sh FOLDER).
#
# The package that it stands on is installed beside what cargo builds, and again only when the lock file changes. Node
# looks for packages near the file that imports them, so the sources are copied there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
vectors=$(cd "${1:-$here/../vectors}" && pwd)
SCHEMA=$(cd "$here/.." && pwd)
export SCHEMA
PATH=$("$root/.make/node.sh"):$PATH

place=${CARGO_TARGET_DIR:-$root/target}/schema-javascript
mkdir -p "$place"
cd "$place"
if ! cmp -s "$here/package-lock.json" installed-lock.json; then
	cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
	npm ci --silent --no-audit --no-fund --ignore-scripts
	cp package-lock.json installed-lock.json
fi
rm -rf src test
cp -R "$here/src" "$here/test" .

node --test test/tables.test.js test/values.test.js >tests.log || {
	cat tests.log
	exit 1
}
node test/vectors.js "$vectors"
