"""audit_verify and audit_purge from the shell."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.audit.writing import tamper, write
from unionsite.audit.models import AuditEntry


def run(name, *arguments) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestVerify:
    def test_says_how_far_the_log_reaches(self):
        last = write(3)[-1]
        assert run("audit_verify") == f"审计日志完好：第1条至第3条，共3条；最后一条的校验值{last.hash}\n"

    def test_t36_names_what_is_broken_and_ends_with_exit_code_one(self):
        write(3)
        tamper("UPDATE audit_auditentry SET reason = 'x' WHERE number = 2")
        with pytest.raises(CommandError, match=r"审计日志有问题：\n第2条：记录内容被改动") as failure:
            run("audit_verify")
        assert failure.value.returncode == 1


@pytest.mark.django_db
class TestPurge:
    @pytest.fixture(autouse=True)
    def entries(self, db):
        write(2, days_ago=1200)
        write(3, days_ago=300)
        write(1)

    def test_keeps_what_the_setting_says(self):
        assert run("audit_purge") == "已删除超过1095天的记录2条。\n"
        assert AuditEntry.objects.count() == 5
        assert run("audit_verify").startswith("审计日志完好：第3条至第7条")

    def test_takes_another_number_of_days(self):
        assert run("audit_purge", "--days=180") == "已删除超过180天的记录5条。\n"

    @pytest.mark.parametrize(("days", "count"), [(1095, 2), (180, 5), (2000, 0)])
    def test_t84_a_dry_run_counts_and_deletes_nothing(self, days, count):
        assert run("audit_purge", f"--days={days}", "--dry-run") == f"超过{days}天的记录有{count}条，没有删除。\n"
        assert AuditEntry.objects.count() == 6

    @pytest.mark.parametrize("options", [["--days=179"], ["--days=0"], ["--days=-1"], ["--days=179", "--dry-run"]])
    def test_t99_less_than_180_days_is_refused(self, options):
        with pytest.raises(CommandError, match="至少保存180天"):
            run("audit_purge", *options)
        assert AuditEntry.objects.count() == 6

    def test_a_number_of_days_beyond_all_calendars_is_refused(self):
        with pytest.raises(CommandError, match="不能大于"):
            run("audit_purge", "--days=999999999")
