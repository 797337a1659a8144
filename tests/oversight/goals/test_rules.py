"""The state of a task, and which mail its owner gets."""

from datetime import date, timedelta

import pytest

from unionsite.oversight.goals import rules
from unionsite.oversight.goals.rules import Reminder, State

DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("percent", "days", "state"),
    [
        (0, -1, State.WAITING),
        (0, 0, State.WAITING),
        (1, 0, State.RUNNING),
        (99, 0, State.RUNNING),
        (0, 1, State.LATE),
        (99, 1, State.LATE),
        (100, 1, State.DONE),
        (100, -9, State.DONE),
    ],
)
def test_s21_the_state_follows_from_progress_and_due_date(percent, days, state):
    assert rules.state_of(rules.Standing(percent, DUE), DUE + timedelta(days=days)) == state


@pytest.mark.parametrize(
    ("days", "what", "mail"),
    [
        (-8, {}, None),
        (-7, {}, Reminder.SOON),
        (-7, {"reminded_for": DUE}, None),
        (0, {}, Reminder.SOON),
        (1, {"reminded_for": DUE}, Reminder.LATE),
        (1, {}, Reminder.LATE),
        (9, {"chased_for": DUE}, None),
        # Put off meanwhile: reminded anew.
        (-3, {"reminded_for": DUE - timedelta(days=30)}, Reminder.SOON),
        (1, {"chased_for": DUE - timedelta(days=30)}, Reminder.LATE),
        (1, {"percent": 100}, None),
    ],
)
def test_one_mail_a_week_before_and_one_when_late(days, what, mail):
    task = rules.Standing(**{"percent": 10, "due_on": DUE} | what)
    assert rules.reminder_due(task, DUE + timedelta(days=days)) == mail


@pytest.mark.parametrize(("is_owner", "may_edit", "may"), [(1, 0, 1), (0, 1, 1), (1, 1, 1), (0, 0, 0)])
def test_the_owner_reports_and_the_committee(is_owner, may_edit, may):
    assert bool(rules.may_report(is_owner=bool(is_owner), may_edit=bool(may_edit))) is bool(may)
