"""The changes of the words on record so far become versions, made of what the record kept."""

from django.db import migrations, transaction


def keep_versions(apps, schema_editor):
    LexiconEntry = apps.get_model("search", "LexiconEntry")
    ModelLogEntry = apps.get_model("wagtailcore", "ModelLogEntry")
    Revision = apps.get_model("wagtailcore", "Revision")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind = ContentType.objects.filter(app_label="search", model="lexiconentry").first()
    if kind is None:
        return
    entries = {str(entry.pk): entry for entry in LexiconEntry.objects.all()}
    # The record keeps all that people have written; `folded` is made anew when a version is restored.
    for row in ModelLogEntry.objects.filter(content_type=kind, revision=None).order_by("timestamp", "pk"):
        entry, after = entries.get(row.object_id), (row.data or {}).get("after")
        if entry is None or not after:
            continue
        with transaction.atomic():
            row.revision = entry.latest_revision = Revision.objects.create(
                content_type=kind,
                base_content_type=kind,
                object_id=row.object_id,
                created_at=row.timestamp,
                user_id=row.user_id,
                object_str=row.label,
                content={"pk": entry.pk, "folded": entry.folded, "latest_revision": None, **after},
            )
            row.save(update_fields=["revision"])
            entry.save(update_fields=["latest_revision"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("search", "0005_words_with_history"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(keep_versions, migrations.RunPython.noop)]
