#!/usr/bin/env bash
# Installs the Debian packages that building needs, with --servers those that tests need too, with --bench all.
# Does nothing when all are there. Asks before it uses sudo; STOAT_YES=1 answers yes.
set -euo pipefail

packages=(
    ffmpeg libargon2-dev libbson-dev libcurl4-openssl-dev libhiredis-dev libjansson-dev libmongoc-dev librabbitmq-dev libsqlite3-dev
    libssl-dev libvips-dev libxml2-dev pkg-config
)
if [[ "${1:-}" == "--servers" || "${1:-}" == "--bench" ]]; then
    packages+=(
        clamav-daemon libimage-exiftool-perl libvips-tools python3 python3-venv rabbitmq-server redis-server
    )
fi
if [[ "${1:-}" == "--bench" ]]; then
    packages+=(wrk)
fi

missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
        missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

# Tests start servers of their own: the packages must not start any, nor take the usual ports.
install='apt-get update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends'
command="$install ${missing[*]}"
if [[ $EUID -eq 0 ]]; then
    bash -c "$command"
    exit 0
fi
if [[ "${STOAT_YES:-}" != 1 ]]; then
    echo "These packages are missing: ${missing[*]}"
    if [[ ! -t 0 ]]; then
        echo "Install them with: sudo bash -c '$command'" >&2
        exit 1
    fi
    read -r -p "Install them with sudo? [y/N] " answer
    if [[ "$answer" != [yY]* ]]; then
        exit 1
    fi
fi
sudo bash -c "$command"
