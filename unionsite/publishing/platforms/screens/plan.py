"""The publication plan: month calendar, list of planned against real, the form of one item."""

from __future__ import annotations

from datetime import datetime, time

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from unionsite.core.screens import (
    NOTHING,
    FormScreen,
    ListView,
    MomentColumn,
    RightRequiredMixin,
    Screen,
    TagsColumn,
    moment,
    span,
)
from unionsite.core.spreadsheets import Cell, write_xlsx, xlsx_response
from unionsite.core.workday_table import current_calendar
from unionsite.publishing.platforms import choices, queries, services
from unionsite.publishing.platforms.choices import PlanState, PostState
from unionsite.publishing.platforms.forms import PlannedItemForm, ReasonForm
from unionsite.publishing.platforms.models import PlannedItem
from unionsite.publishing.platforms.screens.filters import PlanFilterSet

CALENDAR = "publishing_platforms:calendar"
LIST = "publishing_platforms:plan"
TITLE = gettext_lazy("发布计划")
LIST_TITLE = gettext_lazy("计划与实际")
MORNING = time(10)
XLSX_ROWS = 20_000
LOOKS = {PlanState.PUBLISHED: "primary", PlanState.CANCELLED: "off"}


def deviation(item: PlannedItem, now: datetime) -> str:
    """How far the real time is from the planned one, in words; empty for what is not due or was cancelled."""
    if item.cancelled_at is not None:
        return ""
    is_late = queries.is_item_late(item, now)
    if item.published_at is None:
        return _("已超%s") % span(now - item.planned_at) if is_late else ""
    if is_late:
        return _("晚%s") % span(item.published_at - item.planned_at)
    early = item.planned_at - item.published_at
    return _("早%s") % span(early) if early.total_seconds() >= 3600 else _("按时")


def tags_of(item: PlannedItem, now: datetime) -> list[tuple[str, str]]:
    state = queries.state_of_item(item)
    tags = [(str(state.label), LOOKS.get(state, ""))]
    if queries.is_item_late(item, now):
        tags.append((_("迟于计划"), "warning"))
    return tags


def platforms_of(item: PlannedItem) -> str:
    """The platforms, each with a tick once it is posted there."""
    posted = {post.platform_id for post in item.posts.all() if post.state == PostState.POSTED}
    marks = {True: "✓", False: ""}
    return _("、").join(f"{platform}{marks[platform.pk in posted]}" for platform in item.platforms.all()) or NOTHING


class PlanListView(ListView):
    """Planned against real."""

    right = choices.VIEW_PLAN
    model = PlannedItem
    page_title = LIST_TITLE
    header_icon = "calendar-alt"
    index_url_name = LIST
    index_results_url_name = "publishing_platforms:plan_results"
    filterset_class = PlanFilterSet
    default_ordering = "-planned_at"
    search_fields = ["title"]
    results_template_name = "publishing/platforms/plan_results.html"
    empty_message = gettext_lazy("还没有计划。请点“新建计划”，把要发的稿件排上日程。")

    @cached_property
    def columns(self):
        may_change = self.request.user.has_perm(choices.CHANGE_PLAN)
        return [
            TitleColumn(
                "title",
                label=gettext_lazy("题目"),
                get_url=(lambda item: reverse("publishing_platforms:item", args=[item.pk])) if may_change else None,
            ),
            TagsColumn("state", label=gettext_lazy("状态"), accessor=lambda item: tags_of(item, self.now)),
            MomentColumn("planned_at", classname="plan-short", label=gettext_lazy("计划时间"), sort_key="planned_at"),
            MomentColumn("published_at", classname="plan-short", label=gettext_lazy("实际时间")),
            Column(
                "deviation",
                classname="plan-short",
                label=gettext_lazy("偏差"),
                accessor=lambda item: deviation(item, self.now) or NOTHING,
            ),
            Column("platforms", label=gettext_lazy("平台"), accessor=platforms_of),
            Column(
                "section",
                classname="plan-short",
                label=gettext_lazy("栏目"),
                accessor=lambda item: item.section or NOTHING,
            ),
            Column(
                "owner",
                classname="plan-short",
                label=gettext_lazy("负责人"),
                accessor=lambda item: item.owner or NOTHING,
            ),
        ]

    def get_base_queryset(self):
        return queries.planned_items()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"tally": queries.tally(self.get_queryset(), self.now)}

    @cached_property
    def header_buttons(self):
        buttons = [
            HeaderButton(_("月历"), url=reverse(CALENDAR), icon_name="calendar", priority=20),
            HeaderButton(_("导出Excel"), url=self.export_url, icon_name="download", priority=30),
        ]
        if self.request.user.has_perm(choices.ADD_PLAN):
            add = reverse("publishing_platforms:add_item")
            buttons.append(HeaderButton(_("新建计划"), url=add, icon_name="plus", priority=10))
        return buttons

    @property
    def export_url(self) -> str:
        parameters = self.request.GET.copy()
        for other in (self.page_kwarg, "_w_filter_fragment"):
            parameters.pop(other, None)
        return f"{reverse('publishing_platforms:plan_export')}?{parameters.urlencode()}"


