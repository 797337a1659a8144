"""Reads the demo's TOML files and turns their blocks into stream data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from demo.story import CONTENT, read
from starter import blocks
from starter.blocks import LINK, VALUES, Articles, block, citation_value, joined, list_marker, paragraphs, table_value

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


def words(text: str) -> list[str]:
    """The pieces of a text as wagtail-localize will cut it: a paragraph or a list item each, links as their words."""
    found = []
    for lines in paragraphs(LINK.sub(r"\1", text)):
        if list_marker(lines):
            found += [line.partition(" ")[2] for line in lines]
        else:
            found.append(joined(lines))
    return found


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
    """How names in the texts become rows of the database: all return, or hold, primary keys."""

    picture: Callable[[str, str], int]
    articles: Articles
    workbook: Callable[[dict[str, Any]], int]
    video: Callable[[str], int | None]


def picture_value(entry: dict[str, Any], resolver: Resolver) -> dict[str, Any]:
    image = {"image": resolver.picture(entry["scene"], entry["alt"]), "alt_text": entry["alt"], "decorative": False}
    return {"picture": image, "caption": entry.get("caption", "")}


def gallery_value(entry: dict[str, Any], seed: str, resolver: Resolver) -> list[dict[str, Any]]:
    return [block("item", picture_value(one, resolver), f"{seed}/{i}") for i, one in enumerate(entry["items"])]


def attachments_value(entry: dict[str, Any], seed: str, resolver: Resolver) -> list[dict[str, Any]]:
    return [
        block("item", {"document": resolver.workbook(one), "title": one["title"]}, f"{seed}/{i}")
        for i, one in enumerate(entry["items"])
    ]


# The value of each type of block, of (entry, seed, resolver).
DEMO_VALUES = {
    **VALUES,
    "quote": lambda entry, _seed, _resolver: {"text": entry["text"], "attribution": entry.get("attribution", "")},
    "chart": lambda entry, _seed, _resolver: {
        "kind": entry["kind"],
        "unit": entry.get("unit", ""),
        "data": table_value(entry),
    },
    "law": lambda entry, _seed, resolver: citation_value(entry, resolver.articles),
    "picture": lambda entry, _seed, resolver: picture_value(entry, resolver),
    "gallery": gallery_value,
    "attachments": attachments_value,
    "video": lambda entry, _seed, resolver: {
        "video": resolver.video(entry["key"]),
        "caption": entry.get("caption", ""),
    },
}


def story(entries: list[dict[str, Any]], seed: str, resolver: Resolver) -> list[dict[str, Any]]:
    return blocks.story(entries, seed, resolver, DEMO_VALUES)
