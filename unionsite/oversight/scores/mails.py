"""Mails about scores: an objection, its answer, and that a frozen card was changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core.mails import send
from unionsite.oversight.scores.models import Objection


def tell_team(objection: Objection) -> None:
    _send("objection", _addresses(Role.FIRST_REVIEW), objection)


def tell_objector(objection: Objection) -> None:
    _send("answer", [objection.by.email], objection)


def tell_of_faults(faults: Sequence[str]) -> None:
    people = _addresses(Role.FINAL_REVIEW, Role.SECURITY)
    send("oversight/scores/mail/faults.txt", people, {"faults": faults})


def _addresses(*roles: Role) -> list[str]:
    people = User.objects.filter(groups__name__in=[role.value for role in roles], is_active=True)
    return list(people.values_list("email", flat=True))


def _send(name: str, addresses: list[str], objection: Objection) -> None:
    path = reverse("scores_admin:card", args=[objection.period_id, objection.department_id])
    context = {"objection": objection, "address": settings.WAGTAILADMIN_BASE_URL + path}
    send(f"oversight/scores/mail/{name}.txt", addresses, context)
