#!/usr/bin/env bash
# mime_type.sh FILE FOLDER: the file makes .loom files application/x-layerloom, a kind of JSON.
set -euo pipefail
rm -rf "$2"
mkdir -p "$2/packages"
cp "$1" "$2/packages/"
update-mime-database "$2"
grep -qx '50:application/x-layerloom:\*\.loom' "$2/globs2"
grep -qx 'application/x-layerloom application/json' "$2/subclasses"
