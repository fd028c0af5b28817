#!/bin/sh
# Fails when gateway/static/ is not exactly what the sources build, or when the widget outgrows its budget.
set -eu
cd "$(dirname "$0")"
budget=30720
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
sh build.sh "$fresh/static"
if ! diff -r "$fresh/static" ../gateway/static; then
  echo "gateway/static/ differs from its sources: run 'npm run build' in web/ and commit the result." >&2
  exit 1
fi
size=$(gzip -9 -n -c "$fresh/static/widget.js" | wc -c)
if [ "$size" -ge "$budget" ]; then
  echo "widget.js is $size bytes gzipped; the limit is $budget." >&2
  exit 1
fi
echo "gateway/static/ matches its sources; widget.js is $size bytes gzipped."