# Heading and width of each value of `row_of`.
COLUMNS = [
    (gettext_lazy("题目"), 40),
    (gettext_lazy("栏目"), 14),
    (gettext_lazy("供稿部门"), 14),
    (gettext_lazy("负责人"), 12),
    (gettext_lazy("计划时间"), 20),
    (gettext_lazy("实际时间"), 20),
    (gettext_lazy("偏差"), 14),
    (gettext_lazy("状态"), 16),
    (gettext_lazy("计划平台"), 30),
    (gettext_lazy("各平台发布情况"), 60),
    (gettext_lazy("取消原因"), 24),
    (gettext_lazy("备注"), 40),
]


def row_of(item: PlannedItem, now: datetime) -> list[Cell]:
    posts = [
        f"{post.platform}：{post.get_state_display()}"
        + (f" {moment(post.posted_at)} {post.url}" if post.state == PostState.POSTED else "")
        + (f"（{post.reason}）" if post.state == PostState.SKIPPED else "")
        for post in item.posts.all()
    ]
    return [
        item.title,
        str(item.section or ""),
        str(item.department or ""),
        str(item.owner or ""),
        item.planned_at,
        item.published_at,
        deviation(item, now),
        _("，").join(words for words, _look in tags_of(item, now)),
        _("、").join(str(platform) for platform in item.platforms.all()),
        "\n".join(posts),
        item.cancel_reason,
        item.note,
    ]


class PlanExportView(PlanListView):
    """The rows of the list with its filters as a workbook in which nothing typed becomes a formula (T82)."""

    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        if self.filters and not self.filters.is_valid():
            return redirect(f"{reverse(LIST)}?{request.GET.urlencode()}")
        items = self.get_queryset()
        if items.count() > XLSX_ROWS:
            messages.error(request, _("符合条件的计划超过%(most)d条，请缩小范围再导出。") % {"most": XLSX_ROWS})
            return redirect(f"{reverse(LIST)}?{request.GET.urlencode()}")
        rows = (row_of(item, self.now) for item in items.iterator(chunk_size=1000))
        headings, widths = [str(name) for name, _width in COLUMNS], [width for _name, width in COLUMNS]
        name = f"publication-plan-{timezone.localtime(self.now):%Y%m%d-%H%M}.xlsx"
        return xlsx_response(name, lambda file: write_xlsx(str(LIST_TITLE), headings, widths, rows, file))


