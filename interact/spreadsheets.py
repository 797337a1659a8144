"""Answers as an Excel file in which nothing that people typed can become a formula."""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from interact.choices import Kind
from interact.queries import as_number, written
from unionsite.core.queries import locales

# What XML 1.0 cannot hold; the public form strips it, older or imported rows may not have met that form.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CELL_LENGTH = 32_767
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def text_cell(sheet, text: str) -> WriteOnlyCell:
    """A cell of plain text; what a spreadsheet might take for a formula when someone edits the cell is quoted."""
    text = _ILLEGAL.sub("", text)[:_CELL_LENGTH]
    cell = WriteOnlyCell(sheet, "")
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_ACTIVE):
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def write_answers(page, answers, output) -> None:
    """Write `answers` (with `page` and `files` fetched) as xlsx into a binary file: a row each, a column a question."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title="Answers")
    headings = [str(label) for _key, label in page.get_data_fields()]
    sheet.freeze_panes = "A2"
    for column, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(len(heading) * 2 + 2, 16), 48)
    row = []
    for heading in headings:
        cell = text_cell(sheet, heading)
        cell.font = Font(bold=True)
        row.append(cell)
    sheet.append(row)
    for answer in answers:
        sheet.append(_row(sheet, page, answer))
    book.save(output)


def _row(sheet, page, answer) -> list:
    # Excel knows no time zones: the site's own is what people expect.
    when = WriteOnlyCell(sheet, timezone.make_naive(answer.submit_time).replace(microsecond=0))
    when.number_format = "yyyy-mm-dd hh:mm"
    row = [when, text_cell(sheet, str(locales()[answer.page.locale_id]))]
    files = {stored.key: stored for stored in answer.files.all()}
    for question in page.question_list:
        value = answer.form_data.get(question.clean_name)
        number = as_number(value) if question.field_type == Kind.NUMBER and value not in (None, "") else None
        stored = files.get(question.clean_name)
        cell = WriteOnlyCell(sheet, number) if number is not None else text_cell(sheet, written(value))
        if stored is not None:
            cell.hyperlink = settings.WAGTAILADMIN_BASE_URL + reverse("interact_admin:file", args=[stored.pk])
            cell.font = Font(underline="single", color="0563C1")
        row.append(cell)
    return row
