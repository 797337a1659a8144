"""Adds rows to a case's history; used by the other services, which hold the case locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from interact.cases import rules
from interact.cases.choices import Party, Purpose, Step
from interact.cases.models.case import Case, CaseEntry
from unionsite.accounts.models import User


def add_entry(
    case: Case,
    step: Step,
    *,
    party: Party,
    at: datetime,
    actor: User | None = None,
    words: str = "",
    purpose: Purpose | str = "",
    detail: dict[str, Any] | None = None,
    names: Sequence[str] = (),
    is_shown: bool | None = None,
) -> CaseEntry:
    """With the state that the case has now; shown to the employee as the step's rule says unless told otherwise.

    `names` are sealed as `words` are: whoever was named or kept out stands nowhere in clear; `detail` holds facts.
    """
    rule = rules.RULES.get(step)
    entry = CaseEntry(
        case=case,
        # Whoever adds a row holds the case, or has just made it.
        place=0 if step == Step.SEND else case.entries.count(),
        at=at,
        step=step,
        party=party,
        actor=actor,
        actor_label=str(actor)[:80] if actor is not None else "",
        state_after=case.state,
        purpose=purpose,
        detail=detail or {},
        is_shown=(rule is not None and rule.is_shown) if is_shown is None else is_shown,
    )
    if words:
        entry.sealed_words = case.vault.seal(words, f"entry:{entry.key}")
    if names:
        entry.sealed_names = case.vault.seal(list(names), f"entry:{entry.key}:names")
    entry.save()
    return entry
