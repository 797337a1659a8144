"""When a duty is due, when somebody is reminded, and who may sign (S-2.7, S-6.2)."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionsite.core.workdays import months_after
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import HANDLE, MOST_MONTHS, SIGN, DutyState, RecordState
from unionsite.oversight.duties.models import Duty, DutyRecord

pytestmark = pytest.mark.once

DUE = date(2026, 6, 1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(first_due=DAYS, months=st.integers(1, MOST_MONTHS), done=st.lists(DAYS, min_size=1, max_size=6))
def test_next_due_is_never_before_the_last_record_and_its_cycle(first_due, months, done):
    due, last = rules.next_due(first_due=first_due, months=months, done=done), max(done)
    assert (due.year - last.year) * 12 + due.month - last.month == months
    assert due.day == min(last.day, monthrange(due.year, due.month)[1])
    assert due > last


@given(first_due=DAYS, months=st.integers(1, MOST_MONTHS) | st.none())
def test_without_a_record_the_first_date_holds(first_due, months):
    assert rules.next_due(first_due=first_due, months=months, done=[]) == first_due


def test_what_is_done_once_is_due_no_more():
    assert rules.next_due(first_due=DUE, months=None, done=[date(2026, 5, 1)]) is None


def test_a_month_ends_where_it_ends_and_dates_do_too():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(9999, 12, 31), MOST_MONTHS) == date.max


@pytest.mark.parametrize(
    ("due_on", "is_active", "state"),
    [
        (DUE - timedelta(days=1), True, DutyState.LATE),
        (DUE, True, DutyState.SOON),
        (DUE + timedelta(days=14), True, DutyState.SOON),
        (DUE + timedelta(days=15), True, DutyState.FINE),
        (None, True, DutyState.DONE),
        (DUE - timedelta(days=1), False, DutyState.STOPPED),
    ],
)
def test_the_state_on_a_day(due_on, is_active, state):
    assert rules.state(due_on, DUE, is_active=is_active) == state


@given(start=st.integers(-40, 20))
def test_reminders_are_14_days_and_1_day_before_and_then_weekly(start):
    """Looked at each day, whatever the day of the first look: each reminder once, none that is not due."""
    expected = [-14, -1, 1, 8, 15, 22]
    sent, reminded_on = [], None
    for offset in range(start, 23):
        today = DUE + timedelta(days=offset)
        if rules.is_to_be_reminded(DUE, today, reminded_on):
            sent.append(offset)
            reminded_on = today
    missed = max((day for day in expected if day < start), default=None)
    assert sent == ([start] if missed is not None and start not in expected else []) + [
        day for day in expected if day >= start
    ]


def test_a_reminder_that_was_missed_is_sent_later_and_once():
    assert rules.is_to_be_reminded(DUE, DUE - timedelta(days=9), None)
    assert not rules.is_to_be_reminded(DUE, DUE - timedelta(days=8), DUE - timedelta(days=9))


class Somebody:
    """A person with some rights, without a database."""

    def __init__(self, pk: int, *rights: str):
        self.pk, self.rights = pk, rights

    def has_perm(self, right: str) -> bool:
        return right in self.rights


WRITER, OTHER = Somebody(1, HANDLE, SIGN), Somebody(2, SIGN)
WAITING = DutyRecord(duty=Duty(), state=RecordState.WAITING, written_by_id=1)


@pytest.mark.parametrize(
    ("user", "record", "may"),
    [
        (OTHER, WAITING, True),
        (WRITER, WAITING, False),
        (Somebody(3, HANDLE), WAITING, False),
        (OTHER, DutyRecord(state=RecordState.SIGNED, written_by_id=1), False),
    ],
)
def test_another_person_signs(user, record, may):
    assert rules.may_judge(user, record) is may


def test_nobody_decides_about_their_own_rights():
    assert rules.may_decide(WRITER, WAITING, 2)
    assert not rules.may_decide(WRITER, WAITING, 1)
    assert not rules.may_decide(Somebody(3), WAITING, 2)
