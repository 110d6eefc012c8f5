#!/usr/bin/env bash
# Sets up, builds once and runs every test: scripts/test.sh [options of `swift test`]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/toolchain.sh
scripts/system-packages.sh --servers
if [[ -x scripts/test-servers.sh ]]; then
    scripts/test-servers.sh
fi
swift build --build-tests
swift test --skip-build --disable-xctest "$@"
