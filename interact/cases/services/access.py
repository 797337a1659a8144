"""Lets staff read a case, on record (T66, T68), and handlers note a word of their own for it; the desk calls it.

The queue shows the same title for every report, as each look into one is on record; the word, sealed, tells them apart.
"""

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
    """Return the case if the actor may see it. Otherwise record the try and raise Case.DoesNotExist (T66)."""
    case = Case.objects.visible_to(actor).select_related("department", "handler").filter(pk=case_id).first()
    if case is None:
        label = f"{Case._meta.verbose_name} {case_id}"
        audit.record(Action.ACCESS_REFUSED, actor=actor, subject_label=label, outcome=Outcome.REFUSED)
        raise Case.DoesNotExist
    return case


def look(*, case_id: int, actor: User) -> Case:
    """Return a case to be read; in a channel by name, record each look in the audit log."""
    case = find(case_id=case_id, actor=actor)
    if rules.is_by_name(case.channel):
        audit.record(Action.CASE_VIEWED, actor=actor, subject=case)
    return case


def download(*, case_id: int, file_key: str, actor: User) -> tuple[dict, bytes]:
    """Return what `files.read_file` returns; in a channel by name, record it in the audit log. Raises
    CaseFile.DoesNotExist, and Refused for a file that has not been found clean."""
    case = find(case_id=case_id, actor=actor)
    row = case.files.select_related("case").get(key=file_key)
    if row.scan_state != ScanState.CLEAN:
        raise Refused(_("这个文件还没有通过查毒，不能打开。"))
    about, content = read_file(row)
    if rules.is_by_name(case.channel):
        audit.record(Action.CASE_FILE_DOWNLOADED, actor=actor, subject=case)
    return about, content


def contact_for(case: Case, actor: User) -> dict:
    """Return who sent the case, if the actor is on its team.

    Empty for departments and the committee, and for everybody in secret channels, where only `reveal` tells.
    """
    if rules.is_secret(case.channel) or Party.TEAM not in parties_of(case, actor):
        return {}
    return case.open_contact()


@transaction.atomic
def reveal(*, case_id: int, actor: User, words: str, now: datetime) -> dict:
    """查看举报人身份: return who sent a report. The view asks for a fresh code.

    It is recorded in the audit log and, with its reason sealed, in the case's history (T68).
    """
    case, party = lock_for_step(case_id, actor, Step.REVEAL, seen=None, words=words)
    contact = case.open_contact()
    if not contact:
        raise Refused(_("这一件是匿名的，没有身份可看。"))
    add_entry(case, Step.REVEAL, party=party, actor=actor, at=now, words=words)
    audit.record(Action.CASE_IDENTITY_REVEALED, actor=actor, subject=case)
    return contact


def note_export(*, cases: list[Case], actor: User, format: str) -> None:
    """Record that a list was exported: one row with the number of cases, and one for each case by name (T68)."""
    for case in cases:
        if rules.is_by_name(case.channel):
            audit.record(Action.CASES_EXPORTED, actor=actor, subject=case, detail={"format": format})
    audit.record(Action.CASES_EXPORTED, actor=actor, detail={"rows": len(cases), "format": format})


def files_of(case: Case) -> list[tuple[CaseFile, dict]]:
    """Return each file of a case with its name and notes, those of one sending in their order. Raises SealingError."""
    return in_order((row, row.about_with(case.vault)) for row in case.files.all())


def _part(user: User) -> str:
    return f"word:{user.pk}"


@transaction.atomic
def set_own_word(*, case_id: int, actor: User, word: str) -> None:
    """Set the handler's own word for a case; an empty one removes it. It goes when the case or the handler goes.

    Neither history nor audit log mention it. Raises Case.DoesNotExist if the actor is no handler by name; SealingError.
    """
    case = find(case_id=case_id, actor=actor)
    row = case.handler_rows.select_for_update().filter(user=actor).first()
    if row is None or case.is_destroyed:
        raise Case.DoesNotExist
    row.sealed_word = case.vault.seal(word, _part(actor)) if word else None
    row.save(update_fields=["sealed_word"])


def open_word(case: Case, user: User, sealed: bytes | memoryview | None) -> str:
    """Return the user's own word, empty if there is none. Raises SealingError."""
    return case.vault.open(sealed, _part(user)) if sealed and not case.is_destroyed else ""


def own_word(case: Case, user: User) -> str | None:
    """Return the user's own word for a case, None if they are no handler by name of it. Raises SealingError."""
    row = case.handler_rows.filter(user=user).first()
    return None if row is None else open_word(case, user, row.sealed_word)
