"""Indexes on Wagtail's table of pages, for addresses, types in a language, and the menu; written by hand."""

from django.db import migrations

from unionsite.core import page_indexes


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running writes only outside a transaction.
    atomic = False

    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda _apps, schema_editor: page_indexes.build(schema_editor),
            lambda _apps, schema_editor: page_indexes.drop(schema_editor),
        )
    ]
