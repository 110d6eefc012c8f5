#!/usr/bin/env bash
# Writes Revolt.toml.example and docs/configuration.md from the declarations of the settings.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --product stoat
stoat="$(swift build --show-bin-path)/stoat"
"$stoat" config example >Revolt.toml.example
"$stoat" config reference >docs/configuration.md
