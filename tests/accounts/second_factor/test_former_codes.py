"""What 1.1 moves of backup codes: from a row for each code to the set that they belong to, and back."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from unionsite.accounts.models import BackupCodes
from unionsite.accounts.second_factor import services

pytestmark = pytest.mark.django_db


def test_codes_of_1_0_are_good_once_and_those_used_since_are_used_for_1_0(device):
    services.make_backup_codes(user=device.user)
    kept = BackupCodes.objects.get()
    before = MigrationLoader(connection).project_state(("accounts", "0005_makers_stay")).apps
    codes = before.get_model("accounts", "BackupCode").objects
    codes.create(device_id=kept.pk, digest="used", used_at=timezone.now())
    for digest in ("first", "second"):
        codes.create(device_id=kept.pk, digest=digest)
    migration = import_module("unionsite.accounts.migrations.0006_unused_backup_codes")

    migration.gather(Known(before), None)
    kept.refresh_from_db()
    assert kept.unused == ["first", "second"]

    kept.unused = ["second", "made since"]
    kept.save()
    migration.scatter(Known(before), None)
    left = codes.filter(used_at=None).order_by("pk").values_list("digest", flat=True)
    assert list(left) == ["second", "made since"]
    assert codes.count() == 4


class Known:
    """The models as the migration knows them: sets as they are now, codes as they were."""

    def __init__(self, before):
        self.before = before

    def get_model(self, app, name):
        return BackupCodes if name == "BackupCodes" else self.before.get_model(app, name)
