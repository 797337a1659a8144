"""Tells whether a text is about what a question asks, by the pairs of 汉字 that both have. Pure."""

from __future__ import annotations

import re
from itertools import groupby

MOST_PAIRS = 16
# The least share of the question's pairs that a text must hold: no answer is better than one to another matter.
LEAST_SHARE = 0.4
# Words that occur in nearly every question and do not tell what it is about.
_COMMON = re.compile(
    "怎么样|怎么办|怎么|怎样|什么时候|什么|可以|能不能|算不算|是不是|是否|能否|请问|我们|公司|单位|工会|有没有|没有|如何"
    "|时候|时间|问题|多少天|多少|多久|多长|最长|希望|需要|今年|上个月|个月|期间|哪里|哪些|为什么"
    "|[的了吗呢吧啊呀还再就也很太都我您你]"
)
_NO_WORD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")


def pairs(text: str) -> list[str]:
    """Return each pair of neighbouring 汉字, and each word of Latin letters or digits, once, without common words."""
    found: dict[str, None] = {}
    for run in _NO_WORD.split(_COMMON.sub(" ", text.lower())):
        for part in re.findall(r"[0-9a-z]+|[\u3400-\u9fff]+", run):
            if part[0].isascii():
                found |= dict.fromkeys([part] if len(part) > 1 else [])
            else:
                found |= dict.fromkeys(part[start : start + 2] for start in range(len(part) - 1))
    return list(found)[:MOST_PAIRS]


def is_about(found: list[bool]) -> bool:
    """Whether a text is about the same as a question; `found` says for each pair of the question if the text holds it.

    It must hold at least two words of the question, or nearly all of a short one (年休假: two pairs that overlap).
    """
    share = sum(found) / len(found)
    # Neighbouring pairs overlap, so only every second one of a row counts as another word.
    words = sum((len(list(row)) + 1) // 2 for is_found, row in groupby(found) if is_found)
    return share >= LEAST_SHARE and (words > 1 or (sum(found) > 1 and share > 0.6))
