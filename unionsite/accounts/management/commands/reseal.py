"""Seals everything anew with the first of SEALING_KEYS; after it the former keys open nothing any more."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from unionsite.accounts.second_factor.models import Authenticator
from unionsite.core import sealing


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        changed, closed = 0, []
        for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                device = Authenticator.objects.select_for_update().filter(pk=key).first()
                if device is None or sealing.is_sealed_with_first_key(device.sealed_key):
                    continue
                try:
                    device.set_key(device.key)
                except sealing.SealingError:
                    closed.append(device.user.get_username())
                    continue
                device.save(update_fields=["sealed_key"])
                changed += 1
        self.stdout.write(f"重新加密了{changed}个验证器密钥。")
        if closed:
            raise CommandError(
                f"有{len(closed)}个验证器密钥打不开，仍是原样，账号：{'、'.join(closed)}。"
                "请把原来的密钥加在SEALING_KEYS后面，再运行一次；原来的密钥找不回的，请给这些账号重置两步验证。"
            )
        self.stdout.write("注意：备用恢复码、没有用过的绑定凭证和激活码只存有散列，去掉旧密钥以前须重新生成、发放。")
