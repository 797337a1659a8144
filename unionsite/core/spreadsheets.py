"""Writes rows as CSV or Excel in which nothing that people typed can become a formula (T82).

openpyxl is imported by the functions that write with it: it is large, and no page needs it.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING
from unicodedata import east_asian_width

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

# The last four are full-width forms, which Chinese and Japanese spreadsheets treat in the same way.
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Characters that XML 1.0 cannot hold.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_LENGTH = 32_767

# Widths of columns in half-width characters, and how many rows are measured for them.
NARROWEST, WIDEST = 8, 66
_MEASURED = 500

_IN_MEMORY = 2 * 1024 * 1024

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Link:
    """A text that links to an address, in a workbook with # before it to a place of the same workbook."""

    text: str
    url: str


Cell = str | int | Decimal | datetime | Link | None


def printable(text: str) -> str:
    """Return the text without the characters that no XML can hold, as those of a spreadsheet or a Word file."""
    return _ILLEGAL.sub("", text)


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> bytes:
        return line.encode("utf-8", "replace")


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the file line by line, in UTF-8 with the byte order mark by which Excel recognises it."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    yield writer.writerow([_csv_text(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([_csv_text(value) for value in row])


def _csv_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.make_naive(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, int | Decimal):
        return str(value)
    text = (value.text if isinstance(value, Link) else value).replace("\x00", "")
    return f"'{text}" if text.startswith(ACTIVE) else text


def write_xlsx(title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]], file: IO):
    """Write a workbook of one sheet (1,048,575 rows at most) into a binary file, row by row."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([bold_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([xlsx_cell(sheet, value) for value in row])
    book.save(file)


def breadth(value: object) -> int:
    """Return how many half-width characters are as wide as the longest line of the text."""
    lines = str(value).splitlines()
    return max((sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in line) for line in lines), default=0)


def fitting(lines: Iterable[Sequence[object]]) -> list[int]:
    """Return the width of each column in which its texts fit, within reason."""
    return [min(max(NARROWEST, *(breadth(text) + 2 for text in texts)), WIDEST) for texts in zip(*lines, strict=True)]


def xlsx_cell(sheet, value: Cell) -> WriteOnlyCell | int | Decimal | None:
    """Return what a row of a write-only sheet takes for the value."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    if value is None or isinstance(value, int | Decimal):
        return value
    if isinstance(value, datetime):
        # Excel knows no time zones: people expect the site's own.
        cell = WriteOnlyCell(sheet, timezone.make_naive(value).replace(microsecond=0))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return cell
    if isinstance(value, Link):
        cell = text_cell(sheet, value.text)
        inside = value.url.startswith("#")
        cell.hyperlink = Hyperlink(ref="", location=value.url[1:]) if inside else value.url
        cell.font = Font(underline="single", color="0563C1")
        return cell
    return text_cell(sheet, value)


def bold_cell(sheet, text: str) -> WriteOnlyCell:
    from openpyxl.styles import Font

    cell = text_cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def text_cell(sheet, text: str) -> WriteOnlyCell:
    """Return a cell of plain text with all its lines; text that an edit could turn into a formula is quoted."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    text = printable(text)[:_CELL_LENGTH]
    cell = WriteOnlyCell(sheet, text)
    # openpyxl would take text that begins with = for a formula, and #N/A for an error.
    cell.data_type = "s"
    if text.startswith(ACTIVE):
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """Answer with a table of any length as a file to save, stored by no cache. Rows are read after the view ends."""
    return to_save(StreamingHttpResponse(csv_lines(headings, rows), content_type=CSV), name)


def xlsx_response(name: str, write: Callable[[IO[bytes]], None]) -> FileResponse:
    """Answer with a workbook that `write` puts into a file, to be saved and not stored by caches."""
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (the response closes it)
    write(file)
    file.seek(0)
    return to_save(FileResponse(file, content_type=XLSX), name)


def to_save(response: HttpResponseBase, name: str):
    """Make the response a file of that name to save, which no cache between here and the person stores."""
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def table_response(
    title: str,
    headings: Sequence[object],
    rows: Sequence[Sequence[Cell]],
    *,
    kind: str,
    name: str,
) -> HttpResponse:
    """Answer with a table that fits into memory as the file `<name>.<kind>` to save; `kind` is csv or xlsx."""
    words = [str(heading) for heading in headings]
    if kind == "csv":
        response = HttpResponse(b"".join(csv_lines(words, rows)), content_type=CSV)
    else:
        book = io.BytesIO()
        write_xlsx(title, words, fitting([words, *rows[:_MEASURED]]), rows, book)
        response = HttpResponse(book.getvalue(), content_type=XLSX)
    return to_save(response, f"{name}.{kind}")
