"""Written by hand: the release ledger can only grow. Stays when 0001_initial is made anew."""

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
