"""Reads the demo's TOML files and turns their blocks into stream data."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils import timezone

from demo.story import CONTENT, read

# Ids of blocks are derived, so that two runs give the same data.
NAMESPACE = uuid.UUID("6f0a1c5e-6d5b-4d0c-9c55-0b6a2b6c8d11")
LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")
NOT_WORDS = {"type", "kind", "scene", "statute", "article", "collects", "tags"}


def read_pieces() -> list[dict[str, Any]]:
    """All pieces of all files, oldest first; a repeated key is an error."""
    pieces = [piece for file in sorted(CONTENT.glob("*.toml")) for piece in read(file).get("pieces", ())]
    keys = [piece["key"] for piece in pieces]
    if len(keys) != len(set(keys)):
        raise ValueError(f"repeated keys: {sorted({key for key in keys if keys.count(key) > 1})}")
    return sorted(pieces, key=lambda piece: (moment(piece["date"]), piece["key"]))


def moment(value: datetime | date) -> datetime:
    """A local date or time of the files as an aware one."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, 9)
    return timezone.make_aware(value) if timezone.is_naive(value) else value


def paragraphs(text: str) -> list[list[str]]:
    """The paragraphs of a text, each as its lines."""
    return [[line.strip() for line in part.splitlines()] for part in text.strip().split("\n\n") if part.strip()]


def list_marker(lines: list[str]) -> str:
    """`ul`, `ol` or nothing, by how every line of a paragraph begins."""
    if all(line.startswith("- ") for line in lines):
        return "ul"
    if all(line.partition(". ")[0].isdigit() and ". " in line for line in lines):
        return "ol"
    return ""


def words(text: str) -> list[str]:
    """The pieces of a text as wagtail-localize will cut it: a paragraph or a list item each, links as their words."""
    found = []
    for lines in paragraphs(LINK.sub(r"\1", text)):
        if list_marker(lines):
            found += [line.partition(" ")[2] for line in lines]
        else:
            found.append(joined(lines))
    return found


def rich_text(text: str) -> str:
    """Text of the files as the HTML of a rich text field; `[words](address)` is a link."""
    html = []
    for lines in paragraphs(text):
        if marker := list_marker(lines):
            items = "".join(f"<li>{escape(line.partition(' ')[2], quote=False)}</li>" for line in lines)
            html.append(f"<{marker}>{items}</{marker}>")
        else:
            html.append(f"<p>{escape(joined(lines), quote=False)}</p>")
    return LINK.sub(r'<a href="\2">\1</a>', "".join(html))


def joined(lines: list[str]) -> str:
    """The lines of a paragraph as one: Chinese without spaces between them."""
    return "".join(lines) if any(c >= "\u4e00" for c in lines[0]) else " ".join(lines)


