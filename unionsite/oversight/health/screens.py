"""网站巡检: the last walk, the running one, availability; failing links, missed addresses; Wagtail's form for a
redirect, filled in."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.views import CreateView

from unionsite.core.columns import Column, FactColumn, FileColumn, MomentColumn, TagsColumn
from unionsite.core.filters import SelectFilter
from unionsite.core.screens import FileListView, RightRequiredMixin, Screen, telling
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.health import queries, rules
from unionsite.oversight.health.choices import START, VIEW, LinkFault, LinkKind, PageFault
from unionsite.oversight.health.models import Link, MissedAddress, Walk
from unionsite.oversight.health.services.walks import start_walk
from unionsite.publishing.elsewhere import elsewhere

INDEX = "health_admin:index"
ADD_REDIRECT = "wagtailredirects.add_redirect"
MOST_CHARACTERS = 300


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
        with telling(request, _("已开始巡检，一分钟内动工，进度见本页。")):
            start_walk(actor=request.user)
        return redirect(INDEX)


def tags_of(link: Link) -> list[tuple[str, str]]:
    tags = [(str(link.get_fault_display()), "warning")]
    return tags if link.is_dead else [*tags, (_("待再次确认"), "")]


class LinkFilterSet(WagtailFilterSet):
    kind = SelectFilter(gettext_lazy("类别"), LinkKind.choices)
    fault = SelectFilter(gettext_lazy("问题"), LinkFault.choices)


class LinksView(FileListView):
    """Links that failed when last asked; takes `?kind=&fault=`."""

    right = VIEW
    model = Link
    page_title = gettext_lazy("打不开的链接")
    header_icon = "link"
    index_url_name = "health_admin:links"
    filterset_class = LinkFilterSet
    empty_message = gettext_lazy("最近一次检查中，链接都能打开。")
    file_name = "dead-links"
    columns = [
        Column("address", gettext_lazy("网址")),
        TagsColumn("fault", gettext_lazy("问题"), tags_of, saved="get_fault_display"),
        Column("kind", gettext_lazy("类别"), "get_kind_display"),
        FactColumn("status", gettext_lazy("状态码")),
        FileColumn(gettext_lazy("连续失败次数"), "failures"),
        MomentColumn("failed_since", gettext_lazy("首次失败")),
        MomentColumn("checked_at", gettext_lazy("最近检查")),
        Column("places", gettext_lazy("所在页面数")),
    ]

    def get_base_queryset(self):
        return queries.failing_links(self.now)


class RedirectColumn(Column):
    """The button that opens Wagtail's form for a redirect with this address, or that there is one."""

    cell_template_name = "oversight/health/_redirect_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        may_add = parent_context["request"].user.has_perm(ADD_REDIRECT)
        address = f"{reverse('health_admin:redirect')}?{urlencode({'old_path': instance['path']})}"
        return super().get_cell_context_data(instance, parent_context) | {
            "has_redirect": instance["has_redirect"],
            "address": address if may_add else "",
        }


class MissesView(FileListView):
    """Addresses of ours that readers opened within 90 days and that are not there."""

    right = VIEW
    model = MissedAddress
    page_title = gettext_lazy("读者打不开的地址")
    header_icon = "link"
    index_url_name = "health_admin:misses"
    empty_message = gettext_lazy("最近90天没有读者打开过不存在的地址。")
    file_name = "missed-addresses"
    columns = [
        Column("path", gettext_lazy("地址")),
        Column("times", gettext_lazy("次数")),
        FactColumn("last", gettext_lazy("最近一天")),
        FactColumn("source", gettext_lazy("来自本站页面")),
        RedirectColumn(
            "redirect", gettext_lazy("重定向"), saved=lambda row: _("已登记") if row["has_redirect"] else ""
        ),
    ]

    def get_base_queryset(self):
        return queries.missed_addresses(timezone.localdate(self.now))


class RedirectView(CreateView):
    """Wagtail's own form to add a redirect, with `?old_path=` filled in; it is sent to Wagtail's own address."""

    def get_initial_form_instance(self):
        return Redirect(old_path=self.request.GET.get("old_path", "")[:MOST_CHARACTERS])


app_name = "health_admin"
urlpatterns = [
    path("", OverviewView.as_view(), name="index"),
    path("start/", StartView.as_view(), name="start"),
    *LinksView.paths("links/"),
    *MissesView.paths("misses/"),
    path("redirect/", RedirectView.as_view(), name="redirect"),
]
