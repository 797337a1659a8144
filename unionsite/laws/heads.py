"""What stands before the text of a statute: order or announcement, title, history, preamble; what follows from them."""

import re
from dataclasses import dataclass
from typing import Any

ENDS = "。；：，:;"
DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
DATE = re.compile(r"(?:\d{4}|[〇零○一二三四五六七八九]{4})年.{1,3}月.{1,3}日")
_DONE = ("通过", "公布", "发布", "批准", "施行", "修正", "修订", "印发")
# Ahead of a step of the history: （1992年4月3日…通过　根据2001年10月27日…修正）.
_STEP = re.compile(rf"(?:^|(?<=\s)|(?<={')|(?<='.join(_DONE)}))[\s，；、]*(?:根据|自|并自)?(?={DAY})")

# What a line before the text may be; more than the title looks like the title.
HISTORY, ORDER, _SENTENCE, _PLAIN = "制定与修正沿革", "令、公告、文号", "", "标题"
_HEAD = (
    (HISTORY, re.compile(rf"[（(].*\d{{4}}年|{DAY}.+(?:{'|'.join(_DONE)})$")),
    (ORDER, re.compile(rf"{DATE.pattern}$|.{{0,24}}[〔\[［（(]\s*\d{{4}}\s*[〕\]］）)]\s*第?\s*\d+\s*号[）)]?$")),
    (ORDER, re.compile(r"第\s*[\d〇一二三四五六七八九十百]+\s*号$|.{0,30}(?:令|公\s*告)$")),
    (_SENTENCE, re.compile(rf".*[{ENDS}]$|.{{60}}")),
)

# Guesses: who made it, by title and history; what it is, by who made it.
_PLACE = re.compile("[\u4e00-\u9fff]{2,8}?(?:省|自治区|市(?!场)|州|县)")
_ISSUERS = (
    "届(全国人民代表大会(?:常务委员会)?)",
    "(最高人民(?:法院|检察院))",
    r"日\s*经?(?:中华人民共和国)?([\u4e00-\u9fff、]{0,30}?(?:国务院|部|委员会|局|署))(?:令|公告|第)",
    "(国务院)(?:关于|令|第|发布|公布|批准)",
)
_CATEGORIES = (
    ("最高人民", "司法解释"),
    ("全国人民代表大会", "法律"),
    ("人民代表大会", "地方性法规"),
    ("国务院", "行政法规"),
    ("", "部门规章"),
)


@dataclass
class Line:
    """A line of the file, from 1; what it `became`, and in `doubt` why a person should look at it."""

    number: int
    text: str
    became: str = ""
    doubt: str = ""


def _head_kinds(lines: list[Line]) -> list[str]:
    kinds: list[str] = []
    depth = 0
    for line in lines:
        found = next((kind for kind, pattern in _HEAD if pattern.match(line.text)), _PLAIN)
        # The brackets may go on over several lines.
        kinds.append(HISTORY if depth > 0 else found)
        if depth > 0 or (found == HISTORY and line.text[0] in "（("):
            depth += len(re.findall("[（(]", line.text)) - len(re.findall("[）)]", line.text))
    return kinds


def _title_at(kinds: list[str]) -> tuple[int, int]:
    """Return where the title begins and ends: above the history, else below the order, else at the top."""
    start = end = kinds.index(HISTORY) if HISTORY in kinds else 0
    while start > 0 and kinds[start - 1] == _PLAIN:
        start -= 1
    if start == end:
        below = len(kinds) - kinds[::-1].index(ORDER) if ORDER in kinds else 0
        if _PLAIN not in kinds[below : below + 1]:
            below = kinds.index(_PLAIN) if _PLAIN in kinds else 0
        start = end = below
        while end < len(kinds) and kinds[end] == _PLAIN:
            end += 1
    return start, end


def read_head(lines: list[Line]) -> tuple[str, list[str], list[str]]:
    """Return title, history and preamble; an order is the history of a text that has no other."""
    kinds = _head_kinds(lines)
    start, end = _title_at(kinds)
    for at, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if start <= at < end or kind == HISTORY:
            line.became = kind
        elif at < start or kind == ORDER:
            line.became = f"{ORDER}（不收入）" if HISTORY in kinds else ORDER
        else:
            line.became = "序言"
            line.doubt = "没有认出是什么，收入序言。" if kind == _PLAIN else ""
    history = _steps(" ".join(_became(lines, HISTORY))) or _became(lines, ORDER)
    return close("".join(_became(lines, _PLAIN))), history, _became(lines, "序言")


def _became(lines: list[Line], what: str) -> list[str]:
    return [line.text for line in lines if line.became == what]


def _steps(history: str) -> list[str]:
    """Return a line for each step, as 1992年4月3日 第七届全国人民代表大会第五次会议通过."""
    pieces = _STEP.split(history.strip("（()） "))
    return [re.sub(rf"^({DAY})\s*(?:起(?=施行))?", r"\1 ", piece.strip(" ，；、")) for piece in pieces if piece]


def guesses(title: str, history: str) -> dict[str, Any]:
    place = _PLACE.match(title)
    by_name = (name for words in _ISSUERS for name in re.findall(words, title + history))
    issuer = f"{place[0]}人民代表大会常务委员会" if place else next(by_name, "国务院" if title.endswith("条例") else "")
    days = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?!\s*起?(?:施行|执行|实施|生效))", history)
    return {
        "title": title,
        "short_title": title.removeprefix("中华人民共和国"),
        "category": next(category for words, category in _CATEGORIES if words in issuer),
        "issuer": issuer,
        "date": max(("-".join(part.zfill(2) for part in day) for day in days), default=""),
    }


def close(text: str) -> str:
    """Return the words without the printer's spaces: 总　　则 is 总则."""
    return re.sub(r"\s+", "", text)
