#!/usr/bin/env bash
# Installs the locks of the two commands into an empty environment of each Python promised, with the pip that came with it.
#     try_setup.sh [PYTHON ...]     without names, every one that is found here; the rest is named as not run
set -euo pipefail
cd "$(dirname "$0")/.."
PROMISED=(3.11 3.12 3.13 3.14)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The first Python of that version that can make an environment: on the path, or one of pyenv's.
python_of() {
    local name
    for name in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python; do
        "$name" -c 'import ensurepip' 2>/dev/null && command -v "$name" && return
    done
    return 1
}

try() {
    local python=$1 lock pip began
    for lock in requirements.txt requirements-dev.txt; do
        began=$SECONDS
        scripts/make_venv.sh "$folder/venv"
        pip=$("$folder/venv/bin/python" -m pip --version | cut -d " " -f 2)
        scripts/install_lock.sh "$folder/venv/bin/python" "$lock"
        echo "$("$python" --version), pip $pip, $lock: $((SECONDS - began)) s"
    done
}

if [ $# -gt 0 ]; then
    for python in "$@"; do PYTHON=$python try "$python"; done
    exit
fi
for version in "${PROMISED[@]}"; do
    if python=$(python_of "$version"); then PYTHON=$python try "$python"; else echo "Python $version: not run (none here)."; fi
done
