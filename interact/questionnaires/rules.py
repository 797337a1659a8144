"""Pure rules of questionnaires: when one may be answered, how long it takes, how many choices are allowed."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from interact.questionnaires.choices import FieldType, State

# A form older than this must be sent again.
MOST_TIME = timedelta(days=1)
_SECONDS = {
    FieldType.MULTI_LINE: 75,
    FieldType.SINGLE_LINE: 20,
    FieldType.FILE: 45,
    FieldType.CHECKBOXES: 15,
}
_SECONDS_OF_OTHERS = 10


def state_of(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> State:
    """Return the state at `now`; None sets no limit. It is open at `opens_at` itself, but no longer at `closes_at`."""
    if closes_at is not None and now >= closes_at:
        return State.CLOSED
    if opens_at is not None and now < opens_at:
        return State.UPCOMING
    return State.OPEN


def may_answer(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    return state_of(opens_at, closes_at, now) is State.OPEN


def minutes_needed(kinds: Iterable[str]) -> int:
    """Return about how many whole minutes a person needs for questions of these kinds; at least one."""
    seconds = sum(_SECONDS.get(kind, _SECONDS_OF_OTHERS) for kind in kinds)  # type: ignore[call-overload]
    return max(1, math.ceil(seconds / 60))


def choices_in(text: str) -> list[str]:
    """Return the choices that an editor typed, one on each line, without empty lines."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def may_choose(number: int, least: int | None, most: int | None) -> bool:
    """Whether `number` choices of a question are neither too few nor too many."""
    return (least is None or number >= least) and (most is None or number <= most)
