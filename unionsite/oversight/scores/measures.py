"""What the items are counted from: for each measure the facts of a span, with the address of each as evidence.

A measure reads all departments at once, in one or two queries. What no department answers for counts for the whole
site alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from interact.cases.choices import DueKind, Result, Satisfaction, Step
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry
from interact.cases.querysets import TEAM_CHANNELS
from interact.channels.records import Channel
from interact.participation.queries import held
from unionsite.core.models import PiecePage
from unionsite.oversight.findings.choices import Source, State
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.scores import rules
from unionsite.oversight.scores.choices import Measure
from unionsite.oversight.scores.rules import Span
from unionsite.publishing.elsewhere import elsewhere
from unionsite.publishing.ledger.queries import is_imported


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was counted. `key` is its primary key, `department` that of who answers for it; `is_good` asks
    only the satisfaction, and `times` only what people count."""

    department: int | None
    key: int
    label: str
    address: str
    is_good: bool = True
    times: int = 1


def moments(span: Span) -> tuple[datetime, datetime]:
    """Return the moments at which a span begins and ends, the second one outside of it."""
    zone = timezone.get_default_timezone()
    start, stop = (datetime.combine(day, time(), zone) for day in (span.start, span.stop))
    return start, stop


# --- Findings ---


def _findings(found: Iterable[Finding]) -> list[Fact]:
    return [
        Fact(row.department_id, row.pk, row.title, reverse("findings_admin:finding", args=[row.pk])) for row in found
    ]


def stale(span: Span) -> list[Fact]:
    """Sections beyond their limit at any time of the span."""
    start, stop = moments(span)
    found = Finding.objects.filter(source=Source.FRESHNESS).at_fault_between(start, stop)
    return _findings(found.order_by("found_at", "pk"))


def late_faults(span: Span) -> list[Fact]:
    """Findings of any other source that were due in the span and not mended until then."""
    found = Finding.objects.filter(due_on__gte=span.start, due_on__lt=span.stop)
    found = found.exclude(state=State.DISMISSED).exclude(source=Source.FRESHNESS).order_by("due_on", "pk")
    return _findings(
        row
        for row in found
        if rules.is_late(row.due_on, row.mended_at and timezone.localdate(row.mended_at), span.today)
    )


# --- Cases, of channels that the team sees; those by name are never counted for anybody (T62) ---


def _cases(found: QuerySet[Case]) -> list[Fact]:
    found = found.only("received_at", "department_id", "satisfaction").order_by("received_at", "pk")
    return [
        Fact(
            row.department_id,
            row.pk,
            row.number,
            reverse("cases_admin:case", args=[row.pk]),
            row.satisfaction != Satisfaction.POOR,
        )
        for row in found
    ]


def late_replies(span: Span) -> list[Fact]:
    """Cases first answered in the span and late, or due in it and still without an answer."""
    answered = Q(first_replied_on__gte=span.start, first_replied_on__lt=span.stop, was_on_time=False)
    waiting = Q(
        first_replied_on=None,
        due_kind__in=[DueKind.REPLY, DueKind.OPINION],
        due_on__gte=span.start,
        due_on__lt=min(span.stop, span.today),
    )
    return _cases(Case.objects.filter(answered | waiting, channel__in=TEAM_CHANNELS))


def _with_step(span: Span, wanted: Q) -> QuerySet[Case]:
    start, stop = moments(span)
    steps = CaseEntry.objects.filter(wanted, at__gte=start, at__lt=stop)
    return Case.objects.filter(pk__in=steps.values("case"), channel__in=TEAM_CHANNELS)


def unhappy(span: Span) -> list[Fact]:
    """Cases that an employee had reopened in the span, or rated poor in it."""
    wanted = Q(step=Step.REOPEN) | Q(step=Step.RATE, case__satisfaction=Satisfaction.POOR)
    return _cases(_with_step(span, wanted))


def rated(span: Span) -> list[Fact]:
    return _cases(_with_step(span, Q(step=Step.RATE)).exclude(satisfaction=""))


