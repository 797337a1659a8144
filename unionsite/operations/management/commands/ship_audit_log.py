"""manage.py ship_audit_log: ships what is new at once; --print writes the whole log as it is shipped, to compare."""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from unionsite.audit.models import AuditEntry
from unionsite.core.querysets import in_chunks
from unionsite.operations.shipping.services import AT_ONCE, begin_anew, line_of, ship_audit_log


class Command(BaseCommand):
    help = "外送审计日志（AUDIT_SYSLOG、AUDIT_SHIP_DIR）；--print按外送的格式输出现在的全部日志。"

    def add_arguments(self, parser):
        parser.add_argument("--print", action="store_true", dest="prints", help="输出现在的全部日志，不外送")
        parser.add_argument("--restart", metavar="原因", default="", help="恢复备份后：记下原因，把全部日志重新送一遍")

    def handle(self, *args, prints, restart, **options):
        if prints:
            for entry in in_chunks(AuditEntry.objects.all(), AT_ONCE):
                self.stdout.write(line_of(entry))
            return
        if restart:
            if len(restart.strip()) < 4:
                raise CommandError("请写明重新开始的原因。")
            begin_anew(reason=restart.strip(), now=timezone.now())
        ship_audit_log()
