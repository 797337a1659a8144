"""Installs the triggers by which the history of public words only grows; written by hand."""

from django.db import migrations

from unionsite.accounts.public_words.triggers import drop_triggers, install_triggers


def install(apps, schema_editor):
    install_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_words_change")]

    operations = [migrations.RunPython(install, drop)]
