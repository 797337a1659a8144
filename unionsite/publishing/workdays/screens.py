"""设置 → 工作日安排: the table of working days, its import and export, and what is said when a year is missing."""

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import StatusTagColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.widgets.button import HeaderButton

from unionsite.core.columns import FactColumn, TitleColumn
from unionsite.core.filters import RadioFilter
from unionsite.core.models import WorkdayOverride
from unionsite.core.refusals import Refused
from unionsite.core.screens import ListViewSet, RightRequiredMixin, Screen
from unionsite.core.spreadsheets import csv_response
from unionsite.core.waiting import Work
from unionsite.core.workday_table import current_calendar
from unionsite.core.workdays import DayKind
from unionsite.publishing.workdays import services
from unionsite.publishing.workdays.pasted_table import HEADINGS, MOST_CHARACTERS, read_pasted

NAME = "workdays"
TITLE = gettext_lazy("工作日安排")


KEEP = ("core.add_workdayoverride", "core.change_workdayoverride")


def may_keep_the_table(user) -> bool:
    """Whether a person may add and change days: they may import days too, and are told when a year is missing."""
    return user.is_active and user.has_perms(KEEP)


class YearFilterSet(WagtailFilterSet):
    """Filters by year; without a choice the view shows this year and all later ones."""

    year = RadioFilter(
        gettext_lazy("年份"),
        lambda: [(day.year, str(day.year)) for day in WorkdayOverride.objects.dates("date", "year", "DESC")],
        field_name="date__year",
        empty_label=gettext_lazy("今年及以后"),
    )

    class Meta:
        model = WorkdayOverride
        fields = []


class DateColumn(TitleColumn):
    """The date with its weekday."""

    def get_value(self, instance):
        return f"{instance.date:%Y-%m-%d} {date_format(instance.date, 'D')}"


class WorkdayIndexView(IndexView):
    filterset_class = YearFilterSet
    default_ordering = "date"
    template_name = "publishing/workdays/index.html"

    @cached_property
    def columns(self):
        return [
            self._get_title_column("date", DateColumn),
            StatusTagColumn(
                "kind",
                label=gettext_lazy("安排"),
                accessor="get_kind_display",
                primary=lambda day: day.kind == DayKind.REST,
            ),
            FactColumn("name", gettext_lazy("名称")),
            FactColumn("source_url", gettext_lazy("依据网址")),
        ]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        # An invalid filter shows nothing, rather than everything.
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        if not self.filters or not self.filters.form.cleaned_data.get("year"):
            queryset = queryset.filter(date__year__gte=timezone.localdate().year)
        return super().filter_queryset(queryset)

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        if may_keep_the_table(self.request.user):
            url = reverse(f"{NAME}:import")
            buttons.append(HeaderButton(_("粘贴导入"), url=url, icon_name="upload", priority=20))
        buttons.append(HeaderButton(_("导出"), url=reverse(f"{NAME}:export"), icon_name="download", priority=30))
        return buttons

    def get_context_data(self, **kwargs):
        year = timezone.localdate().year
        calendar = current_calendar()
        years = [(shown, calendar.year_state(shown)) for shown in (year, year + 1)]
        return super().get_context_data(years=years, **kwargs)


