#!/usr/bin/env bash
# Walks through the manual for administrators (docs/manual/安装与更新.md, 备份与恢复.md) on machines that are roots made by
# debootstrap, in spaces of their own: a bare machine to https with the demo, load, kill -9 of each part under load, a power
# cut, backup, drill, the machine destroyed, another one restored, update and way back under load, and what has to be refused.
#     make try-install             needs root, debootstrap, slirp4netns; FOLDER=/var/tmp/try-install
#     SUITE=bookworm               Debian 12 instead of 13; MIRROR= another source of packages
#     WHEELS=folder                Python packages from there, without an index; CLAMAV=yes with the scanner
#     SYSTEMD=no                   without a running systemd: nothing starts again what is killed, so that is left out
#     ONLY=install                 ends when the site answers
# Three people open the new site in Chromium, with the Python that has the packages of `make test` (.venv, or PYTHON=).
# So far Debian 13 and 12 with systemd have run, from beginning to end.
# systemd runs in there as the first process, but may not move the clock or load modules, nor write to /sys and /proc/sys.
# The load asks nobody but this machine's own nginx, and ends with each step.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

FOLDER=${FOLDER:-/var/tmp/try-install}
SUITE=${SUITE:-trixie}
SYSTEMD=${SYSTEMD:-yes}
ROOT=$FOLDER/root
BASE=$FOLDER/base-$SUITE
KEPT=$FOLDER/kept
HOST=union.example.com
SITE=/srv/unionsite
UPDATE=$SITE/current/deploy/update
INSTALL=$SITE/current/deploy/install
OPTIONS=(--host "$HOST" --admin 1001 --admin-email admin@example.com)
TIMES=() STEP='' BEGAN=$SECONDS

for program in chromium debootstrap slirp4netns unshare nsenter setpriv; do
    command -v "$program" >/dev/null || { echo "Please install: $program" >&2; exit 2; }
done
[ "$(id -u)" -eq 0 ] || { echo "Please run it as root." >&2; exit 2; }
[ ! -e "$ROOT" ] || { echo "Please remove $ROOT first." >&2; exit 2; }
mkdir -p "$FOLDER" "$KEPT"

# begin WORDS: the step before is over, and how long it took is in the table.
begin() {
    [ -z "$STEP" ] || TIMES+=("$(printf '%4d s  %s' "$((SECONDS - BEGAN))" "$STEP")")
    STEP=$* BEGAN=$SECONDS
    [ -z "$STEP" ] || printf -- '--- %s\n' "$STEP"
}

wrong() { printf 'Not as it should be: %s\n' "$*" >&2; exit 1; }

# --- The machine ---

CGROUPS=$(findmnt --noheadings --first-only --types cgroup2 --output TARGET || true)
CGROUP=$CGROUPS/try-install-$$

machine_up() {
    local first=(bash -c 'while sleep 5; do :; done')
    [ -e "$ROOT" ] || cp -a "$BASE" "$ROOT"
    if [ "$SYSTEMD" = yes ]; then
        first=(env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd)
        mkdir -p "$CGROUP"
    fi
    # shellcheck disable=SC2016
    (
        [ "$SYSTEMD" = no ] || echo "$BASHPID" >"$CGROUP/cgroup.procs"
        exec unshare --net --pid --mount --uts --ipc --cgroup --fork bash -euc '
            root=$1
            shift
            mount --make-rprivate /
            mount --bind "$root" "$root"
            mount -t proc proc "$root/proc"
            mount --bind "$root/proc/sys" "$root/proc/sys"
            mount -o remount,bind,ro "$root/proc/sys"
            mount -t sysfs -o ro sysfs "$root/sys"
            mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
            mount --bind "$root/dev" "$root/dev"
            mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
            mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
            mount -t tmpfs -o mode=755 tmpfs "$root/run"
            mkdir "$root/run/lock"
            ip link set lo up
            hostname union
            # Not chroot: in there the kernel refuses PrivateUsers= of units.
            cd "$root"
            pivot_root . .
            umount -l .
            cd /
            exec setpriv --bounding-set -sys_time,-sys_module,-sys_rawio "$@"' try "$ROOT" "${first[@]}"
    ) </dev/null >>"$FOLDER/log" 2>&1 &
    local outside=$!
    sleep 2
    INSIDE=$(pgrep -P "$outside")
    slirp4netns --configure --mtu=65520 "$INSIDE" tap0 >>"$FOLDER/log" 2>&1 &
    NETWORK=$!
    [ "$SYSTEMD" = no ] || inside systemctl is-system-running --wait
    install -d -m 0755 "$ROOT/opt/trial"
    cp scripts/visit_site.py "$FOLDER"/unionsite-*.tar.gz* "$ROOT/opt/trial"
    [ -z "${WHEELS:-}" ] || cp -r "$WHEELS" "$ROOT/opt/trial/wheels"
}

