"""网站巡检: the last walk, the running one, availability, and ways to all the rest."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from unionsite.core.refusals import Refused
from unionsite.core.screens import RightRequiredMixin, Screen
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.health import queries, rules
from unionsite.oversight.health.choices import START, VIEW, LinkFault, PageFault
from unionsite.oversight.health.models import Walk
from unionsite.oversight.health.services.walks import start_walk
from unionsite.publishing.elsewhere import elsewhere

INDEX = "health_admin:index"


def fault_words(kind: str) -> str:
    """Return the words for a kind of fault as a walk counts it: "page:slow", "link:gone"."""
    what, _colon, fault = kind.partition(":")
    if what == "page":
        return str(PageFault(fault).label)
    return _("链接：%(fault)s") % {"fault": LinkFault(fault).label}


def certificate_in(walks: list[Walk], now: datetime) -> dict:
    """Return what the newest walk that saw the site's certificate says of it."""
    until = next((walk.certificate_until for walk in walks if walk.certificate_until), None)
    days = (until - now).days if until else None
    is_short = days is not None and rules.certificate_gravity(days) is not None
    return {"certificate_until": until, "certificate_days": days, "is_certificate_short": is_short}


def lists_of_accounts(user) -> list[str]:
    """Return where the accounts on other platforms are listed, for who may open the list."""
    return [reverse(about.accounts_list[1]) for about in elsewhere if user.has_perm(about.accounts_list[0])]


class OverviewView(RightRequiredMixin, Screen, TemplateView):
    right = VIEW
    page_title = gettext_lazy("网站巡检")
    header_icon = "link"
    index_url_name = INDEX
    template_name = "oversight/health/overview.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        today = timezone.localdate(now)
        walks = list(Walk.objects.select_related("started_by")[:12])
        running = next((walk for walk in walks if walk.is_running), None)
        last = next((walk for walk in walks if not walk.is_running), None)
        return super().get_context_data(**kwargs) | {
            **certificate_in(walks, now),
            "running": running,
            "progress": queries.progress_of(running) if running else None,
            "last": last,
            "faults": [(fault_words(kind), number) for kind, number in sorted(last.tally.items())] if last else [],
            "months": queries.availability(today),
            "has_https": settings.BASE_URL.startswith("https://"),
            "repair": queries.repair_time(now),
            "open_findings": queries.open_findings(),
            "findings_address": f"{reverse('findings_admin:index')}?source={Source.HEALTH.value}",
            "export_address": f"{reverse('findings_admin:export')}?source={Source.HEALTH.value}&state=all&format=xlsx",
            "accounts": lists_of_accounts(self.request.user),
            "may_start": running is None and self.request.user.has_perm(START),
        }


class StartView(RightRequiredMixin, View):
    """Begins a walk at once: "现在巡检"; the scheduler carries it on within a minute."""

    right = START
    http_method_names = ["post"]

    def post(self, request):
        try:
            start_walk(actor=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已开始巡检，一分钟内动工，进度见本页。"))
        return redirect(INDEX)
