"""The log goes out as it grows: in order, at least once, resumed after an outage, stopped where it was changed."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.audit.writing import tamper, write
from tests.parallel import beside_a_writer, shared_database
from unionsite.audit.models import AuditEntry
from unionsite.audit.services import purge
from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.shipping import services
from unionsite.operations.shipping.models import ShippingCursor
from unionsite.operations.shipping.services import LogChanged, forget, ship, ship_audit_log

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def numbers(path) -> list[int]:
    files = sorted(path.glob("audit-*.jsonl"))
    return [json.loads(line)["number"] for file in files for line in file.read_text("utf-8").splitlines()]


def cut_off_from(number: int) -> None:
    tamper("DELETE FROM audit_auditentry WHERE number >= %s", number)


def standing() -> list[str]:
    return list(Alarm.objects.filter(kind=AlarmKind.SHIPPING, ended_at=None).values_list("text", flat=True))


def test_entries_go_out_as_they_stand_and_each_once(rsyslog, shipped):
    write(3, reason="李某的原因", detail={"fields": ["100%s"]})
    assert (ship(NOW), ship(NOW)) == (3, 0)
    assert rsyslog.messages[0].startswith('<110>1 - - unionsite - audit - {"action"')
    (file,) = shipped.glob("audit-*.jsonl")
    entry = json.loads(file.read_bytes().splitlines()[0])
    assert entry["hash"] == AuditEntry.objects.get(number=1).hash
    assert (entry["reason"], entry["detail"]) == ("李某的原因", {"fields": ["100%s"]})
    write(2)
    assert ship(NOW) == 2
    assert numbers(shipped) == [1, 2, 3, 4, 5]


def test_files_live_as_long_as_the_log(shipped, settings):
    settings.AUDIT_KEEP_DAYS = 200
    for day in ("2026-01-01", "2026-06-01", "2026-06-02"):
        (shipped / f"audit-{day}.jsonl").touch()
    forget(shipped, date(2026, 6, 2))
    assert [file.name for file in shipped.glob("*")] == ["audit-2026-06-02.jsonl"]


def test_a_purge_at_the_beginning_does_not_stop_it(shipped):
    write(4, days_ago=300)
    ship(NOW)
    assert purge(before=NOW - timedelta(days=200), now=timezone.now()) == 4
    ship(NOW)
    assert numbers(shipped) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "change",
    [
        lambda: cut_off_from(3),
        lambda: tamper("UPDATE audit_auditentry SET hash = %s WHERE number = 3", "f" * 64),
    ],
)
def test_a_log_that_was_cut_or_rewritten_is_told_and_not_shipped(shipped, change):
    write(3)
    ship_audit_log()
    change()
    with pytest.raises(LogChanged):
        ship(NOW)
    ship_audit_log()
    (text,) = standing()
    assert "第3条" in text
    assert numbers(shipped) == [1, 2, 3]


def test_what_is_right_before_a_gap_still_goes_out(shipped):
    write(5)
    tamper("DELETE FROM audit_auditentry WHERE number = 4")
    with pytest.raises(LogChanged):
        ship(NOW)
    assert numbers(shipped) == [1, 2, 3]


def test_after_a_restored_backup_a_mark_says_why_it_begins_anew(shipped):
    write(3)
    ship_audit_log()
    tamper("DELETE FROM audit_auditentry WHERE number > 1")
    call_command("ship_audit_log", restart="恢复了11月27日的备份")
    lines = [json.loads(line) for file in shipped.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    assert [line.get("number", line.get("reason")) for line in lines] == [1, 2, 3, "恢复了11月27日的备份", 1]
    assert standing() == []


def test_without_a_target_nothing_happens(settings):
    write(1)
    ship_audit_log()
    assert standing() == []


@pytest.mark.django_db(transaction=True)
def test_what_waits_goes_out_part_by_part_beside_a_writer(rsyslog, tmp_path, monkeypatch):
    """After each part the site writes down how far it came."""
    monkeypatch.setattr(services, "AT_ONCE", 10)
    write(35)

    def both():
        return ship(NOW), ship(NOW), ShippingCursor.objects.get().number

    assert beside_a_writer(shared_database(tmp_path), both) == (35, 0, 35)
    assert len(rsyslog.messages) == 35


# --- rsyslog, or the other machine, is away ---


def test_what_rsyslog_did_not_take_to_the_end_is_sent_again(rsyslog, shipped):
    write(3)
    rsyslog.breaks = True
    with pytest.raises(OSError):  # noqa: PT011  (of several kinds, by the moment)
        ship(NOW)
    assert not ShippingCursor.objects.exists()
    rsyslog.breaks = False
    assert ship(NOW) == 3
    assert numbers(shipped) == [1, 2, 3]


def test_without_rsyslog_it_is_told_and_nothing_counts_as_shipped(rsyslog):
    write(2)
    rsyslog.shutdown()
    rsyslog.server_close()
    ship_audit_log()
    assert "接着送" in standing()[0]
    assert not ShippingCursor.objects.exists()


def test_after_an_outage_what_may_not_have_arrived_is_sent_again(shipped, says):
    """Syslog knows no receipt: rsyslog learns late that the other machine is silent."""
    write(2, days_ago=0.2)
    ship(NOW)
    write(2)
    ship(NOW)
    says("suspended", NOW)
    ship_audit_log()
    assert "Suspended" in standing()[0]
    says("resumed", NOW + timedelta(seconds=1))
    write(1)
    assert (ship(NOW), ship(NOW)) == (3, 0)
    assert numbers(shipped) == [1, 2, 3, 4, 3, 4, 5]


def test_a_log_that_was_cut_during_an_outage_is_told(shipped, says):
    write(3)
    ship(NOW)
    says("resumed", NOW)
    cut_off_from(3)
    with pytest.raises(LogChanged):
        ship(NOW)
    assert numbers(shipped) == [1, 2, 3]
