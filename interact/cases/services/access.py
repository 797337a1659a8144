"""Reading a case as staff, on record (T66, T68); and the handler's own word for a report.

In the queue all reports are called the same, for a look at one is on record: so each handler may note a word, sealed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from interact.attachments.choices import ScanState
from interact.cases import rules
from interact.cases.choices import Party, Step
from interact.cases.models.case import Case
from interact.cases.models.history import CaseFile
from interact.cases.people import parties_of
from interact.cases.services.files import in_order, read_file
from interact.cases.services.one_step import add_entry, lock_for_step
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome
from unionsite.core.refusals import Refused


def find(*, case_id: int, actor: User) -> Case:
    """The case if it is visible; else Case.DoesNotExist, and the try is on record for staff (T66)."""
    case = Case.objects.visible_to(actor).select_related("department", "handler").filter(pk=case_id).first()
    if case is None:
        label = f"{Case._meta.verbose_name} {case_id}"
        audit.record(Action.ACCESS_REFUSED, actor=actor, subject_label=label, outcome=Outcome.REFUSED)
        raise Case.DoesNotExist
    return case


def look(*, case_id: int, actor: User) -> Case:
    """Open a case to read it; in a channel by name each time is a row of the log."""
    case = find(case_id=case_id, actor=actor)
    if rules.is_by_name(case.channel):
        audit.record(Action.CASE_VIEWED, actor=actor, subject=case)
    return case


def download(*, case_id: int, file_key: str, actor: User) -> tuple[dict, bytes]:
    """What `files.read_file` gives; raises CaseFile.DoesNotExist, and Refused for a file that was not found clean."""
    case = find(case_id=case_id, actor=actor)
    row = case.files.select_related("case").get(key=file_key)
    if row.scan_state != ScanState.CLEAN:
        raise Refused(_("这个文件还没有通过查毒，不能打开。"))
    about, content = read_file(row)
    if rules.is_by_name(case.channel):
        audit.record(Action.CASE_FILE_DOWNLOADED, actor=actor, subject=case)
    return about, content


def contact_for(case: Case, actor: User) -> dict:
    """Who sent it, for those of the team who must reach them.

    Empty for departments and the committee, and in secret channels, where only `reveal` tells.
    """
    if rules.is_secret(case.channel) or Party.TEAM not in parties_of(case, actor):
        return {}
    return case.open_contact()


@transaction.atomic
def reveal(*, case_id: int, actor: User, words: str, now: datetime) -> dict:
    """查看举报人身份: on record in the log, and with its reason, sealed, in the case's history (T68).

    The view asks for a fresh code.
    """
    case, party = lock_for_step(case_id, actor, Step.REVEAL, seen=None, words=words)
    contact = case.open_contact()
    if not contact:
        raise Refused(_("这一件是匿名的，没有身份可看。"))
    add_entry(case, Step.REVEAL, party=party, actor=actor, at=now, words=words)
    audit.record(Action.CASE_IDENTITY_REVEALED, actor=actor, subject=case)
    return contact


def note_export(*, cases: list[Case], actor: User, format: str) -> None:
    """A list left the house: one row with how many; each case by name has a row of its own (T68)."""
    for case in cases:
        if rules.is_by_name(case.channel):
            audit.record(Action.CASES_EXPORTED, actor=actor, subject=case, detail={"format": format})
    audit.record(Action.CASES_EXPORTED, actor=actor, detail={"rows": len(cases), "format": format})


def files_of(case: Case) -> list[tuple[CaseFile, dict]]:
    """Each file with its name and notes; those of one entry as they came. Raises SealingError."""
    return in_order((row, row.about_with(case.vault)) for row in case.files.all())


def _part(user: User) -> str:
    return f"word:{user.pk}"


@transaction.atomic
def set_own_word(*, case_id: int, actor: User, word: str) -> None:
    """Sealed with the case, seen by this handler alone, gone with either; empty takes it away.

    Raises Case.DoesNotExist for who does not handle it, SealingError. No step: neither history nor log know of it.
    """
    case = find(case_id=case_id, actor=actor)
    row = case.handler_rows.select_for_update().filter(user=actor).first()
    if row is None or case.is_destroyed:
        raise Case.DoesNotExist
    row.sealed_word = case.vault.seal(word, _part(actor)) if word else None
    row.save(update_fields=["sealed_word"])


def open_word(case: Case, user: User, sealed: bytes | memoryview | None) -> str:
    """Raises SealingError."""
    return case.vault.open(sealed, _part(user)) if sealed and not case.is_destroyed else ""


def own_word(case: Case, user: User) -> str | None:
    """None for who does not handle it by name; raises SealingError."""
    row = case.handler_rows.filter(user=user).first()
    return None if row is None else open_word(case, user, row.sealed_word)
