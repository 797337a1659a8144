"""Reads of how often pages were opened: by page, by department, in short for one person and for one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from wagtail.models import Page

from unionsite.core.models.sections import sections
from unionsite.oversight.visits.models import PageVisits
from unionsite.oversight.visits.rules import Source

DAYS = 30


@dataclass(frozen=True)
class Period:
    """Days from `start` to `stop`, both included, compared with as many days before."""

    start: date
    stop: date

    @classmethod
    def until(cls, today: date, days: int) -> Period:
        return cls(today - timedelta(days=days - 1), today)

    @property
    def before(self) -> date:
        return self.start - (self.stop - self.start) - timedelta(days=1)


def _summed(period: Period, *keys: str, **names) -> QuerySet:
    """Return rows with `keys` and `names`, the views within the period, before it, and by shared links within it."""
    within, shared = Q(day__gte=period.start), ~Q(source=Source.OPENED)
    return (
        PageVisits.objects.filter(day__gte=period.before, day__lte=period.stop)
        .order_by()
        .values(*keys, **names)
        .annotate(
            views=Coalesce(Sum("times", filter=within), 0),
            earlier=Coalesce(Sum("times", filter=~within), 0),
            shared=Coalesce(Sum("times", filter=within & shared), 0),
        )
    )


def pages_seen(
    period: Period, *, section: Page | None = None, department=None, language: str = "", text: str = ""
) -> QuerySet:
    """Return the pages opened in the period, most views first: dictionaries of `page_id`, `title`, `url_path`, `path`,
    `live`, `language`, `department` (None for pages that are no pieces), `views`, `earlier`, `shared`; one query."""
    rows = _summed(
        period,
        "page_id",
        title=F("page__title"),
        url_path=F("page__url_path"),
        path=F("page__path"),
        live=F("page__live"),
        language=F("page__locale__language_code"),
        department=F("page__piecepage__department__name"),
    )
    if section is not None:
        below = Q(pk__in=[])
        for path in Page.objects.filter(translation_key=section.translation_key).values_list("path", flat=True):
            below |= Q(page__path__startswith=path)
        rows = rows.filter(below)
    if department is not None:
        rows = rows.filter(page__piecepage__department=department)
    if language:
        rows = rows.filter(page__locale__language_code=language)
    if text:
        rows = rows.filter(page__title__icontains=text)
    return rows.filter(views__gt=0).order_by("-views", "page_id")


def departments_seen(period: Period) -> QuerySet:
    """Return the figures of each department whose pieces were opened in the period or before it (S-2.9): dictionaries
    of `department`, `name`, `pieces`, `views`, `earlier`, `shared`, most views first; one query."""
    rows = _summed(period, department=F("page__piecepage__department"), name=F("page__piecepage__department__name"))
    pieces = Count("page", filter=Q(day__gte=period.start), distinct=True)
    return rows.filter(department__isnull=False).annotate(pieces=pieces).order_by("-views", "name")


def views_between(first: date, stop: date) -> dict[str, int]:
    """Return how often all pages were opened from `first` to before `stop`, by `Source`; one query."""
    rows = PageVisits.objects.filter(day__gte=first, day__lt=stop).order_by()
    return dict(rows.values_list("source").annotate(views=Sum("times")))


def section_titles() -> dict[str, str]:
    """Return the title of each section by the tree path of its page in every language; two queries."""
    titles = {page.translation_key: page.title for page in sections()}
    pages = Page.objects.filter(translation_key__in=titles).values_list("path", "translation_key")
    return {path: titles[key] for path, key in pages}


def views_of(page: Page, today: date) -> int:
    """Return how often a page was opened in the last `DAYS` days; one query."""
    rows = PageVisits.objects.filter(page=page.pk, day__gt=today - timedelta(days=DAYS))
    return rows.aggregate(views=Coalesce(Sum("times"), 0))["views"]
