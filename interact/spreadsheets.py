"""Answers as an Excel file in which nothing that people typed can become a formula."""

from __future__ import annotations

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
from unionsite.core.spreadsheets import text_cell


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
        cell = WriteOnlyCell(sheet, number) if number is not None else _words(sheet, written(value))
        if stored is not None:
            cell.hyperlink = settings.WAGTAILADMIN_BASE_URL + reverse("interact_admin:file", args=[stored.pk])
            cell.font = Font(underline="single", color="0563C1")
        row.append(cell)
    return row


def _words(sheet, text: str) -> WriteOnlyCell:
    """What somebody wrote, in all its lines."""
    cell = text_cell(sheet, text)
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
