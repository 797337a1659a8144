"""Where the words of a document went: into the draft, into the notes, or among those that the notes only count."""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree

from unionsite.publishing.word_import.models import WordImport

_TEXTS = ("}t", "}delText")
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_CREDITS = ("title", "source_name", "author", "fact_checker", "editor_name", "department")


def letters(text: object) -> str:
    """Letters and digits alone: the site sets marks, spaces and raised figures in its own way."""
    if isinstance(text, float):
        text = f"{text:f}".rstrip("0").rstrip(".")
    plain = html.unescape(re.sub(r"<[^>]*>", "", str(text)))
    return "".join(sign for sign in unicodedata.normalize("NFKC", plain) if sign.isalnum())


def source_of(content: bytes) -> Iterable[str]:
    """The letters of each stretch of text in all parts of a .docx; of two forms of one drawing, those of the first."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in filter(_PARTS.fullmatch, archive.namelist()):
            waiting = [ElementTree.fromstring(archive.read(name))]  # noqa: S314  (written by the test)
            while waiting:
                element = waiting.pop()
                if element.tag.endswith(_TEXTS) and (text := letters(element.text or "")):
                    is_page_number = name.startswith(("word/header", "word/footer")) and text.isdigit()
                    if not is_page_number:
                        yield text
                waiting += [child for child in element if not child.tag.endswith("}Fallback")]


def leaves(value: object) -> Iterable[str]:
    """The letters of everything written in a value of JSON, names of its keys apart."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part)
    elif value is not None:
        yield letters(value)


def uncounted(source: Iterable[str], draft: object, notes: list[dict]) -> list[str]:
    """The stretches of `source` that stand nowhere; empty if the notes count at least as many without their words."""
    found = "\n".join((*leaves(draft), *leaves(notes)))
    lost = [text for text in source if text not in found]
    counted = sum(note["characters"] for note in notes if not note["words"])
    return lost if sum(map(len, lost)) > counted else []


def nowhere(content: bytes, result: WordImport) -> list[str]:
    """What stands nowhere after a whole import."""
    page = result.page
    draft = [str(getattr(page, name)) for name in _CREDITS] + list(page.body.raw_data)
    for field in page._meta.fields:
        if field.name == "pictures":
            draft += list(page.pictures.raw_data)
    credits = [block.value["picture"].credit for block in page.body if block.block_type == "picture"]
    return uncounted(source_of(content), [json.loads(json.dumps(draft, default=dict)), credits], result.notes)
