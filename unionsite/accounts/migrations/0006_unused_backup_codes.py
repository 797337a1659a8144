"""A set of backup codes keeps its unused codes itself. The table of single codes stays until the next release."""

# allowed: data-beside-schema (a row for each set, and few people have one)
from django.db import migrations, models
from django.utils import timezone


def gather(apps, schema_editor):
    sets, codes = (apps.get_model("accounts", name).objects for name in ("BackupCodes", "BackupCode"))
    for one in sets.all():
        one.unused = list(codes.filter(device_id=one.pk, used_at=None).order_by("pk").values_list("digest", flat=True))
        one.save(update_fields=["unused"])


def scatter(apps, schema_editor):
    """Codes used since are used for the former release, and those made since are known to it."""
    sets, codes = (apps.get_model("accounts", name).objects for name in ("BackupCodes", "BackupCode"))
    codes.exclude(device_id__in=sets.values("pk")).delete()
    for one in sets.all():
        codes.filter(device_id=one.pk, used_at=None).exclude(digest__in=one.unused).update(used_at=timezone.now())
        for digest in one.unused:
            codes.get_or_create(device_id=one.pk, digest=digest)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_makers_stay")]
    operations = [
        migrations.AddField("backupcodes", "unused", models.JSONField(db_default=[], default=list)),
        migrations.AlterField(
            "backupcode",
            "device",
            models.ForeignKey("accounts.backupcodes", models.CASCADE, "codes", db_constraint=False),
        ),
        migrations.RunPython(gather, scatter),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("BackupCode")]),
    ]
