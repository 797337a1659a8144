"""Reads an article from what people type: 劳动合同法 39, 《劳动合同法》第三十九条, 年休假."""

import re
from dataclasses import dataclass

from unionsite.laws.numerals import from_chinese

_NUMERAL = r"(?:[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,8})"
_ARTICLE = re.compile(
    rf"第\s*(?P<full>{_NUMERAL})\s*(?:条|(?=之|\s|$))|(?<![0-9第])(?P<open>{_NUMERAL})\s*条|(?<![0-9])(?P<bare>[0-9]{{1,4}})(?=\s*之|\s|$)"
)
_BRANCH = re.compile(rf"\s*之\s*(?P<branch>{_NUMERAL})")
# A cited paragraph or item is ignored, because the law library goes no deeper than articles.
_PARTS = re.compile(rf"\s*第\s*[（(]?{_NUMERAL}[）)]?\s*[款项目]")
_MARKS = re.compile(r"[《》〈〉<>“”\"]+")
_WIDE = {ord(wide): str(digit) for digit, wide in enumerate("０１２３４５６７８９")} | {0x3000: " "}


@dataclass(frozen=True)
class ArticleReference:
    """What was meant: words of a title or text, and an article's number (19, and 1 for 第十九条之一)."""

    words: tuple[str, ...] = ()
    number: int | None = None
    branch: int | None = None


def _number(numeral: str) -> int | None:
    if numeral.isascii():
        return int(numeral)
    try:
        return from_chinese(numeral)
    except ValueError:
        return None


def read_reference(typed: str) -> ArticleReference:
    """Read what was typed, without ever failing: whatever is no article number counts as a word."""
    text = _MARKS.sub(" ", typed.translate(_WIDE)).strip()
    number = branch = None
    for match in _ARTICLE.finditer(text):
        number = _number(next(filter(None, match.groups())))
        if number is None:
            continue
        end = match.end()
        if found := _BRANCH.match(text, end):
            branch, end = _number(found["branch"]), found.end()
        rest = _PARTS.sub(" ", text[end:])
        text = f"{text[: match.start()]} {rest}"
        break
    words = (word.removeprefix("中华人民共和国") for word in text.split())
    return ArticleReference(tuple(filter(None, words)), number, branch)
