"""Gives a role on the server's own console: the first 安全管理员 of a new site, or the next when none is left."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from unionsite.accounts.choices import GUARDED_ROLES
from unionsite.accounts.people.models import User
from unionsite.accounts.staff import services
from unionsite.core.refusals import Refused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("role", choices=sorted(map(str, GUARDED_ROLES)))
        parser.add_argument("--reason", required=True, help="为什么这样办；写入审计日志，并告知委员会和小组。")

    def handle(self, *args, username, role, reason, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"没有在用的账号“{username}”。")
        if not reason.strip():
            raise CommandError("请写明原因。")
        try:
            code = services.appoint(user=user, role=role, reason=reason.strip(), now=timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        user.refresh_from_db()
        self.stdout.write(f"“{username}”已担任{role}。")
        if user.acts_from:
            self.stdout.write(f"从{user.acts_from:%Y-%m-%d}起履职；已告知工会委员会和网络信息管理小组。")
        if code:
            self.stdout.write(f"绑定凭证（24小时内有效，只显示这一次）：{code}")
