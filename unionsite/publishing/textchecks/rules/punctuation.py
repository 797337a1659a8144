"""Rules for punctuation, width and traditional characters (S-3.10): AutoCorrect, and patterns for what it misses."""

import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

import autocorrect_py
from django.utils.translation import gettext as _

from unionsite.publishing.textchecks.findings import Hit
from unionsite.publishing.textchecks.normalise import HAN, has_han, simplified

# Official Chinese has no spaces between 汉字 and digits or letters, so every rule that would add some is off.
_SPACES = ("word", "punctuation", "bracket", "backticks", "dash", "dollar")
_WIDTHS = ("fullwidth", "no-space-fullwidth", "no-space-fullwidth-quote", "halfwidth-word")
autocorrect_py.load_config(  # type: ignore[attr-defined]
    json.dumps(
        {
            "rules": {
                **{f"space-{name}": 0 for name in _SPACES},
                **dict.fromkeys(_WIDTHS, 1),
                "halfwidth-punctuation": 0,
                "spellcheck": 0,
            }
        }
    )
)
_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "(": "（", ")": "）"}
_END = f"[{HAN}）》”’】]"
# Each pattern begins with the mark and looks back: several times faster than beginning with what stands before.
# A half-width mark right after 汉字, except the colon of an address and the point of a file name.
_AFTER_HAN = re.compile(rf"[,;!?:.](?<={_END}.)(?!(?<=:)//)(?!(?<=\.)[\w.])")
_AFTER_FIGURE = re.compile(rf"[,;:!?](?<=[\d%％].)(?=[{HAN}（《“])")
_DOTS = re.compile(r"\.{3,}|。{2,}")
_DASHES = re.compile(rf"--+(?=[{HAN}])")
_MARKS = re.compile(r"[，；：、？！。]{2,}")
_WRONG_PAIR = re.compile(r"[，、；：][。；]|[。；，、]，|。、")
_ROUND = re.compile(r"\(([^()\n]{1,200})\)")
_STRAIGHT = re.compile(r'"([^"\n]{1,200})"')
_FULL_WIDTH = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_SHORT_PAIR = 14
_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"), ("【", "】"))


def punctuation(text: str) -> Iterator[Hit]:
    """Yield half-width marks in Chinese, doubled marks, incomplete pairs of marks, full-width letters and digits."""
    if not has_han(text):
        yield from _wide_letters(text)
        return
    taken: set[int] = set()
    for hit in (*_wide_letters(text), *_patterns(text), *_linted(text)):
        if taken.isdisjoint(range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            yield hit
    yield from _unpaired(text)


def _wide_letters(text: str) -> Iterator[Hit]:
    for match in _FULL_WIDTH.finditer(text):
        right = unicodedata.normalize("NFKC", match.group())
        message = _("“%(written)s”是全角，应为“%(right)s”") % {"written": match.group(), "right": right}
        yield Hit("width", *match.span(), message, right)


def _instead(start: int, written: str, right: str) -> Hit:
    message = _("“%(written)s”应为“%(right)s”") if right else _("“%(written)s”多了一个标点")
    return Hit("punctuation", start, start + len(written), message % {"written": written, "right": right}, right)


def _patterns(text: str) -> Iterator[Hit]:
    for match in chain(_AFTER_HAN.finditer(text), _AFTER_FIGURE.finditer(text)):
        yield _instead(match.start(), match.group(), _WIDE[match.group()])
    for pattern, right in ((_DOTS, "……"), (_DASHES, "——")):
        for match in pattern.finditer(text):
            if match.start() and has_han(text[match.start() - 1]):
                yield _instead(match.start(), match.group(), right)
    for match in _MARKS.finditer(text):
        yield from _repeated(match.start(), match.group())
    for pattern, opening, closing in ((_ROUND, "（", "）"), (_STRAIGHT, "“", "”")):
        for match in pattern.finditer(text):
            if has_han(match.group(1)):
                yield from _pair(match, opening, closing)


def _repeated(start: int, written: str) -> Iterator[Hit]:
    """Yield a hit for marks side by side: the same one twice, or two of which one is too many."""
    if len(set(written)) == 1 and written[0] != "。":
        yield _instead(start, written, written[0])
    elif _WRONG_PAIR.match(written):
        yield _instead(start, written, "")


def _pair(match: re.Match[str], opening: str, closing: str) -> Iterator[Hit]:
    """Yield one hit for a short pair with its content, or two for a long pair."""
    written = match.group()
    if len(written) <= _SHORT_PAIR:
        yield _instead(match.start(), written, f"{opening}{match.group(1)}{closing}")
    else:
        yield _instead(match.start(), written[0], opening)
        yield _instead(match.end() - 1, written[-1], closing)


def _linted(text: str) -> Iterator[Hit]:
    """Yield a hit for each place that AutoCorrect would change."""
    if autocorrect_py.format(text) == text:
        return
    start = 0
    for line in text.split("\n"):
        right = autocorrect_py.format(line)
        if right != line:
            yield from _differences(line, right, start)
        start += len(line) + 1


def _differences(line: str, right: str, offset: int) -> Iterator[Hit]:
    """Yield the places where the corrected line differs.

    AutoCorrect only replaces single characters and removes spaces, so one walk along both lines suffices; at any other
    difference the walk stops.
    """
    place = 0
    for position, written in enumerate(line):
        expected = right[place : place + 1]
        if written == expected:
            place += 1
        elif written == " " and expected != " ":
            message = _("标点旁不需要空格")
            yield Hit("punctuation", offset + position, offset + position + 1, message)
        elif expected and written != " " and len(line) >= len(right):
            place += 1
            if unicodedata.category(written).startswith("P") or written in "<>~":
                yield _instead(offset + position, written, expected)
        else:
            return


def _unpaired(text: str) -> Iterator[Hit]:
    """Yield each opening mark that is not closed in its paragraph; a closing mark alone is allowed, as in 1）."""
    offset = 0
    for line in text.split("\n"):
        for opening, closing in _PAIRS:
            open_at: list[int] = []
            for position, character in enumerate(line):
                if character == opening:
                    open_at.append(position)
                elif character == closing and open_at:
                    open_at.pop()
            for position in open_at:
                message = _("“%(opening)s”没有配对的“%(closing)s”") % {"opening": opening, "closing": closing}
                # Include some of the text, because a mark alone would say nothing in a list.
                yield Hit("punctuation", offset + position, offset + min(position + 8, len(line)), message)
        offset += len(line) + 1


def traditional(text: str) -> Iterator[Hit]:
    """Yield each run of characters that simplified Chinese writes differently."""
    simple = simplified(text)
    if simple == text:
        return
    start = None
    for position in range(len(text) + 1):
        differs = position < len(text) and text[position] != simple[position]
        if differs and start is None:
            start = position
        elif not differs and start is not None:
            written, right = text[start:position], simple[start:position]
            message = _("“%(written)s”是繁体字，规范写法是“%(right)s”") % {"written": written, "right": right}
            yield Hit("traditional", start, position, message, right)
            start = None
