"""Automatic numbers of Word and WPS (一、（一） 1. 第一条), worked out as the programs show them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from unionsite.laws.numerals import LARGEST, to_chinese
from unionsite.publishing.word_import.choices import LIST_LEVELS

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_DIGITS = "〇一二三四五六七八九"
_BANK = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "koreanDigital2",
}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
# A number that an HTML list writes by itself.
_PLAIN = re.compile(r"%1\s*[.．、)）]?\s*")
_MOST = 5000


@dataclass(frozen=True)
class Level:
    """One level of a list: how its number is written."""

    format: str
    text: str
    start: int = 1
    style: str = ""

    @property
    def is_bullet(self) -> bool:
        return self.format == "bullet"

    @property
    def is_plain(self) -> bool:
        """Whether an ordered list on the site looks the same."""
        return self.format == "decimal" and self.start == 1 and bool(_PLAIN.fullmatch(self.text))


@dataclass(frozen=True)
class Number:
    """The number of one paragraph. `text` is empty for bullets; `value` counts from the level's start."""

    list_id: str
    depth: int
    level: Level
    value: int
    text: str
    is_known: bool = True


@dataclass
class Numbering:
    """All lists of a document, and how far each has been counted."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def number(self, list_id: str, depth: int, style_lists: dict[str, str]) -> Number | None:
        """Count one paragraph of the list; None when there is no such list. `style_lists`: list id by style id."""
        found = self.lists.get(list_id)
        if found is None:
            return None
        abstract_id, starts = found
        levels = self.abstract.get(abstract_id, {})
        if not levels and (linked := self.lists.get(style_lists.get(self.links.get(abstract_id, ""), ""))):
            abstract_id = linked[0]
            levels = self.abstract.get(abstract_id, {})
        level = levels.get(depth)
        if level is None:
            return None
        counters = self._counters.setdefault(abstract_id, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            for at, start in starts.items():
                counters[at] = start - 1
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [at for at in counters if at > depth]:
            del counters[deeper]
        text, is_known = self._write(levels, level, counters)
        return Number(list_id, depth, level, counters[depth], text, is_known)

    @staticmethod
    def _write(levels: dict[int, Level], level: Level, counters: dict[int, int]) -> tuple[str, bool]:
        if level.is_bullet or (level.format == "none" and "%" not in level.text):
            return ("" if level.is_bullet else level.text), True
        is_known = True

        def place(match: re.Match) -> str:
            nonlocal is_known
            at = int(match.group(1)) - 1
            shown = levels.get(at, level)
            written = write_number(counters.get(at, shown.start), shown.format)
            is_known = is_known and written is not None
            return written if written is not None else str(counters.get(at, shown.start))

        return re.sub(r"%([1-9])", place, level.text), is_known


def write_number(number: int, format: str) -> str | None:
    """The number in one of Word's formats; None for a format that is not known here or cannot write it."""
    if not 0 <= number <= _MOST:
        return None
    if format in _CHINESE:
        return to_chinese(number) if 1 <= number <= LARGEST else "零"
    match format:
        case "decimal" | "":
            return str(number)
        case "decimalZero":
            return f"{number:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(number).translate(_FULL_WIDTH)
        case "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case "chineseLegalSimplified" | "ideographLegalTraditional":
            written = to_chinese(number) if number else "零"
            return f"{'壹' if written.startswith('十') else ''}{written.translate(_BANK)}"
        case "ideographTraditional":
            return _STEMS[number - 1] if 1 <= number <= len(_STEMS) else None
        case "ideographZodiac":
            return _BRANCHES[number - 1] if 1 <= number <= len(_BRANCHES) else None
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return chr(0x2460 + number - 1) if 1 <= number <= 20 else None
        case "decimalEnclosedParen":
            return f"（{number}）"
        case "decimalEnclosedFullstop":
            return f"{number}."
        case "lowerLetter" | "upperLetter":
            if not number:
                return None
            letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter.upper() if format == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            text = ""
            for value, sign in _ROMAN:
                text += sign * (number // value)
                number %= value
            return text.upper() if format == "upperRoman" else text
        case "none":
            return ""
    return None


def read_numbering(root: Element | None) -> Numbering:
    """The lists of `numbering.xml`."""
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iter("w:abstractNum"):
        key = abstract.get("w:abstractNumId", "")
        numbering.abstract[key] = dict(map(_read_level, abstract.findall("w:lvl")))
        if (link := abstract.find("w:numStyleLink")) is not None:
            numbering.links[key] = link.get("w:val", "")
    for number in root.findall("w:num"):
        target = number.find("w:abstractNumId")
        starts: dict[int, int] = {}
        for override in number.findall("w:lvlOverride"):
            if (start := override.find("w:startOverride")) is not None:
                starts[_integer(override.get("w:ilvl"), 0)] = _integer(start.get("w:val"), 1)
        key = number.get("w:numId", "")
        numbering.lists[key] = (target.get("w:val", "") if target is not None else "", starts)
    for key, (abstract_id, _starts) in numbering.lists.items():
        for depth, level in numbering.abstract.get(abstract_id, {}).items():
            if level.style:
                numbering.by_style.setdefault(level.style, (key, depth))
    return numbering


def _read_level(element: Element) -> tuple[int, Level]:
    def value(name: str, default: str = "") -> str:
        child = element.find(name)
        if child is None:
            # Word wraps formats of newer versions; the fallback comes last.
            child = next(reversed(list(element.iter(name))), None)
        return default if child is None else child.get("w:val", default)

    depth = min(max(_integer(element.get("w:ilvl"), 0), 0), LIST_LEVELS - 1)
    # At most so many signs: a number is no place for a text.
    return depth, Level(
        value("w:numFmt", "decimal"), value("w:lvlText")[:40], _integer(value("w:start", "1"), 1), value("w:pStyle")
    )


def _integer(text: str | None, default: int) -> int:
    try:
        return max(-1, min(int(text or ""), _MOST))
    except ValueError:
        return default
