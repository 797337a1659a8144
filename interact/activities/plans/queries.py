"""Composed reads of activities: who may take part, what is frozen, lists, turnout, satisfaction, overdue summaries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.activities.plans import rules
from interact.activities.plans.choices import STARS, Audience, Barrier, State
from interact.activities.plans.models.pages import ActivityIndexPage, ActivityPage
from interact.activities.plans.models.records import ActivityRecord, Satisfaction
from interact.participation.models import Participation
from interact.participation.queries import person_of
from interact.participation.rules import days_left
from unionsite.accounts.models import User
from unionsite.core.named import named
from unionsite.core.request_values import nearest_page
from unionsite.publishing.review.fingerprints import content_fields

ENDED_ON_A_PAGE = 10
# Named by path: a kind of activity stands above what all kinds share.
with_places, fullness = (named(f"interact.activities.signups.queries.{name}") for name in ("with_places", "fullness"))
_BLOCK_KEY = re.compile(r' data-block-key=\\?"[^"\\]*\\?"')

# --- Who may take part ---


def barrier_for(activity: ActivityPage, user, now: datetime) -> Barrier | None:
    """Return what keeps this user from taking part in an activity (its original) now; None if nothing does."""
    return not_invited(activity, user, activity.times.state(now))


def not_invited(activity: ActivityPage, user, state: State) -> Barrier | None:
    """As `barrier_for`, for a given state of the activity."""
    departments = activity.department_ids if activity.audience == Audience.DEPARTMENTS else ()
    return rules.why_not(state, activity.audience, person_of(user), departments, activity.numbers)


def eligible_people(activity: ActivityPage) -> QuerySet[User]:
    """Return the employees who may take part; for a public activity all employees, as nobody else can be counted."""
    people = User.objects.in_use().exclude(employee_number="")
    if activity.audience == Audience.DEPARTMENTS:
        return people.filter(department__in=activity.department_ids)
    if activity.audience == Audience.LIST:
        return people.filter(employee_number__in=activity.numbers)
    return people


# --- What may not change any more ---


def frozen_faults(page: ActivityPage) -> list[str]:
    """Return the names of what differs from the plan with which the activity opened (S-5.4).

    A page that was taken down stays frozen: coming back with other rules would be a change after the opening.
    """
    stored = as_opened(page)
    if stored is None:
        return []
    before, after = content_fields(stored), content_fields(page)
    changed = [name for name in page.frozen if _comparable(before.get(name)) != _comparable(after.get(name))]
    return [name for name in changed if not (name == "closes_at" and _ends_early(stored, page))]


def _ends_early(stored: ActivityPage, page: ActivityPage) -> bool:
    is_summarised = bool(strip_tags(page.conclusion).strip())
    return page.may_end_early and rules.ends_early(stored.closes_at, page.closes_at, is_summarised=is_summarised)


def _comparable(value: str | None) -> str:
    """Return the value of a field without what the editor of rich text adds: keys of paragraphs, an empty one."""
    return _BLOCK_KEY.sub("", value or "").replace("<p></p>", "")


def as_opened(page: ActivityPage) -> ActivityPage | None:
    """Return the page as it stands in the database, if the activity has opened; else None."""
    pages = type(page).objects.filter(pk=page.pk, first_published_at__isnull=False)
    stored = pages.with_state().first() if page.pk else None
    return stored if stored is not None and stored.original.times.has_begun(timezone.now()) else None


FROZEN = gettext_lazy("活动已经开始，这一项不能再改。办不下去时可以写明原因取消，另建一项活动。")


def submission_faults(page: ActivityPage) -> dict[str, object]:
    """Return messages by field for what a plan may not have at the moment it is handed in."""
    if (stored := as_opened(page)) is not None:
        faults: dict[str, object] = dict.fromkeys(frozen_faults(page), FROZEN)
        if page.closes_at and page.closes_at != stored.closes_at and page.closes_at < timezone.now():
            faults["closes_at"] = _("提前结束的时间还要经过审核，请填以后的时间。")
        return faults
    if page.opens_at is None or page.publicity is None:
        return {}
    days = page.times.publicity_days
    earliest = rules.earliest_opening(page.times.publicised_at, days, timezone.now())
    if page.opens_at >= earliest:
        return {}
    words = _("宣传稿件发布满%(days)d天才能开始，最早可定为%(time)s。")
    return {"opens_at": words % {"days": days, "time": f"{timezone.localtime(earliest):%Y-%m-%d %H:%M}"}}


# --- Lists ---


@dataclass(frozen=True)
class ListedActivity:
    """A row of a list. `days_left` counts to the close of what is open, 0 on its last day; `full` says in words that a
    sign-up has no place left."""

    page: ActivityPage
    state: State
    opens_at: datetime | None
    days_left: int
    full: str


def listed(page: ActivityPage, now: datetime) -> ListedActivity:
    plan = page.original
    left = days_left(plan.closes_at, timezone.localtime(now)) or 0
    return ListedActivity(page, plan.times.state(now), plan.times.opening, left, fullness(plan))


def _with_originals(pages: Iterable[ActivityPage]) -> list[ActivityPage]:
    """Return the pages with the originals of translations set, in one more query if there are any."""
    pages = list(pages)
    others = [page for page in pages if page.language_code != settings.LANGUAGE_CODE]
    if others:
        keys = [page.translation_key for page in others]
        originals = ActivityPage.objects.originals(settings.LANGUAGE_CODE).filter(translation_key__in=keys)
        by_key = {page.translation_key: page for page in with_places(originals.with_state())}
        for page in others:
            page.original = by_key.get(page.translation_key, page)
    return pages


@dataclass(frozen=True)
class ActivityListing:
    """What the section shows: open by deadline, upcoming by start, one page of those that are over."""

    open: list[ListedActivity]
    upcoming: list[ListedActivity]
    ended: PageOfRows

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.upcoming or self.ended.paginator.count)


def list_activities(section: ActivityIndexPage, now: datetime, page_number) -> ActivityListing:
    """Return the lists of the section's page; a constant number of queries."""
    pages = with_places(section.activities().with_state()).select_related("share_image")
    rows = [listed(page, now) for page in _with_originals(pages.running(now).first_to_close())]
    ended = nearest_page(
        Paginator(pages.exclude(pk__in=[row.page.pk for row in rows]).order_by("-closes_at", "-pk"), ENDED_ON_A_PAGE),
        page_number,
    )
    ended.object_list = [listed(page, now) for page in _with_originals(ended.object_list)]
    upcoming = [row for row in rows if row.state == State.UPCOMING]
    return ActivityListing(
        open=[row for row in rows if row.state == State.OPEN],
        upcoming=sorted(upcoming, key=lambda row: row.opens_at or row.page.original.opens_at),
        ended=ended,
    )


