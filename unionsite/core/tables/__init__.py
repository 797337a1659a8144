"""Tables that people upload or paste: Excel workbooks, CSV and JSON lines, row by row, within limits."""

from unionsite.core.tables.limits import MB, BadRow, Limits, Unreadable, name_rows
from unionsite.core.tables.reading import Lines, Row, open_sheets, read_table, read_text
from unionsite.core.tables.text import lines_of, pasted

__all__ = [
    "MB",
    "BadRow",
    "Limits",
    "Lines",
    "Row",
    "Unreadable",
    "lines_of",
    "name_rows",
    "open_sheets",
    "pasted",
    "read_table",
    "read_text",
]
