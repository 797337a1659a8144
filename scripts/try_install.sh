#!/usr/bin/env bash
# Tries deploy/install and deploy/update in a root made by debootstrap, in network, process and mount spaces of its own:
# from nothing to https, the same once more, to a next release under load, to one made to fail, broken off, and back; then
# everything away and restored from a backup.
#     make try-install             needs root, debootstrap, slirp4netns; FOLDER=/var/tmp/try-install, SUITE=trixie
# The load asks nobody but this root's own nginx, with four readers, and ends with each step. No systemd runs in there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

FOLDER=${FOLDER:-/var/tmp/try-install}
SUITE=${SUITE:-trixie}
ROOT=$FOLDER/root
HOST=union.example.com
OPTIONS=(--host "$HOST" --admin 1001 --admin-email admin@example.com)
BEGAN=$SECONDS

for program in debootstrap slirp4netns unshare nsenter; do
    command -v "$program" >/dev/null || { echo "Please install: $program" >&2; exit 2; }
done
[ "$(id -u)" -eq 0 ] || { echo "Please run it as root." >&2; exit 2; }
[ ! -e "$ROOT" ] || { echo "Please remove $ROOT first." >&2; exit 2; }

said() { printf -- '--- %s (%d s)\n' "$*" "$((SECONDS - BEGAN))"; }

finish() {
    [ -z "${NETWORK:-}" ] || kill "$NETWORK" 2>/dev/null || true
    # The first process of the space takes all others with it, and the mounts.
    [ -z "${INSIDE:-}" ] || kill -9 "$INSIDE" 2>/dev/null || true
}
trap finish EXIT

inside() {
    nsenter -t "$INSIDE" -n -p -m -r -w env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root LANG=C.UTF-8 ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        PIP_CERT=/etc/ssl/certs/ca-certificates.crt "$@"
}

# make_release VERSION [FILE LINE]: this commit under another version, with a line more in a file.
make_release() {
    local source=$FOLDER/source
    [ -d "$source" ] || git clone --quiet . "$source"
    (
        cd "$source"
        sed -i "s/^version = .*/version = \"$1\"/" pyproject.toml
        sed -i "s/^__version__ = .*/__version__ = \"$1\"/" unionsite/__init__.py
        [ -z "${2:-}" ] || printf '%s\n' "$3" >>"$2"
        git -c user.name=trial -c user.email=trial@example.com commit --quiet --allow-empty --all --message "Release $1"
        deploy/release "$ROOT/root"
    )
}

# under_load COMMAND...: runs it while four readers read, and prints what they met.
under_load() {
    rm -f "$ROOT/root/stop"
    inside python3 /root/read.py "$HOST" >"$FOLDER/readers" &
    local readers=$! code=0
    sleep 2
    "$@" || code=$?
    sleep 3
    touch "$ROOT/root/stop"
    # Said outright: within `if` nothing ends by itself.
    wait "$readers" || { cat "$FOLDER/readers"; exit 1; }
    cat "$FOLDER/readers"
    return "$code"
}

expect() { [ "$(readlink "$ROOT/srv/unionsite/current")" = "releases/$1" ] || { echo "not on $1" >&2; exit 1; }; }

said "debootstrap $SUITE"
mkdir -p "$FOLDER"
debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$ROOT" ${MIRROR:+"$MIRROR"} >"$FOLDER/log"
cp /etc/ssl/certs/ca-certificates.crt "$ROOT/etc/ssl/certs/"
cp -r /usr/local/share/ca-certificates "$ROOT/usr/local/share/"
echo "nameserver 10.0.2.3" >"$ROOT/etc/resolv.conf"
# bash as the first process, as it buries what is left to it.
# shellcheck disable=SC2016
unshare --net --pid --fork --mount bash -c '
    mount --make-rprivate / && mount -t proc proc "$1/proc" && mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm" &&
    mount -t tmpfs -o mode=755 tmpfs "$1/run" && mkdir "$1/run/lock" && ip link set lo up &&
    exec chroot "$1" bash -c "while sleep 5; do :; done"' try "$ROOT" &
sleep 2
INSIDE=$(pgrep -P $!)
slirp4netns --configure --mtu=65520 "$INSIDE" tap0 >>"$FOLDER/log" 2>&1 &
NETWORK=$!
cp scripts/read_site.py "$ROOT/root/read.py"
FIRST=$(make_release 1.0.0 | xargs basename)
make_release 1.0.1 unionsite/static/css/piece.css '/* 1.0.1 */' >/dev/null
make_release 1.0.2 unionsite/wsgi.py 'raise RuntimeError("made to fail")' >/dev/null

said "install"
inside tar -C /root -xf "/root/$FIRST"
inside /root/unionsite-1.0.0/deploy/install "${OPTIONS[@]}"
inside curl -skf --resolve "$HOST:443:127.0.0.1" -o /dev/null "https://$HOST/"
keys=$(sha256sum "$ROOT/srv/unionsite/.env")
said "install once more"
inside /root/unionsite-1.0.0/deploy/install "${OPTIONS[@]}" >>"$FOLDER/log"
[ "$keys" = "$(sha256sum "$ROOT/srv/unionsite/.env")" ]

UPDATE=/srv/unionsite/current/deploy/update
said "update under load"
under_load inside "$UPDATE" /root/unionsite-1.0.1.tar.gz
expect 1.0.1
said "a release made to fail"
if under_load inside env HEALTHY_WITHIN=40 "$UPDATE" /root/unionsite-1.0.2.tar.gz; then exit 1; fi
expect 1.0.1
said "back"
under_load inside "$UPDATE" --back
expect 1.0.0
said "broken off with kill -9, and on"
inside bash -c "$UPDATE /root/unionsite-1.0.1.tar.gz >/dev/null & sleep 20; pkill -9 -P \$!; kill -9 \$!" || true
under_load inside "$UPDATE" --continue
expect 1.0.1
said "backup, everything away, restore"
# shellcheck disable=SC2016
inside bash -euc '
    cd /srv/unionsite
    unionsite-manage make_backup_key /srv/unionsite/var/key | sed -n "s/^age1/BACKUP_RECIPIENTS=&/p" >>.env
    install -d -o unionsite -m 0700 /mnt/backups
    echo BACKUP_PLACE=/mnt/backups >>.env
    unionsite-manage backup
    install -o unionsite -m 0400 var/key /run/unionsite.key
    for one in /run/unionsite/*.pid; do start-stop-daemon --stop --oknodo --retry TERM/60/KILL/5 --pidfile "$one"; done
    mv var var.old
    runuser -u postgres -- psql -q -c "ALTER DATABASE unionsite RENAME TO unionsite_old"'
INSTALL=/srv/unionsite/current/deploy/install
inside "$INSTALL" "${OPTIONS[@]}" --for-restore --env /srv/unionsite/.env
if inside "$INSTALL" "${OPTIONS[@]}"; then echo "a plain run filled it" >&2; exit 1; fi
inside bash -euc 'unionsite-manage restore /mnt/backups/*.age --identity /run/unionsite.key'
inside "$INSTALL" "${OPTIONS[@]}"
inside curl -skf --resolve "$HOST:443:127.0.0.1" -o /dev/null "https://$HOST/"
said "everything as it should be; $ROOT may be removed"
