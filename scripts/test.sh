#!/usr/bin/env bash
# Sets up, builds once and runs every test: scripts/test.sh [options of `swift test`]
#
# Without options the suites run in four parts, so that those that watch time-outs do not compete with the rest for two
# cores: the gateway's, messaging, all others, and the black box, which starts whole deployments and servers.
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
swift test --skip-build --disable-xctest --filter BonfireTests || failed=1
swift test --skip-build --disable-xctest --filter StoatMessagingTests || failed=1
swift test --skip-build --disable-xctest --skip BlackBoxTests --skip BonfireTests --skip StoatMessagingTests || failed=1
swift test --skip-build --disable-xctest --filter BlackBoxTests || failed=1
exit "$failed"
