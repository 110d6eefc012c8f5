#!/usr/bin/env bash
# Says what is missing when there is no Swift toolchain.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "Swift is not installed. See https://www.swift.org/install/linux/ (6.2 or later)." >&2
    exit 1
fi
