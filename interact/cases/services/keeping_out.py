"""Keeps people and departments out of a case: who they are is sealed with it, and each has a mark beside it (T69).

The audit log says only what was done with which number. Names and reasons are sealed in the case's history and die with
the case, because the person it is about may be an auditor (T63, T67).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from interact.cases import keeping_out, rules
from interact.cases.choices import Step
from interact.cases.keeping_out import KeptOut
from interact.cases.models.case import Case, CaseHandler, CaseMark
from interact.cases.services.one_step import finish_step, lock_for_step
from unionsite.accounts.models import Department, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused


def seal_kept_out(case: Case, people: Iterable[User], departments: Iterable[Department]) -> None:
    """Seal who is kept out, replacing any before. The caller saves the case, then calls `lay_first_marks` or
    `lay_marks`."""
    _seal(case, KeptOut(tuple(person.pk for person in people), tuple(department.pk for department in departments)))


def _seal(case: Case, kept_out: KeptOut) -> None:
    case.sealed_kept_out = case.vault.seal(kept_out.as_json(), keeping_out.PART) if kept_out else None


def lay_first_marks(case: Case, kept_out: KeptOut | None = None) -> None:
    """Write a mark for each person and department kept out of a case that has none yet. Raises SealingError."""
    marks = (case.kept_out if kept_out is None else kept_out).marks()
    CaseMark.objects.bulk_create(CaseMark(case=case, salt=salt, mark=mark) for salt, mark in marks)


def lay_marks(case: Case, kept_out: KeptOut | None = None) -> None:
    """Replace the marks of a case, also after a change of CASE_KEYS, on which they depend. Raises SealingError."""
    case.marks.all().delete()
    lay_first_marks(case, kept_out)


def replace_kept_out(case: Case, kept_out: KeptOut) -> None:
    """Replace who is kept out; a case that is with one of them comes back to the team. The caller saves the case."""
    _seal(case, kept_out)
    lay_marks(case, kept_out)
    people, departments = kept_out.people, kept_out.departments
    if case.department_id in departments:
        case.department = None
    if case.handler is not None and rules.is_kept_out(case.handler.pk, case.handler.department_id, people, departments):
        case.handler = None


def keep_out_of_both(one: Case, other: Case) -> None:
    """Keep everybody who is kept out of one case out of the other too, as each would tell of the other once merged.

    Raises Refused if one of them is a handler by name of either case, and SealingError.
    """
    of_one, of_other = one.kept_out, other.kept_out
    both = KeptOut(
        tuple(sorted({*of_one.people, *of_other.people})), tuple(sorted({*of_one.departments, *of_other.departments}))
    )
    if not both:
        return
    handlers = CaseHandler.objects.filter(case__in=[one, other])
    if handlers.filter(Q(user__in=both.people) | Q(user__department__in=both.departments)).exists():
        raise Refused(_("有人正在办理其中一件，却须回避另一件，不能合并。请先“取消办理人”并选“须回避”。"))
    replace_kept_out(one, both)
    replace_kept_out(other, both)


@transaction.atomic
def keep_out(
    *,
    case_id: int,
    actor: User,
    people: Iterable[User],
    departments: Iterable[Department],
    words: str,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """设置回避: let these people and departments, instead of those before, see nothing of the case as any party.

    Raises Refused if the actor would be among them, or a handler by name: such a handler must be removed first.
    """
    case, party = lock_for_step(case_id, actor, Step.KEEP_OUT, seen=seen, words=words)
    people, departments = list(people), list(departments)
    if rules.is_kept_out(
        actor.pk, actor.department_id, [person.pk for person in people], [department.pk for department in departments]
    ):
        raise Refused(_("您自己须回避的，请先指定别人办理，再由对方设置。"))
    if case.handler_rows.filter(Q(user__in=people) | Q(user__department__in=departments)).exists():
        # Otherwise one person alone could send the other handlers away.
        raise Refused(_("其中有正在办理这一件的人。请先“取消办理人”并选“须回避”，经第二个人复核后，再设置回避。"))
    replace_kept_out(
        case, KeptOut(tuple(person.pk for person in people), tuple(department.pk for department in departments))
    )
    names = [*map(str, people), *map(str, departments)]
    finish_step(case, Step.KEEP_OUT, party=party, actor=actor, now=now, words=words, names=names)
    audit.record(Action.CASE_KEPT_OUT, actor=actor, subject=case)
    return case
