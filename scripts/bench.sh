#!/usr/bin/env bash
# Measures everything beside its limit: scripts/bench.sh [options of Benchmarks/run.py]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/toolchain.sh
scripts/system-packages.sh --bench
scripts/test-servers.sh
build=(swift build --package-path Benchmarks --scratch-path .build/bench -c release --quiet)
products=(
    fanout-receiver fanout-baseline mongo-baseline preview-baseline upload-baseline fetch-baseline HelloBench FanoutBench
    stoat stoat-api stoat-bonfire stoat-autumn stoat-january
)
# New files of the suite, which is a dependency here, are only seen when the manifest is read again.
touch Benchmarks/Package.swift
for product in "${products[@]}"; do
    "${build[@]}" --product "$product"
done
exec python3 Benchmarks/run.py --bin "$("${build[@]}" --show-bin-path)" --mongod .build/test-servers/bin/mongod "$@"