# The first process of a space takes all others with it, and the mounts; then nothing is left of the machine.
machine_gone() {
    [ -z "${NETWORK:-}" ] || kill "$NETWORK" 2>/dev/null || true
    [ -z "${INSIDE:-}" ] || kill -9 "$INSIDE" 2>/dev/null || true
    NETWORK='' INSIDE=''
    sleep 1
    [ ! -d "$CGROUP" ] || find "$CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || true
}
trap machine_gone EXIT

inside() {
    nsenter -t "$INSIDE" -n -p -m -u -i -C -r -w env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root LANG=C.UTF-8 ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        PIP_CERT=/etc/ssl/certs/ca-certificates.crt "$@"
}

# --- What is asked of it ---

# make_release VERSION [FILE LINE]: this commit under another version, with a line more in a file.
make_release() {
    local source=$FOLDER/source
    [ -d "$source" ] || git clone --quiet . "$source"
    (
        cd "$source"
        sed -i "s/^version = .*/version = \"$1\"/" pyproject.toml
        sed -i "s/^__version__ = .*/__version__ = \"$1\"/" unionsite/__init__.py
        [ -z "${2:-}" ] || printf '%s\n' "$3" >>"$2"
        git add --all
        git -c user.name=trial -c user.email=trial@example.com commit --quiet --allow-empty --message "Release $1"
        deploy/release "$FOLDER" >/dev/null
    )
}

# A table more, as an additive migration of a next release would make it.
migration() {
    local last
    last=$(find news/migrations -name '0*.py' -printf '%f\n' | sort | tail -n 1)
    printf '%s\n' 'from django.db import migrations' '' '' 'class Migration(migrations.Migration):' \
        "    dependencies = [('news', '${last%.py}')]" \
        "    operations = [migrations.RunSQL('CREATE TABLE of_the_trial (id int)', 'DROP TABLE of_the_trial')]"
}

visit() {
    inside runuser -u unionsite -- env -C "$SITE/current" DJANGO_SETTINGS_MODULE=unionsite.settings.production \
        REQUESTS_CA_BUNDLE=/etc/ssl/unionsite/fullchain.pem \
        "$SITE/current/.venv/bin/python" -W ignore /opt/trial/visit_site.py "$HOST" /opt/trial/people "$@"
}

# under_load [--strict] COMMAND...: runs it while people read and write, and prints what they met; strict: nothing may fail.
under_load() {
    local strict=() code=0 visitors
    [ "$1" != --strict ] || { strict=(--strict); shift; }
    inside install -d -o unionsite /opt/trial/people
    rm -f "$ROOT"/opt/trial/people/{stop,begun,part}
    visit "${strict[@]}" >"$FOLDER/visitors" 2>&1 &
    visitors=$!
    until [ -e "$ROOT/opt/trial/people/begun" ]; do
        kill -0 "$visitors" || { cat "$FOLDER/visitors"; exit 1; }
        sleep 0.5
    done
    sleep 5
    "$@" || code=$?
    sleep 3
    touch "$ROOT/opt/trial/people/stop"
    # Said outright: within `if` nothing ends by itself.
    wait "$visitors" || { cat "$FOLDER/visitors"; exit 1; }
    sed 's/^/    /' "$FOLDER/visitors"
    return "$code"
}

# As a stick with the private key is put in: only in memory, for the site's user alone.
lay_key() { inside sh -c "cat >/run/unionsite.$1; chown unionsite: /run/unionsite.$1; chmod 400 /run/unionsite.$1" <"$KEPT/$1"; }

expect() { [ "$(readlink "$ROOT$SITE/current")" = "releases/$1" ] || wrong "not on $1"; }

answers() { inside curl -skf --resolve "$HOST:443:127.0.0.1" -o /dev/null "https://$HOST/"; }

# status ADDRESS: which status it is answered with.
status() { inside curl -sk --resolve "$HOST:443:127.0.0.1" -o /dev/null -w '%{http_code}' "https://$HOST$1"; }