def pair_words(chinese: Any, english: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(text, translation) of two values of the same shape."""
    if isinstance(chinese, str) and isinstance(english, str):
        yield from zip(words(chinese), words(english), strict=True)
    elif isinstance(chinese, list) and isinstance(english, list):
        for index, (one, other) in enumerate(zip(chinese, english, strict=True)):
            yield from pair_words(one, other, f"{path}[{index}]")
    elif isinstance(chinese, dict) and isinstance(english, dict):
        for key in english.keys() & chinese.keys() - NOT_WORDS:
            yield from pair_words(chinese[key], english[key], f"{path}.{key}")


@dataclass(frozen=True)
class Resolver:
    """How names in the texts become rows of the database: each callable returns a primary key or None."""

    picture: Callable[[str, str], int]
    article: Callable[[str, str], int | None]
    workbook: Callable[[dict[str, Any]], int]
    video: Callable[[str], int | None]


def block(kind: str, value: Any, seed: str) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, seed))}


def item(value: Any, seed: str) -> dict[str, Any]:
    return block("item", value, seed)


def picture_value(entry: dict[str, Any], resolver: Resolver) -> dict[str, Any]:
    image = {"image": resolver.picture(entry["scene"], entry["alt"]), "alt_text": entry["alt"], "decorative": False}
    return {"picture": image, "caption": entry.get("caption", "")}


def table_value(entry: dict[str, Any]) -> dict[str, Any]:
    """A typed table: a column is of numbers when every cell below its head is one."""
    rows = entry["rows"]

    def kind(column: int) -> str:
        return "number" if all(isinstance(row[column], int | float) for row in rows) else "text"

    kinds = [kind(index) for index in range(len(entry["columns"]))]
    cells = [{"values": [value if kinds[i] == "number" else str(value) for i, value in enumerate(row)]} for row in rows]
    columns = [{"type": kinds[i], "heading": heading} for i, heading in enumerate(entry["columns"])]
    return {"caption": entry.get("caption", ""), "columns": columns, "rows": cells}


def citation_value(entry: dict[str, Any], resolver: Resolver) -> dict[str, Any]:
    """A cited article, by name alone where the law library does not hold it."""
    article = resolver.article(entry["statute"], entry["article"])
    named = {"title": "", "label": ""} if article else {"title": entry["statute"], "label": entry["article"]}
    return {"article": article, **named, "note": entry.get("note", "")}


def story(entries: list[dict[str, Any]], seed: str, resolver: Resolver) -> list[dict[str, Any]]:
    """Stream data of `StoryBlock` for the blocks of one piece."""
    return [story_block(entry, f"{seed}/{index}", resolver) for index, entry in enumerate(entries)]


def story_block(entry: dict[str, Any], seed: str, resolver: Resolver) -> dict[str, Any]:
    """The block of one entry; raises ValueError for a type that there is not."""
    kind = entry["type"]
    if kind == "qa":
        return questions_block(entry["items"], seed)
    if kind not in VALUES:
        raise ValueError(f"{seed}: unknown block {kind}")
    return block(kind, VALUES[kind](entry, seed, resolver), seed)


def gallery_value(entry: dict[str, Any], seed: str, resolver: Resolver) -> list[dict[str, Any]]:
    return [item(picture_value(one, resolver), f"{seed}/{i}") for i, one in enumerate(entry["items"])]


def attachments_value(entry: dict[str, Any], seed: str, resolver: Resolver) -> list[dict[str, Any]]:
    return [
        item({"document": resolver.workbook(one), "title": one["title"]}, f"{seed}/{i}")
        for i, one in enumerate(entry["items"])
    ]


# The value of each type of block, of (entry, seed, resolver).
VALUES: dict[str, Callable[[dict[str, Any], str, Resolver], Any]] = {
    "heading": lambda entry, _seed, _resolver: {"text": entry["text"], "level": entry.get("level", "h2")},
    "paragraph": lambda entry, _seed, _resolver: rich_text(entry["text"]),
    "quote": lambda entry, _seed, _resolver: {"text": entry["text"], "attribution": entry.get("attribution", "")},
    "callout": lambda entry, _seed, _resolver: {
        "kind": entry["kind"],
        "title": entry.get("title", ""),
        "text": rich_text(entry["text"]),
    },
    "table": lambda entry, _seed, _resolver: table_value(entry),
    "chart": lambda entry, _seed, _resolver: {
        "kind": entry["kind"],
        "unit": entry.get("unit", ""),
        "data": table_value(entry),
    },
    "picture": lambda entry, _seed, resolver: picture_value(entry, resolver),
    "gallery": gallery_value,
    "law": lambda entry, _seed, resolver: citation_value(entry, resolver),
    "attachments": attachments_value,
    "video": lambda entry, _seed, resolver: {
        "video": resolver.video(entry["key"]),
        "caption": entry.get("caption", ""),
    },
}


def questions_block(pairs: list[dict[str, str]], seed: str) -> dict[str, Any]:
    items = [
        item({"question": pair["q"], "answer": rich_text(pair["a"])}, f"{seed}/{i}") for i, pair in enumerate(pairs)
    ]
    return block("questions", items, seed)
