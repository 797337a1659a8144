"""The words of a PDF or Word file, as far as they are worth finding; pure."""

from __future__ import annotations

import logging
import re
from itertools import islice
from typing import IO
from xml.etree import ElementTree

from pypdf import PdfReader

from unionsite.core.archives import MB, Limits, open_archive

logger = logging.getLogger(__name__)

MOST_BYTES = 30 * MB
MOST_PAGES = 300
LONGEST_TEXT = 60_000
SUFFIXES = (".pdf", ".docx")
_LIMITS = Limits(members=5000, directory=MB, member=100 * MB, unpacked=300 * MB)
_MOST_EVENTS = 2_000_000
# Word on the web counts its versions.
_MAIN_PART = re.compile(r"word/document\d*\.xml")
_HIDDEN = {"del", "moveFrom", "Choice"}
_BREAKS = {"p": "\n", "tab": "\t", "br": "\n"}


def read_document(file: IO[bytes], name: str) -> str:
    """The text on single blanks, at most `LONGEST_TEXT` characters; nothing of a file that cannot be read.

    A broken file is told to the log by its name: it keeps its page from nothing.
    """
    suffix = name.lower().rpartition(".")[2]
    readers = {"pdf": _read_pdf, "docx": _read_docx}
    if suffix not in readers:
        return ""
    try:
        text = readers[suffix](file)
    except Exception as error:  # Readers of foreign formats fail in many ways; all mean the same here.
        logger.warning("The text of %s cannot be read: %s", name, type(error).__name__)
        return ""
    printable = "".join(sign if sign.isprintable() else " " for sign in text[: 2 * LONGEST_TEXT])
    return " ".join(printable.split())[:LONGEST_TEXT]


def _read_pdf(file: IO[bytes]) -> str:
    parts: list[str] = []
    length = 0
    for number, page in enumerate(PdfReader(file, strict=False).pages):
        if number == MOST_PAGES or length > LONGEST_TEXT:
            break
        parts.append(page.extract_text())
        length += len(parts[-1])
    return "\n".join(parts)


def _read_docx(file: IO[bytes]) -> str:
    """Without what is marked as deleted, and without the second form of what is there in two."""
    words: list[str] = []
    length = hidden = 0
    with open_archive(file, _LIMITS) as archive:
        main = min(name for name in archive.namelist() if _MAIN_PART.fullmatch(name))
        with archive.open(main) as part:
            # No entity comes from outside, and expat keeps those inside from growing.
            events = ElementTree.iterparse(part, ("start", "end"))  # noqa: S314  (as said above)
            for event, element in islice(events, _MOST_EVENTS):
                name = element.tag.rpartition("}")[2]
                if name in _HIDDEN:
                    hidden += 1 if event == "start" else -1
                elif event == "end" and not hidden:
                    words.append((element.text or "") if name == "t" else _BREAKS.get(name, ""))
                    length += len(words[-1])
                    element.clear()
                if length > 2 * LONGEST_TEXT:
                    break
    return "".join(words)
