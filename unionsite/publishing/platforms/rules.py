"""Rules of platforms, plans and posts that need no database, and the cutting of words to a platform's limits."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from unionsite.publishing.platforms.choices import LIMITS, Limits, PlanState, PostState, Registration

ELLIPSIS = "…"
SENTENCE_ENDS = "。！？；"


# The fields that each state needs, with the message for a missing one.
_NEEDED: dict[Any, dict[str, object]] = {
    Registration.ACTIVE: {
        "opened_on": _("在用的账号请填写开通日期。"),
        "filing_number": _("在用的账号请填写备案号；还没有备案的选“筹备”。"),
        "filed_on": _("在用的账号请填写备案日期。"),
    },
    Registration.CLOSING: {"closing_on": _("请填写申请关闭的日期。")},
    Registration.CLOSED: {"closed_on": _("请填写关闭日期。")},
}


def registration_errors(platform: Any, *, today: date) -> dict[str, object]:
    """Return faults by field (S-8.8): an account in use must be filed, one closing or closed must say since when."""
    opened_on, closing_on, closed_on = platform.opened_on, platform.closing_on, platform.closed_on
    dates = {"opened_on": opened_on, "filed_on": platform.filed_on, "closing_on": closing_on, "closed_on": closed_on}
    given = {name: value for name, value in dates.items() if value is not None}
    values = dates | {"filing_number": platform.filing_number.strip()}
    found: dict[str, object] = {name: _("日期不能晚于今天。") for name, value in given.items() if value > today}
    wanted = _NEEDED.get(platform.registration, {})
    needed = {name: str(message) for name, message in wanted.items() if not values[name]}
    early = {name: _("不能早于开通日期。") for name, value in given.items() if opened_on and value < opened_on}
    found = early | needed | found
    if closing_on and closed_on and closed_on < closing_on:
        found.setdefault("closed_on", _("不能早于申请关闭的日期。"))
    return found


def is_dormant(platform: Any, *, now: datetime, days: int) -> bool:
    """Whether an account in use, loaded `with_last_post`, has had no post for `days` days; without any post, they count
    from its opening."""
    if platform.registration != Registration.ACTIVE:
        return False
    if platform.last_post is not None:
        return now - platform.last_post >= timedelta(days=days)
    return platform.opened_on is None or now.date() - platform.opened_on >= timedelta(days=days)


def is_filing_late(*, registration: str, filing_due: date | None, today: date) -> bool:
    """Whether an account is still not filed after the last day for it (S-8.8: 30 working days after opening)."""
    return registration == Registration.PREPARING and filing_due is not None and today > filing_due


def plan_state(item: Any) -> PlanState:
    """Return how far a planned item, loaded `with_progress`, has come: the furthest step that its page has reached."""
    if item.cancelled_at is not None:
        return PlanState(PlanState.CANCELLED)
    if item.published_at is not None:
        return PlanState(PlanState.PUBLISHED)
    if item.page_id is None:
        return PlanState(PlanState.PLANNED)
    if item.is_approved:
        return PlanState(PlanState.APPROVED)
    return PlanState(PlanState.IN_REVIEW if item.is_in_review else PlanState.WRITING)


def is_late(item: Any, *, now: datetime, grace: timedelta) -> bool:
    """Whether an item, loaded `with_progress`, was published, or is still unpublished, more than `grace` after its
    planned time."""
    return item.cancelled_at is None and (item.published_at or now) > item.planned_at + grace


def is_post_overdue(*, state: str, due_at: datetime, now: datetime) -> bool:
    return state == PostState.WAITING and due_at < now


# --- Lengths ---


def limits_of(kind: str, title_limit: int | None = None, digest_limit: int | None = None) -> Limits:
    """Return the limits of an account: those of its kind, overridden by its entry in the register."""
    usual = LIMITS[kind]
    return replace(
        usual,
        title=usual.title if title_limit is None else title_limit,
        digest=usual.digest if digest_limit is None else digest_limit,
    )


def length_of(text: str, *, counts_halves: bool) -> int:
    """Return the length in characters, or in 汉字 where two half-width characters count as one (rounded up)."""
    if not counts_halves:
        return len(text)
    return (sum(1 if character.isascii() else 2 for character in text) + 1) // 2


def cut(text: str, most: int, *, counts_halves: bool = False) -> str:
    """Return the text, or what fits of it: up to the end of a sentence if that fills half of `most`, else with “…”."""
    if length_of(text, counts_halves=counts_halves) <= most:
        return text
    head = _beginning(text, most, counts_halves)
    end = max(head.rfind(mark) for mark in SENTENCE_ENDS) + 1
    if length_of(head[:end], counts_halves=counts_halves) * 2 >= most:
        return head[:end]
    room = most - length_of(ELLIPSIS, counts_halves=counts_halves)
    return _beginning(text, room, counts_halves).rstrip("，、；：,;: ") + ELLIPSIS if room > 0 else head


def _beginning(text: str, most: int, counts_halves: bool) -> str:
    used = 0
    for place, character in enumerate(text):
        used += 1 if counts_halves and character.isascii() else 2
        if used > most * 2:
            return text[:place]
    return text


@dataclass(frozen=True)
class Words:
    """Title and text for one platform, with their lengths and the platform's limits."""

    title: str
    digest: str
    title_length: int
    digest_length: int
    limits: Limits
    is_title_cut: bool


def words_for(limits: Limits, *, title: str, summary: str, url: str) -> Words:
    """Cut a piece's title and summary to what a platform accepts.

    Where the platform has no title field, the title begins the text in 【】; where addresses in a text can be opened,
    `url` ends it. The summary is shortened first, then the title; the address is never cut.
    """
    halves = limits.counts_halves
    short = cut(title, limits.title, counts_halves=halves) if limits.title else ""
    ending = f" {url}" if limits.takes_links else ""
    room = limits.digest - length_of(ending, counts_halves=halves)
    if limits.title:
        body = cut(summary, max(room, 0), counts_halves=halves)
        is_cut = short != title
    else:
        named = f"【{cut(title, max(room - 2, 1), counts_halves=halves)}】"
        is_cut = named != f"【{title}】"
        left = room - length_of(named, counts_halves=halves)
        body = named + (cut(summary, left, counts_halves=halves) if left > 1 else "")
    digest = body + ending
    return Words(
        title=short,
        digest=digest,
        title_length=length_of(short, counts_halves=halves),
        digest_length=length_of(digest, counts_halves=halves),
        limits=limits,
        is_title_cut=is_cut,
    )
