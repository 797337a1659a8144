"""The shape of a report: parts of sentences and tables. It is kept as JSON, and becomes the page and both files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from unionsite.oversight.scores.rules import Span

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the rows. `chart` is "bar" or "line" where a drawing helps, of all columns with
    numbers (four at most); `unit` is written beside it. None in a row is what cannot be said, as a rate of nothing."""

    key: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    chart: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a report: `said` are sentences that the figures say by themselves, `ask` tells people what to write
    ("" where nothing is missing)."""

    key: str
    title: str
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    ask: str = ""


# Reads one part of the report of a period, with the period before it for comparison.
Reader = Callable[[Span, Span], Part]


def as_json(parts: Sequence[Part]) -> list[dict]:
    return [asdict(part) for part in parts]


def from_json(stored: Sequence[dict]) -> list[Part]:
    """Return the parts that `as_json` wrote, also after they have been through the database."""
    return [
        Part(
            key=part["key"],
            title=part["title"],
            said=tuple(part["said"]),
            ask=part["ask"],
            tables=tuple(
                Table(
                    key=table["key"],
                    caption=table["caption"],
                    headings=tuple(table["headings"]),
                    rows=tuple(tuple(row) for row in table["rows"]),
                    chart=table["chart"],
                    unit=table["unit"],
                )
                for table in part["tables"]
            ),
        )
        for part in stored
    ]
