# One release in its folder: code, packages, texts, static files. Nothing here changes what serves.
# shellcheck shell=bash disable=SC1111

# The version in the pyproject.toml that comes in.
version_in() { sed -n 's/^version = "\([0-9][0-9A-Za-z.]*\)"$/\1/p' | sed -n 1p; }
version_of() { version_in <"$1/pyproject.toml"; }

current_version() { [ -L "$SITE/current" ] && basename "$(readlink -f "$SITE/current")"; }

is_newer() { [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }

# manage RELEASE ARGUMENTS...: manage.py of that release, as the site's user.
manage() {
    local folder=$1
    shift
    runuser -u unionsite -- env -C "$folder" DJANGO_SETTINGS_MODULE=unionsite.settings.production \
        "$folder/.venv/bin/python" manage.py "$@"
}

# Names that .env lacks or leaves empty, of those that this release cannot do without.
missing_variables() {
    local name
    while IFS= read -r name; do
        [[ $name =~ ^[A-Z_]+$ ]] || continue
        grep -qE "^(export )?$name=." "$SITE/.env" || echo "$name"
    done | paste -s -d ' '
}

copy_release() {
    local source=$1 target=$2
    [ ! -e "$target/.complete" ] || return 0
    rm -rf "$target" "$target.new"
    install -d -m 0750 "$target.new"
    tar -C "$source" --exclude=./.git --exclude=./.venv --exclude=./var --exclude=./.env --exclude=__pycache__ -cf - . |
        tar -C "$target.new" --no-same-owner -xf -
    ln -s ../../.env "$target.new/.env"
    mv "$target.new" "$target"
}

# Packages are installed once for each state of the lock file, so that most updates need none.
lay_packages() {
    local release=$1 wheels=$2 python lock folder
    python=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    lock=$(sha256sum <"$release/requirements-full.txt" | cut -c 1-12)
    folder=$SITE/venvs/$python-$lock
    if [ ! -e "$folder/.complete" ]; then
        local options=()
        [ -z "$wheels" ] || options=(--no-index --find-links "$wheels")
        # As root, but never with root's own umask: the site's user reads these.
        (umask 022 && python3 -m venv --clear "$folder" &&
            "$release/scripts/install_lock.sh" "$folder/bin/python" "$release/requirements-full.txt" "${options[@]}")
        chown -R root:unionsite "$folder"
        # All of it lies on the disk before the mark says so.
        sync -f "$folder"
        touch "$folder/.complete"
    fi
    ln -sfn "../../venvs/$(basename "$folder")" "$release/.venv"
}

# Translations and bytecode are part of the release, which its user then cannot change.
finish_release() {
    local release=$1
    [ ! -e "$release/.complete" ] || return 0
    chown -R unionsite:unionsite "$release"
    manage "$release" compile_texts
    chown -R root:unionsite "$release"
    chmod -R u=rwX,g=rX,o= "$release"
    "$release/.venv/bin/python" -m compileall -q -x '/\.venv/' "$release"
    chmod -R u=rwX,g=rX,o= "$release"
    sync -f "$release"
    touch "$release/.complete"
}

# Former files stay for pages that are open; each release has its own list of names (core/release_files.py).
collect_static() { manage "$1" collectstatic --noinput -v 0; }

# point LINK RELEASE: in one move, so that there is no moment without.
point() {
    ln -sfn "releases/$(basename "$2")" "$SITE/$1.new"
    mv -T "$SITE/$1.new" "$SITE/$1"
}
