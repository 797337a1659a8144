"""Who may do what with a finding, and when somebody is chased."""

from dataclasses import dataclass
from datetime import date

import pytest

from unionsite.oversight.findings.choices import State, Step
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.rules import chase, is_overdue, steps_for


@dataclass
class Actor:
    pk: int
    may_handle: bool

    def has_perm(self, right):
        return self.may_handle


OWNER, MENDER, TEAM = Actor(1, False), Actor(2, True), Actor(3, True)
STRANGER = Actor(4, False)


def finding(state, owner=None, mended_by=None, due_on=None) -> Finding:
    return Finding(state=state, owner_id=owner, mended_by_id=mended_by, due_on=due_on)


@pytest.mark.parametrize(
    ("state", "actor", "steps"),
    [
        (State.FOUND, TEAM, [Step.ASSIGN, Step.DISMISS]),
        (State.FOUND, STRANGER, []),
        (State.ASSIGNED, OWNER, [Step.MEND]),
        (State.ASSIGNED, TEAM, [Step.MEND, Step.ASSIGN, Step.DISMISS]),
        (State.ASSIGNED, STRANGER, []),
        (State.MENDED, TEAM, [Step.PASS, Step.FAIL]),
        (State.MENDED, MENDER, []),
        (State.MENDED, OWNER, []),
        (State.CLOSED, TEAM, []),
        (State.DISMISSED, TEAM, []),
    ],
)
def test_steps(state, actor, steps):
    mended_by = MENDER.pk if state == State.MENDED else None
    assert steps_for(finding(state, OWNER.pk, mended_by), actor) == steps


def test_an_owner_of_the_team_does_not_recheck_their_own():
    assert steps_for(finding(State.MENDED, TEAM.pk, MENDER.pk), TEAM) == []


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        (State.ASSIGNED, date(2026, 5, 8), False),
        (State.ASSIGNED, date(2026, 5, 9), True),
        (State.MENDED, date(2026, 5, 9), False),
        (State.CLOSED, date(2026, 5, 9), False),
    ],
)
def test_overdue_from_the_day_after(state, today, expected):
    assert is_overdue(finding(state, due_on=date(2026, 5, 8)), today) is expected


@pytest.mark.parametrize(
    ("late", "done", "step"),
    [
        (0, [], None),
        (1, [], Step.CHASE),
        (4, [Step.CHASE], None),
        (5, [Step.CHASE], Step.ESCALATE),
        (9, [Step.CHASE, Step.ESCALATE], None),
    ],
)
def test_who_is_chased(late, done, step):
    assert chase(finding(State.ASSIGNED), workdays_late=late, done=done) == step


def test_nobody_is_chased_for_what_waits_for_others():
    assert chase(finding(State.MENDED), workdays_late=9, done=[]) is None
