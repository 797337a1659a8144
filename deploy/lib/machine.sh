# The server: what it must be, packages, the user, folders, services with systemd or, in a bare root, without.
# shellcheck shell=bash disable=SC1111,SC2034

SITE=${UNIONSITE_HOME:-/srv/unionsite}
UNITS=/etc/systemd/system
REDIS=/etc/redis
REDIS_DATA=/var/lib/redis
WEB_PORTS=(8000 8001)
SYSLOG_PACKAGES=(rsyslog rsyslog-openssl)

has_systemd() { [ -d /run/systemd/system ]; }

is_nginx_up() { [ -s /run/nginx.pid ] && kill -0 "$(cat /run/nginx.pid)" 2>/dev/null; }

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

check_machine() {
    is_root || refuse "请用root运行（sudo deploy/install ……）。"
    local release
    # shellcheck source=/dev/null
    release=$(. /etc/os-release && printf '%s %s' "${ID:-}" "${VERSION_ID:-}")
    [[ $release == "debian 12" || $release == "debian 13" ]] || refuse "只支持Debian 12和13，这里是${release}。"
    local free
    free=$(df --output=avail -k "$(dirname "$SITE")" | tail -n 1)
    [ "$free" -ge 2000000 ] || refuse "$(dirname "$SITE")所在的磁盘不到2 GB空闲，请先腾出空间。"
    if [ -e "$SITE" ] && [ ! -d "$SITE/releases" ] && [ -n "$(ls -A "$SITE")" ]; then
        refuse "${SITE}里已有别的内容，请先移走（以前手工安装的，见docs/manual/安装与更新.md“原来是手工安装的”）。"
    fi
    if is_listening 443 && ! is_nginx_up; then
        refuse "443端口被别的程序占用，请先停掉它。"
    fi
}

# `manage.py restore` lays the mark before it writes and takes it away when all is there: tables alone say nothing.
refuse_half_a_restore() {
    [ ! -e "$SITE/var/restore-unfinished" ] ||
        refuse "恢复没有做完（中途断开了）：请照docs/manual/备份与恢复.md第六节把已写的移开，再恢复一次。"
}

install_packages() {
    local wanted=(python3 python3-venv nginx openssl ca-certificates curl procps tzdata postgresql-client)
    [ -n "$DATABASE_URL" ] || wanted+=(postgresql)
    [ -n "$REDIS_URL" ] || wanted+=(redis-server)
    [ "$CLAMAV" = no ] || wanted+=(clamav-daemon clamav-freshclam)
    ! ships_log "$FORMER_ENV" || wanted+=("${SYSLOG_PACKAGES[@]}")
    lay_debian "${wanted[@]}"
}

# ships_log [FILE]: whether .env, or this one, says where the audit log goes.
ships_log() { grep -qsE '^AUDIT_(SYSLOG|SHIP_DIR)=.' "$SITE/.env" ${1:+"$1"}; }

# lay_debian NAME...: installs those that are missing.
lay_debian() {
    local missing=() one
    for one in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$one" 2>/dev/null | grep -qx installed || missing+=("$one")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    export DEBIAN_FRONTEND=noninteractive
    # Without a network the lists and packages may be there already (a local mirror, a disk).
    apt-get -qq update || true
    apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}"
}

lay_folders() {
    getent passwd unionsite >/dev/null ||
        useradd --system --user-group --home-dir "$SITE" --no-create-home --shell /usr/sbin/nologin unionsite
    # nginx reads static files and pictures as a member of the group.
    usermod -aG unionsite www-data
    install -d -o root -g unionsite -m 0750 "$SITE" "$SITE/releases" "$SITE/venvs"
    install -d -o unionsite -g unionsite -m 0750 "$SITE/var" "$SITE/var/media" "$SITE/var/static"
    install -d -o root -g root -m 0700 "$SITE/updates" "$DUMPS"
    # Nor may what the site destroyed live on in the copy from before an update for longer than in its backups.
    install -d -m 0755 /etc/tmpfiles.d
    echo "d $DUMPS 0700 root root 90d" >/etc/tmpfiles.d/unionsite.conf
    cat >/usr/local/sbin/unionsite-manage <<COMMAND
#!/bin/sh
# manage.py of the release that serves, as its user: unionsite-manage check --deploy
exec runuser -u unionsite -- env -C $SITE/current DJANGO_SETTINGS_MODULE=unionsite.settings.production \\
    $SITE/current/.venv/bin/python manage.py "\$@"
COMMAND
    chmod 0755 /usr/local/sbin/unionsite-manage
}

