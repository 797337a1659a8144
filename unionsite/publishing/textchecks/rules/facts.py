"""Rules for what cannot be right: gaps, dates and times, titles of laws, numbers of their articles (S-3.8)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from unionsite.laws.numerals import from_chinese
from unionsite.publishing.textchecks.findings import Hit
from unionsite.publishing.textchecks.normalise import Folded

_DAYS = "一二三四五六日"
_DATE = re.compile(
    r"(?:(?P<year>(?<!\d)\d{4})年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"
    r"(?:[（(\s]?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])[）)]?)?"
)
_ISO = re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])")
_RANGE = re.compile(
    r"(?<!\d)(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?\s*(?:至|到|—+|–|－|~|～|-)\s*(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日"
)
_CLOCK = re.compile(r"(?<![\d:：.])(?P<hour>\d{1,2})(?::|：|[时点])(?P<minute>\d{2})(?:分|(?![\d:：]))")
# A quick test that skips the many lines without any date or time.
_WORTH_A_LOOK = re.compile(r"\d[月:：时点-]").search
_LEAP_YEAR = 2024
# A gap that a program or a colleague left for somebody: 〔待补充：…〕.
_GAP = re.compile(r"[〔【(\[]\s*待\s*(?:补\s*充|核\s*实|填\s*写)[^〕】)\]\n]*[〕】)\]]?")
# What a ready-made text leaves for each union: 〔值班电话〕. Numbers of documents, 〔2025〕2号, are none.
_BLANK = re.compile(r"〔(?!\s*待\s*[补核填])[^〔〕\n\d][^〔〕\n]+〕")
# Months from and to which a range may run over the turn of the year.
_LATE, _EARLY = 10, 3


def unfinished(folded: Folded) -> Iterator[Hit]:
    """Yield places that are marked as still to be written."""
    for match in _GAP.finditer(folded.text):
        yield Hit("unfinished", *folded.span(*match.span()), _("这里还没有写完"))
    for match in _BLANK.finditer(folded.text):
        yield Hit("unfinished", *folded.span(*match.span()), _("“%(gap)s”还没有填写") % {"gap": match.group()})


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def dates(text: str, today: date) -> Iterator[Hit]:
    """Yield dates that do not exist, weekdays that do not fit, ranges that end before they begin, impossible times."""
    start = 0
    for line in text.split("\n"):
        if _WORTH_A_LOOK(line):
            for hit in (*_dates(line, today), *_ranges(line), *_times(line)):
                yield replace(hit, start=start + hit.start, end=start + hit.end)
        start += len(line) + 1


def _dates(text: str, today: date) -> Iterator[Hit]:
    for match in (*_DATE.finditer(text), *_ISO.finditer(text)):
        groups = match.groupdict()
        month, day = int(groups["month"]), int(groups["day"])
        found = _meant(groups["year"], month, day, today)
        if not found and (groups["year"] or not make_date(_LEAP_YEAR, month, day)):
            yield Hit("date", *match.span(), _("没有“%(date)s”这一天") % {"date": match.group()})
        elif found and (weekday := groups.get("weekday")):
            index = _DAYS.index(weekday.replace("天", "日"))
            if index not in {that.weekday() for that in found}:
                yield Hit("date", *match.span(), *_weekday(match.group(), found, today, bool(groups["year"])))


def _meant(year: str | None, month: int, day: int, today: date) -> list[date]:
    years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
    return [found for one in years if (found := make_date(one, month, day))]


def _ranges(text: str) -> Iterator[Hit]:
    for match in _RANGE.finditer(text):
        first = int(match["m1"]), int(match["d1"])
        last = int(match["m2"] or match["m1"]), int(match["d2"])
        if last < first and not (first[0] >= _LATE and last[0] <= _EARLY):
            yield Hit("date", *match.span(), _("“%(range)s”结束早于开始") % {"range": match.group()})


def _times(text: str) -> Iterator[Hit]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"])
        if (hour > 24 or minute > 59 or (hour == 24 and minute)) and _is_time(match, text):
            yield Hit("date", *match.span(), _("没有“%(time)s”这个时间") % {"time": match.group()})


def _weekday(written: str, found: list[date], today: date, is_certain: bool) -> tuple[str, str]:
    if not is_certain:
        return _("“%(date)s”日期与星期不符") % {"date": written}, ""
    right = f"星期{_DAYS[found[0].weekday()]}"
    return _("“%(date)s”日期与星期不符，那天是%(right)s") % {"date": written, "right": right}, right


def _is_time(match: re.Match[str], text: str) -> bool:
    """Whether the match is a time; scores and ratios are written with a colon too (35：28)."""
    return (
        "时" in match.group()
        or "点" in match.group()
        or bool(re.search(r"[午上下早晚日间]\s?$", text[: match.start()]))
    )


# --- Laws ---

STATE = "中华人民共和国"
_NUMERAL = r"[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,8}"
_CITED = re.compile(rf"《(?P<title>[^《》\n]{{2,60}})》(?:第(?P<number>{_NUMERAL})条)?")
# A version in brackets after the title, which does not belong to the name.
_VERSION = re.compile(r"[（(](?:\d{4}年?)?(?:最新)?(?:修正|修订|修改|公布|通过|施行|版)?[^（）()]{0,4}[）)]$")
_LEGAL = re.compile(r"(?:法|法典|条例|规定|办法|决定|解释|细则|规则|通则)(?:（试行）)?$")
_STATUTE = re.compile(r"(?<![方办做看书语想说])法$|(?<=[^管])条例$")
_CLOSE = 0.8


@dataclass(frozen=True)
class LawIndex:
    """Every name of every statute in the library, with the number of its last article (0: not numbered)."""

    last_article: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows) -> LawIndex:
        """Build the index from rows of title, short title and last article."""
        names: dict[str, int] = {}
        for title, short_title, last in rows:
            for name in (title, short_title):
                names[name] = names[name.removeprefix(STATE)] = last or 0
        return cls(names)

    def nearest(self, name: str) -> str:
        """Return the name that was probably meant; empty if none is close."""
        close = difflib.get_close_matches(name, self.last_article, n=1, cutoff=_CLOSE)
        if close:
            return close[0]
        letters = sorted(name)
        return next((known for known in self.last_article if len(known) == len(name) and sorted(known) == letters), "")


def law_titles(text: str, laws: LawIndex) -> Iterator[Hit]:
    if "《" not in text or not laws.last_article:
        return
    for match in _CITED.finditer(text):
        written = match["title"].strip().replace("〈", "《").replace("〉", "》")
        name = written if written in laws.last_article else _VERSION.sub("", written)
        name = name if name in laws.last_article else name.removeprefix(STATE)
        if name in laws.last_article:
            yield from _article(match, name, laws.last_article[name])
        elif _LEGAL.search(name):
            if nearest := laws.nearest(name):
                message = _("法规库中没有《%(written)s》，是否应为《%(nearest)s》？") % {
                    "written": written,
                    "nearest": nearest,
                }
                yield Hit("law", match.start("title"), match.end("title"), message, nearest)
            elif _STATUTE.search(name):
                message = _("法规库中没有《%(written)s》，请核对名称") % {"written": written}
                yield Hit("unknown_law", match.start("title"), match.end("title"), message)


def _article(match: re.Match[str], name: str, last: int) -> Iterator[Hit]:
    numeral = match["number"]
    if not numeral or not last:
        return
    try:
        number = int(numeral) if numeral.isascii() else from_chinese(numeral)
    except ValueError:
        number = 0
    if not 1 <= number <= last:
        message = _("《%(name)s》共%(last)d条，没有第%(number)s条") % {"name": name, "last": last, "number": numeral}
        yield Hit("law", match.start(), match.end(), message)
