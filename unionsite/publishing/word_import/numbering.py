"""Works out the automatic numbers of Word and WPS (一、（一） 1. 第一条) as these programs show them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from unionsite.laws.numerals import to_chinese
from unionsite.publishing.word_import.choices import LIST_LEVELS
from unionsite.publishing.word_import.markup import value_of

_BANK = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_IDEOGRAPHS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl"}
_ROMAN |= {10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}
# The pattern of a number that an HTML list writes by itself.
_PLAIN = re.compile(r"%1\s*[.．、)）]?\s*")
_MOST = 5000


def _chinese(number: int) -> str:
    return to_chinese(number) if number else "零"


def _bank(number: int) -> str:
    written = _chinese(number)
    return f"{'壹' if written.startswith('十') else ''}{written.translate(_BANK)}"


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number + 25) // 26)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN.items():
        text += sign * (number // value)
        number %= value
    return text


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1 : number]


# Writers by the names of Word's formats; an empty result means that the format cannot write the number.
_WRITERS: dict[str, Callable[[int], str]] = {
    " decimal": str,
    "decimalZero": "{:02d}".format,
    "decimalEnclosedParen": "（{}）".format,
    "decimalEnclosedFullstop": "{}.".format,
    "decimalEnclosedCircle decimalEnclosedCircleChinese": _one_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalFullWidth decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "chineseCounting chineseCountingThousand japaneseCounting koreanDigital2": _chinese,
    "taiwaneseCounting taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified ideographLegalTraditional": _bank,
    "ideographDigital taiwaneseDigital japaneseDigitalTenThousand": lambda number: str(number).translate(_IDEOGRAPHS),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
_WRITER_OF = {name: writer for names, writer in _WRITERS.items() for name in names.split(" ")}


@dataclass(frozen=True)
class Level:
    """One level of a list: how its number is written."""

    format: str
    text: str
    start: int
    style: str

    @property
    def is_bullet(self) -> bool:
        return self.format == "bullet"

    @property
    def is_plain(self) -> bool:
        """Whether an ordered list on the site looks the same."""
        return self.format == "decimal" and self.start == 1 and bool(_PLAIN.fullmatch(self.text))

    def write(self, number: int) -> str | None:
        """Return the number as written; None if the format is unknown here or cannot write it."""
        if self.format == "none":
            return ""
        writer = _WRITER_OF.get(self.format)
        return writer(number) or None if writer and 0 <= number <= _MOST else None


@dataclass(frozen=True)
class Number:
    """The number of one paragraph. `text` is empty for bullets; `value` counts from the level's start. If a format was
    unknown, `is_known` is false and plain digits stand in."""

    list_id: str
    depth: int
    level: Level
    value: int
    text: str
    is_known: bool


class Numbering:
    """The lists of `numbering.xml`, with how far each has been counted; `list_of` gives the list of a list style."""

    def __init__(self, root: Element | None, list_of: dict[str, str]) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self.by_style: dict[str, tuple[str, int]] = {}
        links: dict[str, str] = {}
        for abstract in [] if root is None else root.iter("w:abstractNum"):
            key = abstract.get("w:abstractNumId", "")
            self._levels[key] = {_depth(level): _read_level(level) for level in abstract.findall("w:lvl")}
            links[key] = value_of(abstract, "w:numStyleLink")
        for number in [] if root is None else root.findall("w:num"):
            starts = {
                _depth(override): _integer(value_of(override, "w:startOverride"), 1)
                for override in number.findall("w:lvlOverride")
                if override.find("w:startOverride") is not None
            }
            self._lists[number.get("w:numId", "")] = (value_of(number, "w:abstractNumId"), starts)
        self._follow_styles({key: list_of.get(style, "") for key, style in links.items()})

    def _follow_styles(self, list_of: dict[str, str]) -> None:
        for key, (abstract_id, starts) in self._lists.items():
            levels = self._levels.get(abstract_id, {})
            for depth, level in levels.items():
                if level.style:
                    self.by_style.setdefault(level.style, (key, depth))
            linked = list_of.get(abstract_id, "")
            if not levels and linked in self._lists:
                self._lists[key] = (self._lists[linked][0], starts)

    def number(self, list_id: str, depth: int) -> Number | None:
        """Count one more paragraph of a list and return its number; None if there is no such list."""
        abstract_id, starts = self._lists.get(list_id, ("", {}))
        levels = self._levels.get(abstract_id, {})
        if depth not in levels:
            return None
        level, counters = levels[depth], self._counters.setdefault(abstract_id, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            counters |= {at: start - 1 for at, start in starts.items()}
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, LIST_LEVELS):
            counters.pop(deeper, None)
        text, is_known = "" if level.is_bullet else level.text, True
        for sign in re.findall(r"%([1-9])", text):
            shown = levels.get(int(sign) - 1, level)
            value = counters.get(int(sign) - 1, shown.start)
            written = shown.write(value)
            is_known = is_known and written is not None
            text = text.replace(f"%{sign}", str(value) if written is None else written)
        return Number(list_id, depth, level, counters[depth], text, is_known)


def _depth(element: Element) -> int:
    return min(max(_integer(element.get("w:ilvl"), 0), 0), LIST_LEVELS - 1)


def _read_level(element: Element) -> Level:
    # Word wraps newer formats in alternatives, of which the fallback comes last.
    wrapped = next(reversed(list(element.iter("w:numFmt"))), element)
    written = value_of(element, "w:numFmt") or wrapped.get("w:val", "decimal")
    # Cut, so that nobody puts a whole text into a number.
    text = value_of(element, "w:lvlText")[:40]
    return Level(written, text, _integer(value_of(element, "w:start", default="1"), 1), value_of(element, "w:pStyle"))


def _integer(text: str | None, default: int) -> int:
    try:
        return max(-1, min(int(text or ""), _MOST))
    except ValueError:
        return default
