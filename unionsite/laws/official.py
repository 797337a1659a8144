"""Reads a statute from the lines of its official file (国家法律法规数据库), and loses none in silence.

They are an order or announcement, title, history in brackets, contents, preamble, headings, articles, annexes. Each
line tells what it became, and what is in doubt.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from unionsite.laws.heads import DATE, DAY, ENDS, Line, close, guesses, read_head
from unionsite.laws.numerals import from_chinese, to_chinese
from unionsite.laws.parsing import HALF_WIDTH, INVISIBLE, StatuteError

_NUMERAL = r"(?:[零〇○一二两三四五六七八九十百千]+|[0-9]{1,4})"
_ARTICLE = re.compile(
    rf"第\s*(?P<number>{_NUMERAL})\s*条(?:\s*之\s*(?P<branch>[一二三四五六七八九十]+))?"
    r"(?P<gap>\s+|[：:]\s*|$)?(?P<text>.*)"
)
# A sentence that begins by naming another article.
_REFERENCE = re.compile(rf"[、，]|规定|所列|第\s*{_NUMERAL}\s*[款项]|[和至及]\s*第")
_HEADING = re.compile(rf"第\s*(?P<number>{_NUMERAL})\s*(?P<kind>分?编|章|节)\s*(?P<title>.{{0,50}}(?<![{ENDS}]))")
_SPLIT_HEADING = re.compile(
    rf"^(第\s*{_NUMERAL}\s*(?:分?编|章|节))\n(?!第\s*{_NUMERAL}\s*[条分编章节])(.{{1,30}}(?<![{ENDS}]))$", re.M
)
_RANKS = ("编", "分编", "章", "节")
_BARE_HEADINGS = {"总则", "分则", "附则"}
_PREFACES = {"序言", "前言", "引言"}
_ANNEX = re.compile(rf"(附(?:(?:件|录|表|图)\s*{_NUMERAL}?|(?=[：:])))(?:[：:\s]\s*(.{{0,80}}(?<!。)))?")
_ITEM = re.compile(r"([一二三四五六七八九十]+)、\s*(.+)")
_SHORT = re.compile(rf".{{1,30}}(?<![{ENDS}])")
_IN_FORCE = re.compile(rf"自(?:{DAY}|(?:公布|发布|颁布|通过|印发)之日)起(?:施行|生效|执行|实施)")


@dataclass(frozen=True)
class Reading:
    """What was read: the statute's `data` as `parse_data` takes it, its title and what follows from it guessed.
    `in_force` is in the words of the text, "" where it says nothing."""

    lines: list[Line]
    data: dict[str, Any]
    in_force: str

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def article_count(self) -> int:
        return sum(row["no"] > 0 for row in self.data["articles"])

    @property
    def doubts(self) -> list[Line]:
        return [line for line in self.lines if line.doubt]


def read_official(text: str) -> Reading:
    """Return what the lines of a statute are. Raises StatuteError without articles and numbered parts."""
    lines = _lines_of(text)
    body = _Body(lines)
    start = next((at for at, line in enumerate(lines) if body.begins(line.text)), None)
    if start is None:
        raise StatuteError("没有认出条文：没有以“第一条”开头的行，也没有“一、”“二、”这样的部分。请确认是法规全文。")
    title, history, preamble = read_head(lines[:start])
    for line in lines[_after_contents(lines, start) : _before_signature(lines)]:
        body.take(line)
    data = guesses(title, " ".join(history)) | {"history": history, "preamble": "\n".join([*preamble, *body.preamble])}
    data["articles"] = body.filled(lines)
    found = _IN_FORCE.findall("\n".join(line.text for line in lines))
    return Reading(lines, data, found[-1] if found else "")


def _lines_of(text: str) -> list[Line]:
    words = [" ".join(INVISIBLE.sub("", line).split()) for line in text.translate(HALF_WIDTH).splitlines()]
    # The title of a heading may stand on a line of its own below the number.
    joined = _SPLIT_HEADING.sub(r"\1 \2", "\n".join(filter(None, words)))
    return [Line(number, line) for number, line in enumerate(joined.split("\n"), 1)]


def _number(numeral: str) -> int:
    with suppress(ValueError):
        return int(numeral) if numeral.isdecimal() else from_chinese(numeral.replace("○", "零"))
    return 0


def _label(number: int, branch: int) -> str:
    return f"第{to_chinese(number)}条" + (f"之{to_chinese(branch)}" if branch else "")


# --- The text ---


def _entry(text: str) -> str:
    """Return by what an entry of the contents is known again in the text."""
    match = _HEADING.fullmatch(text)
    return f"{match['number']}{match['kind']}" if match else re.sub(r"[\s.…·]|\d+$", "", text)


def _after_contents(lines: list[Line], start: int) -> int:
    """Return where the text begins: where the first entry of the contents stands again."""
    if close(lines[start].text) != "目录":
        return start
    entries = [_entry(line.text) for line in lines[start + 1 :]]
    articles = [at for at, line in enumerate(lines[start + 1 :]) if _ARTICLE.match(line.text)]
    again = [at for at in range(1, min(articles, default=len(entries))) if entries[at] == entries[0]]
    end = start + 1 + (again[0] if again else 0)
    for line in lines[start:end]:
        line.became = "目录（不收入）"
    return end


def _before_signature(lines: list[Line]) -> int:
    """Return where names and day at the very end begin."""
    end = len(lines)
    if DATE.fullmatch(lines[-1].text):
        while (
            end > len(lines) - 4 and _SHORT.fullmatch(lines[end - 1].text) and not _ARTICLE.match(lines[end - 1].text)
        ):
            end -= 1
            lines[end].became = "落款（不收入）"
    return end


class _Body:
    """Takes the lines of the text in order. `apart`: the articles that stand apart from their words, with the last line
    of each; by them and by the order of numbers an article is told from a sentence that begins with 第三条."""

    def __init__(self, lines: list[Line]) -> None:
        self.rows: list[dict[str, Any]] = []
        self.preamble: list[str] = []
        self.last = (0, 0)
        self.annex = ""
        self.path: dict[int, str] = {}
        found = [(line.number, match) for line in lines if (match := self._article(line.text))]
        spaced = [(number, match) for number, match in found if match["gap"] is not None]
        self.is_close = 2 * len(spaced) < len(found)
        self.apart = {self._key(match): number for number, match in (found if self.is_close else spaced)}
        before = lines[: found[0][0] - 1] if found else []
        # A decision or notice in parts 一、二、; a statute with articles may be its annex.
        self.in_parts = not found or any(_ANNEX.fullmatch(line.text) for line in before)

    @staticmethod
    def _article(text: str) -> re.Match[str] | None:
        match = _ARTICLE.fullmatch(text)
        return match if match and (match["gap"] is not None or not _REFERENCE.match(match["text"])) else None

    @staticmethod
    def _key(match: re.Match[str]) -> tuple[int, int]:
        return _number(match["number"]), _number(match["branch"] or "")

    def begins(self, text: str) -> bool:
        """Whether the line is the first behind title and preamble."""
        if close(text) in {"目录"} | _PREFACES | _BARE_HEADINGS or self._article(text):
            return True
        return bool(_HEADING.fullmatch(text) or (self.in_parts and _ITEM.fullmatch(text)))

    def take(self, line: Line) -> None:
        # Articles and headings in an annex are its words, unless they are the first.
        ways = (self._take_heading, self._take_article) if self.in_parts or not self.annex else ()
        if not any(way(line) for way in (*ways, self._take_annex, self._take_part)):
            self._take_words(line)

    def _take_heading(self, line: Line) -> bool:
        bare, match = close(line.text), _HEADING.fullmatch(line.text)
        if not match and bare not in _BARE_HEADINGS | _PREFACES:
            return False
        rank = _RANKS.index(match["kind"] if match else "章")
        self.path = {above: title for above, title in self.path.items() if above < rank}
        line.became = f"第{match['number']}{match['kind']} {close(match['title'])}".strip() if match else bare
        if bare not in _PREFACES:
            self.path[rank] = line.became
        return True

    def _take_article(self, line: Line) -> bool:
        match = self._article(line.text)
        if match is None:
            return False
        key, after = self._key(match), (self.last[0] + 1, 0)
        is_next = key in (after, (self.last[0], self.last[1] + 1))
        if match["gap"] is None and not self.is_close and (key in self.apart or not is_next):
            return False
        if key <= self.last or (not is_next and self.apart.get(after, 0) > line.number):
            line.doubt = "像是一条的开头，但条号与前后不连，作为上一条的文字收入。"
            return False
        line.doubt = "" if is_next else f"前面缺{_label(*after)}。"
        self.last = key
        chapter = " ".join([self.annex, *self.path.values()]).strip()
        return self._begin(line, key[0], _label(*key), chapter, match["text"])

    def _take_annex(self, line: Line) -> bool:
        match = _ANNEX.fullmatch(line.text) if self.rows else None
        if match is None:
            return False
        self.path, self.annex = {}, close(match[1])
        return self._begin(line, 0, self.annex, self.annex, match[2] or "")

    def _take_part(self, line: Line) -> bool:
        match = _ITEM.fullmatch(line.text) if self.in_parts and not self.annex else None
        if match is None:
            return False
        label, text = (line.text, "") if _SHORT.fullmatch(line.text) else match.groups()
        return self._begin(line, 0, label, "", text)

    def _take_words(self, line: Line) -> None:
        if not self.rows:
            self.preamble.append(line.text)
            line.became = "序言"
            return
        row = self.rows[-1]
        row["text"] = f"{row['text']}\n{line.text}".strip()
        line.became = f"{row['label']}（续）"

    def _begin(self, line: Line, number: int, label: str, chapter: str, text: str) -> bool:
        self.rows.append({"no": number, "label": label, "chapter": chapter, "text": text})
        line.became = label
        return True

    def filled(self, lines: list[Line]) -> list[dict[str, Any]]:
        """Return the articles and parts that have words; the lines of others are in doubt."""
        empty = {row["label"] for row in self.rows if row["no"] and not row["text"]}
        for line in lines:
            if line.became in empty:
                line.doubt = "只有条号，没有文字，没有收入。"
        return [row for row in self.rows if row["text"]]
