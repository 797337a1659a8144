"""manage.py tell_of_failure UNIT: systemd calls it when a service does not come up (`OnFailure=`)."""

from django.core.cache import cache
from django.core.management import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import TOLD_AGAIN, AlarmKind
from unionsite.operations.alarms.services import tell, tell_of


class Command(BaseCommand):
    help = "通知ALARM_MAILS：某个系统服务启动失败。"

    def add_arguments(self, parser):
        parser.add_argument("unit", help="服务名，如unionsite-web.service")

    def handle(self, *args, unit, **options):
        lines = [
            "服务反复启动失败，系统每隔一分钟再试。",
            f"请在服务器上查看原因：journalctl -u {unit} -n 100；排除后执行systemctl restart {unit}。",
        ]
        try:
            tell(AlarmKind.UNIT, unit, lines)
        except DatabaseError:
            # It may be why the service does not come up, and is asked again every few minutes.
            if not cache.add(f"told:{unit}", 1, TOLD_AGAIN.total_seconds()):
                return
            now = timezone.now()
            tell_of(Alarm(kind=AlarmKind.UNIT, subject=unit, text="\n".join(lines), since=now, seen_at=now))
