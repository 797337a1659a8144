"""When something is wrong enough to tell somebody."""

from __future__ import annotations

from datetime import datetime, timedelta

GIB = 2**30
LEAST_FREE = GIB
MOST_ASKED = 10 * GIB
CERTIFICATE_DAYS = 14
OLDEST_WAITING = timedelta(minutes=10)
LONGEST_JOB = timedelta(hours=3)
SILENCE_OF_SCHEDULER = 600


def is_disk_low(free: int, total: int) -> bool:
    """Below a tenth, of large disks below 10 GiB, of small ones below 1 GiB."""
    return free < max(LEAST_FREE, min(total // 10, MOST_ASKED))


def is_near_its_end(until: datetime, now: datetime) -> bool:
    return until - now < timedelta(days=CERTIFICATE_DAYS)


def is_stuck(enqueued_at: datetime, now: datetime) -> bool:
    return now - enqueued_at > OLDEST_WAITING


def is_unfinished(started_at: datetime, finished_at: datetime | None, now: datetime) -> bool:
    return finished_at is None and now - started_at > LONGEST_JOB


def is_to_be_told(told_at: datetime | None, now: datetime, again_after: timedelta) -> bool:
    return told_at is None or now - told_at >= again_after
