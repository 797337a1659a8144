"""Composed reads of questionnaires: what the section page, the home page and the statistics show."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count
from django.utils import timezone
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.models import Page

from interact.participation.models import activity_settings
from interact.participation.rules import days_left
from interact.questionnaires import rules
from interact.questionnaires.choices import CHOICE_KINDS, FieldType, State
from interact.questionnaires.models import Answer, AnswerFile, InteractIndexPage, QuestionnaireField, QuestionnairePage
from unionsite.core.generation import TEXTS, remembered_of
from unionsite.core.queries import locales, public_address, site_root
from unionsite.core.request_values import nearest_page
from unionsite.core.workday_table import current_calendar

CLOSED_ON_A_PAGE = 10
NEWEST_TEXTS = 20
# With fewer answers, a chart of choices would tell who chose what.
LEAST_ANSWERS = 5


@dataclass(frozen=True)
class OpenQuestionnaire:
    """A row of the home page. `days_left` is 0 on the last day, None without a deadline; `count` counts the answers."""

    title: str
    url: str
    summary: str
    closes_at: datetime | None
    days_left: int | None
    count: int


def open_questionnaires(locale_id: int, now: datetime, limit: int) -> list[OpenQuestionnaire]:
    """Return the questionnaires open now in a language, those that close first at the top, in one query."""
    now = timezone.localtime(now)
    pages = QuestionnairePage.objects.published().true_texts().in_language(locale_id).open(now)
    return [
        OpenQuestionnaire(
            title=page.title,
            url=page.url,
            summary=page.summary,
            closes_at=page.closes_at,
            days_left=days_left(page.closes_at, now),
            count=page.answer_count,
        )
        for page in pages.first_to_close().with_answer_counts()[:limit]
    ]


@dataclass(frozen=True)
class ListedQuestionnaire:
    """A row of the section page."""

    page: QuestionnairePage
    days_left: int | None = None
    questions: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class QuestionnaireListing:
    """What the section page shows; `closed` is a page of QuestionnairePage rows with `answer_count`."""

    open: list[ListedQuestionnaire]
    upcoming: list[ListedQuestionnaire]
    closed: PageOfRows

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.upcoming or self.closed.paginator.count)


def list_questionnaires(section: InteractIndexPage, now: datetime, page_number) -> QuestionnaireListing:
    """Return open questionnaires by deadline, upcoming ones by start, and a page of closed ones, in four queries."""
    now = timezone.localtime(now)
    pages = section.questionnaires()
    running = pages.exclude(closes_at__lte=now).first_to_close().prefetch_related("form_fields")
    rows: dict[State, list[ListedQuestionnaire]] = {State.OPEN: [], State.UPCOMING: []}
    for page in running:
        kinds = [question.field_type for question in page.question_list]
        row = ListedQuestionnaire(page, days_left(page.closes_at, now), len(kinds), rules.minutes_needed(kinds))
        rows[page.state_at(now)].append(row)
    closed = pages.closed(now).order_by("-closes_at", "-pk").with_answer_counts()
    return QuestionnaireListing(
        open=rows[State.OPEN],
        upcoming=sorted(rows[State.UPCOMING], key=lambda row: row.page.opens_at),
        closed=nearest_page(Paginator(closed, CLOSED_ON_A_PAGE), page_number),
    )


def result_due_on(page: QuestionnairePage) -> date | None:
    """Return the day by which 结果与改变 is to be published: as many working days after the end as a summary has."""
    if page.closes_at is None:
        return None
    return current_calendar().add_workdays(timezone.localdate(page.closes_at), activity_settings().summary_days)


def without_result(user, now: datetime) -> list[tuple[QuestionnairePage, date]]:
    """Return the closed questionnaires that a user may edit whose 结果与改变 is not public, with the day it is due."""
    pages = QuestionnairePage.objects.published().closed(now).without_result()
    pages = pages.filter(locale__language_code=settings.LANGUAGE_CODE, pk__in=get_forms_for_user(user).values("pk"))
    return [(page, day) for page in pages.order_by("closes_at", "pk") if (day := result_due_on(page))]


def privacy_url(request, language: str) -> str:
    """Return the address of the privacy page in a language; empty if there is none."""
    site = getattr(request, "_wagtail_site", None)
    if not site:
        return ""
    return _privacy_url(site_root(site, language).url_path)


@remembered_of(TEXTS)
def _privacy_url(root_url_path: str) -> str:
    path = f"{root_url_path}privacy/"
    return public_address(path) if Page.objects.live().filter(url_path=path).exists() else ""


# --- Statistics ---


@dataclass(frozen=True)
class Bar:
    """One choice: how often it was taken, its share of the answers in percent, whether the question still has it."""

    label: str
    count: int
    share: float
    is_current: bool = True


@dataclass(frozen=True)
class QuestionStatistics:
    """The answers to one question; only the fields that fit its kind are filled."""

    label: str
    kind: str
    answered: int
    bars: list[Bar] = field(default_factory=list)
    mean: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    texts: list[tuple[datetime, str]] = field(default_factory=list)
    files: list[AnswerFile] = field(default_factory=list)


@dataclass(frozen=True)
class Statistics:
    """The statistics of a questionnaire; `languages` are (name, number of answers)."""

    total: int
    first: datetime | None
    last: datetime | None
    languages: list[tuple[str, int]]
    questions: list[QuestionStatistics]


def statistics(page: QuestionnairePage, answers) -> Statistics:
    """Return counts, shares and newest texts of `answers` (an AnswerQuerySet in any order), in three queries."""
    rows = list(answers.order_by("-submit_time", "-pk").values_list("submit_time", "form_data"))
    by_locale = answers.order_by().values_list("page__locale").annotate(number=Count("pk"))
    languages = [(str(locales()[locale]), number) for locale, number in by_locale]
    files: dict[str, list[AnswerFile]] = {}
    if any(question.field_type == FieldType.FILE for question in page.question_list):
        newest = AnswerFile.objects.filter(answer__in=answers).select_related("answer").order_by("-answer__submit_time")
        for stored in newest:
            files.setdefault(stored.key, []).append(stored)
    return Statistics(
        total=len(rows),
        first=rows[-1][0] if rows else None,
        last=rows[0][0] if rows else None,
        languages=sorted(languages, key=lambda pair: -pair[1]),
        questions=[_question_statistics(question, rows, files) for question in page.question_list],
    )


def public_results(page: QuestionnairePage) -> Statistics | None:
    """Return the results that the public may read after the deadline: counts of choices and numbers, no words or files.
    None if the editor does not publish them, or if there are too few answers to hide who gave which (S-3.4)."""
    if not page.shows_results:
        return None
    answers = Answer.objects.of(page)
    if answers.count() < LEAST_ANSWERS:
        return None
    whole = statistics(page, answers)
    shown = [one for one in whole.questions if one.bars or one.mean is not None]
    return replace(whole, questions=shown) if shown else None


def _question_statistics(
    question: QuestionnaireField, rows: list[tuple[datetime, dict]], files: dict[str, list[AnswerFile]]
) -> QuestionStatistics:
    key = question.clean_name
    given = [(when, data[key]) for when, data in rows if data.get(key) not in (None, "", [])]
    result = {"label": question.label, "kind": question.field_type, "answered": len(given)}
    if question.field_type in CHOICE_KINDS:
        return QuestionStatistics(**result, bars=_bars(question.choice_list, [value for _when, value in given]))
    if question.field_type == FieldType.NUMBER:
        numbers = [number for _when, value in given if (number := as_number(value)) is not None]
        if not numbers:
            return QuestionStatistics(**result)
        mean = (sum(numbers, Decimal()) / len(numbers)).quantize(Decimal("0.01"))
        return QuestionStatistics(**result, mean=mean, least=min(numbers), most=max(numbers))
    if question.field_type == FieldType.FILE:
        return QuestionStatistics(**result, files=files.get(key, [])[:NEWEST_TEXTS])
    return QuestionStatistics(**result, texts=[(when, written(value)) for when, value in given[:NEWEST_TEXTS]])


def _bars(choices: list[str], values: list) -> list[Bar]:
    counts: Counter[str] = Counter()
    for value in values:
        counts.update(set(map(str, value)) if isinstance(value, list) else [str(value)])
    # A choice that an editor removed after people had chosen it still counts, and is marked as no longer current.
    labels = [*choices, *(label for label in counts if label not in choices)]
    return [
        Bar(label, counts[label], round(counts[label] * 100 / len(values), 1) if values else 0.0, label in choices)
        for label in labels
    ]


def as_number(value) -> Decimal | None:
    """Return a stored value as a number (JSON keeps decimals as text), or None if it is not one."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def written(value) -> str:
    """Return a stored answer as people read it: several choices joined, empty for no answer."""
    if value is None:
        return ""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def received_between(start: datetime, stop: datetime) -> tuple[int, int]:
    """Count the questionnaires first published from `start` to before `stop`, and answers that came; two queries."""
    pages = QuestionnairePage.objects.true_texts().filter(locale__language_code=settings.LANGUAGE_CODE)
    published = pages.filter(first_published_at__gte=start, first_published_at__lt=stop).count()
    return published, Answer.objects.filter(submit_time__gte=start, submit_time__lt=stop).count()
