"""The log goes out as it grows: in order, at least once, resumed after an outage, stopped where it was changed."""

import json
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.audit.writing import tamper, write
from tests.parallel import beside_a_writer, shared_database
from unionsite.audit.models import AuditEntry
from unionsite.audit.services import purge
from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import Kind
from unionsite.operations.shipping import services
from unionsite.operations.shipping.models import ShippingCursor
from unionsite.operations.shipping.services import LogChanged, folder, ship_audit_log, ship_to_folder, ship_to_syslog

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def numbers(path) -> list[int]:
    files = sorted(path.glob("audit-*.jsonl"))
    return [json.loads(line)["number"] for file in files for line in file.read_text("utf-8").splitlines()]


def cut_off_from(number: int) -> None:
    tamper("DELETE FROM audit_auditentry WHERE number >= %s", number)


def standing() -> list[str]:
    return list(Alarm.objects.filter(kind=Kind.SHIPPING, ended_at=None).values_list("text", flat=True))


# --- Files ---


def test_each_day_has_a_file_to_which_lines_are_only_added(shipped):
    write(3, reason="李某的原因", detail={"fields": ["title"]})
    assert ship_to_folder(folder(), NOW) == 3
    (file,) = shipped.glob("audit-*.jsonl")
    before = file.read_bytes()
    entry = json.loads(before.splitlines()[0])
    assert entry["hash"] == AuditEntry.objects.get(number=1).hash
    assert entry["reason"] == "李某的原因"
    assert entry["detail"] == {"fields": ["title"]}
    assert file.stat().st_mode & 0o777 == 0o600

    write(2)
    assert ship_to_folder(folder(), NOW) == 2
    assert file.read_bytes().startswith(before)
    write(1)
    ship_to_folder(folder(), NOW + timedelta(days=1))
    assert len(list(shipped.glob("audit-*.jsonl"))) == 2
    assert numbers(shipped) == [1, 2, 3, 4, 5, 6]
    assert ship_to_folder(folder(), NOW + timedelta(days=1)) == 0


def test_a_line_that_a_crash_cut_off_is_written_anew_the_same(shipped):
    write(3)
    ship_to_folder(folder(), NOW)
    (file,) = shipped.glob("audit-*.jsonl")
    whole = file.read_bytes()
    for size in (len(whole) - 1, len(whole) - 40, 10, 0):
        file.write_bytes(whole[:size])
        ship_to_folder(folder(), NOW)
        assert file.read_bytes() == whole


def test_a_clock_that_went_back_keeps_the_order(shipped):
    write(1)
    ship_to_folder(folder(), NOW)
    write(1)
    ship_to_folder(folder(), NOW - timedelta(days=3))
    assert numbers(shipped) == [1, 2]


def test_files_live_as_long_as_the_log(shipped, settings):
    settings.AUDIT_KEEP_DAYS = 200
    for days in (0, 150, 201):
        write(1)
        ship_to_folder(folder(), NOW + timedelta(days=days))
    assert numbers(shipped) == [2, 3]


def test_a_purge_at_the_beginning_does_not_stop_it(shipped):
    write(4, days_ago=300)
    ship_to_folder(folder(), NOW)
    assert purge(before=NOW - timedelta(days=200), now=timezone.now()) == 4
    ship_to_folder(folder(), NOW)
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
        ship_to_folder(folder(), NOW)
    ship_audit_log()
    (text,) = standing()
    assert "第3条" in text
    assert "verify_shipped" in text
    assert numbers(shipped) == [1, 2, 3]


def test_what_is_right_before_a_gap_still_goes_out(shipped):
    write(5)
    tamper("DELETE FROM audit_auditentry WHERE number = 4")
    with pytest.raises(LogChanged):
        ship_to_folder(folder(), NOW)
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


# --- Syslog over TLS ---


@pytest.mark.django_db(transaction=True)
def test_what_waits_goes_out_part_by_part_beside_a_writer(server, tmp_path, monkeypatch):
    """After each part the site writes down how far it came."""
    monkeypatch.setattr(services, "AT_ONCE", 10)
    write(35)

    def ship():
        return ship_to_syslog(NOW), ship_to_syslog(NOW), ShippingCursor.objects.get().number

    assert beside_a_writer(shared_database(tmp_path), ship) == (35, 0, 35)
    assert len(server.messages) == 35


def test_entries_go_out_as_syslog_over_tls_and_each_once(server):
    write(3, reason="原因")
    assert ship_to_syslog(NOW) == 3
    assert ship_to_syslog(NOW) == 0
    assert len(server.messages) == 3
    assert re.fullmatch(
        r'<110>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ unionsite - audit - \{.*"原因".*\}', server.messages[0]
    )
    assert [json.loads(text[text.index("{") :])["number"] for text in server.messages] == [1, 2, 3]


def test_what_was_not_answered_is_sent_again(server):
    write(3)
    server.breaks_after = 400
    with pytest.raises(OSError):  # noqa: PT011  (of several kinds, by the moment)
        ship_to_syslog(NOW)
    assert not ShippingCursor.objects.exists()
    server.breaks_after = None
    assert ship_to_syslog(NOW) == 3
    assert len(server.messages) == 3


def test_a_server_that_is_down_is_told_and_resumed(server):
    write(2)
    address = server.server_address[1]
    server.shutdown()
    server.server_close()
    ship_audit_log()
    assert "接着送" in standing()[0]
    assert address
    assert not ShippingCursor.objects.exists()


def test_a_server_with_a_foreign_certificate_gets_nothing(server, settings):
    settings.AUDIT_SYSLOG_CA = ""
    write(1)
    ship_audit_log()
    assert "SSLCertVerificationError" in standing()[0]
    assert server.messages == []
