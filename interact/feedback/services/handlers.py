"""Who handles a case by name, and who is kept out of it: each change with a reason, and on record (T69, T70).

The log has what was done with which number. Names and reasons are sealed in the case's history and die with the case:
whom it is about may be an auditor (T63, T67).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from interact.feedback import rules
from interact.feedback.choices import MailKind, Party, Step
from interact.feedback.people import marks_on, may_be_named, orphans, overseers
from interact.feedback.services.history import add_entry
from interact.feedback.services.holding import hold, settle
from interact.feedback.services.keeping_out import lay_marks, seal_kept_out
from interact.feedback.services.mails import tell
from interact.models import Case, CaseHandler, ChannelRouting
from unionsite.accounts.models import Department, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.publishing.refusals import Refused


@transaction.atomic
def name_handler(
    *, case_id: int, actor: User, user: User, party: Party, words: str, now: datetime, seen: int | None = None
) -> Case:
    """指定办理人: from now on this person sees the case, as one of the team, for a department or for the committee."""
    case, own_party = hold(case_id, actor, Step.NAME_HANDLER, seen=seen, words=words)
    _name(case, user, party, actor, now)
    add_entry(case, Step.NAME_HANDLER, party=own_party, actor=actor, at=now, words=words, names=[str(user)])
    settle(case, now=now)
    tell(case, MailKind.NAMED, [user], now=now)
    audit.record(Action.CASE_HANDLER_NAMED, actor=actor, subject=case)
    return case


def _name(case: Case, user: User, party: Party, actor: User, now: datetime) -> None:
    if party == Party.EMPLOYEE:
        raise ValueError("An employee is no handler.")
    # For a department somebody without a right of the desk for reports may be asked: the name is the right.
    able = User.objects.staff() if party == Party.DEPARTMENT else may_be_named(User.objects.all(), case.channel)
    if party == Party.COMMITTEE:
        able = User.objects.staff()
    if not able.filter(pk=user.pk, is_active=True).exists():
        raise Refused(_("这位同事没有办理的权限，不能指定。"))
    if marks_on(case).have_user(user):
        raise Refused(_("这位同事须回避，不能指定。"))
    defaults = {"party": party, "added_on": now.date(), "added_by": actor}
    CaseHandler.objects.update_or_create(case=case, user=user, defaults=defaults)


@transaction.atomic
def remove_handler(
    *, case_id: int, actor: User, user: User, words: str, now: datetime, seen: int | None = None
) -> Case:
    """取消办理人: they see nothing of it any more, at once. The last one of the team cannot go without another."""
    case, party = hold(case_id, actor, Step.REMOVE_HANDLER, seen=seen, words=words)
    rows = case.handler_rows.all()
    if not rows.filter(party=Party.TEAM).exclude(user=user).exists():
        raise Refused(_("至少要留一位办理人，请先指定别人。"))
    rows.filter(user=user).delete()
    if case.handler_id == user.pk:
        case.handler = None
    add_entry(case, Step.REMOVE_HANDLER, party=party, actor=actor, at=now, words=words, names=[str(user)])
    settle(case, now=now)
    audit.record(Action.CASE_HANDLER_REMOVED, actor=actor, subject=case)
    return case


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
    """设置回避: these people and departments see nothing of the case, in whatever part; they replace those before.

    Nobody keeps themselves out while they hold it, and somebody of the team must be left: name another first.
    """
    case, party = hold(case_id, actor, Step.KEEP_OUT, seen=seen, words=words)
    people, departments = list(people), list(departments)
    if rules.is_kept_out(
        actor.pk, actor.department_id, [person.pk for person in people], [department.pk for department in departments]
    ):
        raise Refused(_("您自己须回避的，请先指定别人办理，再由对方设置。"))
    seal_kept_out(case, people, departments)
    lay_marks(case)
    leaving = case.handler_rows.filter(user__in=people) | case.handler_rows.filter(user__department__in=departments)
    CaseHandler.objects.filter(pk__in=list(leaving.values_list("pk", flat=True))).delete()
    if case.department in departments:
        case.department = None
    if case.handler is not None and rules.is_kept_out(
        case.handler.pk,
        case.handler.department_id,
        [person.pk for person in people],
        [department.pk for department in departments],
    ):
        case.handler = None
    names = [*map(str, people), *map(str, departments)]
    add_entry(case, Step.KEEP_OUT, party=party, actor=actor, at=now, words=words, names=names)
    settle(case, now=now)
    audit.record(Action.CASE_KEPT_OUT, actor=actor, subject=case)
    return case


@transaction.atomic
def name_for_orphan(*, case_id: int, actor: User, user: User, words: str, now: datetime) -> Case:
    """The committee gives a case that nobody may see to somebody, and does not see it by that (T69)."""
    Case.objects.select_for_update().filter(pk=case_id).values_list("pk").first()
    case = orphans(actor).get(pk=case_id)
    if not rules.is_reason_enough(words):
        raise Refused(_("请写明指定的理由。"))
    _name(case, user, Party.TEAM, actor, now)
    names = [str(user)]
    add_entry(case, Step.NAME_HANDLER, party=Party.COMMITTEE, actor=actor, at=now, words=words, names=names)
    settle(case, now=now)
    tell(case, MailKind.NAMED, [user], now=now)
    audit.record(Action.CASE_HANDLER_NAMED, actor=actor, subject=case)
    return case


@transaction.atomic
def set_routing(
    *,
    routing: ChannelRouting,
    actor: User,
    is_open: bool,
    department: Department | None,
    handlers: Iterable[User],
    deputies: Iterable[User],
) -> ChannelRouting:
    """Who gets what comes in from now on; on record with the names. Cases that are there keep their handlers."""
    handlers, deputies = list(handlers), list(deputies)
    able = set(may_be_named(User.objects.all(), routing.channel).values_list("pk", flat=True))
    if unable := [str(user) for user in [*handlers, *deputies] if user.pk not in able]:
        raise Refused(_("%(names)s没有办理的权限，请先给予角色。") % {"names": _("、").join(unable)})
    routing.is_open, routing.department = is_open, department
    routing.save()
    routing.handlers.set(handlers)
    routing.deputies.set(deputies)
    detail = {"name": [str(user) for user in [*handlers, *deputies]], "outcome": is_open}
    audit.record(Action.ROUTING_CHANGED, actor=actor, subject=routing, detail=detail)
    return routing


def tell_of_orphans(*, now: datetime) -> int:
    """Cases by name whose handlers have all left: the committee is told once for each; how many there are."""
    cases = Case.objects.open().without_handlers()
    for case in cases:
        if not case.mails.filter(kind=MailKind.NOBODY).exists():
            tell(case, MailKind.NOBODY, overseers(case), now=now)
    return len(cases)
