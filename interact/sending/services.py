"""Stores what an employee sends: one case for one form, whole or not at all (S-3.4, S-4.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from interact.attachments.checking import CleanFile
from interact.cases import receipts, rules, sla, vault
from interact.cases.choices import MailKind, Party, Step
from interact.cases.models.case import Case, CaseHandler
from interact.cases.models.settings import ConsentText
from interact.cases.papers import first_states
from interact.cases.people import accused_staff, first_handlers, overseers, told_of_new
from interact.cases.receipts import new_number
from interact.cases.rules import kept_moment
from interact.cases.services.files import store_files
from interact.cases.services.keeping_out import lay_first_marks, seal_kept_out
from interact.cases.services.mails import tell
from interact.cases.services.one_step import add_entry
from interact.channels.records import Channel
from interact.following.services import find
from interact.sending import drafts, staging
from interact.ways_in import closed_channels, feedback_settings
from unionsite.accounts.models import Department, User
from unionsite.core.generation import remembered_of
from unionsite.core.sealing import SealingError
from unionsite.core.workday_table import current_calendar

_SENT = "SELECT 1 FROM interact_case WHERE receipt_digest IN"


class Closed(Exception):
    """The channel takes nothing at present."""


class SentOtherwise(Exception):
    """The same form was sent before with other words, so this sending needs a receipt of its own."""


@dataclass(frozen=True)
class Opened:
    case: Case
    is_new: bool  # False: the same form came twice


def open_case(
    *,
    channel: Channel,
    receipt: str,
    body: Mapping[str, Any],
    contact: Mapping[str, str] | None,
    files: Sequence[CleanFile] = (),
    sender: User | None = None,
    consent: tuple[str, str],
    may_publish: bool = False,
    kept_out_departments: Iterable[Department] = (),
    language: str,
    now: datetime,
) -> Opened:
    """Store one case with its files and start its clock; all or nothing.

    `body` is what the form asked (`subject`, `text`, …; `people`: names of those concerned). `contact` says who sent
    it; None or empty if anonymous. `sender` is stored only with a contact, and never in channels by name. `consent` is
    (version, text) of the privacy notice. The same form sent twice, even at the same moment, gives the same case, with
    `Opened.is_new` False. Raises Closed, and SentOtherwise when the same form comes with other words.

    Nothing goes into the audit log, which would keep the sender's address (T62). Staff named in `people`, and the
    `kept_out_departments`, never see the case (T69). The people who handle it get a mail after the commit.
    """
    if known := _known(receipt, body):
        return Opened(known, is_new=False)
    if channel in closed_channels():
        raise Closed
    # First all that needs no lock: on SQLite everybody else waits from the first write to the commit.
    case = _sealed(Channel(channel), receipt, dict(body), contact or {}, language=language, now=now)
    if wanted := first_states(channel, body, {file.paper for file in files}):
        case.seal_papers(wanted)
    is_by_name = rules.is_by_name(channel)
    case.sender = None if case.is_anonymous or is_by_name else sender
    case.consent_id = _consent_number(*consent)
    case.may_publish = may_publish and rules.may_be_published(channel)
    people = [] if is_by_name else told_of_new()
    if is_by_name:
        seal_kept_out(case, accused_staff(body.get("people", "")), kept_out_departments)
    try:
        _store(case, people, files, now)
    except IntegrityError:
        # Either the same form, sent at the same moment, was first.
        if known := _known(receipt, body):
            return Opened(known, is_new=False)
        # Or the random number belongs to another case already.
        case.pk = new_number()
        _store(case, people, files, now)
    return Opened(case, is_new=True)


@transaction.atomic
def _store(case: Case, people: list[User], files: Sequence[CleanFile], now: datetime) -> None:
    case.save(force_insert=True)
    entry = add_entry(case, Step.SEND, party=Party.EMPLOYEE, at=case.received_at, is_shown=True)
    if rules.is_by_name(case.channel):
        people = _name_handlers(case, now)
    tell(case, MailKind.NEW, people, now=now)
    # Files come last: a failure after them would leave them on the disk.
    store_files(case, entry, files, now=now)


@remembered_of()
def _consent_number(version: str, text: str) -> int:
    """Return the key of the row that keeps this wording; its first use makes the row."""
    return ConsentText.objects.get_or_create(version=version, defaults={"text": text})[0].pk


def _known(receipt: str, body: Mapping[str, Any]) -> Case | None:
    """Return the case that this form has made already, or None. Raises SentOtherwise if its words were different."""
    digests = receipts.digests(receipt)
    # Nearly always there is none; composing the query would take ten times as long as this.
    with connection.cursor() as cursor:
        cursor.execute(f"{_SENT} ({', '.join(['%s'] * len(digests))})", digests)
        is_there = cursor.fetchone() is not None
    if not is_there or (case := find(receipt)) is None:
        return None
    try:
        same = case.body == dict(body)
    except SealingError:
        same = False
    if not same:
        raise SentOtherwise
    return case


def _sealed(
    channel: Channel, receipt: str, body: dict[str, Any], contact: Mapping[str, str], *, language: str, now: datetime
) -> Case:
    """Return a case with its words sealed and its clock set, not stored yet."""
    given = {name: text for name, text in contact.items() if text}
    limits = feedback_settings().limits()
    case = Case(
        channel=channel,
        receipt_digest=receipts.digest(receipt),
        language=language,
        is_anonymous=not given,
        received_at=kept_moment(channel, now),
        since=now.date(),
        limits=limits.as_json(),
    )
    key, case.sealed_key = vault.new_key(case.key)
    case.sealed_body = key.seal(body, "body")
    if given:
        case.sealed_contact = key.seal(given, "contact")
    due = _first_due(case.facts(()), limits)
    case.due_on, case.due_kind = due.on, due.kind
    return case


@remembered_of()
def _first_due(facts: sla.Facts, limits: sla.Limits) -> sla.Due:
    """Return the first due date of a case that comes in today, which is the same for all cases of a channel."""
    return sla.dues(facts, limits, current_calendar(), today=facts.since)[0]


def _name_handlers(case: Case, now: datetime) -> list[User]:
    """Mark who must not see the case, name its handlers and return them. If there are none, tell the committee."""
    lay_first_marks(case)
    handlers = first_handlers(case)
    CaseHandler.objects.bulk_create(
        CaseHandler(case=case, user=user, party=Party.TEAM, added_on=now.date()) for user in handlers
    )
    if not handlers:
        tell(case, MailKind.NOBODY, overseers(case), now=now)
    return handlers


def forget_unsent() -> None:
    """Runs each hour: files laid by for a form that was not sent, and drafts that nobody has touched."""
    now = timezone.localtime()
    staging.sweep(now=now)
    drafts.forget_old(now=now)
