"""Composed reads: the state of the site's health, availability by month, addresses that readers missed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Left, Length, TruncMonth
from wagtail.contrib.redirects.models import Redirect

from unionsite.core.columns import span
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.health.choices import MISS_DAYS
from unionsite.oversight.health.models import Link, MissedAddress, ProbeDay, Walk, is_dead


def open_findings() -> int:
    return Finding.objects.open().filter(source=Source.HEALTH).count()


def repair_time(now: datetime) -> str:
    """Return the mean time from finding to mending over the last 90 days of what walks found; "" for none."""
    mended = Finding.objects.filter(source=Source.HEALTH, mended_at__gte=now - timedelta(days=90))
    mean = mended.aggregate(mean=Avg(F("mended_at") - F("found_at")))["mean"]
    return span(mean) if mean is not None else ""


def progress_of(walk: Walk) -> dict[str, int]:
    """Return how far a walk is in two queries: `pages` seen, `links` seen and `asked`."""
    links = Link.objects.filter(seen_in=walk.pk)
    counts = {"links": Count("pk"), "asked": Count("pk", filter=Q(checked_in=walk.pk))}
    return {"pages": walk.visits.count()} | links.aggregate(**counts)


@dataclass(frozen=True)
class Availability:
    """One month of probes; `percent` of them were answered."""

    month: date
    probes: int
    failures: int
    slow: int
    worst: float

    @property
    def percent(self) -> str:
        # Never rounded up to 100: one failure must be seen.
        answered = (self.probes - self.failures) / self.probes if self.probes else 0
        return f"{int(answered * 10_000) / 100:.2f}%"


def availability(today: date, months: int = 12) -> list[Availability]:
    """Return the months with probes, the present one first; one query."""
    start = (today.replace(day=1) - timedelta(days=31 * (months - 1))).replace(day=1)
    rows = (
        ProbeDay.objects.filter(day__gte=start, day__lte=today)
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(all=Sum("probes"), failed=Sum("failures"), lame=Sum("slow"), longest=Max("worst"))
        .order_by("-month")
    )
    return [Availability(row["month"], row["all"], row["failed"], row["lame"], row["longest"]) for row in rows]


def availability_between(first: date, stop: date) -> Availability:
    """Return the probes of the days from `first` to before `stop` as one; one query."""
    summed = ProbeDay.objects.filter(day__gte=first, day__lt=stop).aggregate(
        all=Coalesce(Sum("probes"), 0),
        failed=Coalesce(Sum("failures"), 0),
        lame=Coalesce(Sum("slow"), 0),
        longest=Coalesce(Max("worst"), 0.0),
    )
    return Availability(first, summed["all"], summed["failed"], summed["lame"], summed["longest"])


def misses_between(first: date, stop: date) -> tuple[int, int]:
    """Return how often readers missed an address from `first` to before `stop`, and how many addresses; one query.
    Older rows than `MISS_DAYS` are gone."""
    missed = MissedAddress.objects.filter(day__gte=first, day__lt=stop)
    summed = missed.aggregate(times=Coalesce(Sum("count"), 0), addresses=Count("path", distinct=True))
    return summed["times"], summed["addresses"]


def missed_addresses(today: date) -> QuerySet:
    """Return rows of `path`, `times`, `last` day, `came_from` and whether it `has_redirect`, most missed first."""
    redirects = Redirect.objects.filter(old_path=OuterRef("bare"))
    # As Wagtail normalises an address before it looks for its redirect.
    bare = Case(When(path__endswith="/", then=Left("path", Length("path") - 1)), default=F("path"))
    return (
        MissedAddress.objects.filter(day__gt=today - timedelta(days=MISS_DAYS))
        .values("path")
        .annotate(times=Sum("count"), last=Max("day"), source=Max("came_from"), bare=bare)
        .annotate(has_redirect=Exists(redirects))
        .order_by("-times", "path")
    )


def failing_links(now: datetime) -> QuerySet[Link]:
    """Return the links that failed, with the number of pages they stand on as `places` and whether each `is_dead`; the
    surest first."""
    return (
        Link.objects.faulty()
        .annotate(places=Count("visits"), is_dead=is_dead(now))
        .order_by("-failures", "failed_since", "pk")
    )
