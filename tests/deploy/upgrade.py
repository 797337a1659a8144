"""Takes the database of the settings from a former release to today's code and looks whether everything is there.

Run as a process of its own by `test_migrations.py`: prints
`{"lost": {table: [before, after]}, "pages": {path: status}}`.
"""

import json
import sys

SECTIONS = ["/news/", "/rights/", "/culture/", "/interact/", "/info/", "/topics/"]
PATHS = ["/", "/en/", *SECTIONS, "/rights/laws/", "/disclosure/"]


def lost(before: dict[str, int], after: dict[str, int]) -> dict[str, list[int | None]]:
    """Tables that are gone or have fewer rows, with both numbers."""
    return {
        table: [rows, after.get(table)] for table, rows in before.items() if table not in after or after[table] < rows
    }


def count_rows() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def main() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from wagtail.models import Page

    before = count_rows()
    # With its checks, as `deploy/update` runs it.
    call_command("migrate", verbosity=0, interactive=False, skip_checks=False)
    missing = lost(before, count_rows())
    newest = Page.objects.live().filter(depth=4).order_by("content_type_id", "-first_published_at")
    one_of_each = {page.content_type_id: page for page in newest}
    paths = PATHS + [page.get_url() for page in one_of_each.values()]
    client = Client()
    pages = {path: client.get(path).status_code for path in paths if path}
    json.dump({"lost": missing, "pages": pages}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
