"""Reads of what readers look for: the report, and related queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum, TextChoices
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.terms.models import SearchTerm
from search.terms.rules import KnownTerm, may_be_shown, nearest, term_of, words_of
from search.words.queries import current_dictionary, reviewed_words
from unionsite.core.generation import WORDS, remembered_of

MOST_ROWS = 2000
# Readers are shown queries asked at least so often, on so many days, within the last 90.
SHOWN_ASKED = 5
SHOWN_DAYS = 3
SHOWN_SINCE = timedelta(days=90)
MOST_KNOWN = 500
RELATED = 6


class View(TextChoices):
    """What the report shows; the first is the default."""

    ASKED = "asked", _("查得最多")
    UNANSWERED = "unanswered", _("没有查到")
    RISING = "rising", _("上升")
    FALLING = "falling", _("下降")


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
            change=F("times") - F("before"),
        )
    )
    match view:
        case View.UNANSWERED:
            rows = rows.annotate(failed=F("missed") + F("useless")).filter(failed__gt=0)
            rows = rows.order_by("-failed", "-times", "term")
        case View.RISING:
            rows = rows.filter(change__gt=0).order_by("-change", "term")
        case View.FALLING:
            rows = rows.filter(change__lt=0).order_by("change", "term")
        case _:
            rows = rows.filter(times__gt=0).order_by("-times", "term")
    rows = rows.annotate(newest=Subquery(newest.values("found")[:1]))[:MOST_ROWS]
    names = ("term", "language", "times", "before", "missed", "useless", "newest", "last")
    return [TermRow(*(row[name] for name in names)) for row in rows]


@remembered_of(WORDS)
def _known(language: str, day: date) -> tuple[KnownTerm, ...]:
    """Return queries that other readers may be shown; three queries a day and after anything public has changed."""
    dictionary = current_dictionary()
    newest = SearchTerm.objects.filter(term=OuterRef("term"), language=OuterRef("language")).order_by("-day")
    rows = (
        SearchTerm.objects.filter(language=language, day__gte=day - SHOWN_SINCE, day__lte=day)
        .order_by()
        .values("term", "language")
        .annotate(times=Sum("asked"), days=Count("day"))
        .filter(times__gte=SHOWN_ASKED, days__gte=SHOWN_DAYS)
        .annotate(newest=Subquery(newest.values("found")[:1]))
        .filter(newest__gt=0)
        .order_by("-times", "term")[:MOST_KNOWN]
    )
    terms = [KnownTerm(row["term"], words_of(row["term"], dictionary), row["times"]) for row in rows]
    reviewed = reviewed_words()
    return tuple(term for term in terms if may_be_shown(term.words, reviewed))


def related(text: str, language: str = settings.LANGUAGE_CODE) -> list[str]:
    """Return what others often look for that shares a word with this query and has results; most shared words first.

    Empty for languages without word lists. No database query except three a day and after anything public has changed.
    """
    if language != settings.LANGUAGE_CODE:
        return []
    known = _known(language, timezone.localdate())
    if not known:
        return []
    term = term_of(text)
    return nearest(term, words_of(term, current_dictionary()), known, RELATED)


def asked_between(first: date, stop: date) -> int:
    """Return how often readers searched from `first` to before `stop`, in all languages."""
    return SearchTerm.objects.filter(day__gte=first, day__lt=stop).aggregate(asked=Coalesce(Sum("asked"), 0))["asked"]
