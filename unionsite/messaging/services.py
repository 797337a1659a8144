"""Every write of the messages: telling people, sending what waits, marking as read, forgetting."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby, islice
from smtplib import SMTPException
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import mails
from unionsite.core.mails import staff_address
from unionsite.core.refusals import Refused
from unionsite.core.workday_table import current_calendar, opening_hours
from unionsite.messaging import platforms, queries, rules
from unionsite.messaging.choices import KEPT_DAYS, Urgency, Way
from unionsite.messaging.events import EVENTS, OF_A_REPORT, Event
from unionsite.messaging.models import Message, Outlet, Preference

logger = logging.getLogger(__name__)

RUN_SECONDS = 45  # in which one run begins new calls; the next begins each minute
BATCH = 500  # messages of one outlet, or to be mailed, looked at in one run
ROBOT_CALLS = 15  # a run; the platforms take 20 a minute of one robot
FAULTS = (OSError, SMTPException)


# --- Telling ---


def tell(name: str, people: list[User], context: Mapping[str, object]) -> list[User]:
    """Put what happened on the list of each person, and into the way out that each chose; return those who are to get
    the mail that the base would send (`core.mails.ways_beside_mail`)."""
    name = OF_A_REPORT if context.get("is_report") else name
    event = EVENTS.get(name)
    if event is None or not people:
        return people
    now = timezone.localtime()
    with translation.override(settings.LANGUAGE_CODE):
        message = partial(
            Message, event=name, words=event.words(context), address=_address(context), day=timezone.localdate(now)
        )
    if event.urgency == Urgency.LIST_ALONE:
        morning = _next_morning(now)
        _store([message(person=person, next_try_at=morning) for person in people])
        return []
    by_mail, rows = _sorted_by_way(event, people, message, now)
    if event.is_for_groups:
        start = _first_try(event, Preference(), now)
        rows += [message(outlet=robot, next_try_at=start) for robot in queries.robots_for(people)]
    _store(rows)
    return by_mail


def _address(context: Mapping[str, object]) -> str:
    return str(context.get("address") or context.get("link") or settings.BASE_URL)


def _first_try(event: Event, choice: Preference, now: datetime) -> datetime:
    quiet = choice.quiet_from, choice.quiet_until
    return rules.first_try(now, is_at_once=event.urgency == Urgency.AT_ONCE, quiet=quiet)


def _next_morning(now: datetime) -> datetime:
    """Return when offices open on the next working day: the same moment for all that came until then."""
    day = current_calendar().next_workday(timezone.localdate(now))
    return timezone.make_aware(datetime.combine(day, opening_hours().opens))


def _sorted_by_way(event: Event, people, message, now: datetime) -> tuple[list[User], list[Message]]:
    """Return who gets the base's mail, and a message for each person, which leaves by the application they chose."""
    chosen, applications = queries.preferences_of(people), queries.applications()
    by_mail, rows = [], []
    for person in people:
        choice = chosen.get(person.pk) or Preference(person=person)
        outlet = applications.get(choice.way)
        if outlet is not None:
            rows.append(message(person=person, outlet=outlet, next_try_at=_first_try(event, choice, now)))
        else:
            rows.append(message(person=person))
            if choice.way != Way.LIST and person.email:
                by_mail.append(person)
    return by_mail, rows


def _store(rows: list[Message]) -> None:
    """Store messages but those that say, unread, what was said today already: whoever tells may do it again."""
    if not rows:
        return
    first = rows[0]
    same = Message.objects.filter(event=first.event, words=first.words, address=first.address, day=first.day)
    known = set(same.filter(is_read=False).values_list("person", "outlet"))
    Message.objects.bulk_create(row for row in rows if (row.person_id, row.outlet_id) not in known)
    _count_anew([row.person_id for row in rows if row.person_id])


def _count_anew(people: list[int]) -> None:
    transaction.on_commit(lambda: cache.delete_many([queries.unread_key(person) for person in people]))


# --- Sending ---


