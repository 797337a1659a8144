"""From 1.0 on migrations are added and never changed, keep what is there, and lock no large table for long."""

import contextlib
import json
import lzma
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader

from scripts.freeze_migrations import LIST, broken, found, frozen
from tests.deploy.locks import SQUAWK, allowed, data_under_locks, stop_others
from tests.deploy.upgrade import lost

needs_squawk = pytest.mark.skipif(SQUAWK is None, reason="squawk is not installed")
HERE = Path(__file__).parent
ROOT = HERE.parents[1]

MADE_UP = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("news", "{last}")]
    operations = [
        migrations.RunSQL("ALTER TABLE news_newspage ADD COLUMN made_up integer DEFAULT 3 NOT NULL", ""),
        {more}
    ]
"""


def test_what_was_released_stands_as_it_was():
    assert broken(frozen(LIST.read_text("utf-8")), found()) == []


def test_a_changed_and_a_removed_migration_are_seen():
    assert broken({"a/0001.py": "x", "b/0001.py": "y", "c/0001.py": "z"}, {"a/0001.py": "x", "b/0001.py": "other"}) == [
        "b/0001.py",
        "c/0001.py",
    ]


def test_a_lost_row_and_a_lost_table_are_seen():
    before = {"news": 3, "votes": 2, "same": 1, "django_migrations": 50}
    assert lost(before, {"news": 2, "same": 1, "django_migrations": 51}) == {"news": [3, 2], "votes": [2, None]}


# --- A filled database of 1.0 ---


@contextlib.contextmanager
def filled_database(folder):
    """The address of a database as 1.0 left it, of the kind that the tests run on."""
    content = HERE / f"filled-{connection.vendor}.xz"
    if connection.vendor == "sqlite":
        file = folder / "filled.sqlite3"
        file.write_bytes(lzma.decompress(content.read_bytes()))
        yield f"sqlite:///{file}"
        return
    import psycopg

    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    name = f"filled_{uuid4().hex[:12]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            with psycopg.connect(f"{address}/{name}", autocommit=True) as database:
                database.execute(lzma.decompress(content.read_bytes()).decode())
            yield f"{address}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def later_release(folder, more=""):
    """The migrations of `news` with one more behind them, as a package that `LATER_MIGRATIONS` can name."""
    package = folder / "later_news"
    shutil.copytree(Path(apps.get_app_config("news").path) / "migrations", package)
    last = sorted(path.stem for path in package.glob("0*.py"))[-1]
    (package / "9999_made_up.py").write_text(MADE_UP.format(last=last, more=more), "utf-8")


def upgraded(folder, address):
    environment = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tests.deploy.settings",
        "LATER_MIGRATIONS": "news=later_news",
        "PYTHONPATH": f"{ROOT}:{folder}",
        "VAR_DIR": str(folder),
    }
    command = [sys.executable, "-W", "ignore", "-m", "tests.deploy.upgrade"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.django_db
def test_a_filled_database_goes_through_every_later_migration(tmp_path):
    """All that were added since 1.0, and one that stands for the next."""
    later_release(tmp_path)
    with filled_database(tmp_path) as address:
        result = upgraded(tmp_path, address)
    assert result["lost"] == {}
    assert {path: status for path, status in result["pages"].items() if status != 200} == {}
    assert len(result["pages"]) > 20


@pytest.mark.django_db
def test_a_later_migration_that_loses_rows_is_found_out(tmp_path):
    later_release(tmp_path, more='migrations.RunSQL("DELETE FROM oversight_pagevisits", migrations.RunSQL.noop),')
    with filled_database(tmp_path) as address:
        result = upgraded(tmp_path, address)
    assert list(result["lost"]) == ["oversight_pagevisits"]


# --- Locks ---


def added_since_release():
    """Label, name and file of each migration that no release has yet."""
    for path in sorted(set(found()) - set(frozen(LIST.read_text("utf-8")))):
        config = next(one for one in apps.get_app_configs() if (ROOT / path).is_relative_to(one.path))
        yield config.label, Path(path).stem, ROOT / path


@pytest.mark.django_db
@needs_squawk
def test_no_later_migration_locks_a_large_table_for_long():
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL says what it locks")
    loader = MigrationLoader(connection)
    wanting = {}
    for label, name, file in added_since_release():
        troubles = stop_others(call_command("sqlmigrate", label, name, stdout=StringIO()))
        troubles |= data_under_locks(loader.disk_migrations[label, name])
        if left := troubles - allowed(file.read_text("utf-8")):
            wanting[f"{label}.{name}"] = left
    assert wanting == {}


@needs_squawk
@pytest.mark.parametrize(
    ("sql", "rules"),
    [
        ('CREATE INDEX "i" ON "news" ("x");', {"require-concurrent-index-creation"}),
        ('CREATE INDEX CONCURRENTLY "i" ON "news" ("x");', set()),
        ('ALTER TABLE "news" ALTER COLUMN "x" TYPE bigint USING "x"::bigint;', {"changing-column-type"}),
        ('ALTER TABLE "news" ADD COLUMN "x" integer NOT NULL;', {"adding-required-field"}),
        ('ALTER TABLE "news" ADD COLUMN "x" integer DEFAULT 3 NOT NULL;', set()),
        ('ALTER TABLE "news" ADD COLUMN "x" uuid DEFAULT gen_random_uuid() NOT NULL;', {"adding-field-with-default"}),
        ('ALTER TABLE "news" ADD COLUMN "x" integer NULL;', set()),
        ('ALTER TABLE "news" DROP COLUMN "x" CASCADE;', {"ban-drop-column"}),
        ('ALTER TABLE "news" RENAME COLUMN "x" TO "y";', {"renaming-column"}),
        ('ALTER TABLE "news" ALTER COLUMN "x" SET NOT NULL;', {"adding-not-nullable-field"}),
        (
            'BEGIN; CREATE TABLE "a" ("id" bigint NOT NULL, "b" bigint NOT NULL); CREATE INDEX "i" ON "a" ("b");'
            'ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("b") REFERENCES "news" ("id") DEFERRABLE; COMMIT;',
            set(),
        ),
    ],
)
def test_what_would_stop_readers_or_the_former_release_is_found(sql, rules):
    assert stop_others(sql) == rules


def test_data_is_not_moved_under_the_locks_of_a_change_of_tables():
    move = migrations.RunPython(migrations.RunPython.noop)
    change = migrations.RemoveField("newspage", "place")
    migration = migrations.Migration("0002_made_up", "news")
    migration.operations = [move]
    assert data_under_locks(migration) == set()
    migration.operations = [change, move]
    assert data_under_locks(migration) == {"data-beside-schema"}


def test_an_exception_needs_a_reason():
    text = "# allowed: ban-drop-column (empty since 1.2, nobody reads it)\n# allowed: ban-drop-table"
    assert allowed(text) == {"ban-drop-column"}
