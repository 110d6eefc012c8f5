#!/usr/bin/env bash
# Measures everything beside its limit: scripts/bench.sh [options of Benchmarks/run.py]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/toolchain.sh
scripts/system-packages.sh --servers
if [[ -x scripts/test-servers.sh ]]; then
    scripts/test-servers.sh
fi
exec python3 Benchmarks/run.py "$@"
