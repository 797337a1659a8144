"""Lines such as “供稿：机加车间  作者：李明”: who wrote a piece, read off its first and last lines."""

from __future__ import annotations

import re

# The field of the piece by the words that stand before the colon.
_LABELS = {
    "来源": "source_name",
    "稿件来源": "source_name",
    "供稿": "contributor",
    "供稿单位": "contributor",
    "供稿部门": "contributor",
    "作者": "author",
    "撰稿": "author",
    "撰稿人": "author",
    "通讯员": "author",
    "文": "author",
    "摄影": "photographer",
    "图": "photographer",
    "事实核实人": "fact_checker",
    "核实人": "fact_checker",
    "核实": "fact_checker",
    "责任编辑": "editor_name",
    "编辑": "editor_name",
}
_BRACKETS = "（）()【】[]〔〕"
_LABEL = re.compile(
    "(" + "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True)) + r")\s*[：:／/]\s*", re.IGNORECASE
)
_SEPARATORS = " \u3000\t,，;；|｜、"
_LONGEST = 30


def read_credits(text: str) -> dict[str, str]:
    """The fields of a line that holds nothing else; empty for any other line.

    >>> read_credits("（供稿：机加车间 作者：李明）")
    {'contributor': '机加车间', 'author': '李明'}
    """
    line = text.strip().strip(_BRACKETS).strip()
    if not _LABEL.match(line):
        return {}
    parts = _LABEL.split(line)
    found: dict[str, str] = {}
    for label, value in zip(parts[1::2], parts[2::2], strict=True):
        words = value.strip(_SEPARATORS + _BRACKETS)
        # A sentence that only begins so is no credit.
        if not words or len(words) > _LONGEST or any(sign in words for sign in "。！？：:"):
            return {}
        found.setdefault(_LABELS[label], words)
    return found
