"""DATABASE_URL on stdin as the variables of libpq's programs, one a line; 1 where it is none of PostgreSQL."""

import sys
from urllib.parse import parse_qsl, unquote, urlsplit


def variables(url: str) -> dict[str, str]:
    """As django-environ reads it; raises ValueError for what is no PostgreSQL or names no database."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql", "psql", "pgsql"):
        raise ValueError(url)
    folder, _, name = unquote(parts.path).rpartition("/")
    found = {
        "PGDATABASE": name,
        # postgres:////var/run/postgresql/name: the folder of a socket.
        "PGHOST": unquote(parts.hostname or "") or (folder and "/" + folder.lstrip("/")),
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
    }
    options = dict(parse_qsl(parts.query))
    found["PGSSLMODE"] = options.get("sslmode", "")
    found["PGSSLROOTCERT"] = options.get("sslrootcert", "")
    if not name:
        raise ValueError(url)
    return {key: value for key, value in found.items() if value}


def main() -> int:
    try:
        found = variables(sys.stdin.readline().strip())
    except ValueError:
        return 1
    sys.stdout.writelines(f"{key}={value}\n" for key, value in found.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
