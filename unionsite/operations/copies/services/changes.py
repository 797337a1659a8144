"""Notes what has changed, and takes down at once what readers may see no more."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Collection, Page

from unionsite.core.models import SiteDocument
from unionsite.core.queries import public_address
from unionsite.core.querysets import PublicPageQuerySet
from unionsite.operations.copies import folders
from unionsite.operations.copies.models import CopyChange
from unionsite.operations.copies.rules import EVERYTHING, NoPlace


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


def note_all(*types: type[Page]) -> None:
    """Something that all pages of these types may show has changed."""
    for model in types:
        _after_commit(lambda model=model: note(addresses_of(model.objects.live())))


def note_taken_down(page: Page, *, url_path: str | None = None, with_all_below: bool = False) -> None:
    """A page is no longer public: it leaves the copy as soon as that is certain, and whoever names it is renewed."""
    if not settings.STATIC_COPY:
        return
    # Worked out now: after a move or a deletion the page no longer tells.
    address = public_address(url_path or page.url_path)

    def _drop():
        if address:
            drop(address, with_all_below=with_all_below)
            note([address])

    _after_commit(_drop)
    note_page(page)


def in_every_language(key: UUID) -> models.QuerySet[Page]:
    """Return the pages that say the same; none while there is no copy to be kept."""
    return Page.objects.filter(translation_key=key) if settings.STATIC_COPY else Page.objects.none()


def note_document(document: SiteDocument) -> None:
    """A document is there no more, or for others: it leaves at once, and comes back if everybody may still have it."""
    # Worked out now: after a deletion it no longer tells.
    address = document.url
    _after_commit(lambda: _drop_documents({address}))


def note_collection(key: int) -> None:
    """A collection is open to others than before, and all below it."""

    def _drop():
        # After the commit, when it may lie elsewhere.
        path = Collection.objects.filter(pk=key).values_list("path", flat=True).first()
        documents = SiteDocument.objects.filter(collection__path__startswith=path) if path else ()
        _drop_documents({document.url for document in documents})

    _after_commit(_drop)


def drop(address: str, *, with_all_below: bool = False) -> None:
    """Take a page out of the copy now, and the documents that it names; those that others name come back."""
    documents: set[str] = set()
    for folder in folders.every_folder():
        documents |= folders.documents_named(folder, address, with_all_below=with_all_below)
    folders.drop(address, with_all_below=with_all_below)
    _drop_documents(documents)


def _drop_documents(addresses: set[str]) -> None:
    for address in addresses:
        with suppress(NoPlace):
            folders.drop(address)
    note(addresses)


def addresses_of(pages) -> list[str]:
    paths = pages.values_list("url_path", flat=True).iterator(chunk_size=2000)
    return [address for path in paths if (address := public_address(path))]


def _after_commit(work) -> None:
    """After the commit no row of ours stands locked in somebody's transaction. A publication never fails because of
    the copy; what is missed the night's round mends."""
    if settings.STATIC_COPY:
        transaction.on_commit(work, robust=True)
