"""Background and scheduled work for employees: activation codes by mail, rolls and leavers that are forgotten.

Every task takes ids, and what it sends is made when it runs: no code, link or mail address lies in the queue in clear.
"""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from unionsite.accounts.activation import services as activation_services
from unionsite.accounts.employees import services as employees_services
from unionsite.accounts.people.mails import write_to_employee
from unionsite.accounts.people.models import User
from unionsite.accounts.roll import services as roll_services


def purge_roll_files() -> None:
    """Hourly: uploaded rolls live for a day at most."""
    roll_services.forget_old_imports(now=timezone.now())


def forget_leavers() -> None:
    """Daily: what was kept to reach people and to let them in goes some months after they have left."""
    employees_services.forget_leavers(now=timezone.now())


@task()
def mail_activation_code(user_id: int, actor_id: int | None) -> None:
    """Issue a code and send it; when the mail cannot be sent the former code stays good."""
    user, actor = (User.objects.filter(pk=key).first() for key in (user_id, actor_id))
    if user is None or not user.email:
        return
    with transaction.atomic():
        for person, code in activation_services.issue_codes(users=[user], actor=actor, now=timezone.now()):
            write_to_employee("activation", person.email, {"user": person, "code": code}, reverse("account:activate"))
