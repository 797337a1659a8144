"""Shows the code that a person's authenticator would show now, one that is just being bound too; for demonstrations,
with DEBUG on alone."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import TOTP

from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.models import DIGITS, STEP_SECONDS, Authenticator, authenticator_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        if not settings.DEBUG:
            raise CommandError("只有在演示和开发环境（DEBUG=on）才能显示验证码。")
        user = User.objects.filter(username=username).first()
        device = user and (authenticator_of(user) or Authenticator.objects.filter(user=user).first())
        if device is None:
            raise CommandError(f"没有账号“{username}”，或者它没有绑定验证器。")
        totp = TOTP(device.key, STEP_SECONDS, 0, DIGITS, device.drift)
        totp.time = now = time.time()
        if totp.t() <= device.last_step:
            wait = STEP_SECONDS - int(now) % STEP_SECONDS
            self.stderr.write(f"当前验证码已经用过，请等{wait}秒后再取。")
        self.stdout.write(f"{totp.token():0{DIGITS}d}")
