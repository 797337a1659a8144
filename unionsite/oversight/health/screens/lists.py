"""The lists: links that do not work, addresses that readers missed; and Wagtail's form for a redirect, filled in."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.views import CreateView

from unionsite.core.filters import SelectFilter
from unionsite.core.screens import FactColumn, FileListView, MomentColumn, TagsColumn
from unionsite.oversight.health import queries, rules
from unionsite.oversight.health.choices import VIEW, LinkFault, LinkKind
from unionsite.oversight.health.models import Link, MissedAddress
from unionsite.oversight.health.screens.overview import ABOVE

ADD_REDIRECT = "wagtailredirects.add_redirect"
MOST_CHARACTERS = 300


class LinkFilterSet(WagtailFilterSet):
    kind = SelectFilter(gettext_lazy("类别"), LinkKind.choices)
    fault = SelectFilter(gettext_lazy("问题"), LinkFault.choices)


class LinksView(FileListView):
    """Links that failed when last asked; takes `?kind=&fault=`."""

    right = VIEW
    model = Link
    page_title = gettext_lazy("打不开的链接")
    header_icon = "link"
    above = ABOVE
    index_url_name = "health_admin:links"
    filterset_class = LinkFilterSet
    empty_message = gettext_lazy("最近一次检查中，链接都能打开。")
    file_name = "dead-links"
    file_columns = [
        ("address", 60),
        ("kind", 12),
        (gettext_lazy("问题"), 18, "get_fault_display"),
        ("status", 10),
        (gettext_lazy("连续失败次数"), 14, "failures"),
        ("failed_since", 18),
        ("checked_at", 18),
        ("places", 12),
    ]

    @cached_property
    def columns(self):
        return [
            Column("address", label=gettext_lazy("网址")),
            TagsColumn("fault", label=gettext_lazy("问题"), accessor=self.tags),
            Column("kind", label=gettext_lazy("类别"), accessor="get_kind_display"),
            FactColumn("status", gettext_lazy("状态码")),
            MomentColumn("failed_since", label=gettext_lazy("首次失败")),
            MomentColumn("checked_at", label=gettext_lazy("最近检查")),
            Column("places", label=gettext_lazy("所在页面数")),
        ]

    def tags(self, link: Link) -> list[tuple[str, str]]:
        tags = [(str(link.get_fault_display()), "warning")]
        if not rules.is_dead(LinkKind(link.kind), link.record, self.now):
            tags.append((_("待再次确认"), ""))
        return tags

    def get_base_queryset(self):
        return queries.failing_links()


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
    above = ABOVE
    index_url_name = "health_admin:misses"
    empty_message = gettext_lazy("最近90天没有读者打开过不存在的地址。")
    file_name = "missed-addresses"
    file_columns = [
        ("path", 60),
        ("times", 10),
        ("last", 14),
        ("source", 40),
        (gettext_lazy("重定向"), 12, lambda row: _("已登记") if row["has_redirect"] else ""),
    ]
    columns = [
        Column("path", label=gettext_lazy("地址")),
        Column("times", label=gettext_lazy("次数")),
        FactColumn("last", gettext_lazy("最近一天")),
        FactColumn("source", gettext_lazy("来自本站页面")),
        RedirectColumn("redirect", label=gettext_lazy("重定向")),
    ]

    def get_base_queryset(self):
        return queries.missed_addresses(timezone.localdate(self.now))


class RedirectView(CreateView):
    """Wagtail's own form to add a redirect, with `?old_path=` filled in; it is sent to Wagtail's own address."""

    def get_initial_form_instance(self):
        return Redirect(old_path=self.request.GET.get("old_path", "")[:MOST_CHARACTERS])
