"""Notes what has changed, and takes down at once what readers may see no more."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page

from unionsite.core.queries import default_site, language_prefix, locales, site_roots
from unionsite.core.querysets import PublicPageQuerySet
from unionsite.operations.copies import folders
from unionsite.operations.copies.choices import EVERYTHING
from unionsite.operations.copies.models import CopyChange
from unionsite.operations.copies.rules import NoPlace, file_of
from unionsite.operations.reader.markup import read_markup


def note(addresses: Iterable[str]) -> None:
    """Remember addresses for the next renewal. What is noted again while it is being renewed stays noted."""
    now = timezone.now()
    rows = [CopyChange(address=address, noted_at=now) for address in sorted(set(addresses)) if len(address) <= 1000]
    fields = {"unique_fields": ["address"], "update_fields": ["noted_at"]}
    CopyChange.objects.bulk_create(rows, batch_size=500, update_conflicts=True, **fields)


def note_everything() -> None:
    """Something that every page shows has changed."""
    _after_commit(lambda: note([EVERYTHING]))


def note_page(page: Page, *, with_all_below: bool = False) -> None:
    """A page is public, or public in another way: it, the pages above it, and what it is in other languages."""

    def _note():
        pages = Page.objects.filter(translation_key=page.translation_key) | page.get_ancestors(inclusive=True)
        if with_all_below:
            pages |= PublicPageQuerySet(Page).descendant_of(page)
        note(addresses_of(pages))

    _after_commit(_note)


def note_taken_down(page: Page, *, url_path: str | None = None, with_all_below: bool = False) -> None:
    """A page is no longer public: it leaves the copy as soon as that is certain, and whoever names it is renewed."""
    if not settings.STATIC_COPY:
        return
    # Worked out now: after a move or a deletion the page no longer tells.
    address = address_of(url_path or page.url_path)

    def _drop():
        if address:
            drop(address, with_all_below=with_all_below)
            note([address])

    _after_commit(_drop)
    note_page(page)


def in_every_language(key: UUID) -> models.QuerySet[Page]:
    """Return the pages that say the same; none while there is no copy to be kept."""
    return Page.objects.filter(translation_key=key) if settings.STATIC_COPY else Page.objects.none()


def note_document(document) -> None:
    """A document is there no more."""
    address = document.url

    def _drop():
        folders.drop(address)

    _after_commit(_drop)


def drop(address: str, *, with_all_below: bool = False) -> None:
    """Take a page out of the copy now, and the documents that it names; those that others name come back."""
    documents: set[str] = set()
    for folder in folders.every_folder():
        file = folder / file_of(address)
        if file.is_file():
            found = read_markup(file.read_text(encoding="utf-8")).files
            documents.update(name for name in found if name.startswith("/documents/"))
    folders.drop(address, with_all_below=with_all_below)
    for document in documents:
        with suppress(NoPlace):
            folders.drop(document)
    note(documents)


def address_of(url_path: str) -> str:
    """Return the public address of a page's `url_path`, "" for one that lies in no site."""
    site = default_site()
    for root in site_roots(site.pk).values() if site else ():
        if url_path.startswith(root.url_path):
            return language_prefix(locales()[root.locale_id].language_code) + url_path.removeprefix(root.url_path)
    return ""


def addresses_of(pages) -> list[str]:
    found = (address_of(url_path) for url_path in pages.values_list("url_path", flat=True).iterator(chunk_size=2000))
    return [address for address in found if address]


def _after_commit(work) -> None:
    """After the commit no row of ours stands locked in somebody's transaction. A publication never fails because of
    the copy; what is missed the night's round mends."""
    if settings.STATIC_COPY:
        transaction.on_commit(work, robust=True)