def corrections(span: Span) -> list[Fact]:
    """Corrections that employees asked for and that were made, wholly or in part."""
    return _cases(
        Case.objects.filter(
            channel=Channel.CORRECTION,
            closed_on__gte=span.start,
            closed_on__lt=span.stop,
            result__in=[Result.SOLVED, Result.PARTLY],
        )
    )


# --- Pieces ---


def _pieces(found: QuerySet[PiecePage]) -> list[Fact]:
    rows = found.values_list("department_id", "pk", "title")
    return [
        Fact(department, key, title, reverse("wagtailadmin_pages:history", args=[key]))
        for department, key, title in rows
    ]


def published_pieces(span: Span) -> QuerySet[PiecePage]:
    """Return the pieces in Chinese first published in the span; translations repeat a piece, and what was imported was
    published elsewhere."""
    start, stop = moments(span)
    pieces = PiecePage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE,
        alias_of=None,
        first_published_at__gte=start,
        first_published_at__lt=stop,
    )
    return pieces.exclude(is_imported()).order_by("first_published_at", "pk")


def accepted(span: Span) -> list[Fact]:
    return _pieces(published_pieces(span))


def late_pieces(span: Span) -> list[Fact]:
    start, stop = moments(span)
    late = [key for about in elsewhere for key in about.late_between(start, stop)]
    return _pieces(PiecePage.objects.filter(pk__in=late).order_by("first_published_at", "pk"))


def rejected(span: Span) -> list[Fact]:
    """Pieces that a stage sent back in the span, each once."""
    start, stop = moments(span)
    states = TaskState.objects.filter(
        status=TaskState.STATUS_REJECTED,
        task__reviewtask__isnull=False,
        finished_at__gte=start,
        finished_at__lt=stop,
        workflow_state__base_content_type__app_label="wagtailcore",
        workflow_state__base_content_type__model="page",
    )
    keys = {int(key) for key in states.values_list("workflow_state__object_id", flat=True)}
    return _pieces(PiecePage.objects.filter(pk__in=keys).order_by("pk"))


def summaries(span: Span) -> list[Fact]:
    """Activities whose summary was due in the span and is still missing; the department of who is in charge (S-5.5)."""
    return [
        Fact(
            page.in_charge and page.in_charge.department_id,
            page.pk,
            page.title,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for about in held
        for page, record in about.overdue(min(span.stop, span.today))
        if record.summary_due_on >= span.start
    ]


FACTS: Mapping[str, Callable[[Span], list[Fact]]] = {
    Measure.STALE: stale,
    Measure.LATE_FAULTS: late_faults,
    Measure.LATE_REPLIES: late_replies,
    Measure.UNHAPPY: unhappy,
    Measure.CORRECTIONS: corrections,
    Measure.LATE_PIECES: late_pieces,
    Measure.REJECTED: rejected,
    Measure.SUMMARIES: summaries,
    Measure.ACCEPTED: accepted,
    Measure.SATISFACTION: rated,
}


def count(measure: str, facts: list[Fact]) -> tuple[int, str]:
    """Return the number that facts stand for, and words that explain it where it is not simply how many they are."""
    if measure != Measure.SATISFACTION:
        return sum(fact.times for fact in facts), ""
    good = sum(fact.is_good for fact in facts)
    words = _("%(rated)d件评价中%(good)d件满意或基本满意") % {"rated": len(facts), "good": good}
    return int(rules.is_satisfied(good, len(facts))), words if facts else ""


def list_address(measure: str, span: Span, department: int | None) -> str:
    """Return the address of the list in which what was counted stands among the like; "" where there is none."""
    own = {"department": department} if department else {}
    days = {"published_from": f"{span.start:%Y-%m-%d}", "published_to": f"{span.last:%Y-%m-%d}"}
    lists = {
        Measure.STALE: ("findings_admin:index", {"state": "all", "source": Source.FRESHNESS.value}),
        Measure.LATE_FAULTS: ("findings_admin:index", {"state": "all"}),
    }
    for about in elsewhere:
        lists[Measure.LATE_PIECES] = (about.late_list, days | {"late": "yes"})
    if measure not in lists:
        return ""
    name, query = lists[Measure(measure)]
    return f"{reverse(name)}?{urlencode(query | own)}"
