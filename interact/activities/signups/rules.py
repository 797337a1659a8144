"""Pure rules of places: states, pools by department, who gets a place, who moves up, until when what may be changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from interact.activities.plans.choices import State
from unionsite.core.choices import TextChoices


class SignupState(TextChoices):
    PLACED = "placed", _("已报上")
    WAITING = "waiting", _("候补")
    CANCELLED = "cancelled", _("已取消")


class Phase(TextChoices):
    """What people can do on the page now, finer than the state of the activity."""

    UPCOMING = "upcoming", _("即将开始报名")
    OPEN = "open", _("正在报名")
    QUEUE = "queue", _("名额已满，可以候补")
    FULL = "full", _("名额已满")
    CLOSED = "closed", _("报名已截止")
    RUNNING = "running", _("活动进行中")
    OVER = "over", _("活动已结束")
    CANCELLED = "cancelled", _("活动已取消")


class Fault(TextChoices):
    """Why a sign-up of so many seats cannot be taken."""

    FULL = "full", _("名额已经报满，这次没有报上。")
    TOO_BIG = "too_big", _("您能用的名额总共没有这么多，请减少随行人员。")
    NO_PLACES = "no_places", _("这次活动没有您所在部门的名额。有疑问请联系工会办公室。")


MOST_PLACES = 5000
MOST_COMPANIONS = 5
NAME_LENGTH = 30

# The day before; also how early the organiser may check people in.
A_DAY = timedelta(hours=24)
# A pool is named by the department that it is kept for; None is the rest, which all other departments share.
Pool = int | None


def capacities(places: int, quotas: Mapping[Pool, int]) -> dict[Pool, int]:
    """Return the places of each pool.

    A department with a quota has exactly these places: its people take none of the others, and nobody else takes
    theirs. All other departments, and people without one, share what the quotas leave of `places`.
    """
    return {**quotas, None: max(places - sum(quotas.values()), 0)}


def pool_of(department: int | None, quotas: Mapping[Pool, int]) -> Pool:
    return department if department in quotas else None


def decide(seats: int, free: int, capacity: int, *, has_waiting_list: bool) -> SignupState | Fault:
    """Return the state that a new sign-up of `seats` gets, or why it gets none.

    Nobody who waits fits into what is free (see `who_moves_up`), so whoever fits overtakes nobody who could have it.
    """
    if seats > capacity:
        return Fault.TOO_BIG if capacity else Fault.NO_PLACES
    if seats <= free:
        return SignupState.PLACED
    return SignupState.WAITING if has_waiting_list else Fault.FULL


@dataclass(frozen=True)
class Waiting:
    """One in the queue: a key of the caller's, the pool, the seats wanted."""

    key: object
    pool: Pool
    seats: int


def who_moves_up(queue: Sequence[Waiting], free: Mapping[Pool, int]) -> list[object]:
    """Return the keys of those in the queue (in its order) who get a place: each in turn whose seats fit into what is
    left of their own pool. Somebody with many seats is passed over and stays in front."""
    left, moved = dict(free), []
    for one in queue:
        if one.seats <= left.get(one.pool, 0):
            left[one.pool] -= one.seats
            moved.append(one.key)
    return moved


def pools_with_room(seats: int, own: Pool, free: Mapping[Pool, int]) -> list[Pool]:
    """Return the pools that have room for somebody who is moved up out of turn: their own first, then those with the
    most places left. The place is taken from that pool, so the places in all are never exceeded."""
    return sorted((pool for pool in free if seats <= free[pool]), key=lambda pool: (pool != own, -free[pool]))


@dataclass(frozen=True)
class Dates:
    """When the activity is held, and until when people may change or cancel."""

    held_at: datetime
    held_until: datetime
    cancel_until: datetime | None

    def may_change(self, now: datetime) -> bool:
        """Whether people may change or give up a place: up to `cancel_until`, without it up to the beginning."""
        return now <= (self.cancel_until or self.held_at) and now < self.held_at

    def may_move_up(self, now: datetime) -> bool:
        """Whether places that become free are given on, and the list may be left."""
        return now < self.held_at

    def may_check_in(self, now: datetime) -> bool:
        """From a day before; no end, so that a list kept on paper can be entered later."""
        return now >= self.held_at - A_DAY

    def is_near(self, now: datetime) -> bool:
        return self.held_at - A_DAY <= now < self.held_at

    def phase(self, state: State, now: datetime, *, is_full: bool, has_waiting_list: bool) -> Phase:
        if state in (State.CANCELLED, State.UPCOMING):
            return Phase(state.value)
        if now >= self.held_until:
            return Phase.OVER
        if now >= self.held_at:
            return Phase.RUNNING
        if state == State.CLOSED:
            return Phase.CLOSED
        if not is_full:
            return Phase.OPEN
        return Phase.QUEUE if has_waiting_list else Phase.FULL


def faults_of_dates(dates: Dates, opens_at: datetime | None, closes_at: datetime | None) -> dict[str, str]:
    """Return by field what is wrong with the times: before_close, before_start, after_start or before_opening."""
    faults = {}
    if closes_at is not None and dates.held_at < closes_at:
        faults["held_at"] = "before_close"
    if dates.held_until <= dates.held_at:
        faults["held_until"] = "before_start"
    if dates.cancel_until is not None:
        if dates.cancel_until > dates.held_at:
            faults["cancel_until"] = "after_start"
        elif opens_at is not None and dates.cancel_until < opens_at:
            faults["cancel_until"] = "before_opening"
    return faults
