"""职工名册 as a file: an uploaded table read row by row, the template to fill in, the report to keep.

openpyxl is imported by the functions that need it, as no page does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from unionsite.accounts.people.names import normalised, normalised_name, normalised_number, normalised_phone
from unionsite.accounts.roll.choices import HEADER_WITHIN, HEADINGS, MOST_ROWS, REQUIRED, Column
from unionsite.core.spreadsheets import write_xlsx
from unionsite.core.tables import Limits, Lines, Unreadable, open_sheets

FORMULA_STARTS = ("=", "+", "-", "@")
LENGTHS = {Column.NUMBER: 30, Column.NAME: 60, Column.DEPARTMENT: 60, Column.PHONE: 20, Column.EMAIL: 254}
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9._-]*")


# --- Cells and rows ---


class BadCell(ValueError):
    """A cell that cannot be accepted; the text says why, without repeating the content."""


def heading_of(value: object) -> Column | None:
    """Return the column that a heading names, by any of the usual words; None for other headings."""
    if not isinstance(value, str):
        return None
    words = re.sub(r"\(.*?\)|[\s*:]", "", unicodedata.normalize("NFKC", value)).lower()
    return next((column for column, headings in HEADINGS.items() if words in headings), None)


def text_of(value: object) -> str:
    """Return a cell's value as text. Raises BadCell for formulas, errors, dates and the like."""
    from openpyxl.cell.cell import ERROR_CODES
    from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

    if value is None:
        return ""
    if isinstance(value, bool | datetime | date | time):
        raise BadCell(_("不是文字，请把单元格设为文本格式后重新填写"))
    if isinstance(value, ArrayFormula | DataTableFormula):
        raise BadCell(_("含有公式，请改为文字"))
    if isinstance(value, float):
        if not value.is_integer():
            raise BadCell(_("是小数，请把单元格设为文本格式后重新填写"))
        value = int(value)
    text = normalised(str(value))
    if text.startswith(FORMULA_STARTS):
        raise BadCell(_("以=、+、-或@开头，会被当作公式，请改为文字"))
    if text in ERROR_CODES:
        raise BadCell(_("是公式的错误结果，请改为文字"))
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in text):
        raise BadCell(_("含有看不见的特殊字符，请重新填写"))
    return text


@dataclass(slots=True)
class Row:
    """A line of the file: `line` as Excel counts, the texts as they will be stored, and their problems."""

    line: int
    number: str = ""
    name: str = ""
    department: str = ""
    phone: str = ""
    email: str = ""
    problems: list[str] = field(default_factory=list)


def read_row(line: int, cells: dict[Column, object]) -> Row | None:
    """Return a row with its problems; None when it is empty."""
    row = Row(line)
    is_empty = True
    for column, value in cells.items():
        text = "?"  # a cell that cannot be read is not an empty one
        try:
            text = text_of(value)
            setattr(row, column.value, _checked(column, text))
        except BadCell as error:
            row.problems.append(f"{column.label}{error}")
        is_empty = is_empty and not text
    return None if is_empty else row


def _checked(column: Column, text: str) -> str:
    if not text:
        if column in (Column.PHONE, Column.EMAIL):
            return ""
        raise BadCell(_("没有填写"))
    if column is Column.NUMBER:
        text = normalised_number(text)
    elif column is Column.NAME:
        text = normalised_name(text)
    elif column is Column.PHONE:
        return _phone(text)
    if len(text) > LENGTHS[column]:
        raise BadCell(_("太长，最多%(length)d个字") % {"length": LENGTHS[column]})
    if column is Column.NUMBER and not _NUMBER.fullmatch(text):
        raise BadCell(_("只能用字母、数字、点和横线，并以字母或数字开头"))
    if column is Column.EMAIL:
        return _email(text)
    return text


def _phone(text: str) -> str:
    phone = normalised_phone(text)
    if phone is None:
        raise BadCell(_("的格式不对，应是11位手机号，或带区号的座机号"))
    return phone


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise BadCell(_("的格式不对")) from error
    return text


# --- Sheets ---

LIMITS = Limits()


@dataclass
class Sheet:
    """The rows of a file, to be read once. `ignored` are headings of columns that are not read."""

    rows: Iterator[Row]
    columns: frozenset[Column]
    ignored: list[str] = field(default_factory=list)


@contextmanager
def open_roll(file: IO[bytes]) -> Iterator[Sheet]:
    """Open the roll in `file`, whatever its name says. Raises Unreadable, also while rows are read."""
    with open_sheets(file, LIMITS, with_formulas=True) as sheets:
        yield _find_sheet(sheets)


def _find_sheet(sheets: list[Lines]) -> Sheet:
    """Return the first sheet that has the required headings in one of its first rows. Raises Unreadable without one."""
    nearest: set[Column] = set()
    for lines in sheets:
        for number, cells in lines:
            if number > HEADER_WITHIN:
                break
            found = [(place, column) for place, cell in enumerate(cells) if (column := heading_of(cell))]
            columns = {column for _place, column in found}
            if columns.issuperset(REQUIRED):
                return _sheet(lines, cells, found)
            nearest = max(nearest, columns, key=len)
    missing = "、".join(f"“{column.label}”" for column in REQUIRED if column not in nearest)
    raise Unreadable(
        _("在前%(rows)d行里没有找到表头%(missing)s。请用模板，或核对表头的写法。")
        % {"rows": HEADER_WITHIN, "missing": missing}
    )


def _sheet(lines: Lines, headings: Sequence[object], found: list[tuple[int, Column]]) -> Sheet:
    places = {column: place for place, column in found}
    if len(places) < len(found):
        twice = next(column for _place, column in found if [c for _p, c in found].count(column) > 1)
        raise Unreadable(_("“%(column)s”有两列，不知道该读哪一列。请删去一列。") % {"column": twice.label})
    ignored = [
        str(cell).strip()[:20]
        for place, cell in enumerate(headings)
        if place not in places.values() and cell is not None and str(cell).strip()
    ]
    return Sheet(_rows(lines, places), frozenset(places), ignored)


def _rows(lines: Lines, places: dict[Column, int]) -> Iterator[Row]:
    count = 0
    for number, cells in lines:
        row = read_row(number, {c: cells[place] if place < len(cells) else None for c, place in places.items()})
        if row is None:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unreadable(_("名册超过%(rows)d行，请分批导入。") % {"rows": MOST_ROWS})
        yield row


# --- Files for the staff ---

_WIDTHS = {Column.NUMBER: 16, Column.NAME: 14, Column.DEPARTMENT: 22, Column.PHONE: 18, Column.EMAIL: 30}
ROWS_AS_TEXT = 2000


def write_template(file: IO[bytes]) -> None:
    """Write an empty roll whose cells are text, so that Excel keeps leading zeros; a second sheet explains it."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

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
    """Write the whole report from RollRow `rows`; no spreadsheet takes any of its cells for a formula (T82)."""
    headings = [str(text) for text in (_("行号"), _("工号"), _("姓名"), _("结果"), _("说明"))]
    lines = ((row.line, row.number, row.name, row.get_outcome_display(), row.message) for row in rows)
    write_xlsx(str(_("检查结果")), headings, [8, 16, 14, 16, 70], lines, file)
