#!/usr/bin/env bash
# Sets up, builds once and runs every test: scripts/test.sh [options of `swift test`]
#
# Without options the black-box suites run after the others: they start whole deployments and servers, and suites that
# watch time-outs must not compete with them for two cores.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/toolchain.sh
scripts/system-packages.sh --servers
scripts/test-servers.sh
scripts/test-python.sh
swift build --build-tests --quiet
if [[ $# -gt 0 ]]; then
    exec swift test --skip-build --disable-xctest "$@"
fi
failed=0
swift test --skip-build --disable-xctest --skip BlackBoxTests || failed=1
swift test --skip-build --disable-xctest --filter BlackBoxTests || failed=1
exit "$failed"