def send_due(now: datetime | None = None) -> int:
    """Send what is due and return how many messages were dealt with, by an outlet or by mail.

    Several of one kind for the same person go together. A message is claimed by moving its next try, which only one of
    two senders can do. A platform that does not answer ends the run for it: all that waits there counts a try and is
    tried later, by mail after the third.
    """
    now = now or timezone.localtime()
    sent, end = 0, monotonic() + RUN_SECONDS
    waiting = Message.objects.filter(next_try_at__lte=now)
    waiting.filter(person__in=User.objects.filter(is_active=False)).update(next_try_at=None)
    for outlet in Outlet.objects.filter(pk__in=waiting.exclude(outlet=None).values("outlet")):
        sent += _send_by(outlet, now, end)
    return sent + _send_mails(now, end)


def _groups(outlet: Outlet | None, now: datetime) -> Iterator[list[Message]]:
    """Yield what is due by an outlet, or by mail: in one list what goes together."""
    due = (
        Message.objects.filter(outlet=outlet, next_try_at__lte=now)
        .select_related("person")
        .order_by("next_try_at", "pk")
    )

    def kind(row: Message) -> tuple[int, str]:
        return row.person_id or 0, row.event

    for (_person, name), rows in groupby(sorted(due[:BATCH], key=kind), key=kind):
        found = list(rows)
        yield from [found] if EVENTS[name].many else ([one] for one in found)


def _rows(group: list[Message]) -> QuerySet[Message]:
    return Message.objects.filter(pk__in=[row.pk for row in group])


def _is_claimed(group: list[Message], now: datetime) -> bool:
    """Take a group for oneself and count a try; False if another sender has taken part of it."""
    with transaction.atomic():
        free = _rows(group).filter(next_try_at__lte=now)
        if free.update(next_try_at=now + rules.CLAIMED, attempts=F("attempts") + 1) == len(group):
            return True
        transaction.set_rollback(True)
    return False


def _send_by(outlet: Outlet, now: datetime, end: float) -> int:
    if not outlet.is_on:
        _give_up(Message.objects.filter(outlet=outlet, next_try_at__lte=now), now)
        return 0
    sent = 0
    for group in islice(_groups(outlet, now), ROBOT_CALLS if outlet.is_robot else BATCH):
        if monotonic() > end or not _goes_on(outlet, group, now):
            break
        sent += len(group)
    return sent


def _goes_on(outlet: Outlet, group: list[Message], now: datetime) -> bool:
    """Send what goes together, once; return whether the outlet takes more in this run."""
    if not _is_claimed(group, now):
        return True
    try:
        platforms.send(outlet, group[0].person, _note(group))
    except platforms.Busy:
        _rows(group).update(attempts=F("attempts") - 1, next_try_at=now + rules.WAITS[0])
        return False
    except platforms.Nobody as fault:
        _count(outlet, failed=_give_up(_rows(group), now), fault=str(fault))
    except platforms.NotSent as fault:
        _put_off(outlet, group, now, str(fault))
        return False
    else:
        _rows(group).update(next_try_at=None)
        _count(outlet, sent=len(group))
    return True


def _note(group: list[Message]) -> platforms.Note:
    row, event = group[0], EVENTS[group[0].event]
    with translation.override(settings.LANGUAGE_CODE):
        if event.urgency == Urgency.LIST_ALONE:
            return platforms.Note(_("您有未读的站内消息"), settings.BASE_URL + reverse("messaging:list"), str(row.pk))
        if len(group) > 1:
            return platforms.Note(event.words_of(len(group)), staff_address(event.overview), str(row.pk))
    return platforms.Note(row.words, address_of(row), str(row.pk))


def address_of(message: Message) -> str:
    """Return where a message leads: for a person by the list, so that it is marked as read."""
    if message.person_id is None:
        return message.address
    return settings.BASE_URL + reverse("messaging:open", args=[message.pk])


def _count(outlet: Outlet, *, sent: int = 0, failed: int = 0, fault: str = "") -> None:
    Outlet.objects.filter(pk=outlet.pk).update(sent=F("sent") + sent, failed=F("failed") + failed, fault=fault)


