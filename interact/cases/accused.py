"""Finds which known names occur in what a reporter wrote about the people concerned. Pure; `people` calls it.

Names are matched whole: 王强 is not in 王强盛. Somebody described by a name (周若禾的同事) is another person. In a line
that holds more than names and titles, a name counts when in doubt: an accused person must not see the report, while
keeping out one person too many costs only a day.
"""

import re
from collections.abc import Iterable

_BETWEEN = re.compile(r"[^\w·]+|_+")
_SPACE = re.compile(r"(?<=[^\W\d_a-zA-Z])\s+(?=[^\W\d_a-zA-Z])")
# Titles of the person named: 王强经理, 王强同志.
_TITLE = (
    r"(?:副|总|正|代)?(?:董事长|经理|总监|主任|部长|科长|处长|厂长|班长|组长|主管|队长|店长|书记|主席|会计|出纳|师傅|老师|"
    r"同志|先生|女士|小姐|本人|总|工|哥|姐)"
)
_AFTER = re.compile(rf"^{_TITLE}|^(?:等人|等)$")
# Words that make it another person, described by the name. After 的 a title does so too (王强的经理); without 的 only
# words that cannot mean the person named (王强同事).
_KIN = (
    "同事|同僚|下级|下属|部下|手下|属下|家属|家人|家里|亲属|亲戚|爱人|妻子|老婆|丈夫|老公|儿子|女儿|孩子|父亲|母亲|父母|"
    "哥哥|弟弟|姐姐|妹妹|兄弟|姐妹|表哥|表弟|侄子|外甥|岳父|朋友|同学|同乡|老乡|战友|邻居|徒弟|学徒|前任|继任|搭档|"
    "部门|科室|团队|班组|小组|那边|那个|身边|所在|以外|之外|除外"
)
_OTHERS = re.compile(
    rf"^(?:{_KIN}|(?:的|之)(?:某|一|两|几|那|这)?(?:个|位|名|些)?(?:直接|直属|顶头|前|新|老|原)?"
    rf"(?:{_KIN}|{_TITLE}|领导|上级|上司|老板|师父|助理|秘书|司机|人$))"
)
_NOT = re.compile(r"(?:不是|并非|而非|不包括|不含|除了|除)$")
# Words of one character that may follow a name without making it a longer one.
_PARTICLES = frozenset("的之是在等也都把被让说和与及")
_NICK = frozenset("小老阿叫是找和与跟对")


def joined(text: str) -> str:
    return "".join(text.split())


def named(text: str, names: Iterable[str], longer: Iterable[str] = ()) -> set[str]:
    """Return the names that the text uses for a person. `longer` are names of others that may contain one of them."""
    others = [joined(name) for name in longer]
    # A space may part two people or stand within a name (周 若禾): both readings are tried.
    pieces = {*_BETWEEN.split(text), *_BETWEEN.split(_SPACE.sub("", text))}
    return {name for name in names for piece in pieces if _stands_in(joined(name), piece, others)}


def _stands_in(name: str, piece: str, longer: list[str]) -> bool:
    """Whether a piece of the text names this person, and not only somebody with a longer name."""
    if not name:
        return False
    hidden = piece
    for other in longer:
        if name in other and name != other:
            hidden = hidden.replace(other, "　" * len(other))
    return any(
        _is_whole(name, piece[: match.start()], piece[match.end() :]) for match in re.finditer(re.escape(name), hidden)
    )


def _is_whole(name: str, before: str, after: str) -> bool:
    """Whether a name between these two texts is the whole name of a person, who is meant by it."""
    if _OTHERS.match(after) or _NOT.search(before):
        return False
    rest = _AFTER.sub("", after)
    if not rest:
        # 文华 within 李文华, who is somebody else.
        return not (len(name) == 2 and len(before) == 1 and before not in _NICK and not after)
    # One more character makes it a longer name; several make it a sentence.
    return rest != after or rest in _PARTICLES or len(rest) > 1
