"""On the other machine: whether the log equals what was shipped; whoever owns the database cannot hide a change."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.audit.writing import tamper, write
from unionsite.audit import chain
from unionsite.audit.models import AuditEntry
from unionsite.audit.services import purge
from unionsite.operations.shipping import comparison
from unionsite.operations.shipping.services import ship_audit_log

pytestmark = pytest.mark.django_db
KEY = "only-for-tests-audit-0123456789abcdef"


@pytest.fixture
def log(shipped):
    """Five entries, shipped."""
    write(5, reason="原因")
    ship_audit_log()
    return shipped


def by_itself(shipped, tmp_path) -> subprocess.CompletedProcess:
    """As on the other machine: plain Python, the files, and the site's log of now."""
    now = tmp_path / "now.jsonl"
    with now.open("w", encoding="utf-8") as file:
        call_command("ship_audit_log", prints=True, stdout=file)
    command = [sys.executable, "-I", comparison.__file__, "--log", now, *shipped.glob("audit-*.jsonl")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_untouched_log_equals_what_was_shipped(log, tmp_path):
    write(2)
    told = by_itself(log, tmp_path)
    assert told.returncode == 0, told.stdout
    assert "一致5条，按期删除0条，尚未外送2条" in told.stdout
    out = StringIO()
    call_command("verify_shipped", str(log), stdout=out)
    assert "一致5条" in out.getvalue()


def rewrite_with_the_key() -> None:
    """As somebody who owns database and keys: a changed entry, and all hashes after it made anew."""
    previous = ""
    for entry in AuditEntry.objects.order_by("number"):
        entry.previous_hash = previous
        entry.reason = "另一个原因" if entry.number == 2 else entry.reason
        previous = entry.hash = chain.entry_hash(entry, KEY)
        tamper(
            "UPDATE audit_auditentry SET reason = %s, previous_hash = %s, hash = %s WHERE number = %s",
            entry.reason,
            entry.previous_hash,
            entry.hash,
            entry.number,
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (rewrite_with_the_key, "第2条：内容与外送的不同"),
        (lambda: tamper("UPDATE audit_auditentry SET reason = %s WHERE number = 3", "别的"), "第3条：内容与外送的不同"),
        (lambda: tamper("DELETE FROM audit_auditentry WHERE number = 3"), "第3条：已外送，现在的日志中没有"),
        (lambda: tamper("DELETE FROM audit_auditentry WHERE number > 3"), "第4条：已外送，现在的日志在第3条就结束了"),
        (lambda: tamper("DELETE FROM audit_auditentry WHERE number < 3"), "第1条：已外送，现在的日志中没有"),
        (lambda: tamper("DELETE FROM audit_auditentry WHERE number < %s", 99), "现在的日志在第0条就结束了"),
    ],
)
def test_a_changed_or_cut_log_is_seen(log, tmp_path, change, words):
    change()
    told = by_itself(log, tmp_path)
    assert told.returncode == 1
    assert words in told.stdout
    with pytest.raises(CommandError, match=words):
        call_command("verify_shipped", str(log))


def test_what_was_purged_in_its_time_is_no_fault(shipped, tmp_path):
    write(3, days_ago=300)
    write(2)
    ship_audit_log()
    purge(before=timezone.now() - timedelta(days=200), now=timezone.now())
    told = by_itself(shipped, tmp_path)
    assert told.returncode == 0, told.stdout
    assert "一致2条，按期删除3条，尚未外送1条" in told.stdout


def test_a_shipped_file_that_is_cut_or_missing_is_seen(log, tmp_path):
    (file,) = log.glob("audit-*.jsonl")
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:2] + lines[3:]), "utf-8")
    assert "外送的第4条接不上第2条" in by_itself(log, tmp_path).stdout
    file.write_text("".join(lines[:4]) + lines[4][:50], "utf-8")
    assert "不完整" in by_itself(log, tmp_path).stdout


def test_lines_that_come_twice_or_late_are_no_fault(log, tmp_path):
    (file,) = log.glob("audit-*.jsonl")
    first, *rest = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([first, *rest[1:], first, *rest]), "utf-8")
    assert by_itself(log, tmp_path).returncode == 0
    with file.open("a", encoding="utf-8") as opened:
        opened.write(first.replace("原因", "别的"))
    assert "第1条有两种内容" in by_itself(log, tmp_path).stdout


def test_after_a_restored_backup_the_mark_is_told(log, tmp_path):
    tamper("DELETE FROM audit_auditentry WHERE number > 3")
    call_command("ship_audit_log", restart="恢复了备份")
    told = by_itself(log, tmp_path)
    assert told.returncode == 0, told.stdout
    assert "一致3条" in told.stdout
    assert "重新开始" in told.stdout
    assert "恢复了备份" in told.stdout


def test_no_files_are_refused(tmp_path):
    with pytest.raises(CommandError, match="没有找到"):
        call_command("verify_shipped", str(tmp_path))
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("verify_shipped", str(tmp_path / "none.jsonl"))
