"""Which date a page may show; pure, all moments are passed in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from unionsite.publishing.choices import ReleaseKind

# A version is public within this after its release, or after its planned time while the scheduler works.
LEEWAY = timedelta(minutes=5)
# Versions keep moments in milliseconds, rows in microseconds.
ROUNDING = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Passage:
    """A row of the ledger, as far as dates ask; `planned_at` is the time that the released version waited for."""

    kind: str
    released_at: datetime
    planned_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def starts_at(self) -> datetime:
        return max(self.released_at, self.planned_at or self.released_at)

    @property
    def came_up(self) -> bool:
        """Whether it can have become public: a plan may have been taken back before its time."""
        return self.revoked_at is None or self.revoked_at >= self.starts_at


def is_true_date(shown: datetime, passages: Sequence[Passage], *, known: Collection[datetime], now: datetime) -> bool:
    """Whether `shown` can be the moment of the first publication (requirements.md 2.1).

    `passages` are all rows of the page, oldest first. A page that was released at once was first public then. One that
    had a planned time was public at that time or, had the scheduler stood still, later: at one of the moments in
    `known`, when Wagtail published it, or just now. An old piece was public before it was imported; pages of the frame
    show no date.
    """
    if not passages or passages[0].kind == ReleaseKind.FOUNDING:
        return True
    if passages[0].kind == ReleaseKind.IMPORTED:
        return shown <= passages[0].released_at + LEEWAY
    first = min((row for row in passages if row.came_up), key=lambda row: row.starts_at, default=passages[0])
    if shown < first.starts_at - ROUNDING:
        return False
    moments = [first.starts_at]
    if first.starts_at > first.released_at:
        moments += [*known, now]
    return any(abs(shown - moment) <= LEEWAY for moment in moments)
