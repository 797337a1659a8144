"""Many writers at once leave one chain, and tests that empty the database leave the triggers in place."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import DatabaseError, connection

from tests.audit.writing import record_and_roll_back, sql, write
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.audit.services import record
from unionsite.audit.triggers import faulty_triggers
from unionsite.audit.verification import verify

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 6, 15


@pytest.fixture
def database(tmp_path):
    """What the threads of a test connect to. SQLite's test database lives in memory, which only one can write to:
    they get a copy in a file, as the site has it."""
    if connection.vendor != "sqlite":
        return None
    copy = tmp_path / "db.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
    return str(copy)


def in_threads(database, *functions) -> list:
    """Run all at once, each on a connection of its own; returns what they return or raise."""
    results, barrier = [], threading.Barrier(len(functions))

    def work(function):
        # In this thread `connection` is a new one.
        if database:
            connection.settings_dict = {**connection.settings_dict, "NAME": database}
        try:
            barrier.wait(30)
            results.append(function())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def state():
    return str(verify()), list(AuditEntry.objects.order_by("number").values_list("number", flat=True))


def test_parallel_writers_leave_one_chain_without_a_gap(database):
    def writer(name):
        for turn in range(EACH):
            record(Action.SIGN_IN, subject_label=f"{name}-{turn}")

    assert in_threads(database, *(lambda name=name: writer(name) for name in range(WRITERS))) == [None] * WRITERS
    ((report, numbers),) = in_threads(database, state)
    assert numbers == list(range(1, WRITERS * EACH + 1))
    assert report.startswith(f"审计日志完好：第1条至第{WRITERS * EACH}条")


def test_a_writer_that_rolls_back_among_others_leaves_no_gap(database):
    def steady():
        for _turn in range(EACH):
            record(Action.SIGN_IN)

    def failing():
        for _turn in range(EACH):
            record_and_roll_back()

    assert in_threads(database, steady, failing, steady) == [None] * 3
    ((report, numbers),) = in_threads(database, state)
    assert numbers == list(range(1, 2 * EACH + 1))
    assert report.startswith("审计日志完好")


def test_verifying_while_others_write_finds_nothing(database):
    def writer():
        for _turn in range(EACH):
            record(Action.SIGN_IN)

    def verifier():
        return [found for _turn in range(EACH) for found in verify().breaks]

    results = in_threads(database, writer, verifier, writer, verifier)
    assert sorted(map(str, results)) == ["None", "None", "[]", "[]"]


@pytest.mark.parametrize("turn", [1, 2])
def test_after_a_test_that_emptied_the_database_the_log_is_new_and_guarded(turn):
    """Twice: each turn finds the log as if the other had not been."""
    assert faulty_triggers(connection) == []
    assert verify().is_sound
    assert AuditHead.objects.get().number == 0
    assert [entry.number for entry in write(2)] == [1, 2]
    for statement in ("UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry"):
        with pytest.raises(DatabaseError):
            sql(statement)
