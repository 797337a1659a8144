"""Edits in the XML of office documents, byte by byte, so that everything else stays as it was written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from interact.attachments.outcome import damaged

_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODINGS = (None, "utf-8", "utf8", "us-ascii", "ascii")


@dataclass(frozen=True)
class Change:
    """What becomes of an element: dropped with all it holds, or other attributes (None drops one)."""

    is_dropped: bool = False
    attributes: Mapping[str, str | None] = field(default_factory=dict)


DROP = Change(is_dropped=True)

# Takes an element's name and its attributes as they are written; `local` is without the prefix.
Rule = Callable[[str, dict[str, str]], Change | None]


def local(name: str) -> str:
    return name.rpartition(":")[2]


def as_utf8(content: bytes) -> bytes:
    """The same document in UTF-8, whatever its mark says."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    try:
        return _DECLARATION.sub("", content.decode("utf-16")).encode()
    except UnicodeDecodeError as error:
        raise damaged() from error


def check_xml(content: bytes) -> None:
    """Raise ValidationError for XML that is not well formed or declares a document type, and so entities."""
    _parse(_parser(), content)


def edited(content: bytes, rule: Rule) -> bytes:
    """UTF-8 XML with the changes that `rule` asks for. Raises ValidationError as `check_xml` does."""
    parser, edits, depth, open_at = _parser(), [], 0, None

    def start(name, attributes):
        nonlocal depth, open_at
        depth += 1
        if open_at or not (change := rule(local(name), attributes)):
            return
        at = parser.CurrentByteIndex
        if not (tag := _TAG.match(content, at)):
            raise damaged()
        if change.is_dropped:
            open_at = (depth, at, tag.end())
        else:
            edits.append((at, tag.end(), _tag(name, attributes | change.attributes, tag[0].endswith(b"/>"))))

    def end(_name):
        nonlocal depth, open_at
        if open_at and open_at[0] == depth:
            _depth, at, last = open_at
            if content[last - 2 : last] != b"/>":
                last = content.index(b">", parser.CurrentByteIndex) + 1
            edits.append((at, last, b""))
            open_at = None
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    _parse(parser, content)
    kept, at = [], 0
    for first, last, new in edits:
        kept += [content[at:first], new]
        at = last
    return b"".join([*kept, content[at:]])


def _parser():
    parser = expat.ParserCreate()

    def doctype(*_arguments):
        raise damaged()

    def declaration(_version, encoding, _standalone):
        if (encoding.lower() if encoding else None) not in _ENCODINGS:
            raise damaged()

    parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = doctype, declaration
    return parser


def _parse(parser, content: bytes) -> None:
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


def _tag(name: str, attributes: Mapping[str, str | None], is_empty: bool) -> bytes:
    parts = [f'{key}="{_escaped(value)}"' for key, value in attributes.items() if value is not None]
    return f"<{' '.join([name, *parts])}{'/' if is_empty else ''}>".encode()


def _escaped(value: str) -> str:
    return html.escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
