"""更新检查: how each section stands, planned beside real by month, pages without content (S-7.3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import Page

from unionsite.core.filters import RadioFilter
from unionsite.core.models.pieces import kind_labels
from unionsite.core.screens import NOTHING, SHORT, FactColumn, FileListView, RightMenuItem, TagsColumn, yes_or_no
from unionsite.core.waiting import Work
from unionsite.oversight.freshness import queries
from unionsite.oversight.freshness.choices import VIEW, State
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.queries import Faulty, Months, Row
from unionsite.oversight.freshness.screens.plans import PLANS

TITLE = gettext_lazy("更新检查")
INDEX = "freshness_admin:index"
ABOVE = [(reverse_lazy(INDEX), TITLE)]
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


# In the files section and kind stand apart.
PLACE = [
    (gettext_lazy("栏目"), 20, "plan.section.title"),
    (gettext_lazy("类别"), 12, lambda row: kind_labels().get(row.plan.kind, "")),
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

    page_title = TITLE
    buttons = [
        (gettext_lazy("每月更新"), "freshness_admin:months", "calendar"),
        (gettext_lazy("空白页面"), "freshness_admin:blank", "doc-empty"),
        (gettext_lazy("更新计划"), f"{PLANS}:index", "cog"),
    ]
    header_icon = "rotate"
    index_url_name = INDEX
    filterset_class = LedgerFilterSet
    columns = [
        Column("plan", label=gettext_lazy("栏目"), accessor=lambda row: str(row.plan)),
        TagsColumn("state", label=gettext_lazy("状态"), accessor=tags_of),
        TitleColumn(
            "last",
            label=gettext_lazy("最近一次更新"),
            accessor=lambda row: row.last.title if row.last else NOTHING,
            get_url=lambda row: reverse("wagtailadmin_pages:history", args=[row.last.pk]) if row.last else None,
        ),
        Column(
            "at",
            label=gettext_lazy("更新日期"),
            accessor=lambda row: f"{timezone.localtime(row.last.at):%Y-%m-%d}" if row.last else NOTHING,
            classname=SHORT,
        ),
        FactColumn("due_on", gettext_lazy("下次到期"), classname=SHORT),
        Column("forecast", label=gettext_lazy("预计"), accessor=forecast),
        Column("limit", label=gettext_lazy("期限（天）"), accessor="plan.limit_days"),
        FactColumn("owner", gettext_lazy("责任人"), "plan.owner"),
    ]
    file_name = "freshness"
    file_columns = [
        *PLACE,
        (gettext_lazy("重点板块"), 10, lambda row: yes_or_no(row.plan.is_key)),
        (gettext_lazy("状态"), 12, "state.label"),
        ("last", 40),
        (gettext_lazy("更新时间"), 20, lambda row: row.last.at if row.last else None),
        ("limit", 10),
        ("due_on", 14),
        ("forecast", 20),
        ("owner", 12),
        (gettext_lazy("备注"), 30, "plan.note"),
    ]

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
    above = ABOVE
    index_url_name = "freshness_admin:months"
    file_name = "planned-and-real"

    @cached_property
    def months(self):
        return queries.last_months(timezone.localdate(self.now))

    @cached_property
    def columns(self):
        def column(number, month):
            words = lambda row: share(row.plan, row.real[number], month)  # noqa: E731
            return Column(f"month{number}", label=f"{month:%Y-%m}", accessor=words)

        return [
            Column("plan", label=gettext_lazy("栏目"), accessor=lambda row: str(row.plan)),
            FactColumn("monthly", gettext_lazy("每月计划"), "plan.monthly"),
            *(column(number, month) for number, month in enumerate(self.months)),
            Column("total", label=gettext_lazy("合计"), accessor="total"),
        ]

    @cached_property
    def file_columns(self):
        real = ((f"{month:%Y-%m}", 10, f"real.{number}") for number, month in enumerate(self.months))
        return [*PLACE, (gettext_lazy("每月计划"), 10, "plan.monthly"), *real, ("total", 10)]

    def reckon(self) -> list[Months]:
        return queries.by_month(self.months)


class BlankView(ReckonedView):
    """Public pages that readers find empty or undated."""

    page_title = gettext_lazy("空白页面")
    header_icon = "doc-empty"
    above = ABOVE
    model = Page
    filterset_class = None
    index_url_name = "freshness_admin:blank"
    empty_message = gettext_lazy("没有空白页面，每一页都有日期。")
    header_buttons = ()
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("页面"),
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column(
            "is_blank",
            label=gettext_lazy("问题"),
            accessor=lambda page: _("正文没有文字和图片") if page.is_blank else _("没有发布日期，视为未更新"),
        ),
        Column("url_path", label=gettext_lazy("网址"), accessor=lambda page: page.url_path),
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


def menu_item() -> RightMenuItem:
    return RightMenuItem(TITLE, reverse(INDEX), VIEW, name="freshness", icon_name="rotate", order=110)
