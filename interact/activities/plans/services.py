"""Every write of what activities share: cancelling, closing, satisfaction, notices."""

from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities.plans.choices import STARS, Barrier, CancelCause, State
from interact.activities.plans.models.pages import ActivityPage
from interact.activities.plans.models.records import ActivityRecord, ActivitySubscriber, Satisfaction
from interact.activities.plans.queries import barrier_for, count_turnout, eligible_people, without_summary
from interact.activities.plans.rules import may_show_group
from interact.participation.models import Participation, activity_settings
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.mails import staff_address, tell
from unionsite.core.refusals import Refused
from unionsite.core.workday_table import current_calendar

# Sent after the commit, with `activity`: the original page in its own type.
activity_cancelled = Signal()


# Requests that began before the close may still be writing; no process works longer on one.
SETTLING = timedelta(seconds=60)
# The summary is asked for so many days before it is due.
REMIND_BEFORE = timedelta(days=3)
# From when on people are told that an activity ends tomorrow.
LAST_CALL_HOUR = 9


class NotInvited(Refused):
    """The activity is not open, or not for this person; `barrier` and the words say why."""

    def __init__(self, barrier: Barrier, words: object = ""):
        super().__init__(words or barrier.label)
        self.barrier = barrier


def admit(activity: ActivityPage, person, now: datetime) -> None:
    """Raise NotInvited if anything keeps this person from taking part in an activity (its original) now."""
    if barrier := barrier_for(activity, person, now):
        raise NotInvited(barrier)


@transaction.atomic
def cancel_activity(
    *, page: ActivityPage, actor: User, cause: CancelCause, note: str = "", now: datetime | None = None
) -> None:
    """Cancel an activity that is not over; everybody reads the cause, the note stands in the audit log. Raises Refused.

    `activity_cancelled` is sent after the commit: a kind may have to tell those who take part.
    """
    now, cause = now or timezone.now(), CancelCause(cause)
    activity = page.original.specific
    if not activity.may_be_cancelled(now):
        raise Refused(_("活动已经结束或已经取消，不能再取消。"))
    record, _is_new = ActivityRecord.objects.select_for_update().get_or_create(activity=activity.translation_key)
    if record.cancelled_at is not None:
        raise Refused(_("活动已经结束或已经取消，不能再取消。"))
    record.cancelled_at, record.cancelled_by, record.cancel_cause = now, actor, cause
    record.save()
    generation.bump(generation.ACTIVITIES)
    transaction.on_commit(partial(activity_cancelled.send, sender=type(activity), activity=activity))
    reason = f"{cause.label} {note}".strip()
    audit.record(Action.ACTIVITY_CANCELLED, actor=actor, subject=activity, detail={"reason": reason})


def close_ended(now: datetime | None = None) -> int:
    """Note for each activity that has ended how many could take part and did, and when its summary is due (S-5.5).

    The roll changes afterwards, the figures do not. Returns how many were closed; safe to run twice.
    """
    now = now or timezone.now()
    done = ActivityRecord.objects.exclude(closed_at=None).values("activity")
    cancelled = ActivityRecord.objects.exclude(cancelled_at=None).values("activity")
    ended = (
        ActivityPage.objects.originals(settings.LANGUAGE_CODE)
        .filter(live=True)
        .ended(now - SETTLING)
        .exclude(translation_key__in=done)
        .exclude(translation_key__in=cancelled)
    )
    # A sign-up has closed long before what it is for is over.
    pages = [page for page in ended.with_state().specific() if page.ending <= now - SETTLING]
    for page in pages:
        _close(page, now)
    return len(pages)


@transaction.atomic
def _close(page: ActivityPage, now: datetime) -> None:
    record, _is_new = ActivityRecord.objects.select_for_update().get_or_create(activity=page.translation_key)
    if record.closed_at is not None:
        return
    figures = count_turnout(page)
    record.closed_at, record.eligible, record.turnout = now, figures.eligible, figures.rows
    day = timezone.localdate(page.ending)
    record.summary_due_on = current_calendar().add_workdays(day, activity_settings().summary_days)
    record.save()
    generation.bump(generation.ACTIVITIES)


