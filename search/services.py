"""Keeps the search entries equal to the live pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page
from wagtail.search.index import RelatedFields, SearchField

from search.choices import KEPT_OUT
from search.models import SearchEntry

BATCH = 100
WRITTEN_FIELDS = ["locale", "title", "summary", "text", "kind", "published_at", "valid_until", "updated_at"]
# These have columns of their own.
SHOWN_APART = {"title", "summary"}


@dataclass(frozen=True)
class Progress:
    """How far a rebuild is: pages done of all, entries written, and in the end entries that had outlived their page."""

    done: int
    total: int
    written: int
    removed: int = 0


def index_page(*, page: Page) -> None:
    """Write the entry of a page as given, which must be the public version; an alias or a page not live loses its own.

    Part of the caller's transaction: the page is found as soon as it can be read.
    """
    page = page.specific
    # An alias only repeats the text of another language.
    if page.live and page.alias_of_id is None:
        _write([make_entry(page)])
    else:
        remove_page(page=page)


def remove_page(*, page: Page) -> None:
    """Forget a page; no error when nothing was known of it."""
    SearchEntry.objects.filter(page=page.pk).delete()


def rebuild() -> Iterator[Progress]:
    """Write every entry anew and drop stale ones; safe on a live site, where each batch is a transaction of its own."""
    pages = Page.objects.live().filter(alias_of=None, depth__gt=1)
    pks = list(pages.order_by("pk").values_list("pk", flat=True))
    written = 0
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        with transaction.atomic():
            entries = [make_entry(page) for page in pages.filter(pk__in=batch).specific()]
            _write(entries)
        written += len(entries)
        yield Progress(start + len(batch), len(pks), written)
    removed, _by_model = SearchEntry.objects.exclude(page__in=pages.order_by().values("pk")).delete()
    yield Progress(len(pks), len(pks), written, removed)


def make_entry(page: Page) -> SearchEntry:
    """The entry of a page, given as its own type; nothing is written."""
    label = page._meta.label_lower
    kept_out = KEPT_OUT.get(label, frozenset())
    texts = words_of(page, type(page).get_search_fields(), SHOWN_APART | kept_out)
    return SearchEntry(
        page_id=page.pk,
        locale_id=page.locale_id,
        title=page.title,
        summary=getattr(page, "summary", ""),
        text=" ".join(" ".join(texts).split()).replace("\x00", ""),
        kind=getattr(page, "kind", "") or label,
        published_at=page.first_published_at,
        valid_until=getattr(page, "valid_until", None),
    )


def words_of(instance, fields: Iterable, kept_out: Iterable[str] = ()) -> Iterator[str]:
    """The text of an object's search fields, StreamFields block by block, related objects (tags) field by field."""
    seen = set(kept_out)
    for field in fields:
        if isinstance(field, RelatedFields):
            related = field.get_value(instance)
            for other in related.all() if hasattr(related, "all") else filter(None, [related]):
                yield from words_of(other, field.fields)
        elif isinstance(field, SearchField) and field.field_name not in seen:
            seen.add(field.field_name)
            value = field.get_value(instance)
            yield from map(str, value) if isinstance(value, list | tuple) else [str(value or "")]


def _write(entries: list[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["page"], update_fields=WRITTEN_FIELDS
    )
