"""What a cell of the roll may say and how it is written in the database. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from unionsite.accounts.people.names import normalised, normalised_name, normalised_number, normalised_phone
from unionsite.accounts.roll.choices import HEADINGS, Column

FORMULA_STARTS = ("=", "+", "-", "@")
LENGTHS = {Column.NUMBER: 30, Column.NAME: 60, Column.DEPARTMENT: 60, Column.PHONE: 20, Column.EMAIL: 254}
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9._-]*")


class BadCell(ValueError):
    """A cell that cannot be taken; the text says why, without repeating what stands in it."""

    is_missing = False


class MissingCell(BadCell):
    """Nothing stands where something must."""

    is_missing = True


def heading_of(value: object) -> Column | None:
    """Which column a heading names, by any of the usual words."""
    if not isinstance(value, str):
        return None
    words = re.sub(r"\(.*?\)|[\s*:]", "", unicodedata.normalize("NFKC", value)).lower()
    return next((column for column, headings in HEADINGS.items() if words in headings), None)


def text_of(value: object) -> str:
    """A cell's value as text; raises BadCell for formulas, errors, dates and the like."""
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
    """A line of the file: `line` as Excel counts, texts as they will be stored, what is wrong with them."""

    line: int
    number: str = ""
    name: str = ""
    department: str = ""
    phone: str = ""
    email: str = ""
    problems: list[str] = field(default_factory=list)


def read_row(line: int, cells: dict[Column, object]) -> Row | None:
    """A row with its problems; None when nothing stands in it."""
    row = Row(line)
    is_empty = True
    for column, value in cells.items():
        try:
            text = text_of(value)
            is_empty = is_empty and not text
            setattr(row, column.value, _checked(column, text))
        except BadCell as error:
            is_empty = is_empty and error.is_missing
            row.problems.append(f"{column.label}{error}")
    return None if is_empty else row


def _checked(column: Column, text: str) -> str:
    if not text:
        if column in (Column.PHONE, Column.EMAIL):
            return ""
        raise MissingCell(_("没有填写"))
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
