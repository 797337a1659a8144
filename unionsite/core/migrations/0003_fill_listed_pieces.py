"""The rows of the lists for the pieces that are there, some at a time."""

from collections import defaultdict
from datetime import UTC, datetime

from django.db import migrations
from django.utils import timezone

AT_ONCE = 1000
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
STEP = 4
FACTS = ("pk", "path", "locale", "kind", "first_published_at", "expire_at")


def fill(apps, schema_editor):
    Piece, Tagged = apps.get_model("core", "PiecePage"), apps.get_model("core", "PieceTag")
    Page, Row = apps.get_model("wagtailcore", "Page"), apps.get_model("core", "ListedPiece")
    last = 0
    while pieces := list(Piece.objects.filter(pk__gt=last).order_by("pk").values_list(*FACTS)[:AT_ONCE]):
        last = pieces[-1][0]
        keys = [piece[0] for piece in pieces]
        public = set(Piece.objects.filter(pk__in=keys, live=True, alias_of=None).values_list("pk", flat=True))
        above = {path[:-STEP] for _key, path, *_rest in pieces}
        sections = dict(Page.objects.filter(path__in=above).values_list("path", "pk"))
        tags = defaultdict(set)
        for key, tag in Tagged.objects.filter(content_object__in=keys).values_list("content_object", "tag"):
            tags[key].add(tag)
        Row.objects.filter(piece__in=keys).delete()
        Row.objects.bulk_create(
            Row(
                piece_id=key,
                section_id=sections[path[:-STEP]],
                tag_id=tag,
                locale_id=locale,
                kind=kind,
                year=timezone.localtime(day).year if day else 0,
                at=day or LONG_AGO,
                until=until,
            )
            for key, path, locale, kind, day, until in pieces
            if key in public
            for tag in (None, *tags[key])
        )


class Migration(migrations.Migration):
    # Each part is stored as it is done, and nobody waits; a second try begins anew.
    atomic = False

    dependencies = [("core", "0002_listed_pieces")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
