# What the scripts say and how they end; sourced by install and update.
# shellcheck shell=bash disable=SC1111

LOG=${UNIONSITE_LOG:-/var/log/unionsite-deploy.log}

# tell FORMAT WORDS...: into the log where nobody is left to read it (a lost connection, a pipe that has ended).
# shellcheck disable=SC2059
tell() { printf "$@" 2>/dev/null || printf "$@" >>"$LOG" || :; }

say() { tell '%s\n' "$*"; }

# What is refused has touched nothing: code 2 says so.
refuse() {
    printf '没有做任何改动。%s\n' "$1" >&2
    exit 2
}

fail() {
    printf '没有完成：%s\n' "$1" >&2
    exit 1
}

# step WORDS COMMAND...: says what is done and how long it took; what the command printed is in the log.
step() {
    local words=$1 began=$SECONDS
    shift
    # What programs say when they fail is for root alone.
    [ -e "$LOG" ] || (umask 077 && : >"$LOG")
    tell '%s ……' "$words"
    printf '\n=== %s %s\n' "$(date '+%F %T')" "$words" >>"$LOG" || :
    # In a shell of its own, where the first thing that goes wrong ends it; before `||` or `if` nothing would.
    local code
    set +e
    # A service that is started here must not hold the lock of `only_one` for as long as it lives.
    (set -euo pipefail; "$@") >>"$LOG" 2>&1 9>&-
    code=$?
    set -e
    if [ "$code" -ne 0 ]; then
        tell '\n'
        tail -n 15 "$LOG" >&2 || :
        fail "${words}出错，上面是最后几行，全部记在${LOG}。改正以后，可以原样再运行一次。"
    fi
    tell ' 好（%d秒）\n' "$((SECONDS - began))"
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# One installation or update at a time.
only_one() {
    exec 9>"${LOCK:-/run/lock/unionsite-deploy}"
    flock --nonblock 9 || refuse "另一次安装或更新正在进行，请等它结束。"
}
