"""manage.py audit_verify: checks that the audit log is complete and unchanged."""

from django.core.management import BaseCommand, CommandError

from unionsite.audit.verification import verify


class Command(BaseCommand):
    help = "逐条核对审计日志；发现问题时指出位置，退出码为1。"

    def handle(self, *args, **options):
        report = verify()
        if not report.is_sound:
            raise CommandError("\n".join(["审计日志有问题：", *(str(found) for found in report.breaks)]))
        self.stdout.write(str(report))
