"""Installs the triggers by which the release ledger only grows; written by hand, kept when 0001 is made again."""

from django.db import migrations

from unionsite.publishing.ledger.triggers import drop_triggers
from unionsite.publishing.ledger.triggers import install_triggers


def install(apps, schema_editor):
    install_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunPython(install, drop)]
