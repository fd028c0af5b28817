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