@transaction.atomic
def rate(*, activity: ActivityPage, person: User, stars: int) -> bool:
    """Count how satisfied a person who took part is, once. Returns False if they did not take part or said so before.

    Raises Refused for anything but one of `STARS`.
    """
    if stars not in STARS:
        raise Refused(_("请从列出的选项中选择。"))
    mine = Participation.objects.of(activity).filter(person=person, has_rated=False)
    if not mine.update(has_rated=True):
        return False
    counts = Satisfaction.objects.filter(activity=activity.translation_key)
    counts.get_or_create(activity=activity.translation_key, stars=stars)
    # All of them, in one order: who rates at the same time waits.
    rows = list(counts.select_for_update().order_by("pk"))
    counts.filter(stars=stars).update(number=F("number") + 1)
    if may_show_group(1 + sum(row.number - row.shown for row in rows)):
        counts.update(shown=F("number"))
    return True


def set_notices(*, person: User, kinds: list[str]) -> None:
    """Have a person told of activities of these kinds, names of models; of none means no longer."""
    if kinds:
        ActivitySubscriber.objects.update_or_create(person=person, defaults={"kinds": kinds})
    else:
        ActivitySubscriber.objects.filter(person=person).delete()


def announce_open(now: datetime | None = None) -> int:
    """Mail those who asked for it of activities that have opened since the last run; each is announced once."""
    now = now or timezone.now()
    return _announce("announced_at", "opening", now, {"opens_at__lte": now})


def announce_last_day(now: datetime | None = None) -> int:
    """Tell the same people in the morning of the day before an activity ends, whoever has taken part already: whether
    they have is nobody's business. What opened since yesterday they have just heard of."""
    now = timezone.localtime(now or timezone.now())
    if now.hour < LAST_CALL_HOUR:
        return 0
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1), midnight + timedelta(days=2)
    when = {"closes_at__gte": tomorrow[0], "closes_at__lt": tomorrow[1], "opens_at__lt": midnight}
    return _announce("last_called_at", "closing", now, when)


def _announce(stamp: str, template: str, now: datetime, when: dict[str, datetime]) -> int:
    told = ActivityRecord.objects.exclude(**{stamp: None}).values("activity")
    pages = ActivityPage.objects.originals(settings.LANGUAGE_CODE).published().running(now).filter(**when)
    number = 0
    for page in pages.exclude(translation_key__in=told).with_state():
        if page.times.state(now) != State.OPEN:
            continue
        # Noted first: a mail less is better than a mail each minute.
        ActivityRecord.objects.update_or_create(activity=page.translation_key, defaults={stamp: now})
        tell_subscribers(page, template)
        number += 1
    return number


def remind_of_summaries(now: datetime | None = None) -> int:
    """Remind those in charge of summaries that are due soon or overdue, each at most once a week."""
    today = timezone.localdate(now or timezone.now())
    number = 0
    for page, record in without_summary(today):
        is_near = today >= record.summary_due_on - REMIND_BEFORE
        if not is_near or (record.reminded_on and today - record.reminded_on < timedelta(days=7)):
            continue
        ActivityRecord.objects.filter(pk=record.pk).update(reminded_on=today)
        ask_for_summary(page, record, today)
        number += 1
    return number


# --- Mails ---


def tell_subscribers(page: ActivityPage, template: str) -> None:
    """Tell those who asked for this kind, as far as they may take part, that an activity is open or ends tomorrow."""
    rows = ActivitySubscriber.objects.values_list("person", "kinds")
    wanting = [person for person, kinds in rows if not kinds or page.content_type.model in kinds]
    people = eligible_people(page).filter(pk__in=wanting)
    account = settings.BASE_URL + reverse("account:home")
    context = {"page": page, "address": settings.BASE_URL + page.url, "account": account}
    tell(f"activities/mail/{template}.txt", people, context)


def ask_for_summary(page: ActivityPage, record: ActivityRecord, today: date) -> None:
    """Ask the one in charge for the summary."""
    if page.in_charge is None:
        return
    address = staff_address("wagtailadmin_pages:edit", page.pk)
    context = {"page": page, "record": record, "is_overdue": today > record.summary_due_on, "address": address}
    tell("activities/mail/summary.txt", [page.in_charge], context)
