"""T36: the verifier names the first broken link, whatever was done to the log."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.audit.writing import sql, tamper, without_triggers, write
from unionsite.audit import chain, verification
from unionsite.audit.choices import Action, Fault
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.audit.services import purge, record
from unionsite.audit.verification import verify

pytestmark = pytest.mark.django_db


def breaks() -> list[tuple[Fault, int | None]]:
    return [(found.fault, found.number) for found in verify().breaks]


def test_a_new_log_is_sound():
    report = verify()
    assert report.is_sound
    assert str(report) == "审计日志完好，还没有记录。"


def test_a_sound_log_is_counted():
    last = write(5)[-1]
    assert str(verify()) == f"审计日志完好：第1条至第5条，共5条；最后一条的校验值{last.hash}"


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-01-01 00:00:00+00:00'",
        "action = 'sign_out'",
        "outcome = 'refused'",
        "actor_id = 99",
        "actor_label = '张三'",
        "subject_type = 'x'",
        "subject_id = '99'",
        "subject_label = 'x'",
        "reason = 'x'",
        """detail = '{"a": 2}'""",
        "address = '192.0.2.9'",
        "agent = 'x'",
        f"previous_hash = '{'0' * 64}'",
        f"hash = '{'0' * 64}'",
    ],
)
def test_t36_a_change_of_any_field_is_named(change):
    write(5, detail={"a": 1})
    tamper(f"UPDATE audit_auditentry SET {change} WHERE number = 3")  # noqa: S608
    assert breaks() == [(Fault.CONTENT, 3)]
    assert str(verify()) == "第3条：记录内容被改动"


def test_t36_a_hole_is_named_with_its_numbers():
    write(6)
    tamper("DELETE FROM audit_auditentry WHERE number IN (3, 4)")
    assert breaks() == [(Fault.GAP, 5)]
    assert str(verify()) == "第5条：中间的记录缺失（缺第3条至第4条）"


def test_t36_a_beginning_that_no_purge_accounts_for_is_named():
    write(4)
    tamper("DELETE FROM audit_auditentry WHERE number = 1")
    assert breaks() == [(Fault.START, 2)]
    assert "缺第1条" in str(verify())


def test_a_purge_between_two_parts_is_no_gap(monkeypatch):
    monkeypatch.setattr(verification, "AT_ONCE", 2)
    write(6, days_ago=1100)
    write(3)
    now = timezone.now()

    report = verify(lambda report: report.last == 2 and purge(before=now - timedelta(days=1095), now=now))

    assert report.is_sound, report
    assert AuditEntry.objects.order_by("number").values_list("number", flat=True)[0] == 7


def test_t36_a_gap_that_comes_between_two_parts_is_named(monkeypatch):
    monkeypatch.setattr(verification, "AT_ONCE", 2)
    write(6)

    report = verify(lambda report: report.last == 2 and tamper("DELETE FROM audit_auditentry WHERE number IN (3, 4)"))

    assert [(found.fault, found.number) for found in report.breaks] == [(Fault.GAP, 5)]


def test_t36_a_purge_that_was_written_by_hand_proves_nothing():
    entries = write(4)
    record(Action.SETTINGS_CHANGED, detail={"last_number": 2, "last_hash": entries[1].hash})
    with without_triggers():
        sql("UPDATE audit_auditentry SET action = 'audit_purged' WHERE number = 5")
        sql("DELETE FROM audit_auditentry WHERE number <= 2")
    assert breaks() == [(Fault.START, 3)]


def test_t36_an_end_that_was_cut_off_is_named():
    write(5)
    tamper("DELETE FROM audit_auditentry WHERE number >= 4")
    assert breaks() == [(Fault.TAIL, 5)]
    assert str(verify()) == "第5条：末尾的记录缺失（缺第4条至第5条）"


def test_t36_a_log_that_was_emptied_is_noticed():
    write(2)
    tamper("DELETE FROM audit_auditentry")
    assert breaks() == [(Fault.TAIL, 2)]


def test_t36_cutting_the_end_and_setting_the_head_back_is_noticed():
    third = write(5)[2]
    with without_triggers():
        sql("DELETE FROM audit_auditentry WHERE number > 3")
        sql("UPDATE audit_audithead SET number = 3, hash = %s", third.hash)
    assert breaks() == [(Fault.HEAD, None)]


def test_t36_writing_on_after_that_does_not_hide_it():
    third = write(5)[2]
    with without_triggers():
        sql("DELETE FROM audit_auditentry WHERE number > 3")
        sql("UPDATE audit_audithead SET number = 3, hash = %s", third.hash)
    write(4)
    assert breaks() == [(Fault.HEAD, None)]


def test_t36_a_head_that_is_gone_is_noticed_even_with_everything_else():
    write(2)
    with without_triggers():
        sql("DELETE FROM audit_auditentry")
        sql("DELETE FROM audit_audithead")
    assert breaks() == [(Fault.HEAD, None)]


def test_t36_a_former_head_put_back_is_noticed():
    """Whoever kept a copy of the head's row, seal and all, and writes it back without the entries after it."""
    write(3)
    former = AuditHead.objects.get()
    write(2)
    with without_triggers():
        AuditHead.objects.update(number=former.number, hash=former.hash, seal=former.seal)
    assert breaks() == [(Fault.EXTRA, 4)]


