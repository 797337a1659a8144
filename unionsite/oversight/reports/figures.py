"""The shape of a report: parts of tables. It becomes the body of a page, and is read from it again
for the files."""

from collections.abc import Callable
from dataclasses import dataclass

from unionsite.oversight.scores.rules import Span

Value = str | int | float | None
# How a line begins in which people are asked to write something.
GAP = "〔待补充："


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
    """One block of a report: `ask` tells people what to write ("" where nothing is missing), `said` is what stands on
    the page in words."""

    key: str
    title: str
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    ask: str = ""


# Reads one part of the report of a period, with the period before it for comparison.
Reader = Callable[[Span, Span], Part]
