"""The publication plan: month calendar, and the list that compares plan and publication, with its export."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import (
    NOTHING,
    SHORT,
    Column,
    FactColumn,
    FileColumn,
    MomentColumn,
    TagsColumn,
    TitleColumn,
    moment,
    span,
)
from unionsite.core.filters import DaysFilter, PageTitleFilter, RadioFilter, RecordFilter
from unionsite.core.screens import FileListView, RightRequiredMixin, Screen
from unionsite.core.waiting import Tile
from unionsite.core.workday_table import current_calendar
from unionsite.publishing.platforms import choices, queries, rules
from unionsite.publishing.platforms.choices import PlanState, PostState
from unionsite.publishing.platforms.models import PlannedItem, Platform, PlatformPost

CALENDAR = "publishing_platforms:calendar"
LIST = "publishing_platforms:plan"
LIST_TITLE = gettext_lazy("计划与实际")
BUTTONS = [(gettext_lazy("新建计划"), "publishing_platforms:add_item", "plus", choices.ADD_PLAN)]
XLSX_ROWS = 20_000
LOOKS = {PlanState.PUBLISHED: "primary", PlanState.CANCELLED: "off"}


def deviation(item: PlannedItem, now: datetime) -> str:
    """Return in words how far publication is from the planned time; empty if not due yet, or cancelled."""
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
    state = rules.plan_state(item)
    tags = [(str(state.label), LOOKS.get(state, ""))]
    if queries.is_item_late(item, now):
        tags.append((_("迟于计划"), "warning"))
    return tags


def platforms_of(item: PlannedItem) -> str:
    """Return the names of the platforms, with a tick behind those where it was posted."""
    posted = {post.platform_id for post in item.posts.all() if post.state == PostState.POSTED}
    marks = {True: "✓", False: ""}
    return _("、").join(f"{platform}{marks[platform.pk in posted]}" for platform in item.platforms.all()) or NOTHING


def post_in_words(post: PlatformPost) -> str:
    when = f" {moment(post.posted_at)} {post.url}" if post.state == PostState.POSTED else ""
    why = f"（{post.reason}）" if post.state == PostState.SKIPPED else ""
    return f"{post.platform}：{post.get_state_display()}{when}{why}"


class PlanFilterSet(WagtailFilterSet):
    section = PageTitleFilter(gettext_lazy("栏目"))
    owner = RecordFilter(gettext_lazy("负责人"), lambda request: queries.planners())
    platforms = RecordFilter(gettext_lazy("平台"), Platform.objects.all())
    planned_at = DaysFilter(gettext_lazy("计划日期"))
    state = RadioFilter(gettext_lazy("状态"), PlanState.choices, method="filter_state")
    late = RadioFilter(
        gettext_lazy("按时与否"),
        [("yes", gettext_lazy("只看迟于计划的")), ("missing", gettext_lazy("只看到期未发布的"))],
        method="filter_late",
    )

    def filter_state(self, queryset, name, value):
        return queryset.in_state(PlanState(value))

    def filter_late(self, queryset, name, value):
        late = queryset.late(timezone.now())
        return late.filter(page__first_published_at=None) if value == "missing" else late


class PlanListView(FileListView):
    """Compares plan and publication; with `is_file=True` the same view is the export."""

    right = choices.VIEW_PLAN
    model = PlannedItem
    page_title = LIST_TITLE
    buttons = BUTTONS
    header_icon = "calendar-alt"
    above = ()
    index_url_name = LIST
    filterset_class = PlanFilterSet
    default_ordering = "-planned_at"
    search_fields = ["title"]
    results_template_name = "platforms/plan_results.html"
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
            TagsColumn("state", gettext_lazy("状态"), lambda item: tags_of(item, self.now)),
            MomentColumn("planned_at", gettext_lazy("计划时间"), sort_key="planned_at"),
            MomentColumn("published_at", gettext_lazy("实际时间")),
            FactColumn("deviation", gettext_lazy("偏差"), lambda item: deviation(item, self.now), classname=SHORT),
            Column("platforms", gettext_lazy("平台"), platforms_of, saved=False),
            FactColumn("section", gettext_lazy("栏目"), classname=SHORT),
            FileColumn(gettext_lazy("供稿部门"), "department"),
            FactColumn("owner", gettext_lazy("负责人"), classname=SHORT),
            FileColumn(gettext_lazy("计划平台"), lambda item: _("、").join(map(str, item.platforms.all()))),
            FileColumn(gettext_lazy("各平台发布情况"), lambda item: "\n".join(map(post_in_words, item.posts.all()))),
            FileColumn(gettext_lazy("取消原因"), "cancel_reason"),
            FileColumn(gettext_lazy("备注"), "note"),
        ]

    def get_base_queryset(self):
        return queries.planned_items()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"tally": queries.tally(self.get_queryset(), self.now)}

    file_name = "publication-plan"

    def get(self, request, *args, **kwargs):
        if self.is_file and self.get_queryset().count() > XLSX_ROWS:
            messages.error(request, _("符合条件的计划超过%(most)d条，请缩小范围再导出。") % {"most": XLSX_ROWS})
            return redirect(f"{reverse(LIST)}?{request.GET.urlencode()}")
        return super().get(request, *args, **kwargs)


class CalendarView(RightRequiredMixin, Screen, TemplateView):
    """Shows one month: `?month=2026-05`, and filters by section, owner and platform as in the list."""

    right = choices.VIEW_PLAN
    template_name = "platforms/calendar.html"
    page_title = gettext_lazy("发布计划")
    buttons = BUTTONS
    header_icon = "calendar-alt"
    index_url_name = CALENDAR
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


def offer_tiles(user, now: datetime) -> Iterator[Tile]:
    if not user.has_perm(choices.VIEW_PLAN):
        return
    today = timezone.localtime(now).date()
    start = timezone.make_aware(datetime.combine(today, time()))
    planned = PlannedItem.objects.between(start, start + timedelta(days=1))
    late = PlannedItem.objects.late(now).filter(page__first_published_at=None)
    day = f"planned_at_from={today:%Y-%m-%d}&planned_at_to={today:%Y-%m-%d}"
    yield Tile(gettext_lazy("今天计划发布"), planned.filter(cancelled_at=None), f"{reverse(LIST)}?{day}")
    yield Tile(gettext_lazy("到期未发布"), late, f"{reverse(LIST)}?late=missing", is_alarm=True)
