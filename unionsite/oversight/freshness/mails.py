"""What is written to people before a section goes stale, and to whom."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core.mails import send
from unionsite.oversight.freshness.queries import Row


def remind(row: Row) -> None:
    """Tell the owner, or the 小组 where there is none, that the last day in time is near."""
    owner = row.plan.owner
    if owner is not None and owner.is_active and owner.email:
        addresses = [owner.email]
    else:
        people = User.objects.filter(groups__name=Role.FIRST_REVIEW.value, is_active=True)
        addresses = list(people.values_list("email", flat=True))
    address = settings.WAGTAILADMIN_BASE_URL + reverse("freshness_admin:index")
    send("oversight/freshness/mail/due.txt", addresses, {"row": row, "address": address})
