#!/usr/bin/env bash
# Makes the Python environment of the black-box tests in .build/test-python and prints the path of its interpreter.
# Does nothing when it is there already and the pinned packages have not changed.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=Tests/BlackBox/python/requirements.txt
environment=.build/test-python
python=${PYTHON:-python3}

mkdir -p .build
exec 9>.build/test-python.lock
flock 9

if ! cmp --silent "$requirements" "$environment/requirements.txt" || ! "$environment/bin/python" -c '' 2>/dev/null; then
    rm -rf "$environment"
    if ! "$python" -m venv "$environment" >&2; then
        echo "test-python: cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2
        exit 1
    fi
    "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2
    cp "$requirements" "$environment/requirements.txt"
fi
echo "$PWD/$environment/bin/python"
