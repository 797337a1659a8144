"""What is written to people about reports, and to whom."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core.mails import send
from unionsite.oversight.reports.models import Report


def tell_of_draft(report: Report) -> None:
    """Tell the editors that a draft waits for their words, and until when it is to be public."""
    editors = User.objects.filter(is_active=True, groups__name=Role.EDITOR.value)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("reports_admin:report", args=[report.pk])
    context = {"report": report, "address": address}
    send("oversight/reports/mail/draft.txt", editors.values_list("email", flat=True), context)