well() {
    inside python3 "$SITE/current/deploy/lib/well.py" --port 443 --host "$HOST" --seconds 180 \
        --parts database,cache,worker,scheduler
}

# What nothing that is refused may touch.
touched() {
    # shellcheck disable=SC2016
    inside bash -c 'cd /srv/unionsite && sha256sum .env; readlink current; ls releases updates; find var/media | wc -l
        psql() { runuser -u postgres -- psql -Atc "$1" unionsite; }
        psql "SELECT count(*) FROM pg_tables"; psql "SELECT count(*) FROM wagtailcore_page"' 2>/dev/null || true
}

# refused WORDS COMMAND...: it must fail, say this, and have touched nothing.
refused() {
    local words=$1 code=0 before
    shift
    before=$(touched)
    "$@" >"$FOLDER/answer" 2>&1 || code=$?
    if [ "$code" -eq 0 ] || ! grep -q -- "$words" "$FOLDER/answer" || [ "$before" != "$(touched)" ]; then
        cat "$FOLDER/answer"
        wrong "code $code of: $*"
    fi
    printf '    refused: %s\n' "$(grep -m 1 -- "$words" "$FOLDER/answer")"
}

# kill_hard PART: its main process, at once; then systemd and the site are alone with it for some seconds.
kill_hard() {
    local unit
    # shellcheck disable=SC2016
    case $1 in
        'a web process') inside bash -c 'pkill -9 -o -P "$(systemctl show -P MainPID unionsite-web@8000)"' || wrong "no $1" ;;
        *)
            unit=$(inside bash -c "systemctl list-units --plain --no-legend --state=running '$1.service' | cut -d ' ' -f 1")
            inside bash -c "kill -9 \"\$(systemctl show -P MainPID '$unit')\"" || wrong "no $1"
            ;;
    esac
    sleep 5
    [ "$1" = 'a web process' ] || inside timeout 120 sh -c "until systemctl is-active --quiet '$unit'; do sleep 1; done" ||
        wrong "$unit did not come back"
    sleep 7
}

restore() { inside unionsite-manage restore "/mnt/backups/$1.age" --identity "/run/unionsite.$2" "${@:3}"; }

# broken_off SIGNAL: an update to 1.0.1, ended by it when it has changed the database.
# shellcheck disable=SC2016
broken_off() {
    inside bash -c 'setsid "$1" /opt/trial/unionsite-1.0.1.tar.gz >/root/update 2>&1 &
        until grep -q 更新数据库 /root/update; do kill -0 $! || exit 1; sleep 0.2; done
        kill "$2" -- -$!; while kill -0 $! 2>/dev/null; do sleep 0.2; done' try "$UPDATE" "$1"
}

more=()
[ -z "${WHEELS:-}" ] || more+=(--wheels /opt/trial/wheels)
[ "${CLAMAV:-no}" = no ] || more+=(--clamav)

# --- The walk ---

begin "debootstrap $SUITE"
if [ ! -e "$BASE" ]; then
    debootstrap --variant=minbase --include=ca-certificates,systemd-sysv,dbus "$SUITE" "$BASE.new" \
        ${MIRROR:+"$MIRROR"} >"$FOLDER/log"
    cp /etc/ssl/certs/ca-certificates.crt "$BASE.new/etc/ssl/certs/"
    cp -r /usr/local/share/ca-certificates "$BASE.new/usr/local/share/"
    echo "nameserver 10.0.2.3" >"$BASE.new/etc/resolv.conf"
    echo "127.0.0.1 localhost $HOST" >"$BASE.new/etc/hosts"
    ln -sf /dev/null "$BASE.new/etc/systemd/system/getty.target"
    mv "$BASE.new" "$BASE"
fi
rm -rf "$FOLDER/source"
make_release 1.0.0
make_release 1.0.1 news/migrations/0999_of_the_trial.py "$(migration)"
make_release 1.0.2 unionsite/wsgi.py 'raise RuntimeError("made to fail")'
make_release 1.0.3 deploy/needed-variables NEW_KEY