def test_t36_a_head_with_another_hash_is_noticed():
    write(3)
    tamper("UPDATE audit_audithead SET hash = %s", "0" * 64)
    assert breaks() == [(Fault.LINK, 3), (Fault.HEAD, None)]


def test_t36_an_entry_that_is_genuine_but_follows_another_is_named():
    """With the key in the hand and no thought of the entries after it."""
    write(4)
    entry = AuditEntry.objects.get(number=2)
    entry.previous_hash = "0" * 64
    entry.hash = chain.entry_hash(entry, settings.AUDIT_KEY)
    tamper(
        "UPDATE audit_auditentry SET previous_hash = %s, hash = %s WHERE number = 2", entry.previous_hash, entry.hash
    )
    assert breaks() == [(Fault.LINK, 2)]


def test_t36_a_changed_entry_with_a_new_hash_breaks_the_next_one():
    write(4)
    entry = AuditEntry.objects.get(number=2)
    entry.reason = "改过"
    entry.hash = chain.entry_hash(entry, settings.AUDIT_KEY)
    tamper("UPDATE audit_auditentry SET reason = %s, hash = %s WHERE number = 2", entry.reason, entry.hash)
    assert breaks() == [(Fault.LINK, 3)]


def test_t36_two_entries_that_changed_places_are_named():
    write(4)
    with without_triggers():
        for old, new in [(2, 102), (3, 2), (102, 3)]:
            sql("UPDATE audit_auditentry SET number = %s WHERE number = %s", new, old)
    assert breaks() == [(Fault.CONTENT, 2)]


def test_t36_an_entry_that_was_made_up_is_named():
    write(2)
    columns = [field.column for field in AuditEntry._meta.concrete_fields]
    values = ", ".join("number + 1" if column == "number" else column for column in columns)
    # No trigger minds a new row; without the key it has no hash that fits.
    names = ", ".join(columns)
    sql(f"INSERT INTO audit_auditentry ({names}) SELECT {values} FROM audit_auditentry WHERE number = 2")  # noqa: S608
    assert breaks() == [(Fault.CONTENT, 3)]


def test_t36_only_the_first_broken_link_is_named():
    write(6)
    tamper("UPDATE audit_auditentry SET reason = 'x' WHERE number IN (3, 5)")
    assert breaks() == [(Fault.CONTENT, 3)]


def test_t36_with_another_key_nothing_is_genuine(settings):
    write(2)
    settings.AUDIT_KEY = "another-key-of-this-site"
    assert breaks() == [(Fault.CONTENT, 1), (Fault.HEAD, None)]


def test_the_walk_takes_the_same_queries_for_few_and_many(django_assert_num_queries):
    write(2)
    with django_assert_num_queries(6):
        verify()
    write(40)
    with django_assert_num_queries(6):
        verify()
