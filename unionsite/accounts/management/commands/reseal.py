"""Seals everything anew with the first of SEALING_KEYS; after it the former keys open nothing any more."""

from django.core.management.base import BaseCommand
from django.db import transaction

from unionsite.accounts.models import Authenticator
from unionsite.core import sealing


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        changed = 0
        for key in Authenticator.objects.values_list("pk", flat=True):
            with transaction.atomic():
                device = Authenticator.objects.select_for_update().filter(pk=key).first()
                if device is not None and not sealing.is_sealed_with_first_key(device.sealed_key):
                    device.set_key(device.key)
                    device.save(update_fields=["sealed_key"])
                    changed += 1
        self.stdout.write(f"重新加密了{changed}个验证器密钥。")
        self.stdout.write("注意：备用恢复码和没有用过的凭证只存有散列，换掉旧密钥后须重新生成。")
