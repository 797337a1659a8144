"""Reads of published answers: the list, how many there are (S-3.4), and 您说了，我们做了: what there is now."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from interact.answers.models import AnswerIndexPage, AnswerPage
from interact.channels.records import Channel
from unionsite.core.pictures import prefetch_pictures
from unionsite.core.pieces import Choice, Chosen
from unionsite.core.request_values import nearest_page

ROWS, DONE_ROWS = 15, 10
LATEST = 3
LONGEST_QUESTION = 100


def published(locale_id: int) -> QuerySet[AnswerPage]:
    return AnswerPage.objects.published().true_texts().in_language(locale_id)


def list_answers(index: AnswerIndexPage, *, channel: str, words: str, number: str | None) -> dict[str, object]:
    """Return one page of answers, newest first, in three queries; an unknown channel does not filter.

    `channels` are (value, label, number of answers, is current) of channels with answers; `link` begins the query with
    which the other pages of the list are addressed."""
    channel = channel if channel in Channel.values else ""
    words = " ".join(words.split())[:LONGEST_QUESTION].replace("\0", "")
    answers = published(index.locale_id).child_of(index)
    counts = dict(answers.order_by().values_list("channel").annotate(number=Count("pk")))
    if channel:
        answers = answers.filter(channel=channel)
    for word in words.split()[:8]:
        texts = ("title", "question", "reply", "outcome")
        answers = answers.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in texts)))
    answers = answers.select_related("department").order_by("-answered_on", "-pk")
    labels = [(value, str(label), counts.get(value, 0), value == channel) for value, label in Channel.choices]
    return {
        "page": nearest_page(Paginator(answers, ROWS), number),
        "channels": [row for row in labels if row[2]],
        "channel": channel,
        "query": words,
        "link": _link(channel=channel, q=words),
    }


def _link(**given: str) -> str:
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{query}&" if query else ""


def published_between(start: datetime, stop: datetime) -> int:
    """Count the answers in Chinese that were first published from `start` to before `stop`, taken down since or not."""
    answers = AnswerPage.objects.true_texts().filter(locale__language_code=settings.LANGUAGE_CODE)
    return answers.filter(first_published_at__gte=start, first_published_at__lt=stop).count()


# --- 您说了，我们做了: the published answers that say what there is now, as a list and as the latest few ---


@dataclass(frozen=True)
class Done:
    """One of the latest, as pages beside this section show it."""

    title: str
    url: str
    outcome: str
    progress: str
    label: str
    on: date


def with_outcome(locale_id: int) -> QuerySet[AnswerPage]:
    """Return the published answers in a language that say what there is now, the latest first."""
    return published(locale_id).exclude(progress="").order_by("-outcome_on", "-pk")


def latest_done(locale_id: int) -> list[Done]:
    """Return the latest of them, in one query."""
    rows = with_outcome(locale_id)[:LATEST]
    return [
        Done(page.title, page.url, page.outcome, page.progress, page.get_progress_display(), page.outcome_on)
        for page in rows
    ]


@dataclass(frozen=True)
class DoneFilters(Chosen):
    """The departments and years that there are, and which of them a reader chose."""

    names: dict[str, str]
    counted: list[tuple[str, str, int]]  # (department, year, number of answers)

    def departments(self) -> list[Choice]:
        rows = [(code, number) for code, year, number in self.counted if self.wanted["year"] in ("", year)]
        return self._row("department", self.names, rows, _("全部部门"))

    def years(self) -> list[Choice]:
        rows = [(year, number) for code, year, number in self.counted if self.wanted["department"] in ("", code)]
        years = sorted({year for _code, year, _number in self.counted}, reverse=True)
        return self._row("year", {year: year for year in years}, rows, _("全部年份"))

    def _row(self, name: str, labels: dict[str, str], rows: list[tuple[str, int]], every: str) -> list[Choice]:
        if len(labels) < 2:
            return []
        numbers: Counter[str] = Counter()
        for value, number in rows:
            numbers[value] += number
        counted = [(value, label, numbers[value]) for value, label in labels.items()]
        # Some answers have no department.
        return self.choices(name, counted, every, total=numbers.total())


def read_filters(rows: QuerySet[AnswerPage], *, department: str, year: str) -> DoneFilters:
    """Return the filters of the answers in one query; what there is nothing of does not filter."""
    found = (
        rows.order_by()
        .values_list("department__code", "department__name", "department__name_en", ExtractYear("outcome_on"))
        .annotate(number=Count("pk"))
        .order_by(F("department__sort_order").asc(nulls_last=True), "department__code")
    )
    names, counted = {}, []
    for code, name, name_en, day, number in found:
        counted.append((code or "", str(day), number))
        if code:
            names[code] = (name_en or name) if get_language() == "en" else name
    years = {day for _code, day, _number in counted}
    wanted = {"department": department if department in names else "", "year": year if year in years else ""}
    return DoneFilters(wanted, names, counted)


def list_done(index: AnswerIndexPage, *, department: str, year: str, number: str | None) -> dict[str, object]:
    """Return one page of the list, with the filters that have something to choose from, in four queries."""
    rows = with_outcome(index.locale_id).child_of(index)
    filters = read_filters(rows, department=department, year=year)
    if code := filters.wanted["department"]:
        rows = rows.filter(department__code=code)
    if wanted_year := filters.wanted["year"]:
        rows = rows.filter(outcome_on__year=int(wanted_year))
    page = nearest_page(Paginator(rows.select_related("department", "cover"), DONE_ROWS), number)
    prefetch_pictures((row.cover for row in page.object_list if row.cover), "card")
    return {
        "page": page,
        "departments": filters.departments(),
        "years": filters.years(),
        "link": filters.query,
        "is_filtered": any(filters.wanted.values()),
    }
