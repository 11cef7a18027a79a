#!/usr/bin/env bash
# Generates montypb/, the Go code of monty-proto's messages, from the schema in the crate of the interpreter's version.
# Neither is committed: both are others' work, and the schema comes with the crate. Run through .make/run.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/versus-protobuf
package=github.com/ricochet1k/monty-go/benches/versus/montypb

# A crate that depends on nothing else, so that cargo fetches the sources and says where they are.
version=$(sed -n 's/^monty = "=\(.*\)"$/\1/p' "$root/Cargo.toml")
mkdir -p "$work/src"
touch "$work/src/lib.rs"
cp "$root/Cargo.lock" "$work/Cargo.lock" # the versions that are there already
cat >"$work/Cargo.toml" <<END
[package]
name = "versus-protobuf"
edition = "2024"

[dependencies]
monty-proto = "=$version"

[workspace]
END
cargo metadata --format-version 1 --manifest-path "$work/Cargo.toml" >"$work/metadata.json"
schema=$(python3 - "$work/metadata.json" <<'END'
import json, pathlib, sys
packages = json.loads(pathlib.Path(sys.argv[1]).read_text())["packages"]
print(next(pathlib.Path(p["manifest_path"]).parent for p in packages if p["name"] == "monty-proto") / "proto")
END
)

python=$("$root/.make/venv.sh" versus-protoc "$here/requirements.txt")
(cd "$here" && go build -o "$work/protoc-gen-go" google.golang.org/protobuf/cmd/protoc-gen-go)
rm -rf "$here/montypb"
"$python" -m grpc_tools.protoc --plugin="$work/protoc-gen-go" --proto_path="$schema" --go_out="$here" \
	--go_opt="module=${package%/*},Mmonty/v1/monty.proto=$package" monty/v1/monty.proto
