"""监督检查: the list, beginning one, the form for judging its items, its results; and the checklists."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from unionsite.core.columns import Column, DayColumn, TagsColumn, TitleColumn
from unionsite.core.form_fields import PlainTextField
from unionsite.core.screens import FormScreen, ListView, ListViewSet
from unionsite.oversight.inspections import services
from unionsite.oversight.inspections.choices import INSPECT, VIEW, Verdict
from unionsite.oversight.inspections.models import Checklist, Inspection, InspectionItem


class BeginForm(forms.Form):
    checklist = forms.ModelChoiceField(label=gettext_lazy("检查表"), queryset=Checklist.objects.all(), empty_label=None)
    title = PlainTextField(
        label=gettext_lazy("名称"), max_length=100, help_text=gettext_lazy("如“2026年5月例行检查”。")
    )
    inspected_on = forms.DateField(label=gettext_lazy("检查日期"), widget=AdminDateInput, initial=timezone.localdate)


class JudgeForm(forms.Form):
    """A verdict and words for each item; gaps are allowed until the inspection is finished."""

    summary = PlainTextField(
        label=gettext_lazy("检查结论"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, items: Sequence[InspectionItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"verdict-{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=Verdict.choices,
                required=False,
                initial=item.verdict,
                widget=forms.RadioSelect,
            )
            self.fields[f"words-{item.pk}"] = PlainTextField(
                label=gettext_lazy("情况"), max_length=500, required=False, initial=item.words
            )

    @property
    def rows(self) -> list[tuple[InspectionItem, forms.BoundField, forms.BoundField]]:
        return [(item, self[f"verdict-{item.pk}"], self[f"words-{item.pk}"]) for item in self.items]

    @property
    def answers(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {item.pk: (data[f"verdict-{item.pk}"], data[f"words-{item.pk}"]) for item in self.items}


LISTS = "checklists"


class InspectionsView(ListView):
    """All inspections, newest first, with the sums of their results."""

    right = VIEW
    model = Inspection
    page_title = gettext_lazy("监督检查")
    buttons = [
        (gettext_lazy("开始检查"), "inspections_admin:begin", "plus", INSPECT),
        (gettext_lazy("检查表"), f"{LISTS}:index", "list-ul", "oversight.change_checklist"),
    ]
    header_icon = "list-ul"
    index_url_name = "inspections_admin:index"
    default_ordering = "-inspected_on"
    empty_message = gettext_lazy("还没有检查过。点“开始检查”，选一张检查表逐项填写。")

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "title", label=_("检查"), get_url=lambda row: reverse("inspections_admin:inspection", args=[row.pk])
            ),
            TagsColumn("state", label=_("状态"), accessor=self.tags),
            DayColumn("inspected_on", _("检查日期")),
            Column("inspector", label=_("检查人")),
            Column("sums", label=_("结果"), accessor=self.sums_in_words),
        ]

    def get_base_queryset(self):
        return Inspection.objects.select_related("inspector")

    @staticmethod
    def tags(row: Inspection) -> list[tuple[str, str]]:
        return [(_("已完成"), "off")] if row.finished_at else [(_("检查中"), "primary")]

    @cached_property
    def sums(self) -> dict[int, Counter]:
        """For each inspection how many items have which verdict; one query."""
        sums: dict[int, Counter] = defaultdict(Counter)
        rows = InspectionItem.objects.filter(inspection__in=[row.pk for row in self.object_list]).order_by()
        for key, verdict, number in rows.values_list("inspection", "verdict").annotate(number=Count("pk")):
            sums[key][verdict] = number
        return sums

    def sums_in_words(self, row: Inspection) -> str:
        sums = self.sums[row.pk]
        return _("，").join(f"{verdict.label}{sums[verdict]}" for verdict in Verdict if sums[verdict])


class BeginView(FormScreen):
    right = INSPECT
    form_class = BeginForm
    page_title = gettext_lazy("开始检查")
    header_icon = "plus"
    submit_button_label = gettext_lazy("开始检查")
    refused_field = "checklist"

    def form_valid(self, form):
        inspection = services.begin(**form.cleaned_data, inspector=self.request.user)
        return redirect("inspections_admin:inspection", inspection.pk)


class InspectionView(FormScreen):
    """All items of an inspection: a form for its inspector until it is finished, the results for all others."""

    right = VIEW
    form_class = JudgeForm
    header_icon = "list-ul"
    template_name = "oversight/inspections/inspection.html"

    @cached_property
    def inspection(self) -> Inspection:
        return get_object_or_404(Inspection.objects.select_related("inspector"), pk=self.kwargs["inspection_id"])

    @property
    def is_open(self) -> bool:
        return self.inspection.finished_at is None and self.inspection.inspector_id == self.request.user.pk

    def get_page_title(self):
        return self.inspection.title

    def get_initial(self):
        return {"summary": self.inspection.summary}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"items": list(self.inspection.items.select_related("finding"))}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"inspection": self.inspection, "is_open": self.is_open}

    def carry_out(self, form):
        if not self.request.user.has_perm(INSPECT):
            raise PermissionDenied
        common = {"inspection": self.inspection, "actor": self.request.user}
        services.judge(**common, answers=form.answers, summary=form.cleaned_data["summary"])
        if "finish" in self.request.POST:
            services.finish(**common)
            self.done = _("检查已完成，发现的问题已登记，请交办。")
        return self.request.path


class ChecklistViewSet(ListViewSet):
    model = Checklist
    icon = "list-ul"
    url_prefix = "inspections/checklists"
    menu_name = LISTS
    list_display = ["title", "note"]
    search_fields = ["title"]
    search_backend_name = None


checklists = ChecklistViewSet(LISTS)

app_name = "inspections_admin"
urlpatterns = [
    *InspectionsView.paths(),
    path("begin/", BeginView.as_view(), name="begin"),
    path("<int:inspection_id>/", InspectionView.as_view(), name="inspection"),
]
