"""Composed reads: how each section stands, planned beside real by month, pages without content or date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, TextField, Value
from django.db.models.functions import Cast, Coalesce, Length, TruncMonth
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from unionsite.core.generation import remembered
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.freshness import rules
from unionsite.oversight.freshness.choices import KEYS, MONTHS_SHOWN, State
from unionsite.oversight.freshness.models import UpdatePlan, covered, public, written

# Fields that describe a page without being its content, and types that show what stands elsewhere.
ABOUT = frozenset({"search_description", "summary", "url_path"})
COLLECTING = frozenset({"home.TopicPage"})
# A body with more characters than this is never empty markup alone.
SHORT = 600


@dataclass(frozen=True, slots=True)
class Update:
    pk: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """How one plan stands: its newest page (None for a blank section), the last day in time, the state today."""

    plan: UpdatePlan
    last: Update | None
    due_on: date
    state: State

    @property
    def stale_from(self) -> date:
        return self.due_on + timedelta(days=1)


# Path and kind of each plan, by its number.
Places = tuple[tuple[int, str, str], ...]


def ledger(today: date) -> list[Row]:
    """Return how every plan stands, in the order of the tree; three queries, none of them for each plan."""
    plans = list(UpdatePlan.objects.in_order())
    dates = last_dates(_places(plans))
    found = _updates(plans, dates)
    return [_row(plan, dates[plan.pk], found.get(plan.pk), today) for plan in plans]


def states_of(plans: Iterable[UpdatePlan], today: date) -> list[Row]:
    """Return how these plans stand, without their newest pages, in at most two queries."""
    plans = list(plans)
    dates = _remembered_dates(_places(plans))
    return [_row(plan, dates[plan.pk], None, today) for plan in plans]


def _places(plans: Iterable[UpdatePlan]) -> Places:
    return tuple((plan.pk, plan.section.path, plan.kind) for plan in plans)


def last_dates(places: Places) -> dict[int, datetime | None]:
    """Return by plan when the newest public page was first published, in one walk over the pages."""
    newest = {f"p{pk}": Max("first_published_at", filter=covered(path, kind)) for pk, path, kind in places}
    found = public().aggregate(**newest) if newest else {}
    return {pk: found[f"p{pk}"] for pk, _path, _kind in places}


_remembered_dates = remembered(last_dates)


def _updates(plans: Sequence[UpdatePlan], dates: dict[int, datetime | None]) -> dict[int, Update]:
    wanted = {moment for moment in dates.values() if moment}
    fields = ("pk", "title", "path", "piecepage__kind", "first_published_at")
    pages = list(public().filter(first_published_at__in=wanted).order_by("pk").values_list(*fields)) if wanted else []
    found = {}
    for plan in plans:
        for pk, title, path, kind, at in pages:
            if at == dates[plan.pk] and path.startswith(plan.section.path) and plan.kind in ("", kind):
                found[plan.pk] = Update(pk, title, at)
    return found


def _row(plan: UpdatePlan, at: datetime | None, last: Update | None, today: date) -> Row:
    day = timezone.localdate(at) if at else None
    due = rules.due_on(day, laid_on=plan.laid_on, limit=plan.limit_days)
    return Row(plan, last, due, rules.state_of(day, due, today))


# --- Planned beside real ---


@dataclass(frozen=True, slots=True)
class Months:
    """One plan over some months: for each, how many pieces were first published; planned ones are `plan.monthly`."""

    plan: UpdatePlan
    real: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.real)


def last_months(today: date, number: int = MONTHS_SHOWN) -> list[date]:
    """Return the first days of the last months, this one at the end."""
    months = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(months - number + 1, months + 1)]


def by_month(months: Sequence[date]) -> list[Months]:
    """Return every plan with what was published in each of these months, taken down since or not; two queries."""
    plans = list(UpdatePlan.objects.in_order())
    start = timezone.make_aware(datetime(months[0].year, months[0].month, 1))
    counts = {f"p{plan.pk}": Count("pk", filter=covered(plan.section.path, plan.kind)) for plan in plans}
    pages = written().filter(first_published_at__gte=start).annotate(month=TruncMonth("first_published_at"))
    rows = pages.order_by().values("month").annotate(**counts) if counts else []
    real = {timezone.localdate(row["month"]): row for row in rows}
    return [
        Months(plan, tuple(real[month][f"p{plan.pk}"] if month in real else 0 for month in months)) for plan in plans
    ]


def stale_between(start: datetime, stop: datetime) -> set[int]:
    """Return the numbers of the plans that were at fault at any time from `start` to before `stop`; one query."""
    found = Finding.objects.filter(source=Source.FRESHNESS).at_fault_between(start, stop)
    keys = {key.removeprefix(KEYS) for key in found.values_list("key", flat=True)}
    return {int(key) for key in keys if key.isdecimal()}


# --- Pages with a fault of their own ---


@dataclass(frozen=True, slots=True)
class Faulty:
    """A public page with a body that a reader finds empty, or that shows no date and so counts as never updated."""

    pk: int
    title: str
    url_path: str
    is_blank: bool


def faulty_pages() -> list[Faulty]:
    """Return them by title; one query for each type of page, and one for those without a date."""
    blank = [Faulty(pk, title, address, True) for pk, title, address in _blank()]
    undated = public().filter(first_published_at=None).values_list("pk", "title", "url_path")
    return sorted([*blank, *(Faulty(*row, False) for row in undated)], key=lambda page: (page.title, page.pk))


def _blank() -> Iterable[tuple[int, str, str]]:
    for model in get_page_models():
        names = [field.name for field in model._meta.get_fields() if _holds_content(field)]
        if "body" not in names or model._meta.label in COLLECTING:
            continue
        pages = model._default_manager.filter(
            pk__in=public().values("pk"), content_type=ContentType.objects.get_for_model(model)
        )
        # As text, because PostgreSQL keeps a stream as JSON.
        texts = {f"text_of_{name}": Cast(name, TextField()) for name in names}
        pages = pages.alias(length=sum((Coalesce(Length(text), 0) for text in texts.values()), Value(0)))
        found = pages.filter(length__lt=SHORT).annotate(**texts).values_list("pk", "title", "url_path", *texts)
        yield from ((pk, title, address) for pk, title, address, *values in found if rules.is_blank(values))


def _holds_content(field) -> bool:
    return isinstance(field, StreamField | TextField) and field.name not in ABOUT
