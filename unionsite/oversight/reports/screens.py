"""报告与通报: the reports, one of them with its figures and files, and having one made."""

import io

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet

from unionsite.accounts.people.queries import union_settings
from unionsite.core.columns import DayColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import RadioFilter
from unionsite.core.named import named
from unionsite.core.screens import FormScreen, ListView, RightRequiredMixin, Screen, telling
from unionsite.core.spreadsheets import XLSX, to_save
from unionsite.core.waiting import MOST, Work
from unionsite.oversight.reports import pages, services
from unionsite.oversight.reports.models import Report
from unionsite.oversight.reports.rules import HANDLE, VIEW, ReportKind, State
from unionsite.oversight.scores.choices import Length
from unionsite.oversight.scores.forms import PeriodForm


class ReportForm(PeriodForm):
    """A kind of report and its period."""

    kind = forms.ChoiceField(
        label=gettext_lazy("报告"),
        choices=ReportKind.choices,
        help_text=gettext_lazy("检查通报按月，工作报告按季度或年度，考核通报在评分封存以后。"),
    )
    field_order = ["kind", "length", "year", "number"]


# By name: the libraries that write these files are large, and no page needs them.
write_docx = named("unionsite.oversight.reports.files.write_docx")
write_xlsx = named("unionsite.oversight.reports.files.write_xlsx")
ICON = "pilcrow"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LOOKS = {State.DRAFT: "primary", State.REVIEWED: "primary", State.PUBLIC: "off"}


def tags_of(report: Report) -> list[tuple[str, str]]:
    tags = [(str(report.state.label), _LOOKS.get(report.state, ""))]
    return [*tags, (_("逾期未公开"), "warning")] if report.is_late else tags


class ReportFilterSet(WagtailFilterSet):
    kind = RadioFilter(gettext_lazy("报告"), ReportKind.choices)
    state = RadioFilter(
        gettext_lazy("状态"),
        [("waiting", gettext_lazy("还没有公开")), ("late", gettext_lazy("逾期未公开"))],
        method="in_state",
    )

    def in_state(self, queryset, _name, value):
        return queryset.waiting() if value == "waiting" else queryset.late(timezone.localdate())


class ReportsView(ListView):
    """All reports, newest period first; takes `?kind=&state=waiting|late`."""

    right = VIEW
    model = Report
    page_title = gettext_lazy("报告与通报")
    buttons = [(gettext_lazy("编制报告"), "reports_admin:compile", "plus", HANDLE)]
    header_icon = ICON
    index_url_name = "reports_admin:index"
    filterset_class = ReportFilterSet
    empty_message = gettext_lazy("还没有报告。每月、每季度、每年结束后，系统自动编好草稿；也可以现在编制。")
    columns = [
        TitleColumn(
            "report",
            label=gettext_lazy("报告"),
            accessor=str,
            get_url=lambda report: reverse("reports_admin:report", args=[report.pk]),
        ),
        TagsColumn("state", label=gettext_lazy("状态"), accessor=tags_of),
        DayColumn("due_on", gettext_lazy("公开期限")),
        MomentColumn("published", label=gettext_lazy("公开时间"), accessor="page.first_published_at"),
        MomentColumn("gathered_at", label=gettext_lazy("取数时间")),
    ]

    def get_base_queryset(self):
        return Report.objects.with_pages()


class CompileView(FormScreen):
    right = HANDLE
    form_class = ReportForm
    page_title = gettext_lazy("编制报告")
    header_icon = "plus"
    submit_button_label = gettext_lazy("编制")
    done = gettext_lazy("已编好草稿。请补充文字后提交审核。")
    refused_field = "number"

    def get_initial(self):
        today = timezone.localdate()
        return {
            "kind": ReportKind.WORK,
            "length": Length.QUARTER,
            "year": today.year,
            "number": (today.month - 1) // 3 or 1,
        }

    def carry_out(self, form):
        report = services.compile_report(**form.cleaned_data, actor=self.request.user)
        return reverse("reports_admin:report", args=[report.pk])


class _OneReportMixin(RightRequiredMixin):
    right = VIEW

    @cached_property
    def report(self) -> Report:
        return get_object_or_404(Report.objects.with_pages(), pk=self.kwargs["report_id"])

    @cached_property
    def page(self):
        """The page as readers see it; of what is not public, the newest draft. None once it was deleted."""
        page = self.report.page
        return page and (page.specific if page.live else page.get_latest_revision_as_object())


class ReportView(_OneReportMixin, Screen, TemplateView):
    """One report with what stands on its page; a press gathers the figures of a draft anew (POST)."""

    template_name = "oversight/reports/report.html"
    header_icon = ICON

    def get_page_title(self):
        return str(self.report)

    def post(self, request, *args, **kwargs):
        if not request.user.has_perm(HANDLE):
            raise PermissionDenied
        words = _("已重新取数。您改过的文字没有动，请核对其中的数字；表格换成了新的，删过的行、改过的字请再改一次。")
        with telling(request, words):
            services.gather_anew(report=self.report, actor=request.user)
        return redirect("reports_admin:report", self.report.pk)

    def get_context_data(self, **kwargs):
        report, user = self.report, self.request.user
        return super().get_context_data(**kwargs) | {
            "report": report,
            "tags": tags_of(report),
            "parts": pages.parts_on(self.page.body) if self.page else [],
            "gaps": pages.gaps_on(self.page) if report.state == State.DRAFT else [],
            "may_gather": user.has_perm(HANDLE) and report.state in (State.DRAFT, State.GONE),
            "may_edit": report.page is not None and report.page.permissions_for_user(user).can_edit(),
        }


class FileView(_OneReportMixin, View):
    """The report as a file in official form, .docx, or its tables, .xlsx."""

    def get(self, request, *args, kind, **kwargs):
        if self.page is None:
            raise Http404
        parts, title, file = pages.parts_on(self.page.body), self.page.title, io.BytesIO()
        if kind == "docx":
            day = timezone.localdate(self.page.first_published_at)
            dated = _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
            write_docx(title=title, issuer=union_settings().name, dated=dated, parts=parts, file=file)
        else:
            write_xlsx(title=title, parts=parts, file=file)
        response = HttpResponse(file.getvalue(), content_type=DOCX if kind == "docx" else XLSX)
        return to_save(response, f"{title}.{kind}")


def offer_work(user, now):
    """Offer the drafts of reports in which places wait for words; with none left they can be submitted."""
    if user.has_perm(HANDLE):
        for report in Report.objects.waiting().select_related("page__latest_revision")[:MOST]:
            if gaps := pages.gaps_in(report.page.latest_revision):
                words = _("%(report)s还缺%(number)d处") % {"report": report, "number": gaps}
                yield Work(words, _("补充"), reverse("reports_admin:report", args=[report.pk]), by=report.due_on)


app_name = "reports_admin"
urlpatterns = [
    *ReportsView.paths(),
    path("compile/", CompileView.as_view(), name="compile"),
    path("<int:report_id>/", ReportView.as_view(), name="report"),
    path("<int:report_id>/docx/", FileView.as_view(), {"kind": "docx"}, name="docx"),
    path("<int:report_id>/xlsx/", FileView.as_view(), {"kind": "xlsx"}, name="xlsx"),
]
