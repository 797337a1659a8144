"""What is written to people about findings, and to whom."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core.mails import send
from unionsite.oversight.findings.choices import Step
from unionsite.oversight.findings.models import Finding


def tell(finding: Finding, step: Step, words: str = "") -> None:
    """Tell those whom a step concerns: the owner of a notice, the team of what is to be rechecked, the committee."""
    if step in (Step.ASSIGN, Step.FAIL, Step.CHASE):
        addresses = [finding.owner.email] if finding.owner else []
    else:
        role = Role.FINAL_REVIEW if step == Step.ESCALATE else Role.FIRST_REVIEW
        people = User.objects.filter(groups__name=role.value, is_active=True).exclude(pk=finding.owner_id)
        addresses = people.values_list("email", flat=True)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("findings_admin:finding", args=[finding.pk])
    context = {"finding": finding, "step": step.value, "words": words, "address": address}
    send("oversight/findings/mail/step.txt", addresses, context)
