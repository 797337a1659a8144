#!/bin/sh
# Installs a lock file, the only way in which one is installed: install_lock.sh PYTHON LOCK [OPTION OF PIP ...]
# Nothing but the locked files: without --no-deps, pip 23 looks an extra such as coverage[toml] up apart from its pin, and
# stops at the next release of that package. That nothing is missing, `pip check` says afterwards.
set -eu
python=$1 lock=$2
shift 2
pip() { "$python" -m pip --disable-pip-version-check --no-input "$@"; }

# Whoever was stopped while the environment was made has a Python without pip.
pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null

if ! pip install --quiet --no-deps --require-hashes "$@" -r "$lock" || ! pip check --quiet; then
    echo "依赖没有装好，原因见上。请检查网络、镜像（pip.conf）和磁盘空间，再运行一次。" >&2
    echo "The packages were not installed, see above. Look at network, mirror (pip.conf) and disk, then run it again." >&2
    exit 1
fi
