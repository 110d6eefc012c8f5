#!/usr/bin/env bash
# Sets up, builds and starts everything in one process: scripts/run.sh [options of `stoat serve`]
# CONFIGURATION=release builds the fast way, which takes longer.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/toolchain.sh
scripts/system-packages.sh
configuration="${CONFIGURATION:-debug}"
swift build --configuration "$configuration" --product stoat
exec "$(swift build --configuration "$configuration" --show-bin-path)/stoat" serve "$@"
