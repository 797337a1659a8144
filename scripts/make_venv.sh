#!/bin/sh
# Makes the virtual environment named by $1 with the first Python that the site runs on; PYTHON=... chooses another.
set -eu

if ! mkdir -p "$1" 2>/dev/null || ! [ -w "$1" ]; then
    echo "没有写入权限：$(pwd)。请换一个文件夹，或者先取得权限。" >&2
    echo "This folder cannot be written to: $(pwd). Use another one, or get the right to." >&2
    exit 1
fi
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        if "$candidate" -m venv --clear "$1"; then
            exit 0
        fi
        rm -rf "$1"
        echo "无法用${candidate}建立虚拟环境。Debian或Ubuntu请先安装：apt install python3-venv" >&2
        echo "$candidate could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
done

found=$(${PYTHON:-python3} --version 2>/dev/null || echo "none")
echo "需要Python 3.11至3.14，当前的是：${found}。安装后重试，或用PYTHON=指定路径。" >&2
echo "Python 3.11 to 3.14 is needed; found: $found. Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2
exit 1
