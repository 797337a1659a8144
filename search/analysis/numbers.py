"""Numbers in a query: articles of statutes as people cite them, and quantities with units. Pure.

People type 劳动合同法39条 or 第39条之一 for 第三十九条, and 3天 for 三日.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis.normalise import HAN
from unionsite.laws.numerals import LARGEST, from_chinese, to_chinese

_NUMERAL = r"(?:\d{1,4}|[零一二两三四五六七八九十百千]{1,8})"
_BRANCH = rf"(?:\s*之\s*(?P<branch>{_NUMERAL}))?"
# A cited paragraph or item is ignored, because the law library goes no deeper than articles.
_PARTS = rf"(?:\s*第\s*\(?{_NUMERAL}\)?\s*[款项目])*"
_STATUTE = rf"(?P<statute>[{HAN}]{{0,40}}(?:法典|法|条例|规定|办法|解释|细则|规则|章程))[》\"\s]*"
# Citations: 第…条 anywhere; after the name of a statute also 39条, 第39 or 39; and 39条 by itself.
_FORMS = tuple(
    re.compile(form + _BRANCH + _PARTS)
    for form in (
        rf"(?:{_STATUTE})?第\s*(?P<number>{_NUMERAL})\s*条",
        rf"{_STATUTE}(?P<number>{_NUMERAL})\s*条",
        rf"{_STATUTE}第?\s*(?P<number>\d{{1,4}})(?=\s|$|\s*之)",
        rf"(?:^|(?<=\s))(?P<number>{_NUMERAL})\s*条(?=\s*(?:之|第|$))",
    )
)
# No statute has more articles than the civil code; larger numbers without 第 and 条 are years.
_MOST_ARTICLES = 1260
_NATION = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Citation:
    """`statute` as typed, with any words before it, or ""; `number` and `branch` are 19 and 1 in 第十九条之一."""

    statute: str
    number: int
    branch: int | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Return how texts write the article: 第三十九条, 第39条."""
        chinese = f"第{to_chinese(self.number)}条" + (f"之{to_chinese(self.branch)}" if self.branch else "")
        digits = f"第{self.number}条" + (f"之{self.branch}" if self.branch else "")
        return chinese, digits


def _read(numeral: str | None) -> int | None:
    if not numeral:
        return None
    try:
        number = int(numeral) if numeral.isdigit() else from_chinese(numeral)
    except ValueError:
        return None
    return number if 1 <= number <= LARGEST else None


def take_citation(folded: str) -> tuple[Citation | None, str]:
    """Return the first article cited in a normalised query, and the query without it (and without its statute)."""
    for form in _FORMS:
        for match in form.finditer(folded):
            number = _read(match["number"])
            is_whole = "条" in match[0].removeprefix(match.groupdict().get("statute") or "")
            if number is None or (not is_whole and number > _MOST_ARTICLES):
                continue
            statute = (match.groupdict().get("statute") or "").removeprefix(_NATION)
            rest = f"{folded[: match.start()]} {folded[match.end() :]}"
            return Citation(statute, number, _read(match["branch"])), rest
    return None, folded


_DIGITS = r"(?<![\d.])(?P<digits>[1-9]\d{0,3})"
_BEFORE = "第零一二两三四五六七八九十百千万周"
# 一 alone is part of too many words: 一次性, 一天到晚.
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
# Larger numbers of these units are calendar years or days.
_MOST = {"年": 99, "周年": 99, "日": 365}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity's place in the text, and all its spellings, the typed one first."""

    start: int
    end: int
    spellings: tuple[str, ...]


def _spellings(number: int, unit: str) -> list[str]:
    numerals = [to_chinese(number), *(["两"] if number == 2 else []), str(number)]
    return [f"{numeral}{same}" for same in _SAME_UNITS.get(unit, (unit,)) for numeral in numerals]


def find_quantities(folded: str) -> Iterator[Quantity]:
    """Yield the quantities of a normalised text in order, without dates."""
    for match in _QUANTITY.finditer(folded):
        written = match["digits"] or match["percent"] or match["chinese"]
        try:
            number = int(written) if written.isdigit() else from_chinese(written)
        except ValueError:
            continue
        if not 1 <= number <= _MOST.get(match["unit"] or "", LARGEST):
            continue
        percent = f"百分之{to_chinese(number)}"
        spellings = [percent] if match["percent"] else _spellings(number, match["unit"])
        typed = "".join(match[0].split())
        yield Quantity(match.start(), match.end(), tuple(dict.fromkeys((typed, *spellings))))
