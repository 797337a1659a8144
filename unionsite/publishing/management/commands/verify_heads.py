"""manage.py verify_heads: check the release ledger, the daily heads and copies of them kept elsewhere."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from unionsite.publishing.ledger import verification
from unionsite.publishing.ledger.models import DailyHead


class Command(BaseCommand):
    help = "核对放行记录和每日校验文件；给出留存的文件时一并核对。发现问题时逐条说明，退出码为1。"

    def add_arguments(self, parser):
        parser.add_argument("copies", nargs="*", type=Path, help="留存在别处的每日校验文件，文件名如2026-11-27.txt")

    def handle(self, *_args, copies, **_options):
        kept = {}
        for path in copies:
            try:
                kept[date.fromisoformat(path.stem)] = path.read_text(encoding="utf-8")
            except (OSError, ValueError) as error:
                raise CommandError(f"读不出{path}：文件名应为日期，如2026-11-27.txt。") from error
        found = [*verification.faults(), *verification.faults_of_copies(kept)]
        if found:
            raise CommandError("\n".join(["放行记录有问题：", *found]))
        count = DailyHead.objects.count()
        self.stdout.write(f"放行记录完好，{count}份每日校验文件与之一致，留存的{len(kept)}份也一致。")
