# nginx and the two ports: which one serves, how the other takes over, whether it is well.
# shellcheck shell=bash disable=SC1111

NGINX=${UNIONSITE_NGINX:-/etc/nginx/conf.d/unionsite.conf}
CERTIFICATES=/etc/ssl/unionsite

# The file of the release with this site's host name and port.
render_nginx() {
    local release=$1 host=$2 port=$3 version
    version=$(nginx -v 2>&1 | sed -n 's#.*nginx/\([0-9.]*\).*#\1#p')
    sed -e "s/union\.example\.com/$host/g" -e "s/127\.0\.0\.1:8000/127.0.0.1:$port/g" \
        -e "s#/srv/unionsite/deploy/#$SITE/current/deploy/#g" -e "s#/srv/unionsite/#$SITE/#g" "$release/deploy/nginx.conf" |
        if is_newer 1.25.1 "$version"; then
            sed -e '/^ *http2 on;/d' -e 's/listen \(.*443\) ssl;/listen \1 ssl http2;/'
        else
            cat
        fi
}

# Empty where nginx has no file of ours.
serving_port() { [ ! -e "$NGINX" ] || sed -n 's/.*127\.0\.0\.1:\(800[01]\).*/\1/p' "$NGINX" | sed -n 1p; }

other_port() { if [ "$1" = "${WEB_PORTS[0]}" ]; then echo "${WEB_PORTS[1]}"; else echo "${WEB_PORTS[0]}"; fi; }

# Puts the release's nginx file in place. One that an administrator has changed stays, but for the port: the new one is laid
# beside it. What nginx would not take is put back.
place_nginx() {
    local release=$1 host=$2 port=$3 rendered=$SITE/updates/nginx.rendered before is_theirs=no
    before=$(mktemp)
    render_nginx "$release" "$host" "$port" >"$rendered.new"
    if [ -e "$NGINX" ]; then
        cp -p "$NGINX" "$before"
        [ ! -e "$rendered" ] || cmp -s <(without_port "$NGINX") <(without_port "$rendered") || is_theirs=yes
    fi
    if [ "$is_theirs" = yes ]; then
        cp "$rendered.new" "$NGINX.new-release"
        sed -i "s/127\.0\.0\.1:800[01]/127.0.0.1:$port/" "$NGINX"
    else
        # In one move: nginx would take half a file, or none, without a word.
        cp "$rendered.new" "$NGINX.part"
        sync "$NGINX.part"
        mv "$NGINX.part" "$NGINX"
        rm -f "$NGINX.new-release"
    fi
    if ! reload_nginx; then
        if [ -s "$before" ]; then cp -p "$before" "$NGINX"; else rm -f "$NGINX"; fi
        rm -f "$before"
        return 1
    fi
    [ "$is_theirs" = yes ] || mv "$rendered.new" "$rendered"
    rm -f "$before" "$rendered.new"
}

without_port() { sed 's/127\.0\.0\.1:800[01]/127.0.0.1:PORT/' "$1"; }

lay_certificate() {
    install -d -m 0755 "$CERTIFICATES"
    if [ -n "$CERT" ]; then
        install -m 0644 "$CERT" "$CERTIFICATES/fullchain.pem"
        install -m 0600 "$KEY" "$CERTIFICATES/privkey.pem"
        rm -f "$CERTIFICATES/self-signed"
    elif [ ! -e "$CERTIFICATES/fullchain.pem" ]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=$SITE_HOST" \
            -addext "subjectAltName=DNS:$SITE_HOST" -keyout "$CERTIFICATES/privkey.pem" -out "$CERTIFICATES/fullchain.pem"
        chmod 0600 "$CERTIFICATES/privkey.pem"
        # The site's user reads it (HEALTH_CA_FILE), whatever root's umask.
        chmod 0644 "$CERTIFICATES/fullchain.pem"
        touch "$CERTIFICATES/self-signed"
    fi
}

# well PORT HOST SECONDS PARTS [VERSION]: whether it answers in time, with these parts of /healthz as they should be, and as
# that release.
well() { python3 "$DEPLOY/lib/well.py" --port "$1" --host "$2" --seconds "$3" --parts "$4" --version "${5:-}"; }

# reaches HOST SECONDS VERSION: whether nginx leads to that release, be it well or not.
reaches() { python3 "$DEPLOY/lib/well.py" --port 443 --host "$1" --seconds "$2" --version "$3"; }
