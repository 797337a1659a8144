"""The index that PostgreSQL needs: Wagtail asks for `title || body` and has none for both together.

SQLite searches both columns of its FTS5 table at once.
"""

from django.db import connection, migrations

NAME = "search_indexentry_title_body"
TABLE = "wagtailsearch_indexentry"


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = (
        [
            migrations.RunSQL(
                f"CREATE INDEX IF NOT EXISTS {NAME} ON {TABLE} USING gin ((title || body))",
                f"DROP INDEX IF EXISTS {NAME}",
            )
        ]
        if connection.vendor == "postgresql"
        else []
    )
