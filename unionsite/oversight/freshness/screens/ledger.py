"""更新检查: how each section stands, planned beside real by month, pages without content (S-7.3)."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page

from unionsite.core.columns import (
    NOTHING,
    Column,
    DayColumn,
    FactColumn,
    FileColumn,
    MomentColumn,
    TagsColumn,
    TitleColumn,
    yes_or_no,
)
from unionsite.core.filters import RadioFilter
from unionsite.core.models.pieces import kind_labels
from unionsite.core.screens import FileListView
from unionsite.core.waiting import Work
from unionsite.oversight.freshness import queries
from unionsite.oversight.freshness.choices import VIEW, State
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.queries import Faulty, Months, Row
from unionsite.oversight.freshness.screens.plans import PLANS

_LOOKS = {State.FRESH: "primary", State.SOON: "", State.STALE: "warning", State.BLANK: "warning"}


def forecast(row: Row) -> str:
    """Return in words when the section goes stale, or since when it is."""
    words = _("%(day)s起超期") if row.due_on >= timezone.localdate() else _("已从%(day)s起超期")
    # The year too, where it is not this one.
    is_near = row.stale_from.year == timezone.localdate().year
    return words % {"day": date_format(row.stale_from, "n月j日" if is_near else "Y年n月j日")}


def tags_of(row: Row) -> list[tuple[str, str]]:
    tags = [(str(row.state.label), _LOOKS[row.state])]
    return [*tags, (_("重点"), "")] if row.plan.is_key else tags


PLACE = [
    Column("plan", gettext_lazy("栏目"), lambda row: str(row.plan), saved="plan.section.title"),
    FileColumn(gettext_lazy("类别"), lambda row: kind_labels().get(row.plan.kind, "")),
]


class PlanFilterSet(WagtailFilterSet):
    """Only the form of the filters: the rows are reckoned, so the views filter themselves."""

    key = RadioFilter(gettext_lazy("板块"), [("yes", gettext_lazy("只看重点板块"))])


class LedgerFilterSet(PlanFilterSet):
    state = RadioFilter(gettext_lazy("状态"), State.choices)


class ReckonedView(FileListView):
    """A list whose rows are reckoned from all plans; sorted as the tree is."""

    right = VIEW
    model = UpdatePlan
    filterset_class = PlanFilterSet
    empty_message = gettext_lazy("还没有更新计划。")

    def get_queryset(self) -> Sequence:
        if not self.filters.is_valid():
            return []
        wanted = self.filters.form.cleaned_data
        return [row for row in self.reckon() if self.is_wanted(row, wanted)]

    def reckon(self) -> Sequence:
        raise NotImplementedError

    def is_wanted(self, row, wanted: dict) -> bool:
        return not wanted["key"] or row.plan.is_key


class LedgerView(ReckonedView):
    """How each section stands; takes `?state=&key=yes`."""

    page_title = gettext_lazy("更新检查")
    buttons = [
        (gettext_lazy("每月更新"), "freshness_admin:months", "calendar"),
        (gettext_lazy("空白页面"), "freshness_admin:blank", "doc-empty"),
        (gettext_lazy("更新计划"), f"{PLANS}:index", "cog"),
    ]
    header_icon = "rotate"
    index_url_name = "freshness_admin:index"
    filterset_class = LedgerFilterSet
    columns = [
        *PLACE,
        FileColumn(gettext_lazy("重点板块"), lambda row: yes_or_no(row.plan.is_key)),
        TagsColumn("state", gettext_lazy("状态"), tags_of, saved="state.label"),
        TitleColumn(
            "last",
            label=gettext_lazy("最近一次更新"),
            accessor=lambda row: row.last.title if row.last else NOTHING,
            get_url=lambda row: reverse("wagtailadmin_pages:history", args=[row.last.pk]) if row.last else None,
        ),
        MomentColumn("at", gettext_lazy("更新时间"), lambda row: row.last and row.last.at),
        DayColumn("due_on", gettext_lazy("下次到期")),
        Column("forecast", gettext_lazy("预计"), forecast),
        Column("limit", gettext_lazy("期限（天）"), "plan.limit_days"),
        FactColumn("owner", gettext_lazy("责任人"), "plan.owner"),
        FileColumn(gettext_lazy("备注"), "plan.note"),
    ]
    file_name = "freshness"

    def reckon(self) -> list[Row]:
        return queries.ledger(timezone.localdate(self.now))

    def is_wanted(self, row: Row, wanted: dict) -> bool:
        return super().is_wanted(row, wanted) and wanted["state"] in ("", row.state)


def share(plan: UpdatePlan, real: int, month) -> str:
    """Return real beside planned, 3/4; no plan is shown for months before it was made."""
    is_planned = plan.monthly and (month.year, month.month) >= (plan.laid_on.year, plan.laid_on.month)
    return f"{real}/{plan.monthly}" if is_planned else str(real)


class MonthsView(ReckonedView):
    """What was published in each of the last months beside what was planned; takes `?key=yes`."""

    page_title = gettext_lazy("每月更新")
    header_icon = "calendar"
    index_url_name = "freshness_admin:months"
    file_name = "planned-and-real"

    @cached_property
    def months(self):
        return queries.last_months(timezone.localdate(self.now))

    @cached_property
    def columns(self):
        def column(number, month):
            words = lambda row: share(row.plan, row.real[number], month)  # noqa: E731
            return Column(f"month{number}", f"{month:%Y-%m}", words, saved=f"real.{number}")

        return [
            *PLACE,
            FactColumn("monthly", gettext_lazy("每月计划"), "plan.monthly"),
            *(column(number, month) for number, month in enumerate(self.months)),
            Column("total", gettext_lazy("合计")),
        ]

    def reckon(self) -> list[Months]:
        return queries.by_month(self.months)


class BlankView(ReckonedView):
    """Public pages that readers find empty or undated."""

    page_title = gettext_lazy("空白页面")
    header_icon = "doc-empty"
    model = Page
    filterset_class = None
    index_url_name = "freshness_admin:blank"
    empty_message = gettext_lazy("没有空白页面，每一页都有日期。")
    header_buttons = ()
    columns = [
        TitleColumn("title", label=gettext_lazy("页面"), url_name="wagtailadmin_pages:edit"),
        Column(
            "is_blank",
            gettext_lazy("问题"),
            lambda page: _("正文没有文字和图片") if page.is_blank else _("没有发布日期，视为未更新"),
        ),
        Column("url_path", gettext_lazy("网址")),
    ]

    def get_queryset(self) -> list[Faulty]:
        return queries.faulty_pages()


app_name = "freshness_admin"
urlpatterns = [
    *LedgerView.paths(),
    *MonthsView.paths("months/"),
    *BlankView.paths("blank/"),
]


def offer_work(user, now):
    """Offer the sections that this person answers for, once their last day is near."""
    own = UpdatePlan.objects.in_order().filter(owner=user)
    for row in queries.states_of(own, timezone.localdate(now)):
        if row.state != State.FRESH:
            address = reverse("wagtailadmin_explore", args=[row.plan.section_id])
            yield Work(_("更新栏目：%(place)s") % {"place": row.plan}, _("去更新"), address, by=row.due_on)
