"""Forgets an account's wrong passwords and codes, on the server's own console."""

from django.core.management.base import BaseCommand, CommandError

from unionsite.accounts.people.models import User
from unionsite.accounts.staff import services


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="为什么解锁；写入审计日志。")

    def handle(self, *args, username, reason, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有账号“{username}”。")
        if not reason.strip():
            raise CommandError("请写明解锁的原因。")
        services.unlock(user=user, actor=None, reason=reason.strip())
        self.stdout.write(f"账号“{username}”已解锁。")
