"""Puts mails about cases into an outbox and sends what waits there (T63, T85).

A mail says that something waits, the number of the case and where to go on: no title, no name, no word of the case.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from interact.cases import sla
from interact.cases.choices import MailKind
from interact.cases.models.case import Case
from interact.cases.models.history import CaseMail
from interact.cases.people import kept_out_of, overseers
from interact.cases.rules import kept_moment
from interact.cases.services.one_step import limits_of
from interact.channels.records import SECRET
from unionsite.accounts.models import User
from unionsite.core import mails
from unionsite.core.workday_table import current_calendar, opening_hours

logger = logging.getLogger(__name__)

BATCH = 200  # mails sent in one run; the next run is a minute later
# The time until the next try, by the number of tries before; the last one holds for all further tries.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
# Mails to people who may not open the case: the committee, which names a handler or asks the team.
UNSEEN = frozenset({MailKind.NOBODY, MailKind.OVERDUE, MailKind.OBJECTED})
REMINDERS = frozenset({MailKind.REMIND, MailKind.CHASE, MailKind.OVERDUE})
LATE = timedelta(hours=1)
FAULTS = (OSError, SMTPException)

# The subject of a mail and its first sentence.
WORDS = {
    MailKind.NEW: _("有新的职工诉求需要办理"),
    MailKind.ASSIGNED: _("有职工诉求分派给您办理"),
    MailKind.ANSWERED: _("有职工诉求部门已答复，请审核"),
    MailKind.SENT_BACK: _("有职工诉求的答复被小组退回，请修改"),
    MailKind.RETURNED: _("有职工诉求被部门退回，请重新分派"),
    MailKind.SUPPLEMENTED: _("有职工诉求补充了材料"),
    MailKind.KEPT_PRIVATE: _("有职工不再同意公开答复，请撤下选登"),
    MailKind.REOPENED: _("有职工要求重新办理"),
    MailKind.BEFORE_COMMITTEE: _("有职工诉求请委员会处理"),
    MailKind.DECIDED: _("有职工诉求委员会已有意见"),
    MailKind.NAMED: _("您被指定办理一件职工诉求"),
    MailKind.NOBODY: _("有职工诉求没有可以办理的人，请指定"),
    MailKind.OBJECTED: _("有职工对办理人变更提出异议，变更已停止，请处理"),
    MailKind.REPLIED: _("您提交的内容有了新的答复或进展"),
    MailKind.REMIND: _("有职工诉求快到期，请抓紧办理"),
    MailKind.CHASE: _("有职工诉求已经逾期，请尽快办理"),
    MailKind.OVERDUE: _("有职工诉求逾期未办，报告委员会"),
    MailKind.PURGE: _("有职工诉求即将到期清除"),
}


def _can_be_told(person: User) -> bool:
    return bool(person.email or mails.ways_beside_mail)


def tell(
    case: Case,
    kind: MailKind,
    people: Iterable[User],
    *,
    now: datetime,
    but: User | None = None,
    in_working_hours: bool = False,
) -> None:
    """Put one mail for each person who can be told, except `but`, into the outbox.

    The job `send_case_mails` sends them, so that a mail server that is down stops nothing. The demo, whose people do
    not exist, writes none (`core.mails.silence`).
    """
    if mails.is_silent():
        return
    kept = kept_moment(case.channel, now)
    CaseMail.objects.bulk_create(
        CaseMail(
            case=case, recipient=person, kind=kind, created_at=kept, next_try_at=kept, in_working_hours=in_working_hours
        )
        for person in {person.pk: person for person in people if _can_be_told(person)}.values()
        if but is None or person.pk != but.pk
    )


# --- Sending ---


def send_due(*, now: datetime | None = None) -> int:
    """Send the mails that are due, oldest first, and return how many went out.

    A mail that fails does not stop the others; a server that is down ends the run. Mails not sent are tried again
    later, in the end every hour. A mail is claimed by moving its next try, which only one of two senders can do; no
    transaction and no lock is open while the mail server is talked to. A mail that was claimed but not sent, whatever
    happened, comes up again.
    """
    now = now or timezone.localtime()
    due = CaseMail.objects.filter(sent_at=None, next_try_at__lte=now)
    if not current_calendar().is_open(now, *opening_hours()):
        due = due.filter(in_working_hours=False)
    numbers = list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:BATCH])
    sent, connection = 0, None
    for number in numbers:
        mail = _claimed(number, now)
        if mail is None or not _is_to_be_mailed(mail, now):
            continue
        try:
            if connection is None:
                opening = get_connection()
                opening.open()
                connection = opening
        except FAULTS as error:
            logger.warning("The mail server does not answer: %s", type(error).__name__)
            break
        try:
            connection.send_messages([_message(mail)])
        except Exception as error:  # Whatever is wrong with one mail, the others go out.
            # Only the number of the row: messages of libraries may hold an address, which is not for the log.
            logger.warning("Mail %s about a case was not sent: %s", mail.pk, type(error).__name__)
            _close(connection)
            connection = None
            continue
        _note_sent(mail, now)
        sent += 1
    if connection is not None:
        _close(connection)
    return sent


def _claimed(number: int, now: datetime) -> CaseMail | None:
    mail = CaseMail.objects.select_related("case", "recipient").filter(pk=number, sent_at=None).first()
    if mail is None:
        return None
    claim = CaseMail.objects.filter(pk=number, sent_at=None, next_try_at=mail.next_try_at, next_try_at__lte=now)
    is_ours = claim.update(attempts=F("attempts") + 1, next_try_at=_next_try(mail, now))
    return mail if is_ours else None


def _next_try(mail: CaseMail, now: datetime) -> datetime:
    if mail.case.is_secret:
        # The table must not tell the minute of a report: its mails are tried again on the full hour.
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return now + WAITS[min(mail.attempts, len(WAITS) - 1)]


def _is_wanted(mail: CaseMail, now: datetime) -> bool:
    """Whether the reason for a mail still holds. If not, delete it; a warning before the purge is kept as sent instead,
    as proof that it was given."""
    wanted = _may_be_told(mail) and (mail.kind not in REMINDERS or _is_still_due(mail.case, now))
    if not wanted:
        if mail.kind == MailKind.PURGE:
            _note_sent(mail, now)
        else:
            mail.delete()
    return wanted


def _may_be_told(mail: CaseMail) -> bool:
    person, case = mail.recipient, mail.case
    if not person.is_active or person.left_on is not None or not _can_be_told(person):
        return False
    if mail.kind == MailKind.REPLIED:
        return case.sender_id == person.pk
    if mail.kind == MailKind.OBJECTED:
        # It goes to those who proposed and agreed, who may be of any office.
        return not kept_out_of(person, [case.pk])
    return _sees(mail) or (mail.kind in UNSEEN and person in overseers(case))


def _sees(mail: CaseMail) -> bool:
    return Case.objects.visible_to(mail.recipient).filter(pk=mail.case_id).exists()


def _is_still_due(case: Case, now: datetime) -> bool:
    """Whether a reminder is still right: it waits for working hours, and by then the case may be done or extended."""
    if case.due_on is None or case.is_paused:
        return False
    return sla.rung(case.due_on, timezone.localdate(now), limits_of(case), current_calendar()) is not None


@transaction.atomic
def _is_to_be_mailed(mail: CaseMail, now: datetime) -> bool:
    """Whether its reason still holds and no wing tells the person otherwise, who is asked once, not at each try."""
    if not _is_wanted(mail, now):
        return False
    if not mails.ways_beside_mail or (mail.recipient.email and mail.attempts):
        return True
    left = mails.still_to_mail(f"case.{mail.kind}", [mail.recipient], _context(mail))
    is_left = any(person.email for person in left)
    if not is_left:
        _note_sent(mail, now)
    return is_left


def _note_sent(mail: CaseMail, now: datetime) -> None:
    kept = kept_moment(mail.case.channel, timezone.localtime(now))
    CaseMail.objects.filter(pk=mail.pk).update(sent_at=kept, next_try_at=kept)


def _close(connection) -> None:
    try:
        connection.close()
    except FAULTS:
        logger.info("The connection to the mail server was gone already.")


# --- Words ---


def _is_to_employee(mail: CaseMail) -> bool:
    return mail.kind == MailKind.REPLIED


def _language(mail: CaseMail) -> str:
    return mail.case.language if _is_to_employee(mail) else settings.LANGUAGE_CODE


def _context(mail: CaseMail) -> dict[str, object]:
    with translation.override(_language(mail)):
        return {
            "words": str(WORDS[MailKind(mail.kind)]),
            "number": mail.case.number,
            "site": settings.WAGTAIL_SITE_NAME,
            "address": settings.BASE_URL + (_own_address(mail) if _is_to_employee(mail) else _desk_address(mail)),
            "is_report": mail.case.is_secret,
        }


def _message(mail: CaseMail) -> EmailMessage:
    context = _context(mail)
    template = "employee" if _is_to_employee(mail) else "staff"
    with translation.override(_language(mail)):
        text = render_to_string(f"interact/feedback/mail/{template}.txt", context).strip()
        subject = _("%(words)s（%(number)s）") % context
    return EmailMessage(str(subject), text + "\n", None, [mail.recipient.email])


def _own_address(mail: CaseMail) -> str:
    """Return the address of an employee's own case; of a report it would be a name for it."""
    if mail.case.is_secret or not mail.case.receipt_digest:
        return reverse("account:home")
    return reverse("feedback:own", args=[mail.case.key])


def _desk_address(mail: CaseMail) -> str:
    """Return the address of the case, or of a list if the recipient may not open it: a refusal would go on record."""
    if _sees(mail):
        return reverse("cases_admin:case", args=[mail.case_id])
    return reverse("cases_admin:orphans" if mail.kind == MailKind.NOBODY else "cases_admin:index")


def waiting_too_long(now: datetime) -> QuerySet[CaseMail]:
    """Return mails that should have gone out more than an hour ago.

    Reminders, which wait for working hours, count only after two tries. Of a report only the day is known: its mails
    count after two tries, or an hour after a whole day has passed.
    """
    failing = Q(attempts__gte=2, created_at__lt=now - LATE)
    untouched = Q(attempts=0, in_working_hours=False, created_at__lt=now - LATE) & ~Q(case__channel__in=sorted(SECRET))
    forgotten = Q(in_working_hours=False, created_at__lt=now - timedelta(days=1) - LATE)
    return CaseMail.objects.filter(failing | untouched | forgotten, sent_at=None)
