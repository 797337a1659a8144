"""Composed reads of incidents: counts for the dashboard, the text of the report, the record of the switches."""

from datetime import datetime

from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from unionsite.accounts.choices import Role
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import SiteSettings
from unionsite.core.queries import default_site
from unionsite.oversight.incidents import rules
from unionsite.oversight.incidents.choices import RECORD, Step
from unionsite.oversight.incidents.models import Incident

SWITCHES = (Action.READ_ONLY_ON, Action.READ_ONLY_OFF, Action.ALL_SESSIONS_ENDED)


def found_between(start: datetime, stop: datetime) -> dict[str, int]:
    """Count the incidents found from `start` to before `stop`, by grade; one query."""
    found = Incident.objects.filter(found_at__gte=start, found_at__lt=stop)
    return dict(found.order_by().values_list("grade").annotate(number=Count("pk")))


def actor_of(user) -> rules.Actor:
    """Return what the rules ask of a person. Only a member of the 工会委员会 decides, no superuser in its place."""
    return rules.Actor(may_record=user.has_perm(RECORD), is_committee=user.has_role(Role.FINAL_REVIEW))


def report_text(incident: Incident) -> str:
    """Return what is reported to the authority, filled from the record, as plain text to be copied."""
    site = default_site()
    measures = incident.entries.filter(step=Step.ACT).select_related("by")
    context = {
        "incident": incident,
        "measures": measures,
        "unknown": _("正在核实，后续补报"),
        "union": SiteSettings.remembered_for(site.pk).name if site else "",
    }
    return render_to_string("oversight/incidents/report.txt", context).strip()


def switches() -> QuerySet[AuditEntry]:
    """Return the record of the switches from the audit log, newest first."""
    return AuditEntry.objects.filter(action__in=SWITCHES).order_by("-number")
