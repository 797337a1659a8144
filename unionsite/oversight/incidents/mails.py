"""What is written to people about incidents, and to whom."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core.mails import send
from unionsite.oversight.incidents.choices import HOTLINE, Step
from unionsite.oversight.incidents.models import Incident

TEAM = (Role.SECURITY, Role.FIRST_REVIEW)


def tell(incident: Incident, step: Step, words: str = "", *, is_late: bool = False) -> None:
    """Tell the team what is new, the committee what it is asked, and both when the four hours are over."""
    roles = (Role.FINAL_REVIEW,) if step == Step.ESCALATE else TEAM
    if is_late:
        roles = (*TEAM, Role.FINAL_REVIEW)
    people = User.objects.filter(is_active=True, groups__name__in=[role.value for role in roles])
    context = {
        "incident": incident,
        "step": step.value,
        "words": words,
        "is_late": is_late,
        "hotline": HOTLINE,
        "address": settings.WAGTAILADMIN_BASE_URL + reverse("incidents_admin:incident", args=[incident.pk]),
    }
    send("oversight/incidents/mail/step.txt", people.values_list("email", flat=True), context)
