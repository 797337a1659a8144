"""What the list before the opening says of what was found: pure; names and numbers are passed in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_NAMED = 5


@dataclass(frozen=True)
class Found:
    """What was seen of an item: whether it is done, and in words what is there or what is missing. `waits`: somebody
    has done their part, and another person's is still to come."""

    is_done: bool
    words: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Holders:
    """Who holds a role: `bound` of the active people with it have a second factor and so can do what it allows."""

    all: int = 0
    bound: int = 0


def counted(number: int, words: str, none: str) -> Found:
    """Judge what is there once there is one; `words` take `number`."""
    return Found(bool(number), words % {"number": number} if number else none)


def listed(names: Sequence[str]) -> str:
    shown = _("、").join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else _("%(names)s等%(number)d个") % {"names": shown, "number": len(names)}


def of_texts(labels: Mapping[str, str], values: Mapping[str, str], waiting: Collection[str]) -> Found:
    """Judge the fields named in `labels`; `waiting` are those whose text waits for a second person."""
    missing = [name for name in labels if not values.get(name)]
    proposed = [labels[name] for name in missing if name in waiting]
    if not missing:
        return Found(True, _("已填写"))
    if len(proposed) == len(missing):
        return Found(False, _("%(names)s已提出，等另一位复核") % {"names": listed(proposed)}, waits=True)
    return Found(False, _("还没有填：%(names)s") % {"names": listed([labels[name] for name in missing])})


def of_roles(roles: Sequence[str], holders: Mapping[str, Holders], waiting: Collection[str], fewest: int = 1) -> Found:
    """Judge whether `fewest` people hold each role and can sign in; `waiting` are roles that wait for a second look."""
    lacks, unbound = [], []
    for role in roles:
        one = holders.get(role, Holders())
        if one.all < fewest:
            lacks.append(_("%(role)s还差%(number)d人") % {"role": role, "number": fewest - one.all})
        elif one.bound < fewest:
            unbound.append(role)
    if lacks:
        proposed = [role for role in roles if role in waiting]
        words = _("；").join(lacks)
        if proposed:
            words = _("%(words)s（%(roles)s有人选，等另一位复核）") % {"words": words, "roles": listed(proposed)}
        return Found(False, words, waits=bool(proposed))
    if unbound:
        return Found(False, _("已指定，本人还没有登录、绑定手机：%(roles)s") % {"roles": listed(unbound)}, waits=True)
    return Found(True, _("已指定，都能登录"))


def why_not_open(legal_left: Sequence[str], *, is_open: bool, may_propose: bool) -> str:
    """Return in words why nobody, or not this person, may propose the opening now; "" if they may. `legal_left` are
    titles of items without which the law lets no site be public."""
    if is_open:
        return _("网站已经开通。")
    if not may_propose:
        return _("由工会委员会（终审）或系统管理员提出。")
    if legal_left:
        return _("还不能开通，法规要求的没有办完：%(names)s。") % {"names": listed(legal_left)}
    return ""
