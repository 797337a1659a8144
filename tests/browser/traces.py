"""Everything that the running site has stored, and where in it a word can be found, however it is written down.

What lies sealed must not be found; what lies compressed, pickled, encoded or quoted is.
"""

import email
import json
import re
import sqlite3
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from email.header import decode_header, make_header
from urllib.parse import quote

import psycopg
import redis
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from psycopg import sql

# What may stand between the characters of a receipt that somebody writes in groups of any length.
_BETWEEN = rb"(?:%20|%2D|[^0-9A-Za-z]){0,3}"


def spellings(text: str) -> set[bytes]:
    """The text as programs write it: in UTF-8 and UTF-16, in JSON, addresses, HTML and mails, base64, hexadecimal."""
    plain = text.encode()
    found = {
        plain,
        text.encode("utf-16-le"),
        json.dumps(text)[1:-1].encode(),
        quote(text, safe="").encode(),
        quote(text, safe="").lower().encode(),
        "".join(f"={byte:02X}" for byte in plain).encode(),
        "".join(f"&#{ord(letter)};" for letter in text).encode(),
        plain.hex().encode(),
    }
    for shift in range(3):
        # Within a longer text: without the characters that what stands before and after has a part in.
        whole = b64encode(b"\0" * shift + plain)
        found.add(whole[(0, 2, 3)[shift] : len(whole) - (0, 3, 2)[(shift + len(plain)) % 3]])
    return found | {part.replace(b"+", b"-").replace(b"/", b"_") for part in found if part.isascii()}


def pattern(texts: Iterable[str], receipt: str = "") -> re.Pattern[bytes]:
    """Matches any of these texts, and the receipt in capitals or not, in whatever groups."""
    parts = {re.escape(spelling) for text in texts for spelling in spellings(text)}
    if receipt:
        code = re.sub(r"\W", "", receipt)
        parts |= {re.escape(spelling) for text in (receipt, code, code.lower()) for spelling in spellings(text)}
        # Half of it would be a trace already.
        parts |= {rb"(?i:" + _BETWEEN.join(half.encode() for half in piece) + rb")" for piece in (code[:10], code[10:])}
    return re.compile(rb"|".join(sorted(parts)), re.DOTALL)


def rows(database: str) -> Iterator[tuple[str, bytes]]:
    """(table.column, value) of all that is in the site's database, its sessions opened."""
    for table, column, value in _values(database):
        if value is None:
            continue
        place = f"{table}.{column}"
        yield place, value if isinstance(value, bytes) else str(value).encode()
        if table == "django_session" and column == "session_data":
            yield place, repr(SessionStore().decode(value)).encode()


def _values(database: str) -> Iterator[tuple[str, str, object]]:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
            for (table,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                # Tables of the search index that only its extension can read; their content is in others.
                if "fts" in table and not table.endswith(("_content", "_data", "_docsize", "_idx", "_config")):
                    continue
                yield from _of_table(table, source.execute(f'SELECT * FROM "{table}"'))  # noqa: S608
        return
    where = {name: connection.settings_dict[name.upper()] for name in ("host", "port", "user", "password")}
    with psycopg.connect(dbname=database, **{name: value for name, value in where.items() if value}) as source:
        tables = source.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            yield from _of_table(table, source.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))))


def _of_table(table: str, cursor) -> Iterator[tuple[str, str, object]]:
    columns = [column[0] for column in cursor.description]
    for row in cursor:
        yield from ((table, column, value) for column, value in zip(columns, row, strict=True))


def files(folder) -> Iterator[tuple[str, bytes]]:
    """(path, content) of all files below a folder: database, log, cache, media, sealed files, mails; also opened."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        place = str(path.relative_to(folder))
        # The name of a file tells as much as its content.
        yield f"name of {place}", place.encode()
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # An entry of the cache that ran out just now.
            continue
        yield place, content
        if path.suffix == ".djcache":
            yield place, _inflated(content)
        elif path.parent.name == "mails":
            yield place, _read_out(content)


def _inflated(content: bytes) -> bytes:
    """An entry of the file cache: when it ends, then its value compressed."""
    start = content.find(b"\x78")
    while start >= 0:
        try:
            return zlib.decompress(content[start:])
        except zlib.error:
            start = content.find(b"\x78", start + 1)
    raise ValueError("not an entry of the cache")


def _read_out(content: bytes) -> bytes:
    """The mails of a file, subjects and texts decoded."""
    texts = []
    for part in content.split(b"-" * 79 + b"\n"):
        message = email.message_from_bytes(part)
        texts.append(str(make_header(decode_header(message.get("Subject", "")))).encode())
        texts.append(message.get_payload(decode=True) or b"")
    return b"\n".join(texts)


def cached() -> Iterator[tuple[str, bytes]]:
    """(key, value) of the cache in Redis; nothing where the cache lies in files."""
    if not settings.REDIS_URL:
        return
    with closing(redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])) as store:
        for key in store.scan_iter():
            yield "name of a cache entry", key
            if store.type(key) == b"string":
                value = store.get(key) or b""
                yield f"cache {key.decode()}", value


def everything(site) -> Iterator[tuple[str, bytes]]:
    yield from rows(site.database)
    yield from files(site.folder)
    yield from cached()


def traces(places: Iterable[tuple[str, bytes]], wanted: re.Pattern[bytes]) -> list[str]:
    """Where it was found, with what stands around."""
    return [
        f"{place}: {content[max(match.start() - 30, 0) : match.end() + 30]!r}"
        for place, content in places
        if (match := wanted.search(content))
    ]
