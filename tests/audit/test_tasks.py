"""What the scheduler does with the log."""

import logging
import time

import pytest
from django.conf import settings as site_settings

from tests.audit.writing import tamper, write
from unionsite.audit.models import AuditEntry
from unionsite.audit.tasks import purge_old_entries, verify_log
from unionsite.audit.verification import Broken
from unionsite.core.models import JobRun
from unionsite.core.scheduling import run_due

pytestmark = pytest.mark.django_db
JOBS = {name: (path, period) for name, path, period, _title in site_settings.SCHEDULED_JOBS}


def test_the_scheduler_verifies_daily_and_purges_monthly():
    assert JOBS["verify_audit_log"] == ("unionsite.audit.tasks.verify_log", 86400)
    assert JOBS["purge_audit_log"] == ("unionsite.audit.tasks.purge_old_entries", 30 * 86400)


def test_a_sound_log_leaves_its_end_in_the_systems_log(caplog):
    last = write(2)[-1]
    with caplog.at_level(logging.INFO, "unionsite.audit.tasks"):
        verify_log()
    assert f"2 entries, last #2 {last.hash}" in caplog.text


def test_t36_a_broken_log_is_an_error_and_the_runs_row_keeps_the_reason(caplog, settings):
    settings.SCHEDULED_JOBS = [("verify_audit_log", *JOBS["verify_audit_log"], "核对审计日志")]
    write(3)
    tamper("DELETE FROM audit_auditentry WHERE number = 2")
    assert run_due(time.time()) == ["verify_audit_log"]
    assert JobRun.objects.get().error == "Broken: 第3条：中间的记录缺失（缺第2条）"
    assert [record.levelname for record in caplog.records if "is broken" in record.message] == ["ERROR"]


def test_verifying_a_broken_log_raises():
    write(2)
    tamper("UPDATE audit_auditentry SET reason = 'x' WHERE number = 1")
    with pytest.raises(Broken, match="第1条"):
        verify_log()


def test_t84_the_purge_keeps_as_many_days_as_the_setting_says(settings):
    settings.AUDIT_KEEP_DAYS = 400
    write(2, days_ago=500)
    write(2, days_ago=300)
    purge_old_entries()
    purge_old_entries()
    assert AuditEntry.objects.count() == 3
