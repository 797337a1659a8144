"""Mends what a printed page leaves in a statute: lines broken in mid-sentence, full-width digits, stray blanks."""

import re

# １５０％ to 150%: the house writes half-width digits.
_HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF_WIDTH[ord("％")] = ord("%")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_BLANK_IN_WORD = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff])")
# A printed line is at least so long; what is shorter and has no full stop is a heading or an entry of a list.
_SHORTEST_PRINTED_LINE = 20
_ENDS = re.compile(r"[\u4e00-\u9fff，、0-9A-Za-z%]$")
# A formula, and what begins an item of its own, stand on their lines by intent.
_FORMULA = re.compile(r"[＝=÷×]")
_BEGINS_AN_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]{1,3}[、）).．]|[①-⑳]|第[一二三四五六七八九十百千零]+[条章节款项]"
)


def mend(text: str) -> str:
    """The same words in whole lines; lines that were meant as such stay.

    >>> mend("安排劳动者在日法定标准工作时间以外延长工作时间的，\\n按照不低于１５０％支付工资。")
    '安排劳动者在日法定标准工作时间以外延长工作时间的，按照不低于150%支付工资。'
    """
    text = _BLANK_IN_WORD.sub("", _INVISIBLE.sub("", text)).translate(_HALF_WIDTH)
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
