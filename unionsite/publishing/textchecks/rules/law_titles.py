"""Titles of laws and numbers of articles against the law library (S-3.8)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from unionsite.laws.numerals import from_chinese
from unionsite.publishing.textchecks.findings import Hit

STATE = "中华人民共和国"
_NUMERAL = r"[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,8}"
_CITED = re.compile(rf"《(?P<title>[^《》\n]{{2,60}})》(?:第(?P<number>{_NUMERAL})条)?")
# Which version is meant does not belong to the name.
_VERSION = re.compile(r"[（(](?:\d{4}年?)?(?:最新)?(?:修正|修订|修改|公布|通过|施行|版)?[^（）()]{0,4}[）)]$")
_LEGAL = re.compile(r"(?:法|法典|条例|规定|办法|决定|解释|细则|规则|通则)(?:（试行）)?$")
_STATUTE = re.compile(r"(?<![方办做看书语想说])法$|(?<=[^管])条例$")
_CLOSE = 0.8


@dataclass(frozen=True)
class LawIndex:
    """Every name of every statute of the library, with the number of its last article (0: not numbered)."""

    last_article: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows) -> LawIndex:
        """From rows of title, short title and last article."""
        names: dict[str, int] = {}
        for title, short_title, last in rows:
            for name in (title, short_title):
                names[name] = names[name.removeprefix(STATE)] = last or 0
        return cls(names)

    def nearest(self, name: str) -> str:
        """The name that was probably meant; empty where none is close."""
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
