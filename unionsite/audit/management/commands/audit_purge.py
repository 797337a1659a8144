"""manage.py audit_purge: removes entries of the audit log whose retention period is over."""

from datetime import timedelta

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from unionsite.audit.choices import MINIMUM_DAYS
from unionsite.audit.models import AuditEntry
from unionsite.audit.queries import last_removable
from unionsite.audit.services import purge

# A century; much larger numbers would lead to impossible dates.
MAXIMUM_DAYS = 36_500


class Command(BaseCommand):
    help = f"删除审计日志中已过保存期的记录（至少保存{MINIMUM_DAYS}天）。"

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=settings.AUDIT_KEEP_DAYS, help="保存多少天，默认%(default)s")
        parser.add_argument("--dry-run", action="store_true", help="只报告条数，不删除")

    def handle(self, *args, days, dry_run, **options):
        if days < MINIMUM_DAYS:
            raise CommandError(f"审计日志至少保存{MINIMUM_DAYS}天，--days不能小于{MINIMUM_DAYS}。")
        if days > MAXIMUM_DAYS:
            raise CommandError(f"--days不能大于{MAXIMUM_DAYS}。")
        now = timezone.now()
        before = now - timedelta(days=days)
        if dry_run:
            last = last_removable(before)
            count = AuditEntry.objects.filter(number__lte=last.number).count() if last else 0
            self.stdout.write(f"超过{days}天的记录有{count}条，没有删除。")
            return
        self.stdout.write(f"已删除超过{days}天的记录{purge(before=before, now=now)}条。")
