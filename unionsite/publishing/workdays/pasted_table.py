"""Reads pasted lines as days of the table, all of them or none; uses no database."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from unionsite.core.tables import BadRow, Limits, Unreadable, lines_of, name_rows, pasted
from unionsite.core.workdays import DayKind

MOST_ROWS = 500
MOST_CHARACTERS = 100_000
LIMITS = Limits(line_length=MOST_CHARACTERS)
YEARS = range(2004, 2100)
NAME_LENGTH, URL_LENGTH = 40, 300
PROBLEMS_SHOWN = 30
HEADINGS = ("日期", "安排", "名称", "依据网址")
KINDS = {
    **dict.fromkeys(("休", "放假", "休息"), "rest"),
    **dict.fromkeys(("班", "上班", "补班"), "work"),
}
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|年(?P<m3>[0-9]{1,2})月(?P<d3>[0-9]{1,2})日)"
)
_check_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class PastedDay:
    """One day as it will be stored; `line` is its line number in the pasted text."""

    line: int
    date: date
    kind: DayKind
    name: str = ""
    source_url: str = ""


def read_pasted(text: str) -> list[PastedDay]:
    """Return the pasted days in order of date. Raises Unreadable, which names every faulty line.

    Columns are HEADINGS; the last two may be missing. Cells are separated by commas (full-width ones too), semicolons
    or tabs; a line of headings is skipped.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(_("粘贴的内容太长，请只保留放假和调休上班的日期，按年分批导入。"))
    errors: list[BadRow] = []
    entries: dict[date, PastedDay] = {}
    for line, cells in _lines(text):
        if len(entries) + len(errors) >= MOST_ROWS:
            raise Unreadable(_("超过%(rows)d行，请按年分批导入。") % {"rows": MOST_ROWS})
        try:
            entry = _entry(line, cells)
            if earlier := entries.get(entry.date):
                raise ValueError(_("日期与第%(earlier)d行重复，请删去一行。") % {"earlier": earlier.line})
        except ValueError as error:
            errors.append(BadRow(line, str(error)))
            continue
        entries[entry.date] = entry
    if errors:
        raise Unreadable(name_rows(errors, PROBLEMS_SHOWN))
    if not entries:
        raise Unreadable(_("没有读到日期。请每行写一天，如“2027-01-01,休,元旦”。"))
    return [entries[day] for day in sorted(entries)]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each line that is not empty, without the headings."""
    text = text.removeprefix("\ufeff")
    delimiter = max("\t;,", key=text.replace("，", ",").count)
    if delimiter == "," and not text.lstrip().startswith(f"{HEADINGS[0]},"):
        # Typed text mixes half-width and full-width commas; a file with headings uses half-width ones.
        text = re.sub(r'"[^"]*"|，', lambda found: "," if found[0] == "，" else found[0], text)
    is_first = True
    for line, values in lines_of(pasted(text), LIMITS, delimiter):
        cells = [cell.strip() for cell in values]
        if not any(cells):
            continue
        if not (is_first and cells[0] == HEADINGS[0]):
            yield line, cells
        is_first = False


def _entry(line: int, cells: list[str]) -> PastedDay:
    """Read one line. Raises ValueError with a message for the person who pasted it."""
    if any(cells[len(HEADINGS) :]):
        raise ValueError(_("多于4列，请只保留日期、安排、名称和依据网址。"))
    day, kind, name, source_url = [*cells, "", "", ""][: len(HEADINGS)]
    day, kind = unicodedata.normalize("NFKC", day), unicodedata.normalize("NFKC", kind)
    if not day or not kind:
        raise ValueError(_("缺少日期或安排，应写成“2027-01-01,休,元旦”。"))
    if kind not in KINDS:
        raise ValueError(_("安排“%(kind)s”不认识，请写“休”或“班”。") % {"kind": kind[:20]})
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in name):
        raise ValueError(_("名称里有看不见的字符，请重新输入。"))
    if len(name) > NAME_LENGTH:
        raise ValueError(_("名称太长，最多%(length)d个字。") % {"length": NAME_LENGTH})
    return PastedDay(line, _date(day), DayKind(KINDS[kind]), name, _url(source_url))


def _date(text: str) -> date:
    found = _DATE.fullmatch(re.sub(r"\s", "", text))
    if not found:
        raise ValueError(_("日期“%(text)s”看不懂，请写成2027-01-01、2027/1/1或2027年1月1日。") % {"text": text[:20]})
    month, day = (int(number) for number in found.groups()[1:] if number)
    try:
        value = date(int(found["year"]), month, day)
    except ValueError:
        raise ValueError(_("没有“%(text)s”这一天，请核对。") % {"text": text[:20]}) from None
    if value.year not in YEARS:
        raise ValueError(_("年份应在%(first)d至%(last)d之间，请核对。") % {"first": YEARS[0], "last": YEARS[-1]})
    return value


def _url(text: str) -> str:
    if not text:
        return ""
    try:
        _check_url(text)
    except ValidationError:
        raise ValueError(_("依据网址不对，应以https://或http://开头。")) from None
    if len(text) > URL_LENGTH:
        raise ValueError(_("依据网址太长，最多%(length)d个字符。") % {"length": URL_LENGTH})
    return text
