"""Activation codes: issued for paper or mail, used once to choose a password."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from unionsite.accounts.choices import ACTIVATION_CODE_LENGTH, ACTIVATION_LIFE
from unionsite.accounts.people.mails import write_to_employee
from unionsite.accounts.people.models import User
from unionsite.accounts.people.names import normalised_code, random_code
from unionsite.accounts.second_factor.models import ActivationCode
from unionsite.accounts.sign_in.services import forget_wrong_tries, set_password
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import sealing


def _context(number: str) -> str:
    return f"accounts.activationcode:{number}"


@transaction.atomic
def issue_codes(*, users: Iterable[User], actor: User | None, now: datetime) -> list[tuple[User, str]]:
    """Issue a new code for each employee with an open account; return (employee, code) in the order of 工号.

    Codes can be read only now; former codes become void. Skips staff, people who have left and closed accounts.
    """
    wanted = [user.pk for user in users]
    people = list(
        User.objects.employees().in_use().filter(pk__in=wanted).select_related("department").order_by("employee_number")
    )
    ActivationCode.objects.filter(user__in=people).delete()
    issued = [(user, random_code(ACTIVATION_CODE_LENGTH)) for user in people]
    ActivationCode.objects.bulk_create(
        ActivationCode(
            user=user,
            digest=sealing.digest(normalised_code(code), _context(user.employee_number)),
            issued_by=actor,
            issued_at=now,
            expires_at=now + ACTIVATION_LIFE,
        )
        for user, code in issued
    )
    if len(people) == 1:
        audit.record(Action.ACTIVATION_CODES_MADE, actor=actor, subject=people[0])
    elif people:
        numbers = [user.employee_number for user in people]
        audit.record(Action.ACTIVATION_CODES_MADE, actor=actor, detail={"count": len(numbers), "subject": numbers})
    return issued


def find_code(*, number: str, code: str, now: datetime) -> ActivationCode | None:
    """Return the code of the employee with this 工号 if it is still good; None does not tell why not."""
    digests = sealing.digests(normalised_code(code), _context(number))
    return _good(now).filter(digest__in=digests, user__employee_number=number).first()


def find_code_by_id(*, pk: int, now: datetime) -> ActivationCode | None:
    return _good(now).filter(pk=pk).first()


def _good(now: datetime):
    employees = User.objects.employees().in_use()
    return ActivationCode.objects.filter(used_at=None, expires_at__gt=now, user__in=employees).select_related("user")


@transaction.atomic
def activate(*, code: ActivationCode, password: str, now: datetime) -> User | None:
    """Give the account its password; None when the code was used or replaced, or the account closed meanwhile.

    For an account already in use it is a new password, for which the union's office has handed out a code.
    """
    user = User.objects.select_for_update().get(pk=code.user_id)
    # The update is the lock: of two requests with the same code, only one finds it unused.
    unused = ActivationCode.objects.filter(pk=code.pk, used_at=None)
    if not _good(now).filter(pk=code.pk).exists() or not unused.update(used_at=now):
        return None
    is_first = user.activated_at is None
    user.activated_at = user.activated_at or now
    forget_wrong_tries(user)
    set_password(user=user, password=password, action=Action.ACCOUNT_ACTIVATED if is_first else Action.PASSWORD_RESET)
    return user


@task()
def mail_activation_code(user_id: int, actor_id: int | None) -> None:
    """Issue a code and send it by mail; when the mail cannot be sent, the former code stays good."""
    user, actor = (User.objects.filter(pk=key).first() for key in (user_id, actor_id))
    if user is None or not user.email:
        return
    with transaction.atomic():
        for person, code in issue_codes(users=[user], actor=actor, now=timezone.now()):
            write_to_employee("activation", person.email, {"user": person, "code": code}, reverse("account:activate"))
