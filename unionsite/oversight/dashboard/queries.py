"""The numbers of the dashboard. Each is counted for one person and leads to the list of just what was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.activities import queries as activities
from interact.cases.querysets import desk_rights
from interact.desk import queries as cases
from unionsite.core.screens import span
from unionsite.oversight.duties.choices import VIEW as VIEW_DUTIES
from unionsite.oversight.duties.choices import DutyState
from unionsite.oversight.duties.queries import duties_for
from unionsite.oversight.findings.choices import VIEW as VIEW_FINDINGS
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.queries import tally_for, time_to_repair
from unionsite.oversight.freshness.queries import tally_for as plans_for
from unionsite.oversight.goals.choices import EDIT as EDIT_GOALS
from unionsite.oversight.goals.queries import tasks_for
from unionsite.oversight.health.queries import health_for
from unionsite.oversight.incidents.queries import incidents_for
from unionsite.oversight.reports.queries import reports_for
from unionsite.oversight.scores.choices import HANDLE as HANDLE_SCORES
from unionsite.oversight.scores.queries import scores_for
from unionsite.publishing.contributions.choices import Standing
from unionsite.publishing.contributions.queries import to_edit
from unionsite.publishing.platforms.choices import VIEW_PLAN
from unionsite.publishing.platforms.models import PlannedItem
from unionsite.publishing.review import worklist

REPAIRED_WITHIN = timedelta(days=30)
VIEW_ACTIVITIES = "interact.view_activityrecord"
HANDLE_CONTRIBUTIONS = "publishing.handle_contribution"


@dataclass(frozen=True)
class Tile:
    """A number that leads to its list; `is_alarm` where anything above nought is late or wrong."""

    label: object
    number: int
    address: str
    is_alarm: bool = False

    @property
    def is_lit(self) -> bool:
        return self.is_alarm and self.number > 0


Tiles = Callable[[object, datetime], Iterable[Tile]]


def of_reviews(user, now: datetime) -> Iterator[Tile]:
    own = worklist.own_stages(user)
    if not own and not user.is_superuser:
        return
    address = reverse("publishing_desk:index")
    mine = worklist.states_of(worklist.Tab.MINE, user, own).count()
    yield Tile(gettext_lazy("待我审核"), mine, f"{address}?tab={worklist.Tab.MINE}")
    under_way = worklist.states_of(worklist.Tab.ALL, user, own).count()
    yield Tile(gettext_lazy("在审稿件"), under_way, f"{address}?tab={worklist.Tab.ALL}")


def of_plan(user, now: datetime) -> Iterator[Tile]:
    if not user.has_perm(VIEW_PLAN):
        return
    today = timezone.localtime(now).date()
    start = timezone.make_aware(datetime.combine(today, time()))
    planned = PlannedItem.objects.filter(planned_at__gte=start, planned_at__lt=start + timedelta(days=1))
    late = PlannedItem.objects.late(now).filter(page__first_published_at=None)
    address = reverse("publishing_platforms:plan")
    day = f"planned_at_from={today:%Y-%m-%d}&planned_at_to={today:%Y-%m-%d}"
    yield Tile(gettext_lazy("今天计划发布"), planned.filter(cancelled_at=None).count(), f"{address}?{day}")
    yield Tile(gettext_lazy("到期未发布"), late.count(), f"{address}?late=missing", is_alarm=True)


def of_cases(user, now: datetime) -> Iterator[Tile]:
    if not desk_rights(user):
        return
    tabs = (cases.Tab.TODAY, cases.Tab.OVERDUE, cases.Tab.MINE)
    counts = cases.counts(user, list(tabs), timezone.localdate(now))
    labels = {
        cases.Tab.TODAY: _("诉求今天到期"),
        cases.Tab.OVERDUE: _("诉求已逾期"),
        cases.Tab.MINE: _("诉求待我办理"),
    }
    for tab in tabs:
        address = f"{reverse('cases_admin:index')}?tab={tab}"
        yield Tile(labels[tab], counts[tab], address, is_alarm=tab == cases.Tab.OVERDUE)


def of_contributions(user, now: datetime) -> Iterator[Tile]:
    if user.has_perm(HANDLE_CONTRIBUTIONS):
        address = f"{reverse('publishing_contributions:index')}?standing_now={Standing.EDITORS.value}"
        yield Tile(gettext_lazy("来稿待处理"), to_edit().count(), address)


def of_activities(user, now: datetime) -> Iterator[Tile]:
    if user.has_perm(VIEW_ACTIVITIES):
        late = len(activities.overdue(timezone.localdate(now)))
        yield Tile(gettext_lazy("活动总结逾期"), late, reverse("activities_admin:index"), is_alarm=True)


def of_findings(user, now: datetime) -> Iterator[Tile]:
    tally, address = tally_for(user, timezone.localdate(now)), reverse("findings_admin:index")
    if not (user.has_perm(VIEW_FINDINGS) or tally.open):
        return
    yield Tile(gettext_lazy("未办结的问题"), tally.open, address)
    yield Tile(gettext_lazy("问题待交办"), tally.found, f"{address}?state=found")
    yield Tile(gettext_lazy("问题待复查"), tally.mended, f"{address}?state=mended")
    yield Tile(gettext_lazy("整改逾期"), tally.overdue, f"{address}?state=late", is_alarm=True)


def of_freshness(user, now: datetime) -> Iterator[Tile]:
    if (tally := plans_for(user, timezone.localdate(now))) is None:
        return
    address = reverse("freshness_admin:index")
    yield Tile(gettext_lazy("栏目已超期"), tally.stale, f"{address}?state=stale", is_alarm=True)
    yield Tile(gettext_lazy("栏目即将到期"), tally.soon, f"{address}?state=soon")


def of_scores(user, now: datetime) -> Iterator[Tile]:
    if user.has_perm(HANDLE_SCORES):
        scores = scores_for(user, timezone.localdate(now))
        yield Tile(gettext_lazy("考核异议待答复"), scores.objections, reverse("scores_admin:index"), is_alarm=True)
        yield Tile(gettext_lazy("考核周期待封存"), scores.unfrozen, reverse("scores_admin:index"))


def of_reports(user, now: datetime) -> Iterator[Tile]:
    if (tally := reports_for(user, timezone.localdate(now))) is None:
        return
    if not (user.has_perm(VIEW_FINDINGS) or tally.waiting):
        return
    address = f"{reverse('reports_admin:index')}?state=waiting"
    yield Tile(gettext_lazy("报告待公开"), tally.waiting, address)
    yield Tile(gettext_lazy("报告逾期"), tally.late, f"{reverse('reports_admin:index')}?state=late", is_alarm=True)


def of_health(user, now: datetime) -> Iterator[Tile]:
    if (health := health_for(user, timezone.localdate(now))) is None:
        return
    address = f"{reverse('findings_admin:index')}?source={Source.HEALTH}"
    yield Tile(gettext_lazy("巡检发现的故障"), health.faults, address, is_alarm=True)


def of_duties(user, now: datetime) -> Iterator[Tile]:
    if not user.has_perm(VIEW_DUTIES):
        return
    tally, address = duties_for(user, timezone.localdate(now)), reverse("duties_admin:index")
    yield Tile(gettext_lazy("安全职责逾期"), tally.late, f"{address}?state={DutyState.LATE}", is_alarm=True)
    yield Tile(gettext_lazy("安全职责将到期"), tally.soon, f"{address}?state={DutyState.SOON}")


def of_incidents(user, now: datetime) -> Iterator[Tile]:
    if (tally := incidents_for(user, now)) is None:
        return
    address = reverse("incidents_admin:index")
    yield Tile(gettext_lazy("安全事件待上报"), tally.to_report, f"{address}?state=report", is_alarm=True)
    yield Tile(gettext_lazy("安全事件待决定"), tally.to_decide, f"{address}?state=decide")


def of_goals(user, now: datetime) -> Iterator[Tile]:
    own = "" if user.has_perm(EDIT_GOALS) else "&mine=1"
    late = tasks_for(user, timezone.localdate(now)).late
    address = f"{reverse('goals_admin:index')}?year=all&state=late{own}"
    yield Tile(gettext_lazy("目标任务逾期"), late, address, is_alarm=True)


# Heading and what stands below it.
GROUPS: tuple[tuple[object, tuple[Tiles, ...]], ...] = (
    (gettext_lazy("今天要办"), (of_reviews, of_plan, of_cases, of_contributions)),
    (gettext_lazy("网站状况"), (of_findings, of_freshness, of_health)),
    (gettext_lazy("制度落实"), (of_activities, of_scores, of_reports, of_goals, of_duties, of_incidents)),
)


@dataclass(frozen=True)
class Board:
    """The groups with their tiles; `vetoes` is how many open findings would fail an inspection outright, `repair` in
    words how long what was mended in the last days had been wrong, "" if nothing was."""

    groups: list[tuple[object, list[Tile]]]
    may_watch: bool
    vetoes: int
    repair: str


def board_for(user, now: datetime) -> Board:
    """Count everything that this person may see; the number of queries does not depend on what there is."""
    groups = [(heading, [tile for tiles in parts for tile in tiles(user, now)]) for heading, parts in GROUPS]
    groups = [group for group in groups if group[1]]
    if not user.has_perm(VIEW_FINDINGS):
        return Board(groups, False, 0, "")
    vetoes = Finding.objects.open().filter(gravity=Gravity.VETO).count()
    repair = time_to_repair(now - REPAIRED_WITHIN, now)
    return Board(groups, True, vetoes, span(repair) if repair else "")
