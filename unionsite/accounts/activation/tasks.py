"""Mails of activation codes. A task takes ids and makes the code when it runs, so that none lies in the queue."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from unionsite.accounts.activation.services import issue_codes
from unionsite.accounts.people.mails import write_to_employee
from unionsite.accounts.people.models import User


@task()
def mail_activation_code(user_id: int, actor_id: int | None) -> None:
    """Issue a code and send it; when the mail cannot be sent the former code stays good."""
    user, actor = (User.objects.filter(pk=key).first() for key in (user_id, actor_id))
    if user is None or not user.email:
        return
    with transaction.atomic():
        for person, code in issue_codes(users=[user], actor=actor, now=timezone.now()):
            write_to_employee("activation", person.email, {"user": person, "code": code}, reverse("account:activate"))