class CalendarView(RightRequiredMixin, Screen, TemplateView):
    """One month; `?month=2026-05`, and section, owner, platform as in the list."""

    right = choices.VIEW_PLAN
    template_name = "publishing/platforms/calendar.html"
    page_title = TITLE
    header_icon = "calendar-alt"
    FILTERS = ("section", "owner", "platforms")

    @cached_property
    def filters(self) -> PlanFilterSet:
        return PlanFilterSet(self.request.GET, queryset=queries.planned_items(), request=self.request)

    def get_context_data(self, **kwargs):
        now = timezone.now()
        items = self.filters.qs if self.filters.is_valid() else PlannedItem.objects.none().with_progress()
        first = queries.parse_month(self.request.GET.get("month", ""), timezone.localdate(now))
        chosen = self.request.GET.copy()
        for name in list(chosen):
            if name not in self.FILTERS or not chosen[name]:
                del chosen[name]
        return super().get_context_data(
            month=queries.month_of(first, now=now, items=items, calendar=current_calendar()),
            this_month=timezone.localdate(now).replace(day=1),
            weekdays=[_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")],
            filter_fields=[self.filters.form[name] for name in self.FILTERS],
            chosen=chosen.urlencode(),
            is_filtered=bool(chosen),
            may_add=self.request.user.has_perm(choices.ADD_PLAN),
            may_change=self.request.user.has_perm(choices.CHANGE_PLAN),
            **kwargs,
        )

    @cached_property
    def header_buttons(self):
        buttons = [HeaderButton(LIST_TITLE, url=reverse(LIST), icon_name="list-ul", priority=20)]
        if self.request.user.has_perm(choices.ADD_PLAN):
            add = reverse("publishing_platforms:add_item")
            buttons.append(HeaderButton(_("新建计划"), url=add, icon_name="plus", priority=10))
        return buttons


class ItemScreen(FormScreen):
    def get_above(self):
        return [(reverse(CALENDAR), TITLE)]

    def get_success_url(self):
        return f"{reverse(CALENDAR)}?month={timezone.localtime(self.item.planned_at):%Y-%m}"

    @staticmethod
    def values_of(form) -> dict:
        return {name: value for name, value in form.cleaned_data.items() if name != "platforms"}


class AddItemView(ItemScreen):
    right = choices.ADD_PLAN
    form_class = PlannedItemForm
    page_title = gettext_lazy("新建计划")
    header_icon = "calendar-alt"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": PlannedItem()}

    def get_initial(self):
        try:
            day = parse_date(self.request.GET.get("day", ""))
        except ValueError:
            day = None
        initial = {"owner": self.request.user, "department": self.request.user.department_id}
        if day is not None:
            initial["planned_at"] = datetime.combine(day, MORNING)
        return initial

    def form_valid(self, form):
        self.item = services.plan_item(
            values=self.values_of(form), platforms=form.cleaned_data["platforms"], actor=self.request.user
        )
        messages.success(self.request, _("计划“%s”已排上日程。") % self.item)
        return super().form_valid(form)


class ItemView(ItemScreen):
    """One planned item: change, cancel, restore; what became of it on each platform."""

    right = choices.CHANGE_PLAN
    form_class = PlannedItemForm
    template_name = "publishing/platforms/item.html"
    header_icon = "calendar-alt"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.item = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            self.item = get_object_or_404(queries.planned_items(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.item.title

    def get_form_kwargs(self):
        # Validation writes into the instance: what stands beside the form must be what is stored.
        return {**super().get_form_kwargs(), "instance": PlannedItem.objects.get(pk=self.item.pk)}

    def get_context_data(self, **kwargs):
        now = timezone.now()
        page = self.item.page
        return super().get_context_data(
            item=self.item,
            tags=tags_of(self.item, now),
            deviation=deviation(self.item, now),
            posts=self.item.posts.all(),
            cancel_form=kwargs.pop("cancel_form", None) or ReasonForm(prefix="cancel"),
            may_see_kit=page is not None
            and self.request.user.has_perm(choices.VIEW_POSTS)
            and (page.live or self.item.is_approved),
            add_page_url=reverse("wagtailadmin_pages:add_subpage", args=[self.item.section_id])
            if page is None and self.item.section_id and self.request.user.has_perm("wagtailadmin.access_admin")
            else "",
            **kwargs,
        )

    def form_valid(self, form):
        services.change_item(item=self.item, values=self.values_of(form), platforms=form.cleaned_data["platforms"])
        messages.success(self.request, _("计划“%s”已保存。") % self.item)
        return super().form_valid(form)


class CancelItemView(ItemView):
    """POST alone; with a fault the item's screen shows it."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        form = ReasonForm(request.POST, prefix="cancel")
        if not form.is_valid():
            item_form = PlannedItemForm(instance=PlannedItem.objects.get(pk=self.item.pk))
            return self.render_to_response(self.get_context_data(form=item_form, cancel_form=form))
        services.cancel_item(item=self.item, reason=form.cleaned_data["reason"], actor=request.user, now=timezone.now())
        messages.success(request, _("计划“%s”已取消。") % self.item)
        return redirect(self.get_success_url())


class RestoreItemView(RightRequiredMixin, View):
    right = choices.CHANGE_PLAN
    http_method_names = ["post", "options"]

    def post(self, request, pk):
        item = get_object_or_404(PlannedItem, pk=pk)
        services.restore_item(item=item)
        messages.success(request, _("计划“%s”已恢复。") % item)
        return redirect("publishing_platforms:item", pk)
