#!/usr/bin/env bash
# Sets up, builds once and runs every test: scripts/test.sh [options of `swift test`]
#
# Without options the suites run in parts, so that those that watch time-outs do not compete for two cores with those
# that decode, mutate and fuzz; the black box, which starts whole deployments and servers, comes last.
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
run() { swift test --skip-build --disable-xctest "$@" || failed=1; }
# Work without waiting, which starves everything beside it.
busy='StoatModelsTests|MutatedPageTests|HostilePageTests'
apart=(BonfireTests StoatMessagingTests GifboxTests JanuaryTests StoatMediaTests BlackBoxTests)
for suite in "${apart[@]:0:5}"; do
    run --filter "$suite" --skip "$busy"
done
run --filter "$busy"
run --skip "$busy" "${apart[@]/#/--skip=}"
run --filter BlackBoxTests
exit "$failed"