def _put_off(outlet: Outlet, group: list[Message], now: datetime, fault: str) -> None:
    """Count a try of all that is due by an outlet that does not work; what had its last goes by mail."""
    logger.warning("Messages by outlet %s were not sent.", outlet.pk)
    Message.objects.filter(outlet=outlet, next_try_at__lte=now).update(next_try_at=now, attempts=F("attempts") + 1)
    # The group's own try was counted when it was claimed.
    _rows(group).update(next_try_at=now)
    due = Message.objects.filter(outlet=outlet, next_try_at=now)
    failed = _give_up(due.filter(attempts__gte=rules.MAIL_AFTER), now)
    for attempts in range(1, rules.MAIL_AFTER):
        due.filter(attempts=attempts).update(next_try_at=rules.next_try(now, attempts))
    _count(outlet, failed=failed, fault=fault)


def _give_up(rows: QuerySet[Message], now: datetime) -> int:
    """Leave messages to the mail. Those of a group end here: its people have messages of their own."""
    number = rows.filter(person=None).update(next_try_at=None)
    return number + rows.exclude(person=None).update(outlet=None, next_try_at=now)


def _send_mails(now: datetime, end: float) -> int:
    """Mail what no outlet takes; and where what is for the list alone is unread by the morning, that something is."""
    sent = 0
    for group in _groups(None, now):
        if monotonic() > end:
            break
        if not _is_claimed(group, now):
            continue
        try:
            sent += _mail(group)
        except FAULTS as error:
            logger.warning("A mail about messages was not sent: %s", type(error).__name__)
            _rows(group).update(next_try_at=now + rules.MAIL_AGAIN)
            break
        _rows(group).update(next_try_at=None)
    return sent


def _mail(group: list[Message]) -> int:
    person, event = group[0].person, EVENTS[group[0].event]
    if event.urgency == Urgency.LIST_ALONE:
        group = [one for one in group if not one.is_read]
    if person is None or not group:
        return 0
    note = _note(group)
    mails.send("messaging/mail/message.txt", [person.email], {"words": note.words, "address": note.address})
    return len(group)


def try_out(*, outlet: Outlet, actor: User) -> None:
    """Send a trial to the group of a robot, or to oneself. Raises Refused with the fault in words."""
    if not outlet.is_robot and not actor.employee_number:
        raise Refused(_("您的账号没有工号，应用不知道发给谁。请换有工号的账号试，或者先在职工名册里登记。"))
    if not outlet.is_robot and not queries.is_registered(outlet.platform):
        raise Refused(queries.NOT_REGISTERED)
    note = platforms.Note(_("这是一条试发的消息，收到即为正常。"), settings.BASE_URL, str(uuid4()))
    try:
        platforms.send(outlet, None if outlet.is_robot else actor, note)
    except platforms.NotSent as fault:
        _count(outlet, fault=str(fault))
        raise Refused(_("没有发成：%(fault)s。") % {"fault": fault}) from None
    _count(outlet, sent=1)


# --- Reading, choosing, forgetting ---


def mark_read(*, person: User, message: Message | None = None) -> int:
    """Mark one message, or all of a person, as read; return how many were not."""
    rows = Message.objects.filter(person=person, is_read=False)
    number = (rows.filter(pk=message.pk) if message else rows).update(is_read=True)
    _count_anew([person.pk])
    return number


@transaction.atomic
def save_outlet(*, outlet: Outlet, actor: User, key: str = "", secret: str = "") -> Outlet:
    """Store an outlet, with what opens a robot sealed, and put it on record."""
    outlet.keep(key=key, secret=secret)
    outlet.save()
    detail = {"platform": outlet.platform, "on": outlet.is_on, "key": bool(key), "secret": bool(secret)}
    audit.record(Action.OUTLET_CHANGED, actor=actor, subject=outlet, detail=detail)
    return outlet


def forget(now: datetime | None = None) -> int:
    """Delete what is older than the list goes back, and what groups were told once it went out."""
    day = timezone.localdate(now or timezone.now())
    old = Message.objects.filter(day__lt=day - timedelta(days=KEPT_DAYS))
    told = Message.objects.filter(person=None, next_try_at=None, day__lt=day)
    return old.delete()[0] + told.delete()[0]
