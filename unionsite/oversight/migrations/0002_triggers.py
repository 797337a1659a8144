"""Installs the triggers of records that only grow; written by hand, kept when 0001 is made again."""

from django.db import migrations

from unionsite.oversight.goals import triggers as goals
from unionsite.oversight.incidents import triggers as incidents


def install(apps, schema_editor):
    for triggers in (goals, incidents):
        triggers.install_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    for triggers in (goals, incidents):
        triggers.drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_initial")]

    operations = [migrations.RunPython(install, drop)]
