"""Takes away what the retention periods no longer allow to be kept; also runs by itself each day."""

from datetime import datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interact.retention import services
from unionsite.core.request_values import written_day


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列出，不改动。")
        parser.add_argument(
            "--now", metavar="年-月-日", help="与--dry-run一起用：列出到这一天时要清除的，如2029-05-08。"
        )

    def handle(self, *, dry_run, now, **options):
        if now and not dry_run:
            raise CommandError("--now只能与--dry-run一起用：不能提前清除。")
        if dry_run:
            self.report(self.moment(now) if now else timezone.localtime())
            return
        done = services.purge(now=timezone.localtime())
        self.stdout.write(
            f"清除了{done.destroyed}件诉求的内容和附件，{done.forgotten}件的姓名和联系方式；"
            f"提醒了{done.warned}件即将清除；删去无主文件{done.strays}个。"
        )

    @staticmethod
    def moment(text: str) -> datetime:
        if (day := written_day(text)) is None:
            raise CommandError("--now请写成年-月-日，如2029-05-08。")
        return timezone.make_aware(datetime.combine(day, time(12)))

    def report(self, now: datetime) -> None:
        planned = services.plan(now=now)
        for title, items in (
            ("清除内容和附件", planned.destroy),
            ("清除姓名和联系方式", planned.forget),
            ("提醒即将清除", planned.warn),
        ):
            self.stdout.write(f"{title}：{len(items)}件")
            for item in items:
                self.stdout.write(f"  {item.number}　保存至{item.until.isoformat()}")
        self.stdout.write("以上只是列出，没有改动。")
