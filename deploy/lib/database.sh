# The database before an update: a copy that `--restore-database` brings back. The real backups are `manage.py backup`.
# shellcheck shell=bash disable=SC1111,SC2034

DUMPS=$SITE/updates/databases

setting() { sed -n "s/^$1=//p" "$SITE/.env" | tail -n 1; }

# Name, host and password for libpq's programs, by their environment: a command line is seen by everybody.
postgres_environment() { setting DATABASE_URL | python3 "$DEPLOY/lib/postgres_environment.py"; }

with_postgres() {
    local -a variables
    mapfile -t variables < <(postgres_environment)
    [ ${#variables[@]} -gt 0 ] || return 1
    # `env -` would show them on its command line: they are exported in a shell of its own.
    (export "${variables[@]}" && exec runuser -u unionsite -- "$@")
}

database_megabytes() { with_postgres psql -X -q -t -A -c 'SELECT pg_database_size(current_database()) / 1048576'; }

has_tables() { with_postgres psql -X -q -t -A -c "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1" | grep -q 1; }

dump_database() {
    local file=$1
    (umask 077 && with_postgres pg_dump --format=custom --no-owner --no-privileges >"$file.new")
    # Read through once, to its end: a copy cut short is none. Nor is one that a power cut would leave empty.
    pg_restore --file /dev/null "$file.new"
    sync "$file.new"
    mv "$file.new" "$file"
}

# Everything written since the copy is gone: only when it was asked for, while nothing of ours runs. What a newer release
# has added goes too, and all of it is one transaction, which ends only if the copy was read to its end.
restore_database() {
    {
        echo 'SET client_min_messages = warning; BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
        pg_restore --no-owner --no-privileges --file - "$1" && echo 'COMMIT;'
    } | with_postgres psql -X -q -v ON_ERROR_STOP=1 >/dev/null
}
