"""Staff screens of the audit log: the list, one entry, readings of the whole log. They change no
entry."""

import django_filters
from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from unionsite.audit import words
from unionsite.audit.choices import EXPORT_FORMATS, Action, Outcome
from unionsite.audit.models import AuditCheck, AuditEntry
from unionsite.audit.queries import check_entry
from unionsite.audit.services import start_check
from unionsite.audit.tasks import read_log
from unionsite.core.columns import SHORT, Column, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import DaysFilter, RadioFilter
from unionsite.core.request_values import LARGEST
from unionsite.core.screens import ListView, RightRequiredMixin, Screen, telling

VIEW, EXPORT = "audit.view_auditentry", "audit.export_auditentry"
TITLE = gettext_lazy("审计日志")
LENGTH = 100


class EntryFilterSet(WagtailFilterSet):
    at = DaysFilter(gettext_lazy("日期"))
    action = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("操作"), choices=Action.choices, widget=forms.CheckboxSelectMultiple
    )
    outcome = RadioFilter(gettext_lazy("结果"), Outcome.choices)
    actor = django_filters.CharFilter(
        label=gettext_lazy("人员（姓名或编号）"), method="filter_actor", max_length=LENGTH
    )
    subject = django_filters.CharFilter(
        label=gettext_lazy("对象（名称或编号）"), method="filter_subject", max_length=LENGTH
    )
    address = django_filters.CharFilter(
        label=gettext_lazy("来源地址（开头几位即可）"), lookup_expr="startswith", max_length=45
    )

    class Meta:
        model = AuditEntry
        fields = []

    def filter_actor(self, queryset, name, value):
        return queryset.about_person(value)

    def filter_subject(self, queryset, name, value):
        return queryset.about_subject(value)


class OutcomeColumn(Column):
    """Marks a refusal by colour and a sign."""

    cell_template_name = "audit/admin/_outcome_cell.html"


class LogView(ListView):
    right = VIEW
    model = AuditEntry
    page_title = TITLE
    header_icon = "list-ul"
    index_url_name = "audit_admin:log"
    template_name = "audit/admin/log.html"
    results_template_name = "audit/admin/log_results.html"
    filterset_class = EntryFilterSet
    default_ordering = "-number"
    search_fields = ["actor_label", "subject_label", "reason", "agent"]
    table_classname = "listing audit-log"
    empty_message = gettext_lazy("还没有审计记录。")
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
    def no_results_message(self):
        if not self.filters.is_valid():
            return _("改正筛选条件之后才显示记录。")
        return super().no_results_message

    @cached_property
    def filter_errors(self) -> list[tuple[str, str]]:
        form = self.filters.form
        return [(form[name].label, " ".join(errors)) for name, errors in form.errors.items() if name in form.fields]

    @cached_property
    def header_buttons(self):
        checks = HeaderButton(ChecksView.page_title, url=reverse("audit_admin:checks"), icon_name="circle-check")
        if not self.request.user.has_perms([VIEW, EXPORT]):
            return [checks]
        saves = [
            HeaderButton(
                _("下载%(format)s") % {"format": name.upper()}, url=self.export_url(name), icon_name="download"
            )
            for name in EXPORT_FORMATS
        ]
        return [checks, *saves]

    def export_url(self, name: str) -> str:
        parameters = self.request.GET.copy()
        for other in (self.page_kwarg, "_w_filter_fragment", "ordering"):
            parameters.pop(other, None)
        parameters["format"] = name
        return f"{reverse('audit_admin:export')}?{parameters.urlencode()}"


class EntryView(RightRequiredMixin, Screen, TemplateView):
    right = VIEW
    template_name = "audit/admin/entry.html"
    header_icon = "list-ul"

    @cached_property
    def entry(self) -> AuditEntry:
        if self.kwargs["number"] > LARGEST:
            raise Http404
        return get_object_or_404(AuditEntry, number=self.kwargs["number"])

    @cached_property
    def check(self):
        return check_entry(self.entry)

    def get_page_title(self):
        return _("第%(number)d条") % {"number": self.entry.number}

    def get_page_subtitle(self):
        return words.action(self.entry)

    @cached_property
    def header_buttons(self):
        neighbours = [
            (self.check.previous, _("上一条"), "arrow-left"),
            (self.check.next, _("下一条"), "arrow-right"),
        ]
        return [
            HeaderButton(label, url=reverse("audit_admin:entry", args=[number]), icon_name=icon, priority=priority)
            for priority, (number, label, icon) in enumerate(neighbours)
            if number is not None
        ]

    def get_context_data(self, **kwargs):
        entry = self.entry
        return {
            **super().get_context_data(**kwargs),
            "entry": entry,
            "check": self.check,
            "action": words.action(entry),
            "moment": words.moment(entry),
            "kind_of_subject": words.kind_of_subject(entry),
            "reason": words.reason(entry),
            "detail": words.detail_rows(entry),
        }


class ChecksView(ListView):
    """Readings of the whole log, newest first; POST asks for one. While one goes on, the page looks again by itself."""

    right = VIEW
    model = AuditCheck
    page_title = gettext_lazy("核验全部记录")
    header_icon = "list-ul"
    index_url_name = "audit_admin:checks"
    template_name = "audit/admin/checks.html"
    default_ordering = "-pk"
    empty_message = gettext_lazy("还没有核验过。")

    @cached_property
    def columns(self):
        return [
            MomentColumn("asked_at", label=_("发起时间")),
            Column("asked_by", label=_("发起人"), classname=SHORT),
            Column("read", label=_("已核验条数"), classname=SHORT),
            TagsColumn("outcome", label=_("结论"), accessor=self.outcome),
            MomentColumn("ended_at", label=_("完成时间")),
            SaveColumn("result", label=_("说明")),
        ]

    def outcome(self, check: AuditCheck) -> list[tuple[str, str]]:
        look = "" if check.is_running(self.now) else "primary" if check.is_sound else "warning"
        return [(words.outcome_of(check, self.now), look)]

    def get_context_data(self, **kwargs):
        newest = AuditCheck.objects.first()
        running = newest if newest is not None and newest.is_running(self.now) else None
        return super().get_context_data(**kwargs) | {"running": running}

    def post(self, request, *args, **kwargs):
        with telling(request, _("已开始核验。")):
            check = start_check(actor=request.user, now=self.now)
            read_log.enqueue(check.pk)
        return redirect("audit_admin:checks")


class SaveColumn(Column):
    """What a reading found, and the way to save it as a file."""

    cell_template_name = "audit/admin/_save_cell.html"
