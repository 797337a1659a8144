"""Numbers with units, which people type in digits and statutes write in 汉字: 3天 is 三日. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from unionsite.laws.numerals import LARGEST, from_chinese, to_chinese

_DIGITS = r"(?<![\d.])(?P<digits>[1-9]\d{0,3})"
_BEFORE = "第零一二两三四五六七八九十百千万周"
# 一 alone belongs to too many words: 一次性, 一天到晚.
_CHINESE = (
    rf"(?<![{_BEFORE}])"
    r"(?P<chinese>[二两三四五六七八九十][零一二三四五六七八九十百千]{0,6}|一(?=个|周岁|小时))"
)
_UNITS = r"(?P<unit>个工作日|工作日|个月|个小时|小时|周岁|岁|周年|年|天|日|倍|元)"
_QUANTITY = re.compile(rf"(?:{_DIGITS}|{_CHINESE})\s*{_UNITS}|{_DIGITS.replace('digits', 'percent')}\s*%")
_SAME_UNITS = {
    "天": ("天", "日"),
    "日": ("日", "天"),
    "个小时": ("小时", "个小时"),
    "小时": ("小时", "个小时"),
    "岁": ("周岁", "岁"),
    "周岁": ("周岁", "岁"),
    "工作日": ("个工作日",),
}
# More of these are years or days of a calendar.
_MOST = {"年": 99, "周年": 99, "日": 365}


@dataclass(frozen=True, slots=True)
class Quantity:
    """Where it stands in the text, and all its spellings, the typed one first."""

    start: int
    end: int
    spellings: tuple[str, ...]


def find_quantities(folded: str) -> Iterator[Quantity]:
    """The quantities of a normalised text in order; dates and what is no number are left out."""
    for match in _QUANTITY.finditer(folded):
        written = match["digits"] or match["percent"] or match["chinese"]
        try:
            number = int(written) if written.isdigit() else from_chinese(written)
        except ValueError:
            continue
        if not 1 <= number <= _MOST.get(match["unit"] or "", LARGEST):
            continue
        if match["percent"]:
            spellings = [f"百分之{to_chinese(number)}"]
        else:
            numerals = [to_chinese(number), str(number)]
            if number == 2:
                numerals.insert(1, "两")
            spellings = [
                f"{numeral}{unit}" for unit in _SAME_UNITS.get(match["unit"], (match["unit"],)) for numeral in numerals
            ]
        typed = "".join(match[0].split())
        yield Quantity(match.start(), match.end(), tuple(dict.fromkeys((typed, *spellings))))
