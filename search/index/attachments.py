"""The files that a page offers: which they are, and the text of a PDF or Word file that is worth finding."""

import logging
import re
from collections.abc import Iterable
from itertools import islice
from typing import IO
from xml.etree import ElementTree

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from search.index.models import DocumentText
from unionsite.core.archives import MB, Limits, open_archive
from unionsite.core.models import SiteDocument

logger = logging.getLogger(__name__)

MOST_BYTES = 30 * MB
MOST_DOCUMENTS = 20  # of one page
MOST_PAGES = 300
LONGEST_TEXT = 60_000
SUFFIXES = (".pdf", ".docx")
_LIMITS = Limits(members=5000, directory=MB, member=100 * MB, unpacked=300 * MB)
_MOST_EVENTS = 2_000_000
# Word on the web adds a number to the name.
_MAIN_PART = re.compile(r"word/document\d*\.xml")
_HIDDEN = {"del", "moveFrom", "Choice"}
_BREAKS = {"p": "\n", "tab": "\t", "br": "\n"}


def read_document(file: IO[bytes], name: str) -> str:
    """Return the file's text with single spaces, at most `LONGEST_TEXT` characters; "" for a file that cannot be read.

    An unreadable file is named in the log and does not stop its page from being indexed.
    """
    suffix = name.lower().rpartition(".")[2]
    readers = {"pdf": _read_pdf, "docx": _read_docx}
    if suffix not in readers:
        return ""
    try:
        text = readers[suffix](file)
    except Exception as error:  # Readers of foreign formats fail in many ways; here all mean the same.
        logger.warning("The text of %s cannot be read: %s", name, type(error).__name__)
        return ""
    printable = "".join(sign if sign.isprintable() else " " for sign in text[: 2 * LONGEST_TEXT])
    return " ".join(printable.split())[:LONGEST_TEXT]


def _read_pdf(file: IO[bytes]) -> str:
    from pypdf import PdfReader  # Large, and nobody who reads or searches needs it.

    parts: list[str] = []
    length = 0
    for number, page in enumerate(PdfReader(file, strict=False).pages):
        if number == MOST_PAGES or length > LONGEST_TEXT:
            break
        parts.append(page.extract_text())
        length += len(parts[-1])
    return "\n".join(parts)


def _read_docx(file: IO[bytes]) -> str:
    """Return the text without deleted parts, and without the second form of what is there in two forms."""
    words: list[str] = []
    length = hidden = 0
    with open_archive(file, _LIMITS) as archive:
        main = min(name for name in archive.namelist() if _MAIN_PART.fullmatch(name))
        with archive.open(main) as part:
            # Entities from outside are not loaded, and expat limits how far inner ones expand.
            events = ElementTree.iterparse(part, ("start", "end"))  # noqa: S314  (as said above)
            for event, element in islice(events, _MOST_EVENTS):
                name = element.tag.rpartition("}")[2]
                if name in _HIDDEN:
                    hidden += {"start": 1, "end": -1}[event]
                elif event == "end" and not hidden:
                    words.append((element.text or "") if name == "t" else _BREAKS.get(name, ""))
                    length += len(words[-1])
                    element.clear()
                if length > 2 * LONGEST_TEXT:
                    break
    return "".join(words)


def attached_documents(page: Page) -> list[SiteDocument]:
    """Return the page's files in readable formats that are open to everyone; no query for a page without files."""
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
    """Return names and texts of the page's files, as far as they have been read."""
    return _texts_of(attached_documents(page))


def _texts_of(documents: list[SiteDocument]) -> list[str]:
    known = dict(DocumentText.objects.filter(document__in=documents).values_list("document", "text"))
    return [text for document in documents for text in (document.title, known.get(document.pk, ""))]


def attached_texts_of(pages: Iterable[int]) -> dict[int, list[str]]:
    """Return the same for many stored pages, by page; one query where none has files."""
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
    """Return the page's files whose present version has not been read."""
    documents = attached_documents(page)
    known = dict(DocumentText.objects.filter(document__in=documents).values_list("document", "file_hash"))
    return [document for document in documents if known.get(document.pk) != document.get_file_hash()]


def read_and_keep(document: SiteDocument) -> None:
    """Read a file and store its text; an unreadable file is not tried again until it changes."""
    text = ""
    if (document.get_file_size() or 0) <= MOST_BYTES:
        with document.open_file() as file:
            text = read_document(file, document.file.name)
    DocumentText.objects.update_or_create(
        document=document, defaults={"text": text, "file_hash": document.get_file_hash()}
    )
