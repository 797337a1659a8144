"""Posts name the release with which the register lists them; on a site of 1.0 the register knew its posts."""

# allowed: data-beside-schema (a row for each post: some hundred a year)
# allowed: adding-foreign-key-constraint (the same)
# allowed: constraint-missing-not-valid (the same)
# allowed: require-concurrent-index-creation (the same)
import django.db.models.deletion as d
from django.db import migrations as m
from django.db import models

MOVE = """
UPDATE publishing_platformpost SET release_id = (
    SELECT MIN(entry.release_id) FROM oversight_registerentry_posts link
    JOIN oversight_registerentry entry ON entry.id = link.registerentry_id
    WHERE link.platformpost_id = publishing_platformpost.id
)
"""


def move_links(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if "oversight_registerentry_posts" in connection.introspection.table_names(cursor):
            cursor.execute(MOVE)


class Migration(m.Migration):
    dependencies = [("platforms", "0001_initial"), ("publishing", "0006_platforms")]
    operations = [
        m.AddField("platformpost", "release", models.ForeignKey("publishing.release", d.DO_NOTHING, "postings", null=True, editable=False)),
        m.RunPython(move_links, m.RunPython.noop),
    ]
