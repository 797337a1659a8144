"""Issues an enrolment ticket on the server's own console: for the first administrator."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from unionsite.accounts.people.models import User
from unionsite.accounts.staff import services


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--reason", default="", help="为什么签发；写入审计日志，并告知委员会和小组。")

    def handle(self, *args, username, reason, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None or not user.is_guarded:
            raise CommandError(f"没有在用的后台账号“{username}”。")
        code = services.issue_ticket(user=user, actor=None, reason=reason.strip(), now=timezone.now())
        self.stdout.write(f"绑定凭证（24小时内有效，只显示这一次）：{code}")