def open_activities(locale_id: int, now: datetime, limit: int) -> list[ListedActivity]:
    """Return what the home page shows: open activities in a language, those that close first at the top."""
    pages = ActivityPage.objects.published().in_language(locale_id).running(now).with_state().first_to_close()
    rows = [listed(page, now) for page in _with_originals(with_places(pages).filter(opens_at__lte=now)[: limit * 2])]
    return [row for row in rows if row.state == State.OPEN][:limit]


def address_of_section(page: ActivityPage) -> str:
    return page.breadcrumb[-1][1] if page.breadcrumb else ""


# --- Figures ---


@dataclass(frozen=True)
class Turnout:
    """How many could take part and did. `rows` are (department, eligible, participants); departments with few people
    are one row, so that nobody's absence is on show."""

    eligible: int
    participants: int
    rows: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return rules.share(self.participants, self.eligible)

    @property
    def bars(self) -> list[tuple[str, int, float]]:
        """Return (department, participants, their share of those who could take part)."""
        return [(name, number, rules.share(number, eligible)) for name, eligible, number in self.rows]


def turnout_of(activity: ActivityPage) -> Turnout:
    """Return the turnout: as it was at the close, else as it is now, in three queries."""
    record = activity.record
    if record is not None and record.closed_at is not None:
        return Turnout(
            record.eligible or 0, sum(row[2] for row in record.turnout), [tuple(row) for row in record.turnout]
        )
    return count_turnout(activity)


