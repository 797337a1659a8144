"""What the admin's home page says of the audit log: how much there was today, and what was refused."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from unionsite.audit.choices import Outcome
from unionsite.audit.models import AuditEntry
from unionsite.audit.screens.rights import policy

DAYS = 7


class LogPanel(Component):
    """Entries of the last seven days, today included; one query, by the index of the time."""

    name = "audit"
    order = 70
    template_name = "audit/admin/panel.html"

    def get_context_data(self, parent_context):
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        first = today - timedelta(days=DAYS - 1)
        refused = Q(outcome=Outcome.REFUSED)
        log = reverse("audit_admin:log")
        counts = AuditEntry.objects.filter(at__gte=first).aggregate(
            today=Count("pk", filter=Q(at__gte=today)),
            refused_today=Count("pk", filter=refused & Q(at__gte=today)),
            all=Count("pk"),
            refused=Count("pk", filter=refused),
        )
        return {
            "counts": counts,
            "days": DAYS,
            "log": log,
            "refused": f"{log}?outcome={Outcome.REFUSED.value}&at_from={first:%Y-%m-%d}",
        }


def add_panel(request, panels):
    """For those who are there to look at it: to a superuser, who may everything, it would be one panel more."""
    user = request.user
    if not user.is_superuser and policy.user_has_permission(user, "view"):
        panels.append(LogPanel())
