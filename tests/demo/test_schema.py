"""What `make run` lays on a new machine is what migrating gives."""

import re
import sqlite3

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from demo import schema
from tests import database_template
from unionsite.core.wings import is_on

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        not all(is_on(wing.name) for wing in settings.ALL_WINGS), reason="the file has every wing's tables"
    ),
]


@pytest.fixture(scope="module")
def migrated():
    with sqlite3.connect(database_template.sqlite_template()) as database:
        yield schema.dumped(database)
    database.close()


@pytest.fixture
def new(tmp_path):
    """A connection to an SQLite file that is not there yet."""
    connection = connections.create_connection("default")
    connection.settings_dict = connection.settings_dict | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "new.sqlite3",
    }
    yield connection
    connection.close()


def parts(database):
    return set(database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def test_the_file_is_what_migrating_gives(migrated):
    assert schema.FILE.read_text("utf-8") == migrated, "Please run: .venv/bin/python manage.py write_schema"


def test_a_site_laid_from_it_lacks_nothing_and_has_its_own_keys(new, tmp_path, migrated, django_db_blocker):
    with django_db_blocker.unblock():
        assert schema.lay(new)
        assert not schema.lay(new), "only an empty database is laid"
    with sqlite3.connect(tmp_path / "new.sqlite3") as database:
        assert schema.dumped(database) == migrated
        with sqlite3.connect(database_template.sqlite_template()) as template:
            assert parts(database) == parts(template)
        template.close()
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        keys = [key for (key,) in database.execute("SELECT translation_key FROM wagtailcore_page")]
        assert len(set(keys)) == len(keys) == 2
        assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)
        for mark in (schema.MOMENT, schema.KEY, schema.SEAL):
            assert mark not in "\n".join(database.iterdump())
    database.close()


def test_a_file_of_other_migrations_is_not_laid(new, monkeypatch, tmp_path, django_db_blocker):
    other = tmp_path / "empty.sql"
    other.write_text(re.sub(r"'0001_initial'", "'0001_other'", schema.FILE.read_text("utf-8"), count=1), "utf-8")
    monkeypatch.setattr(schema, "FILE", other)
    with django_db_blocker.unblock():
        assert not schema.lay(new)
        assert new.introspection.table_names() == []


def test_what_breaks_off_leaves_nothing(new, monkeypatch, tmp_path, django_db_blocker):
    broken = tmp_path / "empty.sql"
    broken.write_text(schema.FILE.read_text("utf-8") + "INSERT INTO nowhere VALUES(1);\n", "utf-8")
    monkeypatch.setattr(schema, "FILE", broken)
    with django_db_blocker.unblock():
        # As Django's, which is what `make run` says in a sentence.
        with pytest.raises(OperationalError):
            schema.lay(new)
        new.close()
        assert new.introspection.table_names() == []
