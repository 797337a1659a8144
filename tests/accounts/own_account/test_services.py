"""What employees change themselves, where requests meet."""

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone

from tests.accounts.rolls import PASSWORD, EmployeeFactory, waiting
from tests.conftest import member
from unionsite.accounts.models import User
from unionsite.accounts.own_account import services
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_same_phone_number_again_is_no_change(employee):
    services.change_phone(user=employee, phone=employee.phone)

    assert not AuditEntry.objects.filter(actor_id=employee.pk).exists()


def test_of_two_links_to_new_addresses_the_first_that_is_opened_counts(employee):
    now = timezone.now()
    tokens = [services.seal_mail_change(user=employee, email=f"{name}@example.com", now=now) for name in ("a", "b")]

    assert services.confirm_mail_change(token=tokens[1], now=now) is not None
    assert services.confirm_mail_change(token=tokens[0], now=now) is None

    assert User.objects.get(pk=employee.pk).email == "b@example.com"


def test_a_link_of_another_kind_changes_no_mail(employee):
    from unionsite.core import sealing

    other = sealing.seal(b'{"user": 1}', "accounts.address")

    assert services.read_mail_change(token=other, now=timezone.now()) is None


def test_t24_who_may_reset_a_password_by_mail(employee, quality):
    assert services.may_reset(employee)
    assert not services.may_reset(waiting(department=quality))
    assert not services.may_reset(EmployeeFactory(department=quality, is_active=False))
    assert not services.may_reset(EmployeeFactory(department=quality, left_on="2026-05-01"))
    assert not services.may_reset(member("编辑"))


def test_a_token_of_before_the_last_password_resets_nothing(employee):
    token = default_token_generator.make_token(employee)
    assert services.reset_password(user=employee, token=token, password=PASSWORD)

    assert not services.reset_password(user=employee, token=token, password="another-Password-8")

    assert User.objects.get(pk=employee.pk).check_password(PASSWORD)
