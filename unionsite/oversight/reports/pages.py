"""A report as the body of a page, and back: the tables of the figures among what people write."""

import json
import uuid
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Revision

from unionsite.core.models import PiecePage
from unionsite.laws.numerals import to_chinese
from unionsite.oversight.reports.figures import GAP, Part, Table, Value
from unionsite.publishing.textchecks.extraction import plain_text

NOTHING = "—"
# Every block of a report has its own id, by which a fresh table finds its place again.
_NAMESPACE = uuid.UUID("6f0dd1f4-6ab0-5a0b-9a0e-3d7f1f1f6a10")


def gaps_in(revision: Revision | None) -> int:
    """Count the places of a draft where words are still to be written; from what is stored, without a query."""
    body = revision.content.get("body") if revision else None
    return json.dumps(json.loads(body or "[]"), ensure_ascii=False).count(GAP)


def blocks_of(parts: Sequence[Part]) -> list[dict]:
    """Return the raw blocks of a body: of each part its heading, what is to be written, and tables."""
    found = []
    for number, part in enumerate(parts, start=1):
        heading = _("%(number)s、%(title)s") % {"number": to_chinese(number), "title": part.title}
        found.append(_block("heading", {"text": heading, "level": "h2"}, part.key, "heading"))
        if part.ask:
            # The text checks refuse a page in which this still stands.
            found.append(_block("paragraph", f"<p>{escape(f'{GAP}{part.ask}〕')}</p>", part.key, "ask"))
        found += [_table_block(part.key, table) for table in part.tables]
    return found


def renewed(body: StreamValue, parts: Sequence[Part]) -> list[dict]:
    """Return the raw blocks of a body with fresh tables; what people wrote or took out stays so."""
    tables = {block["id"]: block for block in blocks_of(parts) if block["type"] in ("table", "chart")}
    return [tables.get(block["id"], block) for block in body.raw_data]


def parts_on(body: StreamValue) -> list[Part]:
    """Read a body as the files show it: a part for each first-level heading, its texts and its tables."""
    parts: list[Part] = []
    title, said, tables = "", [], []

    def close():
        if title or said or tables:
            parts.append(Part(str(len(parts)), title, tuple(said), tuple(tables)))

    for block in body:
        if block.block_type == "heading" and block.value["level"] == "h2":
            close()
            title, said, tables = block.value["text"], [], []
        elif block.block_type == "heading":
            said.append(block.value["text"])
        elif block.block_type == "paragraph":
            said += plain_text(block.value.source).splitlines()
        elif block.block_type == "table":
            tables.append(_table(block.id, block.value))
        elif block.block_type == "chart":
            tables.append(_table(block.id, block.value["data"], block.value["kind"], block.value["unit"]))
    close()
    return parts


def gaps_on(page: PiecePage) -> list[tuple[str, str]]:
    """Return what a draft lacks before it can be submitted: where, and what is to be done there by whom."""
    found = [
        (part.title, line.removeprefix(GAP).removesuffix("〕"))
        for part in parts_on(page.body)
        for line in part.said
        if line.startswith(GAP)
    ]
    needed = {
        "summary": _("由编辑写一两句话，说清要点。"),
        "department": _("由编辑在“来源与责任”里选择。"),
        "fact_checker": _("请核对这些数字的人核对以后，由编辑填写其姓名。"),
    }
    return found + [
        (str(page._meta.get_field(name).verbose_name), what) for name, what in needed.items() if not getattr(page, name)
    ]


def id_of(*names: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


def _block(kind: str, value: object, *names: str) -> dict:
    return {"type": kind, "value": value, "id": id_of(*names)}


def _table_block(part: str, table: Table) -> dict:
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headings)
    kinds = ["number" if column and _are_numbers(column) else "text" for column in columns]
    rows = [[_cell(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in table.rows]
    value = {
        "caption": table.caption,
        "columns": [{"type": kind, "heading": name} for kind, name in zip(kinds, table.headings, strict=True)],
        "rows": [{"values": row} for row in rows],
    }
    if table.chart:
        value = {"kind": table.chart, "unit": table.unit, "data": value}
    return _block("chart" if table.chart else "table", value, part, table.key)


def _are_numbers(column: Sequence[Value]) -> bool:
    """Whether a column is one of numbers; a rate that cannot be said makes it a column of text, with a dash there."""
    return all(isinstance(value, int | float) for value in column)


def _cell(value: Value, kind: str) -> Value:
    if kind == "number":
        return value
    return NOTHING if value is None else str(value)


def _table(key: str, value, chart: str = "", unit: str = "") -> Table:
    rows = [[_whole(cell) for cell in row["values"]] for row in value.row_data]
    columns = [_numbers(column) if place else column for place, column in enumerate(zip(*rows, strict=True))]
    return Table(
        key=key,
        caption=value.caption or "",
        headings=tuple(column["heading"] for column in value.columns),
        rows=tuple(zip(*columns, strict=True)),
        chart=chart,
        unit=unit,
    )


def _whole(value: Value) -> Value:
    """Return 402 for the 402.0 that a column of numbers keeps."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _numbers(column: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return a column of texts as numbers where all of them are, but for dashes."""
    try:
        return tuple(None if value == NOTHING else _whole(float(value or "")) for value in column)
    except ValueError:
        return column
