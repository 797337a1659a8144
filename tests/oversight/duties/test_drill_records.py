"""The record of a drill that the site does by itself: one until it is signed, a finding when it failed (S-6.4)."""

from datetime import timedelta

import pytest

from tests.oversight.conftest import NOW
from unionsite.oversight.duties.choices import DutyKind, RecordState
from unionsite.oversight.duties.models import Duty, DutyRecord
from unionsite.oversight.duties.services.records import record_drill, sign
from unionsite.oversight.duties.services.register import lay_usual_duties
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.models import Finding

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def duty(db) -> Duty:
    lay_usual_duties(today=NOW.date())
    return Duty.objects.get(kind=DutyKind.RESTORE)


def test_the_drills_of_a_quarter_are_lines_of_one_record(duty, admin_user):
    first = record_drill(done_at=NOW, is_good=True, words="第一次一致。")
    again = record_drill(done_at=NOW + WEEK, is_good=True, words="第二次一致。")

    assert again == first
    assert again.words == "2026-05-08 第一次一致。\n2026-05-15 第二次一致。"
    assert again.done_on == (NOW + WEEK).date()
    sign(record=again, actor=admin_user, now=NOW + WEEK)
    duty.refresh_from_db()
    assert duty.due_on.isoformat() == "2026-08-15"

    assert record_drill(done_at=NOW + 2 * WEEK, is_good=True, words="一致。") is None
    late = record_drill(done_at=NOW + 13 * WEEK, is_good=True, words="一致。")
    assert late.state == RecordState.WAITING


def test_a_failed_drill_is_a_finding_at_once(duty, admin_user):
    sign(record=record_drill(done_at=NOW, is_good=True, words="一致。"), actor=admin_user, now=NOW)

    record = record_drill(done_at=NOW + WEEK, is_good=False, words="文件被改动。")
    record_drill(done_at=NOW + WEEK, is_good=False, words="文件被改动。")

    assert record.state == RecordState.WAITING
    finding = Finding.objects.get()
    assert (finding.source, finding.title, finding.detail) == (Source.DRILL, "备份恢复演练没有通过", "文件被改动。")


def test_a_register_without_the_duty_has_no_record(db):
    assert record_drill(done_at=NOW, is_good=True, words="一致。") is None
    assert not DutyRecord.objects.exists()
