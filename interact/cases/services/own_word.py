"""A handler's own word for a report: in the queue all of them are called the same, for a look at one is on record."""

from __future__ import annotations

from django.db import transaction

from interact.cases.models.case import Case
from interact.cases.services.access import find
from unionsite.accounts.models import User


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