class SavedByServiceMixin:
    """Shows in the form that a day is taken already (`services.DateTaken`)."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except services.DateTaken as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class WorkdayCreateView(SavedByServiceMixin, CreateView):
    def save_instance(self):
        return services.add_workday(day=self.form.save(commit=False), actor=self.request.user)


class WorkdayEditView(SavedByServiceMixin, EditView):
    def save_instance(self):
        try:
            return services.change_workday(day=self.form.save(commit=False), actor=self.request.user)
        except WorkdayOverride.DoesNotExist as error:
            raise Http404 from error

    def get_last_updated_info(self):
        # The audit log holds the changes.
        return None


class WorkdayDeleteView(DeleteView):
    def delete_action(self):
        services.delete_workday(day=self.object, actor=self.request.user)


class PasteForm(forms.Form):
    """The pasted table; `cleaned_data["table"]` is a list of entries, `seen` the fingerprint of the previewed plan."""

    table = forms.CharField(
        label=gettext_lazy("放假和调休上班的日期"),
        # More than `read_pasted` accepts, so that a paste that is too long gets its message.
        max_length=MOST_CHARACTERS * 2,
        widget=forms.Textarea(
            attrs={"rows": 16, "spellcheck": "false", "placeholder": "2027-01-01,休,元旦\n2027-01-03,班,元旦"}
        ),
        help_text=gettext_lazy(
            "每行一天：日期,安排,名称,依据网址；后两项可以不写。安排写“休”或“班”。可以直接从电子表格粘贴。"
        ),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_table(self):
        return read_pasted(self.cleaned_data["table"])


class WorkdayImportView(RightRequiredMixin, Screen, FormView):
    """Imports days in two steps, preview and confirmation; the text stays in the form, nothing is stored between."""

    right = KEEP
    form_class = PasteForm
    template_name = "publishing/workdays/import.html"
    page_title = gettext_lazy("粘贴导入")
    header_icon = "upload"
    above = [(reverse_lazy(f"{NAME}:index"), TITLE)]

    def form_valid(self, form):
        entries, seen = form.cleaned_data["table"], form.cleaned_data["seen"]
        if not seen or "again" in self.request.POST:
            return self._preview(form, entries)
        try:
            plan = services.import_workdays(entries=entries, seen=seen, actor=self.request.user)
        except Refused as error:
            messages.error(self.request, str(error))
            return self._preview(form, entries)
        messages.success(
            self.request,
            _("已导入：新增%(added)d天，改动%(changed)d天。")
            % {"added": len(plan.added), "changed": len(plan.changed)},
        )
        return redirect(f"{NAME}:index")

    def _preview(self, form, entries):
        return self.render_to_response(self.get_context_data(form=form, plan=services.plan_of(entries)))


class WorkdayExportView(RightRequiredMixin, View):
    """Exports the whole table as CSV, in the columns that the import reads."""

    http_method_names = ["get", "head", "options"]

    def may_enter(self, user):
        return workdays.permission_policy.user_has_any_permission(user, ["add", "change", "delete", "view"])

    def get(self, request):
        rows = WorkdayOverride.objects.order_by("date")
        lines = ((f"{row.date:%Y-%m-%d}", row.get_kind_display(), row.name, row.source_url) for row in rows)
        return csv_response(f"工作日安排-{timezone.localdate():%Y%m%d}.csv", HEADINGS, lines)


class WorkdayViewSet(ListViewSet):
    model = WorkdayOverride
    icon = "calendar"
    menu_label = TITLE
    menu_name = NAME
    menu_order = 620
    add_to_settings_menu = True
    list_per_page = 100
    panels = [
        FieldPanel("date"),
        FieldPanel("kind", widget=forms.RadioSelect),
        FieldPanel("name"),
        FieldPanel("source_url"),
    ]
    index_view_class = WorkdayIndexView
    add_view_class = WorkdayCreateView
    edit_view_class = WorkdayEditView
    delete_view_class = WorkdayDeleteView

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(template_name=WorkdayIndexView.template_name, **kwargs)

    def own_urlpatterns(self):
        return [
            path("import/", WorkdayImportView.as_view(), name="import"),
            path("export/", WorkdayExportView.as_view(), name="export"),
        ]


workdays = WorkdayViewSet(NAME)


def offer_work(user, now):
    """Tell who keeps the table when a year is missing; costs no query."""
    if not may_keep_the_table(user) or not (gap := current_calendar().gap(timezone.localdate(now))):
        return
    is_begun = gap.state == "partly"
    words = _("%(year)d年的放假安排只录入了一部分。") if is_begun else _("%(year)d年的放假安排还没有录入。")
    note = _("跨入这一年的期限暂按周一至周五推算，可能不准。请按国务院办公厅的放假通知录入。")
    address = reverse("workdays:import")
    yield Work(words % {"year": gap.year}, _("现在录入"), address, note=note, is_urgent=gap.is_urgent)
