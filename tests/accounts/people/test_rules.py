"""Who may manage whom, and when something has run out."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from unionsite.accounts.choices import EmployeeState, Role
from unionsite.accounts.people import rules
from unionsite.accounts.people.rules import Rank

NOW = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("is_superuser", "is_guarded", "is_administering", "rank"),
    [
        (False, False, False, Rank.EMPLOYEE),
        (False, True, False, Rank.STAFF),
        (False, True, True, Rank.ADMINISTRATION),
        (True, True, False, Rank.SUPERUSER),
        (True, True, True, Rank.SUPERUSER),
    ],
)
def test_rank(is_superuser, is_guarded, is_administering, rank):
    assert rules.rank(is_superuser=is_superuser, is_guarded=is_guarded, is_administering=is_administering) is rank


@pytest.mark.parametrize(("actor", "target"), list(product(Rank, Rank)), ids=lambda rank: rank.name)
def test_accounts_are_managed_from_above(actor, target):
    expected = actor is Rank.SUPERUSER or actor > target
    assert rules.may_manage(is_self=False, actor=actor, target=target) is expected
    assert rules.may_recover(is_self=False, actor=actor, target=target, is_security=False) is expected


@pytest.mark.parametrize("rank", Rank)
def test_nobody_manages_or_recovers_themselves(rank):
    assert not rules.may_manage(is_self=True, actor=rank, target=rank)
    assert not rules.may_recover(is_self=True, actor=rank, target=rank, is_security=True)


@pytest.mark.parametrize(
    ("target", "expected"),
    [(Rank.EMPLOYEE, True), (Rank.STAFF, True), (Rank.ADMINISTRATION, True), (Rank.SUPERUSER, False)],
)
def test_the_security_officer_recovers_administrators_but_does_not_manage_them(target, expected):
    actor = Rank.ADMINISTRATION
    assert rules.may_recover(is_self=False, actor=actor, target=target, is_security=True) is expected
    assert rules.may_manage(is_self=False, actor=actor, target=target) is (target < actor)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (set(), True),
        ({Role.ADMINISTRATOR}, True),
        ({Role.ADMINISTRATOR, Role.EDITOR, Role.FINAL_REVIEW}, True),
        ({"系统管理员", "安全管理员"}, False),
        ({"安全管理员", "审计员"}, False),
        ({"系统管理员", "审计员", "编辑"}, False),
        (set(Role), False),
    ],
)
def test_the_three_administrators_are_separate(roles, expected):
    assert rules.are_separate(frozenset(roles)) is expected


@pytest.mark.parametrize(
    ("changed_at", "expected"),
    [(None, True), (NOW, False), (NOW - 90 * DAY + SECOND, False), (NOW - 90 * DAY, True), (NOW - 91 * DAY, True)],
)
def test_a_password_is_old_after_so_many_days(changed_at, expected):
    assert rules.is_password_old(changed_at, 90, NOW) is expected


@pytest.mark.parametrize(
    ("valid_until", "expected"),
    [(None, False), (date(2026, 5, 7), False), (date(2026, 5, 8), True), (date(2027, 1, 1), True)],
)
def test_training_counts_to_its_last_day(valid_until, expected):
    assert rules.is_trained(valid_until, date(2026, 5, 8)) is expected


@pytest.mark.parametrize(
    ("left_on", "is_active", "activated_at", "state"),
    [
        (None, True, None, EmployeeState.WAITING),
        (None, True, NOW, EmployeeState.ACTIVE),
        (None, False, NOW, EmployeeState.DISABLED),
        (None, False, None, EmployeeState.DISABLED),
        (date(2026, 5, 1), False, NOW, EmployeeState.LEFT),
        (date(2026, 5, 1), True, NOW, EmployeeState.LEFT),
    ],
)
def test_the_state_of_an_employee(left_on, is_active, activated_at, state):
    assert rules.employee_state(left_on=left_on, is_active=is_active, activated_at=activated_at) is state


@pytest.mark.parametrize(
    ("password", "classes"),
    [
        ("", 0),
        ("abc", 1),
        ("ABC", 1),
        ("123", 1),
        ("-_ ", 1),
        ("工会", 1),
        ("工会-", 1),
        ("aB", 2),
        ("aB1", 3),
        ("aB1工", 4),
        ("é", 1),
        ("١", 1),
    ],
)
def test_classes_of_characters(password, classes):
    assert rules.character_classes(password) == classes