# --- Debian's services ---

service_up() {
    if has_systemd; then
        systemctl enable --quiet --now "$1"
    else
        service "$1" status >/dev/null 2>&1 || service "$1" start
    fi
}

# Debian starts these once: one that is killed (no memory left) would be away until somebody comes.
keep_up() {
    local one services=(nginx)
    has_systemd || return 0
    [ -n "$DATABASE_URL" ] || services+=(postgresql@)
    for one in "${services[@]}"; do
        install -d -m 0755 "$UNITS/$one.service.d"
        printf '[Service]\nRestart=on-failure\nRestartSec=3\n' >"$UNITS/$one.service.d/unionsite.conf"
    done
    systemctl daemon-reload
}

# What Redis holds (sessions, the secrets of limits) must not outlive its span on a disk (docs/decisions/0044). The one that
# runs is told as well: it would save once more as it ends.
keep_redis_in_memory() {
    local ours=$REDIS/unionsite.conf
    printf 'save ""\nappendonly no\n' >"$ours"
    chmod 0644 "$ours"
    grep -qxF "include $ours" "$REDIS/redis.conf" || printf '\ninclude %s\n' "$ours" >>"$REDIS/redis.conf"
    service_up redis-server
    redis-cli CONFIG SET save '' >/dev/null
    redis-cli CONFIG SET appendonly no >/dev/null
    rm -rf "$REDIS_DATA/dump.rdb" "$REDIS_DATA/appendonlydir"
}

start_services() {
    keep_up
    [ -n "$DATABASE_URL" ] || service_up postgresql
    [ -n "$REDIS_URL" ] || keep_redis_in_memory
    # Its signatures may still be on their way; until then attached files wait.
    [ "$CLAMAV" = no ] || service_up clamav-daemon || true
}

# Said outright each time: it is asked within `if`, where nothing ends by itself.
reload_nginx() {
    nginx -t || return 1
    if is_nginx_up; then nginx -s reload || return 1; else service_up nginx || return 1; fi
    ! has_systemd || systemctl enable --quiet nginx
}

# --- Our units: web@8000 or web@8001, worker, scheduler ---

install_units() {
    install -m 0644 "$1"/deploy/unionsite-*.service "$UNITS/"
    ! has_systemd || systemctl daemon-reload
}

pid_file() { printf '/run/unionsite/%s.pid' "$1"; }

is_up() {
    if has_systemd; then
        systemctl is-active --quiet "unionsite-$1"
    else
        start-stop-daemon --status --pidfile "$(pid_file "$1")"
    fi
}

unit_up() {
    if has_systemd; then
        systemctl enable --quiet "unionsite-$1"
        systemctl restart "unionsite-$1"
    else
        unit_down "$1"
        plain_start "$1"
    fi
}

unit_down() {
    if has_systemd; then
        systemctl disable --quiet --now "unionsite-$1"
    else
        start-stop-daemon --stop --quiet --oknodo --retry TERM/120/KILL/5 --pidfile "$(pid_file "$1")"
    fi
}

# Where no systemd runs (a root made by debootstrap, a container): the unit's own command, as its user and in its folder,
# without its walls and without a new start after a crash. For trials, not for a server.
plain_start() {
    local name=$1 file=$UNITS/unionsite-${1%%@*} command folder
    [[ $name == *@* ]] && file+=@
    command=$(sed -n 's/^ExecStart=//p' "$file.service")
    folder=$(sed -n 's/^WorkingDirectory=//p' "$file.service")
    folder=${folder//%i/${name#*@}}
    install -d -m 0755 /run/unionsite
    # Started on the way back, it must hear again what the script does not (`hold_on`).
    (trap - PIPE HUP INT TERM && exec start-stop-daemon --start --quiet --background \
        --make-pidfile --pidfile "$(pid_file "$name")" \
        --chuid unionsite:unionsite --chdir "$folder" --umask 077 --output "/var/log/unionsite-$name.log" \
        --startas /bin/sh -- -c "DJANGO_SETTINGS_MODULE=unionsite.settings.production exec ${command//%i/${name#*@}}")
}
