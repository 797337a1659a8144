"""Every write of sign-ups: signing up, changing, cancelling, moving up, checking in, reminding.

Whoever decides about places holds the lock of the activity's one `ActivityRecord`, and counts behind it: of two people
for the last place one is told so (SQLite locks the whole database from the beginning of a transaction).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities.plans.choices import Barrier, State
from interact.activities.plans.models.records import ActivityRecord
from interact.activities.plans.queries import not_invited
from interact.activities.plans.services import NotInvited, admit
from interact.activities.signups import mails, queries, rules
from interact.activities.signups.models import Signup, SignupPage
from interact.activities.signups.rules import Fault, SignupState
from interact.participation.models import Participation, activity_settings
from interact.participation.services import take_part
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.refusals import Refused, is_reason_enough

Companions = Sequence[Mapping[str, str]]


class AlreadySignedUp(Refused):
    """This person has a place or waits for one already."""


class TooLate(Refused):
    """The time until which people may change or cancel by themselves is over."""


def _lock(activity: SignupPage) -> None:
    """Have everybody else who decides about this activity's places wait for the end of the transaction."""
    record, _is_new = ActivityRecord.objects.select_for_update().get_or_create(activity=activity.translation_key)
    if record.cancelled_at is not None:
        raise NotInvited(Barrier.CANCELLED)


@transaction.atomic
def sign_up(
    *, activity: SignupPage, person: User, companions: Companions, answers: Mapping, now: datetime | None = None
) -> Signup:
    """Sign a person up, with a place or on the waiting list. `activity` is the original page.

    Raises NotInvited, AlreadySignedUp, or Refused where no place is left and nobody may wait; nothing is stored then.
    """
    now = now or timezone.now()
    admit(activity, person, now)
    _lock(activity)
    return _enter(activity, person, companions, answers, now)


def _enter(activity: SignupPage, person: User, companions: Companions, answers: Mapping, now: datetime) -> Signup:
    if Signup.objects.of(activity).active().filter(person=person).exists():
        raise AlreadySignedUp(_("已经报过名，每人只能报一次。"))
    _check_number(activity, companions)
    pool, seats = queries.pool_of(activity, person), 1 + len(companions)
    places = queries.places_of(activity)
    outcome = rules.decide(seats, places.free[pool], places.capacity[pool], has_waiting_list=activity.has_waiting_list)
    if isinstance(outcome, Fault):
        raise Refused(outcome.label)
    signup = Signup.objects.create(
        activity=activity.translation_key,
        person=person,
        state=outcome,
        companions=list(companions),
        seats=seats,
        answers=dict(answers),
        pool_id=pool,
        queue=queries.last_in_queue(activity) + 1,
        signed_at=now,
    )
    if signup.is_placed:
        take_part(activity=activity.translation_key, person=person)
    if seats == places.free_in_all:
        # Lists say that it is full.
        generation.bump(generation.ACTIVITIES)
    return signup


def _check_number(activity: SignupPage, companions: Companions) -> None:
    if len(companions) > activity.companions_most:
        raise Refused(_("最多带%(most)d名随行人员，请核对。") % {"most": activity.companions_most})


def _in_force(activity: SignupPage, signup: Signup) -> Signup:
    """Return the sign-up as it is behind the lock. Raises Refused if it is cancelled by now."""
    _lock(activity)
    fresh = Signup.objects.of(activity).select_for_update().get(pk=signup.pk)
    if fresh.state == SignupState.CANCELLED:
        raise Refused(_("这次报名已经取消。"))
    return fresh


@transaction.atomic
def change_signup(
    *, activity: SignupPage, signup: Signup, companions: Companions, answers: Mapping, now: datetime | None = None
) -> Signup:
    """Change companions and answers, as far as there are places; places given up go to who waits.

    Who waits keeps their turn. Raises TooLate, Refused.
    """
    now = now or timezone.now()
    fresh = _in_force(activity, signup)
    _check_time(activity, fresh, now)
    _check_number(activity, companions)
    seats, places = 1 + len(companions), queries.places_of(activity)
    room = places.capacity[fresh.pool_id] if fresh.is_waiting else places.free[fresh.pool_id] + fresh.seats
    if seats > max(room, fresh.seats):
        raise Refused(_("名额不够，现在最多可带%(number)d名随行人员。") % {"number": max(room, fresh.seats) - 1})
    fresh.companions, fresh.seats, fresh.answers = list(companions), seats, dict(answers)
    fresh.save(update_fields=["companions", "seats", "answers"])
    _move_up(activity, now)
    fresh.refresh_from_db()
    return fresh


def _check_time(activity: SignupPage, signup: Signup, now: datetime) -> None:
    dates = activity.dates
    may = dates.may_move_up(now) if signup.is_waiting else dates.may_change(now)
    if not may or signup.checked_in_at is not None:
        raise TooLate(_("已经过了可以自己修改、取消的时间。确有变动，请打电话告诉工会办公室。"))


@transaction.atomic
def cancel_signup(*, activity: SignupPage, signup: Signup, now: datetime | None = None) -> None:
    """Give up one's place, or leave the waiting list; the place goes to who waits. Raises TooLate, Refused."""
    now = now or timezone.now()
    fresh = _in_force(activity, signup)
    _check_time(activity, fresh, now)
    _cancel(activity, fresh, now)


def _cancel(activity: SignupPage, signup: Signup, now: datetime, reason: str = "") -> None:
    if signup.is_placed:
        Participation.objects.of(activity).filter(person=signup.person_id).delete()
    # Companions and answers are not needed any more.
    signup.state, signup.cancel_reason, signup.companions, signup.answers = SignupState.CANCELLED, reason, [], {}
    signup.save(update_fields=["state", "cancel_reason", "companions", "answers"])
    _move_up(activity, now)


