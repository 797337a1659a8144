"""Reads the file of one statute strictly: anything unexpected is refused, with a reason for people.

Traces of the printed page are mended: lines broken in mid-sentence, full-width digits, stray spaces.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date

from unionsite.laws.choices import Category
from unionsite.laws.numerals import from_chinese

LARGEST_FILE = 5 * 1024 * 1024

# Names used in the data; `Category` has them too, but its labels may be reworded or translated.
CATEGORIES = {
    "法律": Category.LAW,
    "行政法规": Category.REGULATION,
    "司法解释": Category.INTERPRETATION,
    "部门规章": Category.RULE,
    "地方性法规": Category.LOCAL,
    "典型案例": Category.CASE,
}
_LABEL = re.compile(r"第(?P<number>[零〇一二两三四五六七八九十百千]+)条(?:之(?P<branch>[一二三四五六七八九十]+))?")
# Half a surrogate pair cannot be stored; U+FFFD comes from a broken conversion.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffd]")
_SPREAD = re.compile(r"(?<=\s)([\u4e00-\u9fff])\s([\u4e00-\u9fff])(?=\s|$)")


class StatuteError(ValueError):
    """A file is refused; the message is Chinese, for the person who runs the import."""


@dataclass(frozen=True)
class ParsedArticle:
    number: int
    label: str
    anchor: str
    chapter: str
    text: str


@dataclass(frozen=True)
class ParsedStatute:
    title: str
    short_title: str
    category: str
    issuer: str
    amended_on: date | None
    history: str
    preamble: str
    articles: tuple[ParsedArticle, ...]

    @property
    def checksum(self) -> str:
        """Return the checksum of what is stored, not of the file: the order of keys does not count, the parser does."""
        return hashlib.sha256(
            json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str).encode()
        ).hexdigest()


def parse_statute(raw: bytes) -> ParsedStatute:
    """Return the statute in the bytes of a JSON file. Raises StatuteError when anything is missing, odd or too long."""
    if len(raw) > LARGEST_FILE:
        raise StatuteError("文件超过5MB，不像是一部法规。")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise StatuteError("文件不是UTF-8编码。") from None
    except (ValueError, RecursionError):
        raise StatuteError("文件不是有效的JSON。") from None
    if not isinstance(data, dict):
        raise StatuteError("文件的最外层应当是一个对象（{…}）。")
    return parse_data(data)


def parse_data(data: dict) -> ParsedStatute:
    """Return the statute that these values say, named as in a file. Raises StatuteError as `parse_statute` does."""
    title = _text(data, "title", longest=200)
    short_title = _text(data, "short_title", longest=200)
    category = _text(data, "category")
    if category not in CATEGORIES:
        raise StatuteError(f"不认识的类别“{category}”，应为{'、'.join(CATEGORIES)}之一。")
    preamble = _text(data, "preamble", required=False)
    return ParsedStatute(
        title=title,
        short_title=short_title,
        category=str(CATEGORIES[category]),
        issuer=_text(data, "issuer", required=False, longest=200),
        amended_on=_date(_text(data, "date", required=False)),
        history="\n".join(_history(data)),
        # Some sources repeat the title as preamble.
        preamble="" if preamble in (title, short_title) else preamble,
        articles=tuple(_articles(data)),
    )


def _text(data: dict, key: str, *, required: bool = True, longest: int | None = None, place: str = "") -> str:
    """Return a string without outer spaces; lines keep their breaks, empty ones are dropped."""
    if key not in data:
        raise StatuteError(f"{place}缺少“{key}”。")
    value = data[key]
    if not isinstance(value, str):
        raise StatuteError(f"{place}“{key}”应当是文字。")
    value = "\n".join(line.strip() for line in value.splitlines() if line.strip())
    if _CONTROL.search(value):
        raise StatuteError(f"{place}“{key}”里有控制字符或残缺的字。")
    if required and not value:
        raise StatuteError(f"{place}“{key}”是空的。")
    if longest and len(value) > longest:
        raise StatuteError(f"{place}“{key}”超过{longest}个字。")
    return value


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise StatuteError(f"日期“{text}”有误，应当写成2012-12-28这样。") from None


def _history(data: dict) -> list[str]:
    lines = data.get("history")
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise StatuteError("“history”应当是一组文字。")
    tidy = []
    for line in lines:
        if _CONTROL.search(line):
            raise StatuteError("“history”里有控制字符或残缺的字。")
        # Remainders of the one pair of brackets from which the source cut its list: 修订）, and 修订 根据.
        line = " ".join(line.split()).removesuffix(" 根据")
        if line.endswith("）") and line.count("）") > line.count("（"):
            line = line[:-1]
        if line:
            tidy.append(line)
    return tidy


def _articles(data: dict) -> list[ParsedArticle]:
    rows = data.get("articles")
    if not isinstance(rows, list) or not rows:
        raise StatuteError("“articles”应当是一组条文，至少一条。")
    articles: list[ParsedArticle] = []
    seen: dict[str, str] = {}
    unnumbered = 0
    for position, row in enumerate(rows, start=1):
        place = f"第{position}个条目："
        if not isinstance(row, dict):
            raise StatuteError(f"{place}应当是一个对象。")
        number = row.get("no")
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= 9999:
            raise StatuteError(f"{place}“no”应当是0至9999的整数。")
        label = _text(row, "label", required=number > 0, longest=100, place=place)
        text = mend(_text(row, "text", place=place))
        if not text:
            raise StatuteError(f"{place}“text”是空的。")
        if number == 0:
            unnumbered += 1
            anchor = f"part-{unnumbered}"
            label = label or ("引言" if position == 1 else f"第{unnumbered}部分")
        else:
            anchor = _anchor(number, label, place)
        if anchor in seen:
            raise StatuteError(f"{place}“{label}”与前面的“{seen[anchor]}”重复。")
        seen[anchor] = label
        chapter = _chapter(_text(row, "chapter", required=False, longest=200, place=place))
        articles.append(ParsedArticle(number, label, anchor, chapter, text))
    return articles


def _anchor(number: int, label: str, place: str) -> str:
    """Return `art-19` for 第十九条, `art-19-1` for 第十九条之一."""
    match = _LABEL.fullmatch(label)
    if not match:
        raise StatuteError(f"{place}条号是{number}，条目“{label}”却不是“第…条”的写法。")
    try:
        written = from_chinese(match["number"])
        branch = from_chinese(match["branch"]) if match["branch"] else 0
    except ValueError:
        raise StatuteError(f"{place}看不懂条目“{label}”里的数字。") from None
    if written != number:
        raise StatuteError(f"{place}条目“{label}”与条号{number}不一致。")
    return f"art-{number}-{branch}" if branch else f"art-{number}"


def _chapter(line: str) -> str:
    """Return the chapter on one line with one space between headings; 总 则 is printer's spacing for 总则."""
    return _SPREAD.sub(r"\1\2", " ".join(line.split()))


