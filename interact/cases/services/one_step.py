"""What every step of a case is made of: lock the case, write a row of its history, keep its due date in step.

The other services use these; nothing here is a step by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from interact.cases import rules, sla
from interact.cases.choices import Party, Purpose, Step
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry, CasePause
from interact.cases.people import parties_of
from unionsite.accounts.models import User
from unionsite.core.refusals import Refused
from unionsite.core.workday_table import current_calendar
from unionsite.core.workdays import WorkCalendar


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
    """Write a row of the history with the state that the case has now; the caller holds the case locked.

    The employee sees the row if the step's rule says so, unless `is_shown` says otherwise.
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


def pauses_of(case: Case) -> tuple[sla.Pause, ...]:
    return tuple(sla.Pause(pause.first, pause.last) for pause in case.pauses.all())


def limits_of(case: Case) -> sla.Limits:
    return sla.Limits.from_json(case.limits)


def recount(case: Case, *, today: date, calendar: WorkCalendar | None = None) -> sla.Due | None:
    """Set the case's due date from its facts; the caller saves."""
    due = sla.current_due(case.facts(pauses_of(case)), limits_of(case), calendar or current_calendar(), today=today)
    case.due_on, case.due_kind = (due.on, due.kind) if due else (None, "")
    return due


def stop_clock(case: Case, *, today: date) -> None:
    """Stop the clock; a stopped one stays as it is. The caller saves the case."""
    if not case.is_paused:
        CasePause.objects.create(case=case, first=today)
        case.is_paused = True


def start_clock(case: Case, *, today: date) -> None:
    """Let the clock run again; a running one stays as it is. The caller saves the case."""
    if case.is_paused:
        case.pauses.filter(last=None).update(last=today)
        case.is_paused = False


# In which part somebody acts who could act in several, where it does not depend on the step.
ORDER = (Party.TEAM, Party.DEPARTMENT, Party.COMMITTEE, Party.EMPLOYEE)


def lock_for_step(case_id: int, actor: User, step: Step, *, seen: int | None, words: str = "") -> tuple[Case, Party]:
    """The locked case, and the part in which the person acts; to be called inside a transaction.

    Raises Case.DoesNotExist for who may not see it, even if they could when their screen was drawn (T66, T69, T70);
    Refused when somebody else was quicker (`seen` is the version that was read, None to leave that out), when the step
    is not theirs or not due, and when words are missing.
    """
    # First the lock, then the question, in a statement of its own: who waited for the lock sees what it protected.
    Case.objects.select_for_update().filter(pk=case_id).values_list("pk").first()
    case = Case.objects.visible_to(actor).get(pk=case_id)
    if case.is_destroyed:
        raise Refused(_("这一件的内容已按保存期限清除，不能再办理。"))
    if seen is not None and seen != case.version:
        raise Refused(_("您打开之后，这一件又有了新的办理记录。请看过再办。"))
    parties = parties_of(case, actor)
    if not rules.may(step, case.standing, parties):
        raise Refused(_("现在不能“%(step)s”：这一件的状态是“%(state)s”，或者这一步不由您办。")
            % {"step": step.label, "state": case.get_state_display()})  # fmt: skip
    rule = rules.RULES[step]
    if rule.needs_words and not rules.is_reason_enough(words):
        raise Refused(_("请写明“%(step)s”的内容或理由。") % {"step": step.label})
    return case, next(party for party in ORDER if party in parties & rule.parties)


def finish_step(case: Case, step: Step, *, party: Party, now: datetime, **entry: Any) -> CaseEntry:
    """The end of every step: write its row of the history, count the due date anew, store all of the case.

    `entry` is what `add_entry` takes besides; `at` only where it is not `now`.
    """
    row = add_entry(case, step, party=party, **{"at": now} | entry)
    save_counted(case, now=now)
    return row


def save_counted(case: Case, *, now: datetime) -> None:
    """Count the case's due date anew and store all of it, as a version of its own."""
    recount(case, today=now.date())
    case.version += 1
    case.save()
