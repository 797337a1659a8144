"""Reads of what readers look for: the report."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, OuterRef, Q, Subquery, Sum, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from search.terms.models import SearchTerm
from search.terms.rules import term_of

MOST_ROWS = 2000


class View(TextChoices):
    """What the report shows; the first is the default."""

    ASKED = "asked", _("查得最多")
    UNANSWERED = "unanswered", _("没有查到")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One word in a period; `before` counts the period of equal length before it, `useless` readers who said that what
    they found was of no use, `found` the results last time."""

    term: str
    language: str
    times: int
    before: int
    missed: int
    useless: int
    found: int
    last: date

    def __str__(self) -> str:
        return self.term

    @property
    def change(self) -> int:
        return self.times - self.before


def terms_report(*, view: str, days: int, language: str, today: date, text: str = "") -> list[TermRow]:
    """Return the words of the last `days` days including today, in the view's order; one query, at most 2,000 rows."""
    start = today - timedelta(days=days - 1)
    within, earlier = Q(day__gte=start), Q(day__lt=start)
    terms = SearchTerm.objects.filter(day__gte=start - timedelta(days=days), day__lte=today)
    if language:
        terms = terms.filter(language=language)
    if wanted := term_of(text):
        terms = terms.filter(term__contains=wanted)
    newest = SearchTerm.objects.filter(term=OuterRef("term"), language=OuterRef("language")).order_by("-day")
    rows = (
        terms.order_by()
        .values("term", "language")
        .annotate(
            times=Coalesce(Sum("asked", filter=within), 0),
            before=Coalesce(Sum("asked", filter=earlier), 0),
            missed=Coalesce(Sum("unanswered", filter=within), 0),
            useless=Coalesce(Sum("useless", filter=within), 0),
            last=Max("day"),
        )
    )
    if view == View.UNANSWERED:
        rows = rows.annotate(failed=F("missed") + F("useless")).filter(failed__gt=0)
        rows = rows.order_by("-failed", "-times", "term")
    else:
        rows = rows.filter(times__gt=0).order_by("-times", "term")
    rows = rows.annotate(newest=Subquery(newest.values("found")[:1]))[:MOST_ROWS]
    names = ("term", "language", "times", "before", "missed", "useless", "newest", "last")
    return [TermRow(*(row[name] for name in names)) for row in rows]


def asked_between(first: date, stop: date) -> int:
    """Return how often readers searched from `first` to before `stop`, in all languages."""
    return SearchTerm.objects.filter(day__gte=first, day__lt=stop).aggregate(asked=Coalesce(Sum("asked"), 0))["asked"]