# --- Mending the text ---

# １５０％ becomes 150%: this site writes half-width digits.
HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
HALF_WIDTH[ord("％")] = ord("%")
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_BLANK_IN_WORD = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff])")
# A printed line has at least this many characters; a shorter one without a full stop is a heading or list entry.
_SHORTEST_PRINTED_LINE = 20
_ENDS = re.compile(r"[\u4e00-\u9fff，、0-9A-Za-z%]$")
# Formulas and lines that begin an item stand on their own lines by intent.
_FORMULA = re.compile(r"[＝=÷×]")
_BEGINS_AN_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]{1,3}[、）).．]|[①-⑳]|第[一二三四五六七八九十百千零]+[条章节款项]"
)


def mend(text: str) -> str:
    """Return the same words in whole lines; lines that were meant as such stay.

    >>> mend("安排劳动者在日法定标准工作时间以外延长工作时间的，\\n按照不低于１５０％支付工资。")
    '安排劳动者在日法定标准工作时间以外延长工作时间的，按照不低于150%支付工资。'
    """
    text = _BLANK_IN_WORD.sub("", INVISIBLE.sub("", text)).translate(HALF_WIDTH)
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if lines and _goes_on(lines[-1], line):
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(lines)


def _goes_on(line: str, following: str) -> bool:
    if len(line) < _SHORTEST_PRINTED_LINE or not _ENDS.search(line):
        return False
    return not _FORMULA.search(line) and not _BEGINS_AN_ITEM.match(following)
