"""All rows go to a database of the other kind and are compared there (docs/scale.md)."""

import os
import shutil
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from former_site import moving
from tests import database_template
from tests.factories import DepartmentFactory, UserFactory
from unionsite.accounts.models import Department, User
from unionsite.audit import triggers


@contextmanager
def _connected(alias: str, url: str):
    wrapper = moving.connect(alias, url)
    try:
        yield wrapper
    finally:
        wrapper.close()
        del connections[alias], connections.databases[alias]


@contextmanager
def _migrated_sqlite(tmp_path):
    file = tmp_path / "moved.sqlite3"
    shutil.copy(database_template.sqlite_template(), file)
    with _connected("sqlite", f"sqlite:///{file}") as target:
        yield target


@contextmanager
def _migrated_postgresql():
    name, template = f"{connection.settings_dict['NAME']}_moved", connection.settings_dict["TEST"]["TEMPLATE"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    with _connected("postgresql", os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}") as target:
        yield target
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


@pytest.fixture
def people(tree):
    department = DepartmentFactory(name="一车间")
    return [UserFactory(department=department, username=f"moved-{number}") for number in range(3)]


def test_all_rows_are_in_the_other_database_and_its_guards_stand(people, tmp_path):
    with _migrated_sqlite(tmp_path) as target:
        moved = {table.table: table.rows for table in moving.move(connection, target)}

        assert moved[User._meta.db_table] == User.objects.count()
        assert list(User.objects.using("sqlite").order_by("pk").values()) == list(User.objects.order_by("pk").values())
        assert triggers.faulty_triggers(target) == []
        # Numbers go on after those that came.
        newest = Department.objects.using("sqlite").create(name="二车间", code="moved")
        assert newest.pk > Department.objects.latest("pk").pk


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="needs PostgreSQL")
def test_and_from_sqlite_to_postgresql(people, tmp_path):
    with _migrated_sqlite(tmp_path) as middle, _migrated_postgresql() as target:
        there = list(moving.move(connection, middle))

        assert list(moving.move(middle, target)) == there
        assert triggers.faulty_triggers(target) == []
        Department.objects.using("postgresql").create(name="二车间", code="moved")


def test_a_database_of_another_version_is_left_alone(people, tmp_path):
    with _migrated_sqlite(tmp_path) as target:
        with target.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'laws'")
        with pytest.raises(moving.MoveError, match="迁移不一致"):
            list(moving.move(connection, target))
        assert not User.objects.using("sqlite").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [("postgres://nobody@127.0.0.1:1/none", "连不上新数据库"), ("nonsense", "连不上新数据库")],
)
def test_a_database_that_does_not_answer_is_said(url, said):
    with pytest.raises(CommandError, match=said):
        call_command("move_database", url)
