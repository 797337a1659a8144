# .env: made once, or from the former one for a restore; keys are never made a second time.
# shellcheck shell=bash disable=SC1111

KEYS=(SECRET_KEY SEALING_KEYS AUDIT_KEY CASE_KEYS RECEIPT_KEYS)
LOCAL_DATABASE=postgres:////var/run/postgresql/unionsite

secret() { python3 -c 'import secrets; print(secrets.token_urlsafe(64))'; }

# value_in FILE NAME
value_in() { sed -En "s/^(export )?$2=//p" "$1" | tail -n 1; }

# elsewhere ADDRESS: of a database or a Redis, empty if this very machine is to have it.
elsewhere() { [[ $1 == "$LOCAL_DATABASE" || $1 == redis://127.0.0.1:6379/* ]] || printf '%s' "$1"; }

# The former .env, or the file of keys that was kept apart: what it says of the machine counts, options before it.
read_former_env() {
    local name value
    [ -r "$FORMER_ENV" ] || refuse "读不到原来的设置$FORMER_ENV。"
    for name in "${KEYS[@]}"; do
        [ -n "$(value_in "$FORMER_ENV" "$name")" ] || refuse "${FORMER_ENV}里缺少${name}。恢复要用原来的密钥，不要另造。"
    done
    value=$(value_in "$FORMER_ENV" BASE_URL)
    [ -z "$value" ] || [ "$value" = "https://$SITE_HOST" ] ||
        refuse "${FORMER_ENV}里的BASE_URL是${value}，不是https://${SITE_HOST}。要换域名，请先改它和ALLOWED_HOSTS。"
    value=$(value_in "$FORMER_ENV" DATABASE_URL)
    [ -n "$DATABASE_URL" ] || DATABASE_URL=$(elsewhere "$value")
    [[ -z $DATABASE_URL || $DATABASE_URL == postgres* ]] || refuse "${FORMER_ENV}里的DATABASE_URL不是PostgreSQL。"
    value=$(value_in "$FORMER_ENV" REDIS_URL)
    [ -n "$REDIS_URL" ] || REDIS_URL=$(elsewhere "$value")
    [[ $(value_in "$FORMER_ENV" ANTIVIRUS) != unix:///run/clamav/* ]] || CLAMAV=yes
}

# On a later run .env counts: nothing is installed here that lies elsewhere, and no option is dropped without a word.
read_own_env() {
    local option name value
    [ -e "$SITE/.env" ] || return 0
    for option in DATABASE_URL REDIS_URL EMAIL_URL FROM_EMAIL:DEFAULT_FROM_EMAIL SITE_NAME; do
        name=${option#*:}
        option=${option%:*}
        value=$(value_in "$SITE/.env" "$name")
        [ -z "${!option}" ] || [ "${!option}" = "$value" ] ||
            say "注意：选项里的${name}没有起作用，$SITE/.env里的不同。要改的，请直接改.env，再重新启动。"
    done
    value=$(value_in "$SITE/.env" DATABASE_URL)
    DATABASE_URL=$(elsewhere "${value:-$DATABASE_URL}")
    value=$(value_in "$SITE/.env" REDIS_URL)
    REDIS_URL=$(elsewhere "${value:-$REDIS_URL}")
}

# put FILE NAME VALUE: unless the file says it, which may have been written by hand, without its last newline.
put() {
    ! grep -q "^$2=" "$1" || return 0
    [ -z "$(tail -c 1 "$1")" ] || echo >>"$1"
    printf '%s=%s\n' "$2" "$3" >>"$1"
}

write_env() {
    local file=$SITE/.env.new name
    if [ ! -e "$SITE/.env" ]; then
        (
            umask 077
            echo "# 本网站的设置和密钥。各项的意思见current/.env.example；改了以后运行systemctl restart 'unionsite-*'。" >"$file"
            if [ -n "$FORMER_ENV" ]; then
                # What the options of this run or this machine say otherwise is left out.
                local other=VAR_DIR
                [ -z "$DATABASE_URL" ] || other+='|DATABASE_URL'
                [ -z "$REDIS_URL" ] || other+='|REDIS_URL'
                [ -z "$EMAIL_URL" ] || other+='|EMAIL_URL'
                [ -z "$FROM_EMAIL" ] || other+='|DEFAULT_FROM_EMAIL'
                [ -z "$SITE_NAME" ] || other+='|SITE_NAME'
                grep -E '^[A-Z0-9_]+=' "$FORMER_ENV" | grep -vE "^($other)=" >>"$file"
            fi
            for name in "${KEYS[@]}"; do put "$file" "$name" "$(secret)"; done
            put "$file" ALLOWED_HOSTS "$SITE_HOST"
            put "$file" BASE_URL "https://$SITE_HOST"
            put "$file" BEHIND_PROXY on
            put "$file" TRUSTED_PROXIES 1
            put "$file" TASKS_BACKEND database
            put "$file" VAR_DIR "$SITE/var"
            put "$file" DATABASE_URL "${DATABASE_URL:-$LOCAL_DATABASE}"
            put "$file" REDIS_URL "${REDIS_URL:-redis://127.0.0.1:6379/0}"
            put "$file" EMAIL_URL "${EMAIL_URL:-consolemail://}"
            put "$file" DEFAULT_FROM_EMAIL "${FROM_EMAIL:-$ADMIN_EMAIL}"
            [ -z "$SITE_NAME" ] || put "$file" SITE_NAME "$SITE_NAME"
            # The walk over the site's own pages must believe the certificate that is made here.
            [ -n "$CERT" ] || put "$file" HEALTH_CA_FILE "$CERTIFICATES/fullchain.pem"
            sync "$file"
        )
        mv "$file" "$SITE/.env"
    fi
    if [ "$CLAMAV" = yes ]; then
        sed -i '/^ANTIVIRUS=$/d' "$SITE/.env"
        put "$SITE/.env" ANTIVIRUS unix:///run/clamav/clamd.ctl
    fi
    # A real certificate is signed by others: the one made at first must not be asked for any more.
    [ -z "$CERT" ] || sed -i "\\#^HEALTH_CA_FILE=$CERTIFICATES/fullchain.pem\$#d" "$SITE/.env"
    # Not the group's: nginx is in it for pictures and static files. The folder is root's, and systemd lets no service write.
    chown unionsite:root "$SITE/.env"
    chmod 0400 "$SITE/.env"
}
