"""T36 by SQL: the database itself refuses, on SQLite and on PostgreSQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.audit.writing import sql, without_triggers, write
from unionsite.audit.models import AuditEntry
from unionsite.audit.triggers import drop_triggers, faulty_triggers, install_triggers
from unionsite.audit.verification import verify

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="A statement that only SQLite has")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="A statement that only PostgreSQL has")
COPY = "SELECT number, at, action, outcome, actor_id, '张冠', subject_type, subject_id, subject_label, reason, detail, "
COPY += "address, agent, previous_hash, hash FROM audit_auditentry"
COLUMNS = (
    "number, at, action, outcome, actor_id, actor_label, subject_type, subject_id, subject_label, reason, detail, "
)
COLUMNS += "address, agent, previous_hash, hash"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE audit_auditentry SET reason = 'x'", "不能修改"),
        ("UPDATE audit_auditentry SET reason = reason WHERE number = 1", "不能修改"),
        ("UPDATE audit_auditentry SET number = 100 WHERE number = 3", "不能修改"),
        ("UPDATE audit_auditentry SET at = '2001-01-01 00:00:00+00'", "不能修改"),
        ("DELETE FROM audit_auditentry", "不满180天"),
        ("DELETE FROM audit_auditentry WHERE number = 3", "不满180天"),
        ("UPDATE audit_audithead SET number = number - 1", "只能前进"),
        ("UPDATE audit_audithead SET hash = 'x'", "只能前进"),
        ("DELETE FROM audit_audithead", "不能删除"),
        (
            f"INSERT INTO audit_auditentry ({COLUMNS}) {COPY} WHERE number = 1 "
            "ON CONFLICT (number) DO UPDATE SET actor_label = 'x'",
            "不能",
        ),
        pytest.param(f"INSERT OR REPLACE INTO audit_auditentry ({COLUMNS}) {COPY}", "不能覆盖", marks=on_sqlite),
        pytest.param(
            "INSERT OR REPLACE INTO audit_audithead (id, number, hash, seal) VALUES (1, 0, '', '')",
            "不能删除或覆盖",
            marks=on_sqlite,
        ),
        pytest.param("UPDATE OR REPLACE audit_auditentry SET number = 1 WHERE number = 2", "不能修改", marks=on_sqlite),
        pytest.param("TRUNCATE audit_auditentry", "不能清空", marks=on_postgresql),
        pytest.param("TRUNCATE audit_audithead", "不能清空", marks=on_postgresql),
        pytest.param("TRUNCATE audit_auditentry, audit_audithead CASCADE", "不能清空", marks=on_postgresql),
    ],
)
def test_t36_the_database_refuses(statement, message):
    write(3)
    with pytest.raises(DatabaseError, match=message), transaction.atomic():
        sql(statement)
    assert AuditEntry.objects.count() == 3
    assert verify().is_sound


@pytest.mark.parametrize(("days", "goes"), [(179.9, False), (180.1, True)])
def test_t36_an_entry_may_go_after_180_days_by_the_databases_own_clock(days, goes):
    write(days_ago=days)
    if goes:
        assert sql("DELETE FROM audit_auditentry") == 1
        return
    with pytest.raises(DatabaseError, match="不满180天"), transaction.atomic():
        sql("DELETE FROM audit_auditentry")


def test_one_young_entry_keeps_all_that_are_deleted_with_it():
    write(2, days_ago=400)
    write()
    with pytest.raises(DatabaseError, match="不满180天"), transaction.atomic():
        sql("DELETE FROM audit_auditentry")
    assert AuditEntry.objects.count() == 3


def test_nothing_is_wrong_with_what_the_migration_installed():
    assert faulty_triggers(connection) == []


def test_installing_twice_changes_nothing():
    install_triggers(connection)
    install_triggers(connection)
    assert faulty_triggers(connection) == []


def test_all_are_missed_when_they_are_gone():
    drop_triggers(connection)
    assert len(faulty_triggers(connection)) == (6 if connection.vendor == "sqlite" else 4)


SPOILED = {
    "sqlite": [
        (["DROP TRIGGER audit_entry_no_delete"], "audit_entry_no_delete"),
        (
            [
                "DROP TRIGGER audit_entry_no_update",
                "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_auditentry WHEN 0 "
                "BEGIN SELECT RAISE(ABORT, 'x'); END",
            ],
            "audit_entry_no_update",
        ),
    ],
    "postgresql": [
        (["DROP TRIGGER audit_entry_guard ON audit_auditentry"], "audit_entry_guard"),
        (["ALTER TABLE audit_auditentry DISABLE TRIGGER audit_entry_guard"], "audit_entry_guard"),
        (
            [
                "CREATE OR REPLACE FUNCTION audit_head_guard() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RETURN NEW; END$$"
            ],
            "audit_head_guard",
        ),
        (
            [
                "DROP TRIGGER audit_entry_guard ON audit_auditentry",
                "CREATE TRIGGER audit_entry_guard BEFORE UPDATE ON audit_auditentry "
                "FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()",
            ],
            "audit_entry_guard",
        ),
        (
            [
                "DROP TRIGGER audit_entry_guard ON audit_auditentry",
                "CREATE TRIGGER audit_entry_guard BEFORE UPDATE OR DELETE ON audit_auditentry "
                "FOR EACH ROW WHEN (OLD.number < 0) EXECUTE FUNCTION audit_entry_guard()",
            ],
            "audit_entry_guard",
        ),
    ],
}


@pytest.mark.parametrize(("statements", "name"), SPOILED[connection.vendor])
def test_t36_a_trigger_that_is_gone_off_or_changed_is_found(statements, name):
    for statement in statements:
        sql(statement)
    assert faulty_triggers(connection) == [name]
    assert f"数据库触发器缺失或被改动（{name}）" in str(verify())


def test_without_triggers_the_other_tests_would_fail():
    """The refusals above are those of the triggers."""
    write()
    with without_triggers():
        assert sql("UPDATE audit_auditentry SET reason = 'x'") == 1
        assert sql("DELETE FROM audit_auditentry") == 1
