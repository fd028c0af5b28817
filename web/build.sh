#!/bin/sh
# Builds every page and the widget into the folder given; the folder belongs to the build and is emptied first.
set -eu
out=$1
cd "$(dirname "$0")"
rm -rf "$out"
mkdir -p "$out"
out=$(cd "$out" && pwd)
npx vite build --config vite.widget.config.ts --outDir "$out" --logLevel warn
npx vite build --config vite.pages.config.ts --outDir "$out" --logLevel warn
npx vite build --config vite.desk.config.ts --outDir "$out" --logLevel warn
mv "$out/desk" "$out/staff"
for package in preact socket.io-client engine.io-client engine.io-parser socket.io-parser @socket.io/component-emitter; do
  printf '%s\n\n' "$package"
  cat "node_modules/$package/LICENSE"
  printf '\n\n'
done > "$out/THIRD_PARTY_LICENSES.txt"
cat "$out/desk-licenses.md" >> "$out/THIRD_PARTY_LICENSES.txt"
rm "$out/desk-licenses.md"
