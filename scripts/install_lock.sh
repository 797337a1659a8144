#!/bin/sh
# Installs a lock file, the only way in which one is installed: install_lock.sh PYTHON LOCK [OPTION OF PIP ...]
# Nothing but the locked files: without --no-deps, pip 23 looks an extra such as coverage[toml] up apart from its pin, and
# stops at the next release of that package. That nothing is missing, `pip check` says afterwards.
set -eu
python=$1 lock=$2
shift 2
pip() { "$python" -m pip --disable-pip-version-check --no-input "$@"; }

pip install --quiet --no-deps --require-hashes "$@" -r "$lock"
pip check >/dev/null || { pip check >&2; exit 1; }
