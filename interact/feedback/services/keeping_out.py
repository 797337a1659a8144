"""Stores who is kept out of a case: their names sealed with it, a mark of each beside it (T69)."""

from __future__ import annotations

from collections.abc import Iterable

from interact.feedback import keeping_out
from interact.feedback.keeping_out import KeptOut
from interact.models import Case, CaseMark
from unionsite.accounts.models import Department, User


def seal_kept_out(case: Case, people: Iterable[User], departments: Iterable[Department]) -> None:
    """Instead of those before; the caller stores the case, then calls `lay_first_marks` or `lay_marks`."""
    kept_out = KeptOut(tuple(person.pk for person in people), tuple(department.pk for department in departments))
    case.sealed_kept_out = case.vault.seal(kept_out.as_json(), keeping_out.PART) if kept_out else None


def lay_first_marks(case: Case, kept_out: KeptOut | None = None) -> None:
    """The marks of what is sealed. Raises SealingError."""
    marks = (case.kept_out if kept_out is None else kept_out).marks()
    CaseMark.objects.bulk_create(CaseMark(case=case, salt=salt, mark=mark) for salt, mark in marks)


def lay_marks(case: Case, kept_out: KeptOut | None = None) -> None:
    """In place of those before; also after a change of keys, on which they hang too. Raises SealingError."""
    case.marks.all().delete()
    lay_first_marks(case, kept_out)
