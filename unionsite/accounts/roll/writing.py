"""Excel files of the roll: the template to fill in, the report to keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from unionsite.accounts.roll.choices import REQUIRED, Column
from unionsite.core.spreadsheets import write_xlsx

_WIDTHS = {Column.NUMBER: 16, Column.NAME: 14, Column.DEPARTMENT: 22, Column.PHONE: 18, Column.EMAIL: 30}
ROWS_AS_TEXT = 2000


def write_template(file: IO[bytes]) -> None:
    """An empty roll whose cells are text, so that Excel keeps leading zeros; a second sheet explains it."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(_("职工名册"))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(Column, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS[column]
        sheet.column_dimensions[letter].number_format = "@"
        heading = sheet.cell(1, place, f"{column.label}*" if column in REQUIRED else str(column.label))
        heading.font = Font(bold=True)
        for row in range(2, ROWS_AS_TEXT + 2):
            sheet.cell(row, place).number_format = "@"
    notes = book.create_sheet(str(_("填写说明")))
    notes.column_dimensions["A"].width = 80
    for line in (
        _("带*的三列必填，其余可以不填；列的先后不限，多余的列不读取。"),
        _("工号：字母、数字、点和横线，不能重复。"),
        _("部门：写部门列表里的名称或代码。"),
        _("手机：11位手机号，或带区号的座机号。空着时保留职工自己填的。"),
        _("不要写公式，也不要合并单元格。请不要填身份证号等用不着的信息。"),
    ):
        notes.append([line])
    book.save(file)


def write_report(rows: Iterable, file: IO[bytes]) -> None:
    """The whole report, `rows` being RollRow; every cell is text that no spreadsheet takes for a formula (T82)."""
    headings = [str(text) for text in (_("行号"), _("工号"), _("姓名"), _("结果"), _("说明"))]
    lines = ((row.line, row.number, row.name, row.get_outcome_display(), row.message) for row in rows)
    write_xlsx(str(_("检查结果")), headings, [8, 16, 14, 16, 70], lines, file)
