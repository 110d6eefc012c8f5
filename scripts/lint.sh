#!/usr/bin/env bash
# Checks formatting, documentation comments and file sizes.
set -euo pipefail
cd "$(dirname "$0")/.."

swift format lint --strict --parallel --recursive Sources Tests

failed=0
while read -r lines file; do
    if [[ "$file" != total && "$lines" -gt 400 ]]; then
        echo "$file has $lines lines; split it by topic (at most 400)" >&2
        failed=1
    fi
done < <(find Sources Tests -name '*.swift' -exec wc -l {} +)
for script in scripts/*.sh .ci/run; do
    bash -n "$script" || failed=1
done
exit "$failed"
