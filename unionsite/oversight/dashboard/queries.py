"""The numbers of 运行概况. Each is counted for one person and leads to the list of just what was counted.

Whatever can be counted row by row is counted in one query for all tiles.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from django.db.models import Count, IntegerField, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from interact.cases.querysets import desk_rights
from interact.desk import queries as cases
from unionsite.audit.choices import Outcome
from unionsite.audit.models import AuditEntry
from unionsite.core.columns import span
from unionsite.core.waiting import Tile
from unionsite.oversight.duties.choices import VIEW as VIEW_DUTIES
from unionsite.oversight.duties.choices import DutyState
from unionsite.oversight.duties.models import Duty
from unionsite.oversight.findings.choices import VIEW as VIEW_FINDINGS
from unionsite.oversight.findings.choices import Gravity, Source, State
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.queries import time_to_repair
from unionsite.oversight.freshness.choices import VIEW as VIEW_PLANS
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.queries import states_of
from unionsite.oversight.goals.models import EDIT as EDIT_GOALS
from unionsite.oversight.goals.models import Task
from unionsite.oversight.health.choices import VIEW as VIEW_HEALTH
from unionsite.oversight.incidents.choices import VIEW as VIEW_INCIDENTS
from unionsite.oversight.incidents.models import Incident
from unionsite.oversight.reports.models import Report
from unionsite.oversight.reports.rules import VIEW as VIEW_REPORTS
from unionsite.oversight.scores.choices import HANDLE as HANDLE_SCORES
from unionsite.oversight.scores.queries import unfrozen_periods, waiting_objections
from unionsite.publishing.review import worklist

REPAIRED_WITHIN = timedelta(days=30)
VIEW_LOG = "audit.view_auditentry"


Tiles = Callable[[object, datetime], Iterable[Tile]]


def of_reviews(user, now: datetime) -> Iterator[Tile]:
    own = worklist.own_stages(user)
    if not own and not user.is_superuser:
        return
    address = reverse("publishing_desk:index")
    mine = worklist.states_of(worklist.Tab.MINE, user, own)
    yield Tile(gettext_lazy("待我审核"), mine, f"{address}?tab={worklist.Tab.MINE}", is_quiet=True)
    under_way = worklist.states_of(worklist.Tab.ALL, user, own)
    yield Tile(gettext_lazy("在审稿件"), under_way, f"{address}?tab={worklist.Tab.ALL}")


def of_cases(user, now: datetime) -> Iterator[Tile]:
    if not desk_rights(user):
        return
    labels = {cases.Tab.TODAY: _("诉求今天到期"), cases.Tab.OVERDUE: _("诉求已逾期")}
    counts = cases.counts(user, list(labels), timezone.localdate(now))
    for tab, label in labels.items():
        address = f"{reverse('cases_admin:index')}?tab={tab}"
        yield Tile(label, counts[tab], address, is_alarm=tab == cases.Tab.OVERDUE)


def of_findings(user, now: datetime) -> Iterator[Tile]:
    if not user.has_perm(VIEW_FINDINGS):
        return
    found, address = Finding.objects.open(), reverse("findings_admin:index")
    late = found.overdue(timezone.localdate(now))
    to_assign, to_recheck = (found.filter(state=state) for state in (State.FOUND, State.MENDED))
    yield Tile(gettext_lazy("未办结的问题"), found, address)
    yield Tile(gettext_lazy("问题待交办"), to_assign, f"{address}?state={State.FOUND}", is_quiet=True)
    yield Tile(gettext_lazy("问题待复查"), to_recheck, f"{address}?state={State.MENDED}", is_quiet=True)
    yield Tile(gettext_lazy("整改逾期"), late, f"{address}?state=late", is_alarm=True)


def of_freshness(user, now: datetime) -> Iterator[Tile]:
    if not user.has_perm(VIEW_PLANS):
        return
    plans = states_of(UpdatePlan.objects.select_related("section"), timezone.localdate(now))
    address, tally = reverse("freshness_admin:index"), Counter(row.state for row in plans)
    yield Tile(gettext_lazy("栏目已超期"), tally["stale"], f"{address}?state=stale", is_alarm=True)
    yield Tile(gettext_lazy("栏目即将到期"), tally["soon"], f"{address}?state=soon")


def of_scores(user, now: datetime) -> Iterator[Tile]:
    if user.has_perm(HANDLE_SCORES):
        address, unfrozen = reverse("scores_admin:index"), unfrozen_periods(timezone.localdate(now))
        yield Tile(gettext_lazy("考核异议待答复"), waiting_objections(), address, is_quiet=True)
        yield Tile(gettext_lazy("考核周期待封存"), unfrozen, address, is_quiet=True)


def of_reports(user, now: datetime) -> Iterator[Tile]:
    if user.has_perm(VIEW_REPORTS):
        address, late = reverse("reports_admin:index"), Report.objects.late(timezone.localdate(now))
        yield Tile(gettext_lazy("报告待公开"), Report.objects.waiting(), f"{address}?state=waiting")
        yield Tile(gettext_lazy("报告逾期"), late, f"{address}?state=late", is_alarm=True)


def of_health(user, now: datetime) -> Iterator[Tile]:
    if user.has_perm(VIEW_HEALTH):
        faults = Finding.objects.open().visible_to(user).filter(source=Source.HEALTH)
        address = f"{reverse('findings_admin:index')}?source={Source.HEALTH}"
        yield Tile(gettext_lazy("巡检发现的故障"), faults, address, is_alarm=True)


def of_duties(user, now: datetime) -> Iterator[Tile]:
    if not user.has_perm(VIEW_DUTIES):
        return
    address, today = reverse("duties_admin:index"), timezone.localdate(now)
    for label, state in ((_("安全职责逾期"), DutyState.LATE), (_("安全职责将到期"), DutyState.SOON)):
        duties = Duty.objects.concerning(user).in_state(state, today)
        yield Tile(label, duties, f"{address}?state={state}", is_alarm=state == DutyState.LATE)


def of_incidents(user, now: datetime) -> Iterator[Tile]:
    if not user.has_perm(VIEW_INCIDENTS):
        return
    address = reverse("incidents_admin:index")
    to_report, to_decide = Incident.objects.waiting_for_report(), Incident.objects.waiting_for_decision()
    yield Tile(gettext_lazy("安全事件待上报"), to_report, f"{address}?state=report", is_alarm=True)
    yield Tile(gettext_lazy("安全事件待决定"), to_decide, f"{address}?state=decide")


def of_goals(user, now: datetime) -> Iterator[Tile]:
    sees_all = user.has_perm(EDIT_GOALS)
    late = Task.objects.late(timezone.localdate(now))
    address = f"{reverse('goals_admin:index')}?year=all&state=late{'' if sees_all else '&mine=1'}"
    yield Tile(gettext_lazy("目标任务逾期"), late if sees_all else late.filter(owner=user), address, is_alarm=True)


def of_wings(hook: str, user, now: datetime) -> Iterator[Tile]:
    for offer in hooks.get_hooks(hook):
        yield from offer(user, now)


def of_log(user, now: datetime) -> Iterator[Tile]:
    """Yield the attempts refused in the last week, for those who read the log, but not for superusers."""
    if user.is_superuser or not user.has_perm(VIEW_LOG):
        return
    first = timezone.localdate(now) - timedelta(days=6)
    start = timezone.make_aware(datetime.combine(first, time()))
    refused = AuditEntry.objects.filter(at__gte=start, outcome=Outcome.REFUSED)
    address = f"{reverse('audit_admin:log')}?at_from={first:%Y-%m-%d}&outcome={Outcome.REFUSED}"
    yield Tile(gettext_lazy("近7天被拒绝的操作"), refused, address)


# Heading and what stands below it.
GROUPS: tuple[tuple[object, tuple[Tiles, ...]], ...] = (
    (gettext_lazy("今天要办"), (of_reviews, partial(of_wings, "offer_tiles_of_today"), of_cases)),
    (gettext_lazy("网站状况"), (of_findings, of_freshness, of_health, partial(of_wings, "offer_tiles"), of_log)),
    (gettext_lazy("制度落实"), (of_scores, of_reports, of_goals, of_duties, of_incidents)),
)


@dataclass(frozen=True)
class Board:
    """The groups with their tiles; `vetoes` is how many open findings would fail an inspection outright, `repair` in
    words how long what was mended in the last days had been wrong, "" if nothing was."""

    groups: list[tuple[object, list[Tile]]]
    may_watch: bool
    vetoes: int
    repair: str

    @property
    def told(self) -> list[Tile]:
        """What stands on the first page: what is well needs no number there."""
        return [tile for _heading, tiles in self.groups for tile in tiles if tile.number and tile.may_be_told]


def board_for(user, now: datetime, *, is_whole: bool = True) -> Board:
    """Count everything that this person may see, or what the first page may show; the number of queries does not
    depend on what there is."""
    groups = [
        (heading, [tile for tiles in parts for tile in tiles(user, now) if is_whole or tile.may_be_told])
        for heading, parts in GROUPS
    ]
    may_watch = user.has_perm(VIEW_FINDINGS)
    vetoes = Tile("", Finding.objects.open().filter(gravity=Gravity.VETO) if may_watch else 0, "")
    verdict, *counted = _counted([vetoes, *(tile for _heading, tiles in groups for tile in tiles)])
    rest = iter(counted)
    groups = [(heading, [next(rest) for _tile in tiles]) for heading, tiles in groups if tiles]
    repair = time_to_repair(now - REPAIRED_WITHIN, now) if may_watch and is_whole else None
    return Board(groups, may_watch, verdict.number, span(repair) if repair else "")


def _counted(tiles: Sequence[Tile]) -> list[Tile]:
    """Return the tiles with numbers in the place of querysets, all of them counted in one query."""
    waiting = {place: tile.number for place, tile in enumerate(tiles) if isinstance(tile.number, QuerySet)}
    counts = [
        rows.order_by().values(tile=Value(place, IntegerField())).values_list("tile", Count("pk", distinct=True))
        for place, rows in waiting.items()
    ]
    numbers = dict(counts[0].union(*counts[1:], all=True)) if counts else {}
    # A queryset that can hold nothing, such as that of an empty list of keys, is left out of the query.
    return [
        replace(tile, number=numbers.get(place, 0)) if place in waiting else tile for place, tile in enumerate(tiles)
    ]
