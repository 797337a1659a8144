"""Activation codes as a service: who gets one, how it is kept, what ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.accounts.rolls import CODE_PATTERN, PASSWORD, EmployeeFactory, issue_code, waiting
from tests.conftest import member
from unionsite.accounts.activation import services
from unionsite.accounts.models import ActivationCode, User
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def find(number: str, code: str, now=None):
    return services.find_code(number=number, code=code, now=now or timezone.now())


def test_only_employees_with_an_open_account_get_a_code_in_the_order_of_their_numbers(quality):
    second, first = (waiting(employee_number=number, department=quality) for number in ("A2", "A1"))
    others = [
        EmployeeFactory(employee_number="A3", department=quality, is_active=False),
        EmployeeFactory(employee_number="A4", department=quality, is_active=False, left_on="2026-05-01"),
        member("编辑", employee_number="S1"),
        EmployeeFactory(employee_number=None, username="none", department=quality),
    ]

    issued = services.issue_codes(users=[second, first, *others], actor=None, now=timezone.now())

    assert [user for user, _code in issued] == [first, second]
    assert {code.user_id for code in ActivationCode.objects.all()} == {first.pk, second.pk}
    entry = AuditEntry.objects.get(action=Action.ACTIVATION_CODES_MADE)
    assert entry.detail == {"count": 2, "subject": ["A1", "A2"]}


def test_nobody_to_give_one_to_leaves_no_trace(db):
    assert services.issue_codes(users=[member("编辑")], actor=None, now=timezone.now()) == []
    assert not AuditEntry.objects.filter(action=Action.ACTIVATION_CODES_MADE).exists()


@pytest.mark.parametrize("number", [1, 60])
def test_the_number_of_queries_does_not_grow_with_codes(quality, number, django_assert_num_queries):
    users = [waiting(department=quality) for _user in range(number)]

    # Savepoint and its end, people, former codes, new codes; head and entry of the audit log.
    with django_assert_num_queries(ISSUING_QUERIES):
        services.issue_codes(users=users, actor=None, now=timezone.now())


ISSUING_QUERIES = 10


def test_t22_the_code_is_kept_as_a_keyed_hash_bound_to_its_number(quality, settings):
    user = waiting(employee_number="A1", department=quality)
    code = issue_code(user)

    kept = str(ActivationCode.objects.values())
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert find("A1", code).user == user
    # Moved to another person by whoever writes in the database, it opens nothing.
    other = waiting(employee_number="A2", department=quality)
    ActivationCode.objects.update(user=other)
    assert find("A2", code) is None


def test_codes_outlive_a_change_of_the_sealing_key(quality, settings):
    code = issue_code(waiting(employee_number="A1", department=quality))

    settings.SEALING_KEYS = ["only-for-tests-a-new-sealing-key-0123456789", *settings.SEALING_KEYS]
    assert find("A1", code) is not None
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    assert find("A1", code) is None


@pytest.mark.parametrize(("days", "is_good"), [(29, True), (30, False)])
def test_a_code_is_good_for_thirty_days(quality, days, is_good):
    now = timezone.now()
    code = issue_code(waiting(employee_number="A1", department=quality), now)

    assert (find("A1", code, now + timedelta(days=days)) is not None) is is_good


def test_a_code_that_was_found_and_then_used_sets_no_second_password(quality):
    issue_code(waiting(employee_number="A1", department=quality))
    code, now = ActivationCode.objects.get(), timezone.now()
    same = ActivationCode.objects.get()

    assert services.activate(code=code, password=PASSWORD, now=now) is not None
    assert services.activate(code=same, password="another-Password-8", now=now) is None

    assert User.objects.get(employee_number="A1").check_password(PASSWORD)


def test_codes_are_hard_to_mistype(quality):
    import re

    for _code in range(50):
        code = issue_code(waiting(department=quality))
        assert re.fullmatch(CODE_PATTERN, code)
        assert not set(code) & set("ILOU01")
