"""Chainable filters of pages and of the rows of their lists; tables of any length read in parts."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.db.models import F, Prefetch, Q, Subquery
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page, PageManager, get_page_models
from wagtail.query import PageQuerySet

from unionsite.core.pictures import specs_of
from unionsite.core.queries import closed_paths, is_closed


def is_of_type(*parents: type[Page]) -> Q:
    """Return the condition that a page is of one of these types or of one derived from them.

    By the names of types, which costs no query, and joined: SQLite takes a subquery for a long list, and reads all
    pages instead.
    """
    condition = Q(pk__in=[])
    for model in get_page_models():
        if issubclass(model, parents):
            names = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
            condition |= Q(**names)
    return condition


class PublicPageQuerySet(PageQuerySet):
    def published(self):
        """Return pages that are live and open to everyone; expired, private and draft pages never pass (T93)."""
        # The scheduler takes an expired page down only a little after its time.
        return self.live().exclude(expire_at__lte=timezone.now()).exclude(is_closed())

    def true_texts(self):
        """Leave out aliases, which only repeat the text of another language."""
        return self.filter(alias_of=None)

    def in_language(self, locale_id: int):
        """Return the pages of this type in one language, by an index of both: SQLite, which does not know that there
        are few pages of the type, would go through all pages of the language."""
        return self.filter(is_of_type(self.model), locale=locale_id)

    def newest_first(self):
        # A page without a date comes last on every database.
        return self.order_by(F("first_published_at").desc(nulls_last=True), "-pk")


class PieceQuerySet(PublicPageQuerySet):
    def with_covers(self, *shapes: str):
        """Fetch the covers and their renditions in some shapes, with two more queries however many rows there are."""
        pictures = self.model._meta.get_field("cover").related_model.objects.prefetch_renditions(*specs_of(*shapes))
        return self.prefetch_related(Prefetch("cover", queryset=pictures))


class ListedQuerySet(models.QuerySet):
    """Rows of lists: `.current(now).tagged("").newest()[15:30]` reads nothing but an index."""

    def current(self, now: datetime):
        """Leave out pieces that have expired or are not open to everyone, without asking the pages."""
        rows = self.filter(Q(until=None) | Q(until__gt=now))
        # Nearly always there is none at all.
        return rows.exclude(piece__in=Page.objects.filter(is_closed()).values("pk")) if closed_paths() else rows

    def tagged(self, name: str):
        """Return the rows of the pieces with a tag; without a name those of all pieces, each once."""
        return self.filter(tag=Subquery(Tag.objects.filter(name=name).values("pk")[:1]) if name else None)

    def newest(self):
        return self.order_by("-at", "-piece")


PublicPageManager = PageManager.from_queryset(PublicPageQuerySet)
PieceManager = PageManager.from_queryset(PieceQuerySet)
ListedManager = models.Manager.from_queryset(ListedQuerySet)


def in_chunks(rows: models.QuerySet, size: int, *, key: str = "pk") -> Iterator:
    """Yield the rows by `key`, a unique field ("-number": downwards), reading `size` at a time.

    Unlike `iterator()`, whose statement stays open until the last row: on SQLite a process that is reading can write
    nothing once another one has written (SQLITE_BUSY_SNAPSHOT), and a slow reader keeps the write-ahead log growing.
    """
    name, beyond = key.removeprefix("-"), "lt" if key.startswith("-") else "gt"
    rows = rows.order_by(key)
    part = list(rows[:size])
    while part:
        yield from part
        last = getattr(part[-1], name)
        part = list(rows.filter(**{f"{name}__{beyond}": last})[:size]) if len(part) == size else []
