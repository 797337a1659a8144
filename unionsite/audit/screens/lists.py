"""The list of entries: newest first, filtered, searched, page by page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from unionsite.audit.choices import EXPORT_FORMATS
from unionsite.audit.models import AuditEntry
from unionsite.audit.screens import words
from unionsite.audit.screens.filters import LENGTH, EntryFilterSet
from unionsite.audit.screens.rights import may_export, may_view, policy

TITLE = gettext_lazy("审计日志")


class OutcomeColumn(Column):
    """A refusal stands out by colour and a sign."""

    cell_template_name = "audit/admin/_outcome_cell.html"


class LogView(ReportView):
    model = AuditEntry
    permission_policy = policy
    permission_required = "view"
    page_title = TITLE
    header_icon = "list-ul"
    index_url_name = "audit_admin:log"
    index_results_url_name = "audit_admin:log_results"
    template_name = "audit/admin/log.html"
    results_template_name = "audit/admin/log_results.html"
    filterset_class = EntryFilterSet
    default_ordering = "-number"
    is_searchable = True
    search_fields = ["actor_label", "subject_label", "reason", "agent"]
    search_backend_name = None
    table_classname = "listing audit-log"
    # The mixin's own export knows neither rights nor formulas.
    FORMATS = ()
    list_export = ()
    columns = [
        TitleColumn(
            "number", label=gettext_lazy("编号"), url_name="audit_admin:entry", id_accessor="number", width="10%"
        ),
        Column("at", label=gettext_lazy("时间"), accessor=words.moment, width="16%"),
        Column("action", label=gettext_lazy("操作"), accessor=words.action, width="16%"),
        OutcomeColumn("outcome", label=gettext_lazy("结果"), accessor="get_outcome_display", width="9%"),
        Column(
            "actor", label=gettext_lazy("人员"), accessor=lambda entry: entry.actor_label or words.NOTHING, width="11%"
        ),
        Column("subject", label=gettext_lazy("对象"), accessor=lambda entry: words.subject(entry) or words.NOTHING),
        Column(
            "address",
            label=gettext_lazy("来源地址"),
            accessor=lambda entry: entry.address or words.NOTHING,
            width="12%",
        ),
    ]

    @cached_property
    def search_query(self):
        return super().search_query[:LENGTH]

    def filter_queryset(self, queryset):
        # Nothing, rather than everything, when a filter makes no sense; the errors stand above the list.
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    def get_base_queryset(self):
        return AuditEntry.objects.all()

    @cached_property
    def no_results_message(self):
        if not self.filters.is_valid():
            return _("改正筛选条件之后才显示记录。")
        if self.is_searching or self.is_filtering:
            return _("没有符合条件的记录，请放宽条件再查。")
        return _("还没有审计记录。")

    @cached_property
    def filter_errors(self) -> list[tuple[str, str]]:
        form = self.filters.form
        return [(form[name].label, " ".join(errors)) for name, errors in form.errors.items() if name in form.fields]

    @cached_property
    def header_more_buttons(self):
        return []

    @cached_property
    def header_buttons(self):
        if not may_export(self.request.user):
            return []
        return [
            HeaderButton(
                _("下载%(format)s") % {"format": name.upper()}, url=self.export_url(name), icon_name="download"
            )
            for name in EXPORT_FORMATS
        ]

    def export_url(self, name: str) -> str:
        parameters = self.request.GET.copy()
        for other in (self.page_kwarg, "_w_filter_fragment", "ordering"):
            parameters.pop(other, None)
        parameters["format"] = name
        return f"{reverse('audit_admin:export')}?{parameters.urlencode()}"


class LogMenuItem(MenuItem):
    def is_shown(self, request):
        return may_view(request.user)


def menu_item() -> MenuItem:
    return LogMenuItem(TITLE, reverse("audit_admin:log"), name="audit-log", icon_name="list-ul", order=650)
