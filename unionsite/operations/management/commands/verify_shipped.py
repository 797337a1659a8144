"""manage.py verify_shipped FILE…: whether the log in the database equals what was shipped."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from unionsite.audit.models import AuditEntry
from unionsite.core.querysets import in_chunks
from unionsite.operations.shipping.comparison import compare, lines_of
from unionsite.operations.shipping.services import AT_ONCE, line_of


class Command(BaseCommand):
    help = "核对外送的审计日志（文件或文件夹）与数据库中的是否一致；不一致时退出码为1。"

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, help="外送的文件，或者所在的文件夹")

    def handle(self, *args, paths, **options):
        files = [file for path in paths for file in (path.glob("audit-*.jsonl") if path.is_dir() else [path])]
        if missing := [file for file in files if not file.is_file()]:
            raise CommandError(f"没有这个文件：{missing[0]}")
        if not files:
            raise CommandError("没有找到外送的文件（audit-日期.jsonl）。")
        log = map(line_of, in_chunks(AuditEntry.objects.all(), AT_ONCE))
        result = compare(lines_of(files), log)
        if result.faults:
            raise CommandError(str(result))
        self.stdout.write(str(result))
