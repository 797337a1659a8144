"""Many writers at once leave one chain, and tests with real transactions leave the triggers in place."""

import pytest
from django.db import DatabaseError, connection

from tests.audit.writing import record_and_roll_back, sql, write
from tests.parallel import in_threads, shared_database
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.audit.services import record
from unionsite.audit.triggers import faulty_triggers
from unionsite.audit.verification import verify

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 6, 15


@pytest.fixture
def database(tmp_path):
    return shared_database(tmp_path)


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
def test_after_a_test_with_real_transactions_the_log_is_new_and_guarded(turn):
    """Twice: each turn finds the log as if the other had not been."""
    assert faulty_triggers(connection) == []
    assert verify().is_sound
    assert AuditHead.objects.get().number == 0
    assert [entry.number for entry in write(2)] == [1, 2]
    for statement in ("UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry"):
        with pytest.raises(DatabaseError):
            sql(statement)