begin "install: a list for its administrator, and nothing to read yet"
machine_up
inside tar -C /root -xf /opt/trial/unionsite-1.0.0.tar.gz
printf 'HOST=%s\nADMIN_EMAIL=admin@example.com\n' "$HOST" >"$ROOT/root/site.conf"
refused '请用--admin写明' inside /root/unionsite-1.0.0/deploy/install --config /root/site.conf
inside /root/unionsite-1.0.0/deploy/install "${OPTIONS[@]}" "${more[@]}" | tee "$FOLDER/answer"
grep -q 上线清单 "$FOLDER/answer" || wrong "the list is not named"
[ "$(status /)" = 503 ] || wrong "a new site is read before it is opened"
[ "$(status /admin/opening/)" = 302 ] || wrong "no list, or one for everybody"

begin "three people open it by the list"
password=$(sed -n 's/^初始密码：\([^（]*\).*/\1/p' "$FOLDER/answer")
ticket=$(sed -n 's/^绑定凭证.*：//p' "$FOLDER/answer")
nsenter -t "$INSIDE" -n "${PYTHON:-.venv/bin/python}" scripts/open_site.py "https://$HOST" 1001 "$password" "$ticket"
[ "$(status /)" = 200 ] || wrong "an opened site is not read"

begin "another machine, with the demo"
machine_gone
rm -rf "$ROOT"
machine_up
inside tar -C /root -xf /opt/trial/unionsite-1.0.0.tar.gz
inside /root/unionsite-1.0.0/deploy/install "${OPTIONS[@]}" "${more[@]}" --demo
answers
begin "the same command once more"
keys=$(sha256sum "$ROOT$SITE/.env")
inside /root/unionsite-1.0.0/deploy/install "${OPTIONS[@]}" "${more[@]}" --demo >>"$FOLDER/log"
[ "$keys" = "$(sha256sum "$ROOT$SITE/.env")" ] || wrong ".env is another"
if [ "$SYSTEMD" = yes ]; then
    [ -z "$(inside systemctl list-units --plain --no-legend --failed)" ] || wrong "a unit has failed"
    # That of the log needs rsyslog, which only a site installs that ships its log.
    inside bash -O extglob -c 'systemd-analyze verify /etc/systemd/system/unionsite-!(syslog).service'
fi
if [ "${ONLY:-}" = install ]; then
    begin
    printf '%s\n' "${TIMES[@]}"
    exit 0
fi

begin "load for 30 s"
# Two senders at one address send more in an hour than a whole office.
inside bash -c "echo FEEDBACK_SENDINGS_AN_HOUR=1000000 >>$SITE/.env"
if [ "$SYSTEMD" = yes ]; then inside systemctl restart 'unionsite-*'; fi
well
under_load --strict sleep 30

if [ "$SYSTEMD" = yes ]; then
    begin "kill -9 under load"
    kill_all() {
        local part
        for part in 'a web process' unionsite-web@8000 unionsite-worker unionsite-scheduler redis-server 'postgresql@*' nginx; do
            echo "$part" >"$ROOT/opt/trial/people/part"
            kill_hard "$part"
        done
    }
    under_load kill_all
    begin "power cut, and on again"
    machine_gone
    machine_up
    well
    visit --verify
fi

begin "backup and drill"
# shellcheck disable=SC2016
inside bash -euc '
    cd /srv/unionsite
    unionsite-manage make_backup_key /srv/unionsite/var/key | sed -n "s/^age1/BACKUP_RECIPIENTS=&/p" >>.env
    unionsite-manage make_backup_key /srv/unionsite/var/other >/dev/null
    echo BACKUP_PLACE=/mnt/backups >>.env
    mkdir -p /mnt/backups && chown unionsite: /mnt/backups && chmod 700 /mnt/backups
    mkdir /etc/systemd/system/unionsite-scheduler.service.d
    printf "[Service]\nReadWritePaths=-/mnt/backups\n" >/etc/systemd/system/unionsite-scheduler.service.d/override.conf
    runuser -u postgres -- psql -qc "ALTER ROLE unionsite CREATEDB"
    install -o unionsite -m 0400 var/key /run/unionsite.key'