def _move_up(activity: SignupPage, now: datetime) -> None:
    """Give free places to those who wait, until the activity begins."""
    if not activity.dates.may_move_up(now):
        return
    waiting = {row.pk: row for row in Signup.objects.of(activity).waiting()}
    queue = [rules.Waiting(row.pk, row.pool_id, row.seats) for row in waiting.values()]
    for key in rules.who_moves_up(queue, queries.places_of(activity).free):
        _give_place(activity, waiting[key], now)
    # Lists may have said that it is full.
    generation.bump(generation.ACTIVITIES)


def _give_place(activity: SignupPage, signup: Signup, now: datetime) -> None:
    signup.state, signup.moved_up_at = SignupState.PLACED, now
    signup.save(update_fields=["state", "moved_up_at", "pool"])
    take_part(activity=activity.translation_key, person=signup.person)
    mails.tell_of_move_up(signup)


# --- What the organiser does ---


@transaction.atomic
def add_by_hand(
    *, activity: SignupPage, person: User, companions: Companions, actor: User, now: datetime | None = None
) -> Signup:
    """Sign somebody up who called by phone; also after the close, until the activity begins. Raises Refused."""
    now = now or timezone.now()
    if activity.times.state(now) == State.UPCOMING or not activity.dates.may_move_up(now):
        raise Refused(_("报名还没有开始，或者活动已经开始，不能代为报名。"))
    if barrier := not_invited(activity, person, State.OPEN):
        raise NotInvited(barrier, _("这名职工不在参加范围内，不能报名。"))
    _lock(activity)
    signup = _enter(activity, person, companions, {}, now)
    audit.record(Action.SIGNUP_ADDED, actor=actor, subject=signup, detail={"to": activity.title})
    return signup


@transaction.atomic
def move_up(*, activity: SignupPage, signup: Signup, actor: User, reason: str, now: datetime | None = None) -> Signup:
    """Put somebody before all others who wait: with a place at once where any pool has room, else first in the queue.

    This is how places that a department does not use are given to others. Raises Refused.
    """
    now, reason = now or timezone.now(), _checked(reason)
    fresh = _in_force(activity, signup)
    if not fresh.is_waiting or not activity.dates.may_move_up(now):
        raise Refused(_("只有活动开始前还在候补的人可以提前递补。"))
    rooms = rules.pools_with_room(fresh.seats, fresh.pool_id, queries.places_of(activity).free)
    if rooms:
        fresh.pool_id = rooms[0]
        _give_place(activity, fresh, now)
    else:
        first = Signup.objects.of(activity).aggregate(first=Min("queue"))["first"]
        fresh.queue = first - 1
        fresh.save(update_fields=["queue"])
    audit.record(Action.SIGNUP_MOVED_UP, actor=actor, subject=fresh, reason=reason, detail={"to": activity.title})
    return fresh


@transaction.atomic
def cancel_for(*, activity: SignupPage, signup: Signup, actor: User, reason: str, now: datetime | None = None) -> None:
    """Cancel somebody's sign-up with a reason that they are told. Raises Refused."""
    now, reason = now or timezone.now(), _checked(reason)
    fresh = _in_force(activity, signup)
    if fresh.checked_in_at is not None:
        raise Refused(_("这名职工已经签到，不能再取消。"))
    _cancel(activity, fresh, now, reason)
    mails.tell_of_cancelling(fresh)
    audit.record(Action.SIGNUP_CANCELLED, actor=actor, subject=fresh, reason=reason, detail={"to": activity.title})


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not is_reason_enough(reason, 4):
        raise Refused(_("请写明原因，至少四个字。"))
    return reason


@transaction.atomic
def check_in(*, activity: SignupPage, signup: Signup, actor: User, now: datetime | None = None) -> bool:
    """Note that somebody has come. Returns False if that was noted before. Raises Refused without a place."""
    now = now or timezone.now()
    fresh = _in_force(activity, signup)
    if not fresh.is_placed:
        raise Refused(_("这名职工还在候补，没有名额，不能签到。"))
    if not activity.dates.may_check_in(now):
        raise Refused(_("活动前一天才开始签到，请届时再来。"))
    if fresh.checked_in_at is not None:
        return False
    fresh.checked_in_at, fresh.checked_in_by = now, actor
    fresh.save(update_fields=["checked_in_at", "checked_in_by"])
    return True


# --- By the clock ---


def remind(now: datetime | None = None) -> int:
    """Mail those with a place a day before, once; return how many sign-ups were reminded of. Safe to run twice."""
    number = 0
    for page in queries.pages_to_remind(now or timezone.now()):
        rows = Signup.objects.of(page).placed().filter(reminded_at=None).select_related("person")
        people = {row.pk: row.person for row in rows}
        # Noted first: a mail less is better than a mail each minute.
        number += Signup.objects.filter(pk__in=people).update(reminded_at=now or timezone.now())
        mails.remind(page, people.values())
    return number


def forget_written(now: datetime | None = None) -> int:
    """Remove the names of companions and the answers of activities that are over for the days in the settings; who
    came, and with how many, stays for the figures (PIPL 19). Returns how many sign-ups were changed."""
    before = (now or timezone.now()) - timedelta(days=activity_settings().written_days)
    over = SignupPage.objects.originals(settings.LANGUAGE_CODE).filter(held_until__lt=before)
    written = Signup.objects.filter(activity__in=over.order_by().values("translation_key"))
    return written.exclude(companions=[], answers={}).update(companions=[], answers={})
