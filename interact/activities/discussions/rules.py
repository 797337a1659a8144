"""Pure rules of discussions: nicknames, the fair order, which findings stop a post, what may be decided about one."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime

from interact.activities.discussions.choices import (
    LEAST_NICKNAME,
    NICKNAME_LENGTH,
    REPORTS_TO_HIDE,
    NicknameFault,
    PostKind,
    PostState,
    Verdict,
)

# What sounds as if the union, the company or the site itself spoke.
OFFICIAL = ("工会", "公司", "官方", "管理员", "主持人", "主席", "系统", "客服", "审核", "小组", "admin", "official")
# Rules of the text checks that look at words, and those that no reason could justify here: a reader cannot be asked.
PERSONAL = frozenset(("idcard", "idcard_like", "bankcard", "mobile"))
LOOKED_AT = PERSONAL | {"sensitive", "typo", "person"}


def nickname_key(name: str) -> str:
    """Return what two nicknames have in common that readers take for the same: width, case and signs do not count."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def fault_of_nickname(name: str, own: Iterable[str], official: Iterable[str]) -> NicknameFault | None:
    """Return what is wrong with a nickname. `own` are name and 工号 of the person; `official` names of union and host,
    beside the words that are never allowed."""
    if not LEAST_NICKNAME <= len(name) <= NICKNAME_LENGTH:
        return NicknameFault.LENGTH
    if not all(character.isalnum() for character in name):
        return NicknameFault.SIGNS
    key = nickname_key(name)
    if any(word in key for word in map(nickname_key, (*OFFICIAL, *official)) if word):
        return NicknameFault.OFFICIAL
    if any(word in key for word in map(nickname_key, own) if len(word) > 1):
        return NicknameFault.OWN
    return None


def fair_order(keys: Iterable[object], now: datetime) -> list:
    """Return keys of posts in an order that is the same for everybody within an hour and another in the next, so that
    whoever spoke first has no advantage."""
    hour = int(now.timestamp() // 3600)
    return sorted(keys, key=lambda key: hashlib.sha256(f"{hour}:{key}".encode()).digest())


def stops(rule: str, level: str) -> bool:
    """Whether a finding of the text checks keeps a post from being sent; other findings are shown to the moderator."""
    return level == "block" or rule in PERSONAL


def verdicts(state: str, is_hidden: bool) -> tuple[Verdict, ...]:
    """Return what can be decided about a post; nothing once it was refused or taken down."""
    if state == PostState.WAITING:
        return (Verdict.PUBLISH, Verdict.REFUSE)
    if state == PostState.PUBLIC:
        return (Verdict.KEEP, Verdict.TAKE_DOWN) if is_hidden else (Verdict.TAKE_DOWN,)
    return ()


def needs_reason(verdict: str) -> bool:
    return verdict in (Verdict.REFUSE, Verdict.TAKE_DOWN)


def may_moderate(*, has_right: bool, is_own: bool) -> bool:
    """Whether somebody may decide about a post; nobody decides about their own."""
    return has_right and not is_own


def may_answer(*, is_host: bool, has_right: bool, kind: str, state: str) -> bool:
    """Whether somebody may write an answer to a post: only public questions are answered."""
    return (is_host or has_right) and kind == PostKind.QUESTION and state == PostState.PUBLIC


def is_hidden_by(reporters: Collection[object]) -> bool:
    """Whether a post reported by these people since the last decision is hidden until the next."""
    return len(set(reporters)) >= REPORTS_TO_HIDE
