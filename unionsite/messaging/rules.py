"""When a message may go out, when it is tried again, and when it goes by mail. Pure."""

from datetime import datetime, time, timedelta

# Messages of one kind that come within this time are told together.
GATHERED = timedelta(minutes=10)
# The time until the next try, by the number of tries before.
WAITS = (timedelta(minutes=1), timedelta(minutes=5))
MAIL_AFTER = 3  # tries
# A mail that did not go out either.
MAIL_AGAIN = timedelta(hours=1)
# For which a sender may be at work; then another takes over.
CLAIMED = timedelta(minutes=10)


def after_quiet(now: datetime, start: time, end: time) -> datetime:
    """Return `now` (local), or the end of the quiet hours that it falls into; equal ends mean none."""
    clock = now.time()
    is_over_midnight = start > end
    if not ((clock >= start or clock < end) if is_over_midnight else start <= clock < end):
        return now
    day = now if clock < end else now + timedelta(days=1)
    return day.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)


def first_try(now: datetime, *, is_at_once: bool, quiet: tuple[time, time]) -> datetime:
    """Return when a message is first sent: at once; or after others had time to join it, outside the quiet hours."""
    return now if is_at_once else after_quiet(now + GATHERED, *quiet)


def next_try(now: datetime, attempts: int) -> datetime | None:
    """Return when to try again after so many tries, or None: it goes by mail."""
    return None if attempts >= MAIL_AFTER else now + WAITS[min(attempts, len(WAITS)) - 1]