[ "$SYSTEMD" = no ] || inside bash -c "systemctl daemon-reload; systemctl restart 'unionsite-*'"
inside unionsite-manage backup
inside unionsite-manage drill_restore --identity /run/unionsite.key
refused 数据库不是空的 inside bash -c 'unionsite-manage restore /mnt/backups/*.age --identity /run/unionsite.key'
cp "$ROOT"/mnt/backups/*.age "$KEPT/backup.age"
cp "$ROOT$SITE/var/key" "$ROOT$SITE/var/other" "$ROOT$SITE/.env" "$ROOT/opt/trial/people/words" "$KEPT"
pages=$(touched | tail -n 1)

begin "everything destroyed, another machine"
machine_gone
rm -rf "$ROOT"
machine_up
inside tar -C /root -xf /opt/trial/unionsite-1.0.0.tar.gz
inside sh -c 'cat >/run/former.env' <"$KEPT/.env"
sed '/^CASE_KEYS=/d' "$KEPT/.env" | inside sh -c 'cat >/run/lacking.env'
refused 缺少CASE_KEYS inside /root/unionsite-1.0.0/deploy/install "${OPTIONS[@]}" --for-restore --env /run/lacking.env
inside /root/unionsite-1.0.0/deploy/install "${OPTIONS[@]}" "${more[@]}" --for-restore --env /run/former.env

begin "restore"
inside install -d -o unionsite -m 0700 /mnt/backups /opt/trial/people
lay_key key
lay_key other
cp "$KEPT/backup.age" "$ROOT/mnt/backups/whole.age"
head -c "$(($(stat -c %s "$KEPT/backup.age") * 2 / 3))" "$KEPT/backup.age" >"$ROOT/mnt/backups/cut.age"
cp "$KEPT/words" "$ROOT/opt/trial/people"
inside chown -R unionsite: /mnt/backups /opt/trial/people
refused 没有恢复备份 inside "$INSTALL" "${OPTIONS[@]}"
inside touch "$SITE/var/restore-unfinished"
refused 恢复没有做完 inside "$INSTALL" "${OPTIONS[@]}"
inside rm "$SITE/var/restore-unfinished"
refused 打不开这份备份 restore whole other
refused 已损坏或者不完整 restore cut key
restore whole key --check
restore whole key
inside rm /run/unionsite.key /run/former.env "/mnt/backups/cut.age"
inside "$INSTALL" "${OPTIONS[@]}" "${more[@]}"
answers
[ "$pages" = "$(touched | tail -n 1)" ] || wrong "other pages than before"
visit --verify

begin "what an update refuses"
head -c 1000000 "$FOLDER/unionsite-1.0.1.tar.gz" >"$ROOT/root/unionsite-1.0.1.tar.gz"
cp "$FOLDER/unionsite-1.0.1.tar.gz.sha256" "$ROOT/root/"
refused 与校验值不符 inside "$UPDATE" /root/unionsite-1.0.1.tar.gz
refused 不比它新 inside "$UPDATE" /opt/trial/unionsite-1.0.0.tar.gz
refused NEW_KEY inside "$UPDATE" /opt/trial/unionsite-1.0.3.tar.gz
refused '已经装了1.0.0' inside bash -c "tar -C /root -xf /opt/trial/unionsite-1.0.1.tar.gz
    /root/unionsite-1.0.1/deploy/install ${OPTIONS[*]}"
inside sed -i.whole 's/^CASE_KEYS=/#&/' "$SITE/.env"
refused CASE_KEYS inside "$INSTALL" "${OPTIONS[@]}"
refused CASE_KEYS inside unionsite-manage check --deploy --tag security
inside mv "$SITE/.env.whole" "$SITE/.env"

begin "update under load, broken off with kill -9, and on"
continued() {
    # Nothing ends by itself in here: the load asks for the code.
    broken_off -9 || return 1
    refused 没有做完 inside "$UPDATE" /opt/trial/unionsite-1.0.2.tar.gz
    inside "$UPDATE" --continue
}
under_load --strict continued
expect 1.0.1
begin "back under load"
inside unionsite-manage backup
newer=$(find "$ROOT/mnt/backups" -name 'unionsite-*.age' -printf '%f\n' | sort | tail -n 1)
under_load --strict inside "$UPDATE" --back
expect 1.0.0
# Of a newer version, onto what is full: the first is said.
lay_key key
refused 更新的版本 restore "${newer%.age}" key
begin "update under load, ended with TERM, as Ctrl-C ends it: back by itself"
under_load --strict broken_off -TERM
expect 1.0.0
begin "update under load to a release made to fail: back by itself"
if under_load --strict inside env HEALTHY_WITHIN=40 "$UPDATE" /opt/trial/unionsite-1.0.2.tar.gz; then wrong "it was taken"; fi
expect 1.0.0
begin "update under load"
under_load --strict inside "$UPDATE" /opt/trial/unionsite-1.0.1.tar.gz
expect 1.0.1
answers
visit --verify
begin
printf '%s\n' "${TIMES[@]}" "Everything as it should be; $FOLDER may be removed."
