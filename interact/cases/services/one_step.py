"""The parts of which every step of a case is made: lock the case, write a row of its history, update its due date.

The services of all features that change cases use them; nothing here is a step by itself.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

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
    key: UUID | None = None,
) -> CaseEntry:
    """Write a row of the history with the present state of the case; the caller has locked the case.

    The employee sees the row if the rule says so, unless `is_shown` does. `names` are sealed too, `detail` is in clear.
    """
    rule = rules.RULES.get(step)
    entry = CaseEntry(
        case=case,
        key=key or uuid4(),
        # Counting is safe: the caller has locked the case or has just made it.
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
    """Set the due date of a case from its facts, and return it; None if nothing is owed. The caller saves the case."""
    due = sla.current_due(case.facts(pauses_of(case)), limits_of(case), calendar or current_calendar(), today=today)
    case.due_on, case.due_kind = (due.on, due.kind) if due else (None, "")
    return due


def stop_clock(case: Case, *, today: date) -> None:
    """Stop the clock, if it runs. The caller saves the case."""
    if not case.is_paused:
        CasePause.objects.create(case=case, first=today)
        case.is_paused = True


def start_clock(case: Case, *, today: date) -> None:
    """Let the clock run again, if it stands. The caller saves the case."""
    if case.is_paused:
        case.pauses.filter(last=None).update(last=today)
        case.is_paused = False


# Somebody who could take a step as several parties takes it as the first of these.
ORDER = (Party.TEAM, Party.DEPARTMENT, Party.COMMITTEE, Party.EMPLOYEE)


def lock_for_step(case_id: int, actor: User, step: Step, *, seen: int | None, words: str = "") -> tuple[Case, Party]:
    """Lock the case and return it with the party as which the actor takes the step. Call it inside a transaction.

    `seen` is the version of the case that the actor read; None skips that check. Raises Case.DoesNotExist if the actor
    may not see the case, even if they could when their screen was drawn (T66, T69, T70). Raises Refused if somebody has
    changed the case since, if the actor may not take the step now, and if required words are missing.
    """
    # Lock first and read in a statement of its own: after waiting for the lock, it reads what the other has written.
    Case.objects.select_for_update().filter(pk=case_id).values_list("pk").first()
    case = Case.objects.visible_to(actor).get(pk=case_id)
    if case.is_destroyed:
        raise Refused(_("这一件的内容已按保存期限清除，不能再办理。"))
    if seen is not None and seen != case.version:
        raise Refused(_("您打开之后，这一件又有了新的办理记录。请看过再办。"))
    parties = parties_of(case, actor)
    if not rules.may(step, case.status, parties):
        raise Refused(_("现在不能“%(step)s”：这一件的状态是“%(state)s”，或者这一步不由您办。")
            % {"step": step.label, "state": case.get_state_display()})  # fmt: skip
    rule = rules.RULES[step]
    if rule.needs_words and not rules.is_reason_enough(words):
        raise Refused(_("请写明“%(step)s”的内容或理由。") % {"step": step.label})
    return case, next(party for party in ORDER if party in parties & rule.parties)


def finish_step(case: Case, step: Step, *, party: Party, now: datetime, **entry: Any) -> CaseEntry:
    """End a step: write its row of the history, count the due date anew and save the whole case.

    `entry` holds the other arguments of `add_entry`; `at` only if it differs from `now`.
    """
    row = add_entry(case, step, party=party, **{"at": now} | entry)
    save_counted(case, now=now)
    return row


def save_counted(case: Case, *, now: datetime) -> None:
    """Count the due date of a case anew and save the whole case as a new version."""
    recount(case, today=now.date())
    case.version += 1
    case.save()
