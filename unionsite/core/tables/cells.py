"""What stands in a cell, as plain text. Pure."""

from __future__ import annotations

from datetime import date, datetime

from unionsite.core.spreadsheets import ACTIVE

Row = tuple[int, dict[str, str]]  # number as Excel counts, texts by heading in small letters


def text_of(value: object) -> str:
    """A cell as plain text: dates as 2026-05-08, whole numbers without a point, no NUL."""
    if value is None:
        return ""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "")


def unquoted(cell: str) -> str:
    """Our own export puts a quotation mark before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(ACTIVE) else cell
