"""The words of a PDF or Word file, as far as they are worth finding; pure."""

from __future__ import annotations

import logging
from typing import IO

import mammoth
from pypdf import PdfReader

logger = logging.getLogger(__name__)

MOST_BYTES = 30 * 1024 * 1024
MOST_PAGES = 300
LONGEST_TEXT = 60_000
SUFFIXES = (".pdf", ".docx")


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
    return mammoth.extract_raw_text(file).value
