"""Turns the blocks of texts that lie in TOML files into stream data; the demo lays its pieces with the same.

What is called `articles` is the law library: primary keys by statute and label.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

Articles = Mapping[tuple[str, str], int]
# Ids of blocks are derived, so that two runs give the same data.
NAMESPACE = uuid.UUID("6f0a1c5e-6d5b-4d0c-9c55-0b6a2b6c8d11")
LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")


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


def block(kind: str, value: Any, seed: str) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, seed))}


def table_value(entry: dict[str, Any]) -> dict[str, Any]:
    """A typed table: a column is of numbers when every cell below its head is one."""
    rows = entry["rows"]

    def kind(column: int) -> str:
        return "number" if all(isinstance(row[column], int | float) for row in rows) else "text"

    kinds = [kind(index) for index in range(len(entry["columns"]))]
    cells = [{"values": [value if kinds[i] == "number" else str(value) for i, value in enumerate(row)]} for row in rows]
    columns = [{"type": kinds[i], "heading": heading} for i, heading in enumerate(entry["columns"])]
    return {"caption": entry.get("caption", ""), "columns": columns, "rows": cells}


def citation_value(entry: dict[str, Any], articles: Articles) -> dict[str, Any]:
    """A cited article, by name alone where the law library does not hold it."""
    article = articles.get((entry["statute"], entry["article"]))
    named = {"title": "", "label": ""} if article else {"title": entry["statute"], "label": entry["article"]}
    return {"article": article, **named, "note": entry.get("note", "")}


def questions_block(pairs: list[dict[str, str]], seed: str) -> dict[str, Any]:
    items = [
        block("item", {"question": pair["q"], "answer": rich_text(pair["a"])}, f"{seed}/{i}")
        for i, pair in enumerate(pairs)
    ]
    return block("questions", items, seed)


# The value of each type of block, of (entry, seed, what knows the law library).
Values = Mapping[str, Callable[[dict[str, Any], str, Any], Any]]
VALUES: Values = {
    "heading": lambda entry, _seed, _articles: {"text": entry["text"], "level": entry.get("level", "h2")},
    "paragraph": lambda entry, _seed, _articles: rich_text(entry["text"]),
    "callout": lambda entry, _seed, _articles: {
        "kind": entry["kind"],
        "title": entry.get("title", ""),
        "text": rich_text(entry["text"]),
    },
    "table": lambda entry, _seed, _articles: table_value(entry),
    "law": lambda entry, _seed, articles: citation_value(entry, articles),
}


def story(entries: list[dict[str, Any]], seed: str, articles: Any, values: Values = VALUES) -> list[dict[str, Any]]:
    """Stream data of `StoryBlock` for the blocks of one piece; raises ValueError for a type that there is not."""
    return [_story_block(entry, f"{seed}/{index}", articles, values) for index, entry in enumerate(entries)]


def _story_block(entry: dict[str, Any], seed: str, articles: Any, values: Values) -> dict[str, Any]:
    kind = entry["type"]
    if kind == "qa":
        return questions_block(entry["items"], seed)
    if kind not in values:
        raise ValueError(f"{seed}: unknown block {kind}")
    return block(kind, values[kind](entry, seed, articles), seed)
