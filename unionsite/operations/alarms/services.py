"""Opens alarms, tells people of them without a flood, and closes them; offers those that stand."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.core.mails import send
from unionsite.core.waiting import MOST, Work
from unionsite.operations.alarms import rules
from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import TOLD_AGAIN, VIEW, WELL_AFTER

logger = logging.getLogger(__name__)
MOST_CHARACTERS = 4000


def tell(kind: str, subject: str, lines: Iterable[str], *, now: datetime | None = None) -> Alarm:
    """Say that something is wrong: `lines` what it is and what to do. A mail goes out at the first time and then daily
    while it is said again; `well_again` ends it. May be called as often as you like."""
    now = now or timezone.now()
    text = "\n".join(lines)[:MOST_CHARACTERS]
    with transaction.atomic():
        begun = {"text": text, "since": now, "seen_at": now}
        alarm, is_new = Alarm.objects.select_for_update().get_or_create(
            kind=kind, subject=subject[:200], ended_at=None, defaults=begun
        )
        told_before, is_due = alarm.told_at, rules.is_to_be_told(alarm.told_at, now, TOLD_AGAIN)
        alarm.text, alarm.seen_at = text, now
        if is_due:
            # Claimed before it is sent, so that of two processes one tells.
            alarm.told_at = now
        alarm.save(update_fields=["text", "seen_at", "told_at"])
    if is_new:
        logger.error("Alarm: %s %s", kind, alarm.subject)
    if is_due:
        transaction.on_commit(lambda: _send(alarm, told_before))
    return alarm


def _send(alarm: Alarm, told_before: datetime | None) -> None:
    if not tell_of(alarm):
        Alarm.objects.filter(pk=alarm.pk, told_at=alarm.told_at).update(told_at=told_before)


def well_again(kind: str, subject: str, *, now: datetime | None = None) -> bool:
    """End an alarm and say so to those who were told of it; return whether there was one."""
    with transaction.atomic():
        alarm = Alarm.objects.select_for_update().filter(kind=kind, subject=subject[:200], ended_at=None).first()
        if alarm is None:
            return False
        alarm.ended_at = now or timezone.now()
        alarm.save(update_fields=["ended_at"])
    logger.info("Alarm ended: %s %s", kind, alarm.subject)
    if alarm.told_at:
        transaction.on_commit(lambda: tell_of(alarm))
    return True


def settle(kind: str, found: Mapping[str, Iterable[str]], *, now: datetime) -> None:
    """Tell everything of a kind that was found (subject and lines), and end what was not found for a while: what comes
    and goes would else be told each time."""
    for subject, lines in found.items():
        tell(kind, subject, lines, now=now)
    gone = Alarm.objects.filter(kind=kind, ended_at=None, seen_at__lte=now - WELL_AFTER).exclude(
        subject__in=[subject[:200] for subject in found]
    )
    for subject in gone.values_list("subject", flat=True):
        well_again(kind, subject, now=now)


def tell_of(alarm: Alarm) -> bool:
    """Write what is wrong, or that it is well again; return whether the mail went out. A mail server that is down is
    an alarm itself and stops nothing."""
    try:
        send("operations/alarms/mail/alarm.txt", settings.ALARM_MAILS, {"alarm": alarm, "base_url": settings.BASE_URL})
    except Exception as error:  # The message may hold addresses.
        logger.error("The mail about an alarm did not go out: %s", type(error).__name__)
        return False
    return True


def offer_work(user, now: datetime) -> Iterator[Work]:
    """Offer what is wrong with the installation; what to do stands with it."""
    if user.has_perm(VIEW):
        for alarm in Alarm.objects.filter(ended_at=None)[:MOST]:
            words = _("运行告警：%(alarm)s") % {"alarm": alarm}
            yield Work(words, "", "", note=" ".join(alarm.lines), is_urgent=True)
