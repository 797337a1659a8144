"""Makes the filled database of a release, which every later migration is tried on: the demo site, thinned.

    fill_release.py     tests/deploy/filled-sqlite.xz, or with DATABASE_URL (an empty database) filled-postgresql.xz

Run once for each kind when 1.0 goes out, and never again: it must stay what 1.0 left behind.
`tests/deploy/test_migrations.py` reads it. Left out are what the search can make anew, results of tasks and passwords.
"""

import contextlib
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "tests" / "deploy"


def fill() -> None:
    """Lay the demo site into the database of the settings."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from unionsite.laws.models import Statute, StatuteArticle

    settings.DEBUG, settings.ALLOW_DEMO = False, True
    call_command("compile_texts")
    call_command("migrate", verbosity=0)
    call_command("setup_site", verbosity=0, open=True)
    # Texts of statutes are data, and no part of the project: pieces then name the articles alone.
    call_command("seed_demo", statutes="none", verbosity=0)
    made_up = Statute.objects.create(title="职工休息条例", short_title="休息条例", slug="rest", category="law")
    for number in (1, 2, 3):
        StatuteArticle.objects.create(
            statute=made_up, position=number, number=number, anchor=f"art-{number}", text="职工应当按时休息。"
        )


def thin() -> None:
    from django.contrib.auth import get_user_model
    from django_tasks_db.models import DBTaskResult
    from wagtail.search.models import IndexEntry

    from search.index.models import SearchEntry, TokenCount

    for model in (DBTaskResult, IndexEntry, SearchEntry, TokenCount):
        model._default_manager.all().delete()
    get_user_model().objects.update(password="!")  # noqa: S106  # nosec B106 (opens nothing)


def dump() -> bytes:
    """The whole database as bytes: SQLite's file, or SQL of PostgreSQL that any client can run."""
    from django.db import connection

    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        connection.close()
        with contextlib.closing(sqlite3.connect(name)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("PRAGMA journal_mode=DELETE")
            # What was deleted lies in an index for words until it is put in order.
            indexes = database.execute(
                "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
            ).fetchall()
            for (index,) in indexes:
                database.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608  # nosec B608
            database.commit()
            database.execute("VACUUM")
        return Path(name).read_bytes()
    how = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100"]
    sql = subprocess.run(["pg_dump", *how, os.environ["DATABASE_URL"]], check=True, capture_output=True).stdout  # noqa: S603, S607  # nosec B607
    # Lines for psql alone.
    return b"".join(line for line in sql.splitlines(keepends=True) if not line.startswith(b"\\"))


def main() -> int:
    from django.conf import settings
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "TASKS_BACKEND": "database"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionsite.settings.dev")
        fill()
        thin()
        content = lzma.compress(dump(), preset=9 | lzma.PRESET_EXTREME)
        target = FOLDER / f"filled-{connection.vendor}.xz"
        target.write_bytes(content)
        connection.close()
    sys.stdout.write(f"{target.relative_to(settings.BASE_DIR)}: {len(content) // 1024} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
