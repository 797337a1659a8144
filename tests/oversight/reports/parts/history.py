"""Made-up histories whose moments like the edges of the periods, cases among them, and reading of parts."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from interact.cases.choices import DueKind, Result, Satisfaction, State
from interact.channels.records import Channel
from interact.models import Case
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.scores.rules import Span, span_of

# The first year begins in the middle of the data; the last days lie behind the quarter.
FIRST, LAST = date(2024, 6, 15), date(2026, 7, 20)
QUARTER = (span_of("quarter", 2026, 2, date(2026, 7, 5)), span_of("quarter", 2026, 1, date(2026, 7, 5)))
YEAR = (span_of("year", 2025, 1, date(2026, 1, 8)), span_of("year", 2024, 1, date(2026, 1, 8)))
MONTH = (span_of("month", 2026, 6, date(2026, 7, 5)), span_of("month", 2026, 5, date(2026, 7, 5)))
LEAST = timedelta(microseconds=1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


# The last moment outside and the first one inside of each period, in local time.
EDGES = [
    midnight(day) - before
    for now, earlier in (QUARTER, YEAR, MONTH)
    for day in (earlier.start, now.start, now.stop)
    for before in (LEAST, timedelta(0))
]


class History(random.Random):
    """The same history each time for the same seed."""

    def moment(self) -> datetime:
        if self.random() < 0.4:
            return self.choice(EDGES)
        return midnight(self.day()) + timedelta(seconds=self.randrange(86_400))

    def day(self) -> date:
        return FIRST + timedelta(days=self.randrange((LAST - FIRST).days))


def is_in(span: Span, when: datetime | date | None) -> bool:
    if when is None:
        return False
    day = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return span.start <= day < span.stop


def table_of(part: Part, key: str) -> Table:
    (found,) = [table for table in part.tables if table.key == key]
    return found


def rows_of(part: Part, key: str) -> dict:
    """The rows of a table by their first column."""
    table = table_of(part, key)
    rows = {row[0]: row[1:] for row in table.rows}
    assert len(rows) == len(table.rows)
    return rows


def summed(part: Part) -> tuple:
    """Cases of all channels that are not by name: received now and before, answered, on time."""
    (row,) = rows_of(part, "cases").values()
    return row


def beside(now: int, before: int) -> tuple[int, int, str]:
    return now, before, f"{now - before:+d}".replace("+0", "0")


def a_case(channel, received_at, **facts) -> Case:
    """A case that is open, unless it has an end."""
    day = timezone.localdate(received_at)
    open_still = {"due_on": day, "due_kind": DueKind.REPLY} if facts.get("state", "received") == "received" else {}
    return Case(channel=channel, received_at=received_at, since=day, **open_still, **facts)


def made_up(history, departments, number: int, channels=tuple(Channel)) -> list[Case]:
    cases = []
    for _number in range(number):
        received = history.moment()
        day = timezone.localdate(received)
        replied = history.choice([None, day + timedelta(days=history.randrange(30))])
        facts = {"department": history.choice([None, *departments])}
        if replied:
            facts |= {"replied_on": replied, "first_replied_on": replied, "was_on_time": history.random() < 0.7}
            if history.random() < 0.7:
                facts |= {"state": State.CLOSED, "closed_on": replied + timedelta(days=history.randrange(20))}
                facts |= {"result": history.choice(["", Result.SOLVED, Result.PARTLY, Result.UNABLE])}
                facts |= {"satisfaction": history.choice(["", *Satisfaction.values])}
        elif history.random() < 0.2:
            facts |= {"state": State.DECLINED, "closed_on": day + timedelta(days=3)}
        cases.append(a_case(history.choice(channels), received, **facts))
    return Case.objects.bulk_create(cases)
