"""The files that a page offers: which they are, and their words."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from search.index.document_text import MOST_BYTES, SUFFIXES, read_document
from search.index.models import DocumentText
from unionsite.core.models import SiteDocument

MOST_DOCUMENTS = 20


def attached_documents(page: Page) -> list[SiteDocument]:
    """Files of formats that can be read, open to everyone; no query for a page without files."""
    content_type = ContentType.objects.get_for_model(SiteDocument)
    references = ReferenceIndex._extract_references_from_object(page)
    ids = {reference[1] for reference in references if reference[0] == content_type.pk}
    return _readable(ids)[:MOST_DOCUMENTS] if ids else []


def _readable(ids: Iterable[str]) -> list[SiteDocument]:
    documents = SiteDocument.objects.filter(pk__in=set(ids)).select_related("collection").order_by("pk")
    return [
        document
        for document in documents
        if document.file.name.lower().endswith(SUFFIXES) and not document.collection.get_view_restrictions()
    ]


def attached_texts(page: Page) -> list[str]:
    """Names and words of the files as far as they have been read."""
    return _texts_of(attached_documents(page))


def _texts_of(documents: list[SiteDocument]) -> list[str]:
    if not documents:
        return []
    known = dict(DocumentText.objects.filter(document__in=documents).values_list("document", "text"))
    return [text for document in documents for text in (document.title, known.get(document.pk, ""))]


def attached_texts_of(pages: Iterable[int]) -> dict[int, list[str]]:
    """The same for many pages as they are stored, by page; one query where none has files."""
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=list(map(str, pages)),
        to_content_type=ContentType.objects.get_for_model(SiteDocument),
    )
    files: dict[int, set[str]] = {}
    for page, document in references.values_list("object_id", "to_object_id"):
        files.setdefault(int(page), set()).add(document)
    return {page: _texts_of(_readable(ids)[:MOST_DOCUMENTS]) for page, ids in files.items()}


def unread_documents(page: Page) -> list[SiteDocument]:
    """Files whose words are not known in this version."""
    documents = attached_documents(page)
    known = dict(DocumentText.objects.filter(document__in=documents).values_list("document", "file_hash"))
    return [document for document in documents if known.get(document.pk) != document.get_file_hash()]


def read_and_keep(document: SiteDocument) -> None:
    """Read a file and keep its words; an unreadable one is not tried again until it is another."""
    text = ""
    if (document.get_file_size() or 0) <= MOST_BYTES:
        with document.open_file() as file:
            text = read_document(file, document.file.name)
    DocumentText.objects.update_or_create(
        document=document, defaults={"text": text, "file_hash": document.get_file_hash()}
    )