def count_turnout(activity: ActivityPage) -> Turnout:
    took_part = Participation.objects.of(activity)
    eligible = dict(eligible_people(activity).order_by().values_list("department__name").annotate(number=Count("pk")))
    given = dict(took_part.order_by().values_list("person__department__name").annotate(number=Count("pk")))
    rows: list[tuple[str, int, int]] = []
    few = [0, 0]
    for name in sorted({*eligible, *given}, key=lambda name: (-eligible.get(name, 0), name or "")):
        # Somebody who took part may have left or changed since: a department never has more of them than people.
        people = max(eligible.get(name, 0), given.get(name, 0))
        if name and rules.may_show_group(people):
            rows.append((name, people, given.get(name, 0)))
        else:
            few[0], few[1] = few[0] + people, few[1] + given.get(name, 0)
    if few[0]:
        rows.append((_("人数较少的部门合计"), few[0], few[1]))
    return Turnout(sum(row[1] for row in rows), sum(given.values()), rows)


@dataclass(frozen=True)
class SatisfactionFigures:
    """Rows are (words, number, share), the best first; `average` out of five."""

    total: int
    average: float
    rows: list[tuple[str, int, float]]


def satisfaction_of(activity: ActivityPage) -> SatisfactionFigures | None:
    """Return the satisfaction of those who took part; None while there are too few to hide who said what. It counts
    whole groups, so that nobody's word is the difference of two."""
    given = dict(Satisfaction.objects.filter(activity=activity.translation_key).values_list("stars", "shown"))
    total = sum(given.values())
    if not rules.may_show_group(total):
        return None
    average = round(sum(stars * number for stars, number in given.items()) / total, 1)
    rows = [
        (str(STARS[stars]), given.get(stars, 0), rules.share(given.get(stars, 0), total))
        for stars in sorted(STARS, reverse=True)
    ]
    return SatisfactionFigures(total, average, rows)


def held_between(start: datetime, stop: datetime) -> dict[str, tuple[int, int]]:
    """Return by kind how many activities closed from `start` to before `stop`, and how many times people took part in
    them; two queries. What was cancelled was not held."""
    pages = ActivityPage.objects.originals(settings.LANGUAGE_CODE).filter(
        first_published_at__isnull=False, closes_at__gte=start, closes_at__lt=stop
    )
    cancelled = ActivityRecord.objects.filter(cancelled_at__isnull=False).values("activity")
    held = pages.exclude(translation_key__in=cancelled).order_by()
    took_part = Participation.objects.filter(activity__in=held.values("translation_key")).order_by()
    people = dict(took_part.values_list("activity").annotate(number=Count("pk")))
    counted: dict[str, tuple[int, int]] = {}
    for kind, key in held.values_list("kind", "translation_key"):
        number, times = counted.get(kind, (0, 0))
        counted[kind] = number + 1, times + people.get(key, 0)
    return counted


# --- For the staff ---


@dataclass(frozen=True)
class Progress:
    """Where an activity stands, for its edit screen and the list of the staff."""

    state: State
    times: rules.Times
    record: ActivityRecord | None
    turnout: Turnout
    satisfaction: SatisfactionFigures | None
    is_summarised: bool
    may_cancel: bool
    notes: list[str]

    @property
    def is_overdue(self) -> bool:
        due = self.record.summary_due_on if self.record else None
        return due is not None and not self.is_summarised and timezone.localdate() > due


def progress_of(page: ActivityPage, now: datetime) -> Progress:
    plan = page.original
    state = plan.times.state(now)
    return Progress(
        state=state,
        times=plan.times,
        record=plan.record,
        turnout=turnout_of(plan),
        satisfaction=satisfaction_of(plan),
        is_summarised=bool(plan.conclusion),
        may_cancel=plan.may_be_cancelled(now),
        notes=plan.staff_notes(),
    )


def without_summary(today: date) -> list[tuple[ActivityPage, ActivityRecord]]:
    """Return closed activities without a published summary, with their records, the longest overdue first (S-5.5)."""
    records = {
        record.activity: record
        for record in ActivityRecord.objects.filter(summary_due_on__isnull=False).order_by("summary_due_on")
    }
    pages = ActivityPage.objects.originals(settings.LANGUAGE_CODE).filter(translation_key__in=list(records), live=True)
    missing = pages.without_conclusion().select_related("in_charge")
    return sorted(((page, records[page.translation_key]) for page in missing), key=lambda pair: pair[1].summary_due_on)


def overdue(today: date) -> list[tuple[ActivityPage, ActivityRecord]]:
    """Return those of `without_summary` whose time is over: what counts in the 考核."""
    return [(page, record) for page, record in without_summary(today) if record.summary_due_on < today]
