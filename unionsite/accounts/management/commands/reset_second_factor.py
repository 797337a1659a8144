"""Takes a person's second factor away on the server's own console: for the last administrator who lost the phone."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from unionsite.accounts.people.models import User
from unionsite.accounts.staff import services


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="为什么重置；写入审计日志。")

    def handle(self, *args, username, reason, **options):
        user = User.objects.filter(username=username).first()
        if user is None or not user.is_guarded:
            raise CommandError(f"没有后台账号“{username}”。")
        if not reason.strip():
            raise CommandError("请写明重置的原因。")
        code = services.reset_second_factor(user=user, actor=None, reason=reason.strip(), now=timezone.now())
        self.stdout.write("两步验证已重置，已登录的设备已退出。")
        self.stdout.write(f"新的绑定凭证（24小时内有效，只显示这一次）：{code}")
