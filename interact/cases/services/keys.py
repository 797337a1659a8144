"""Puts the keys of all cases under the first of CASE_KEYS (T71)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from interact.cases import vault
from interact.cases.models.case import Case
from interact.cases.services.keeping_out import lay_marks
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.sealing import SealingError

BATCH = 200


@dataclass(frozen=True)
class Resealed:
    changed: int
    closed: list[str]  # numbers of cases that no key opens; they stay as they are


def reseal() -> Resealed:
    """Afterwards the former keys open nothing any more, unless `closed` names something. Safe to run again.

    The words themselves keep their keys, which are wrapped anew: not one of them is read. Who is kept out is, for the
    marks are made anew.
    """
    changed, closed = 0, []
    numbers = list(Case.objects.exclude(sealed_key="").order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            cases = Case.objects.select_for_update().filter(pk__in=numbers[start : start + BATCH])
            fields = ("key", "sealed_key", "sealed_kept_out", "received_at")
            for case in cases.exclude(sealed_key="").only(*fields).order_by("pk"):
                if vault.ring.is_sealed_with_first_key(case.sealed_key):
                    continue
                try:
                    kept_out = case.kept_out
                    case.sealed_key = vault.rewrap(case.key, case.sealed_key)
                except SealingError:
                    closed.append(case.number)
                    continue
                case.save(update_fields=["sealed_key"])
                if kept_out:
                    lay_marks(case, kept_out)
                changed += 1
    if changed:
        audit.record(Action.CASE_KEYS_CHANGED, detail={"count": changed})
    return Resealed(changed, closed)
