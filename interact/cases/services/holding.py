"""Holds a case for one step of a member of staff: visible, unchanged since it was read, and the step allowed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from interact.cases import rules
from interact.cases.choices import Party, Step
from interact.cases.models.case import Case
from interact.cases.people import parties_of
from interact.cases.services.clock import recount
from unionsite.accounts.models import User
from unionsite.core.refusals import Refused

# In which part somebody acts who could act in several, where it does not depend on the step.
ORDER = (Party.TEAM, Party.DEPARTMENT, Party.COMMITTEE, Party.EMPLOYEE)


def hold(case_id: int, actor: User, step: Step, *, seen: int | None, words: str = "") -> tuple[Case, Party]:
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


def settle(case: Case, *, now: datetime) -> None:
    """Count the case's due date anew and store all of it: the end of every step."""
    recount(case, today=now.date())
    case.version += 1
    case.save()
