"""Rows of text as CSV or Excel in which nothing that people typed can become a formula (T82)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# The last four are the full-width forms, which Chinese and Japanese spreadsheets take for the same.
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What XML 1.0 cannot hold.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_LENGTH = 32_767

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | datetime | None


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> bytes:
        return line.encode("utf-8", "replace")


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file line by line, UTF-8 with the mark by which Excel knows it."""
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
    if isinstance(value, int):
        return str(value)
    text = value.replace("\x00", "")
    return f"'{text}" if text.startswith(ACTIVE) else text


def write_xlsx(title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]], file: IO):
    """Write a workbook of one sheet (1,048,575 rows at most) into a binary file, row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    cells = [_xlsx_cell(sheet, heading) for heading in headings]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    book.save(file)


def _xlsx_cell(sheet, value: Cell) -> WriteOnlyCell | int | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, datetime):
        # Excel knows no time zones: the site's own is what people expect.
        cell = WriteOnlyCell(sheet, timezone.make_naive(value).replace(microsecond=0))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return cell
    return text_cell(sheet, value)


def text_cell(sheet, text: str) -> WriteOnlyCell:
    """A cell of plain text; what a spreadsheet might take for a formula when someone edits the cell is quoted."""
    text = _ILLEGAL.sub("", text)[:_CELL_LENGTH]
    cell = WriteOnlyCell(sheet, text)
    # openpyxl takes what begins with = for a formula, and #N/A for an error.
    cell.data_type = "s"
    if text.startswith(ACTIVE):
        cell.quotePrefix = True
    return cell


def table_response(
    title: str,
    headings: Sequence[object],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    *,
    kind: str,
    name: str,
) -> HttpResponse:
    """A table that fits into memory as a file to save, `<name>.<kind>`, kept by nobody; `kind` is csv or xlsx."""
    words = [str(heading) for heading in headings]
    if kind == "csv":
        response = HttpResponse(b"".join(csv_lines(words, rows)), content_type="text/csv; charset=utf-8")
    else:
        book = io.BytesIO()
        write_xlsx(title, words, widths, rows, book)
        response = HttpResponse(book.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
