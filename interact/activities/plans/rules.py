"""Pure rules of activities: when one opens and closes, who may take part, what is missing, when the summary is due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from interact.activities.plans.choices import LEAST_GROUP, Audience, Barrier, State
from interact.participation.rules import Person


@dataclass(frozen=True)
class Times:
    """What decides the state. `publicised_at`: since when the publicity piece is live, None if it is not;
    `publicity_days`: how long it must have been live before the opening (S-5.4)."""

    opens_at: datetime | None
    closes_at: datetime | None
    publicised_at: datetime | None
    publicity_days: int
    is_cancelled: bool = False

    @property
    def opening(self) -> datetime | None:
        """The moment of opening: the planned one, or later if the publicity was late; None while there is none."""
        if self.opens_at is None or self.publicised_at is None:
            return None
        return max(self.opens_at, self.publicised_at + timedelta(days=self.publicity_days))

    def state(self, now: datetime) -> State:
        """Open at the opening itself, no longer at `closes_at`."""
        if self.is_cancelled:
            return State.CANCELLED
        if self.closes_at is not None and now >= self.closes_at:
            return State.CLOSED
        if self.opening is None or now < self.opening:
            return State.UPCOMING
        return State.OPEN

    def has_begun(self, now: datetime) -> bool:
        """Whether the plan is frozen: it has opened, even if it is closed or cancelled by now."""
        return self.opening is not None and now >= self.opening

    @property
    def is_late(self) -> bool:
        """Whether lacking publicity keeps the activity from opening as planned."""
        return self.opening is None or (self.opens_at is not None and self.opening > self.opens_at)


BARRIERS = {
    State.UPCOMING: Barrier.NOT_OPEN,
    State.CLOSED: Barrier.CLOSED,
    State.CANCELLED: Barrier.CANCELLED,
}


def why_not(
    state: State, audience: str, person: Person | None, departments: Collection[int], numbers: Collection[str]
) -> Barrier | None:
    """Return what keeps this person from taking part now; None if nothing does. `person` is None for a visitor."""
    if barrier := BARRIERS.get(state):
        return barrier
    if audience == Audience.PUBLIC:
        return None
    if person is None:
        return Barrier.SIGN_IN
    if not person.is_on_roll:
        return Barrier.NOT_ON_ROLL
    if audience == Audience.DEPARTMENTS and person.department not in departments:
        return Barrier.NOT_INVITED
    if audience == Audience.LIST and person.employee_number not in numbers:
        return Barrier.NOT_INVITED
    return None


def ends_early(planned: datetime | None, wanted: datetime | None, *, is_summarised: bool) -> bool:
    """Whether an activity is to end sooner than planned, with its summary."""
    return is_summarised and planned is not None and wanted is not None and wanted < planned


def earliest_opening(publicised_at: datetime | None, days: int, now: datetime) -> datetime:
    """Return the earliest opening that can be planned: days after the publicity went live, or could go live now."""
    return (publicised_at or now) + timedelta(days=days)


def may_show_group(number: int) -> bool:
    """Whether figures of a group of so many people hide what each of them did."""
    return number >= LEAST_GROUP


def share(part: int, whole: int) -> float:
    """Return `part` of `whole` in percent with one decimal; 0 of nothing."""
    return round(part * 100 / whole, 1) if whole else 0.0
