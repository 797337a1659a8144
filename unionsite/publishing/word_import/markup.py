"""Parses the XML of a document within limits, with short names of elements (`w:p`), and reads values and words."""

import re
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from unionsite.publishing.word_import.choices import ATTRIBUTES, DEPTH, ELEMENTS, EXCERPT
from unionsite.publishing.word_import.refusals import damaged, too_complex

# The transitional variant of the format has years in its namespaces, the strict variant another host.
_NAMESPACE = re.compile(r"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/|/2006")
_PREFIXES = {
    "wordprocessingml/main": "w",
    "officeDocument/relationships": "r",
    "officeDocument/math": "m",
    "drawingml/wordprocessingDrawing": "wp",
    "drawingml/main": "a",
    "drawingml/picture": "pic",
    "drawingml/chart": "c",
    "drawingml/diagram": "dgm",
    "package/relationships": "rel",
    "package/content-types": "ct",
    "markup-compatibility": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
_WORDS = {"w:p", "w:t", "m:t", "a:t"}
_NOT_SHOWN = {"w:txbxContent", "w:del", "w:moveFrom", "mc:Fallback"}


class _Builder(ElementTree.TreeBuilder):
    """Builds a tree within the limits; refuses a document with a doctype, which could declare entities."""

    number = depth = 0

    def start(self, tag, attributes):
        self.number += 1
        self.depth += 1
        if self.number > ELEMENTS or self.depth > DEPTH or len(attributes) > ATTRIBUTES:
            raise too_complex()
        return super().start(_prefixed(tag), {_prefixed(name): value for name, value in attributes.items()})

    def end(self, tag):
        self.depth -= 1
        return super().end(_prefixed(tag))

    def doctype(self, *_arguments):
        raise damaged()


def parse_xml(content: bytes) -> Element:
    """Return the root. Raises FileRefused for XML that is not well formed, has a doctype, or is too long or deep."""
    parser = ElementTree.XMLParser(target=_Builder())  # noqa: S314  (the builder refuses entities and counts)
    try:
        parser.feed(content)
        return parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged() from error


@lru_cache(maxsize=1000)
def _prefixed(name: str) -> str:
    uri, brace, local = name.removeprefix("{").partition("}")
    prefix = _PREFIXES.get(_NAMESPACE.sub("", uri)) if brace else None
    return f"{prefix}:{local}" if prefix else name


def descend(element: Element | None, *names: str) -> Element | None:
    """Return the first child by each name in turn, or None; ElementTree's own paths cannot handle prefixed names."""
    for name in names:
        element = None if element is None else element.find(name)
    return element


def value_of(element: Element | None, *names: str, default: str = "") -> str:
    """Return `w:val` of the element that `descend` reaches by these names; `default` if there is none."""
    found = descend(element, *names)
    return default if found is None else found.get("w:val", default)


def integer(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def is_on(properties: Element, name: str) -> bool | None:
    """Return whether a switch such as bold is on; None if the properties do not say."""
    element = properties.find(name)
    return None if element is None else element.get("w:val", "1") not in ("0", "false", "off", "none")


def alternative(element: Element) -> Element | None:
    """Return the form of an mc:AlternateContent to read: the newer one for pictures, else the fallback (VML) if any.

    LibreOffice writes every picture with text around it twice; only the newer form holds its description.
    """
    choice, fallback = element.find("mc:Choice"), element.find("mc:Fallback")
    if choice is not None and next(choice.iter("pic:pic"), None) is not None:
        return choice
    return fallback if fallback is not None and len(fallback) else choice


def shown_words(paragraph: Element) -> str:
    """Return the first words of a paragraph, by which people find it; without those of floating text boxes."""
    found, waiting = "", [paragraph]
    while waiting and len(found) <= 2 * EXCERPT:
        element = waiting.pop()
        if element.tag == "w:t":
            found += element.text or ""
        elif element.tag not in _NOT_SHOWN:
            waiting += reversed(element)
    return found.strip()


def words_in(element: Element | None) -> str:
    """Return all words below an element, also those of formulas and drawings, each paragraph on a line."""
    parts = () if element is None else element.iter()
    return "".join("\n" if part.tag == "w:p" else part.text or "" for part in parts if part.tag in _WORDS).strip()


def deleted_in(element: Element) -> int:
    """Return how many characters stand below an element that is marked as deleted."""
    return sum(len(part.text or "") for tag in ("w:t", "w:delText", "m:t") for part in element.iter(tag))
