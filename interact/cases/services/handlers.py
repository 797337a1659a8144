"""Who gets what comes in, and who is kept out of a case: on record (T69). Handlers of a case: `handover`.

The log has what was done with which number. Names and reasons are sealed in the case's history and die with the case:
whom it is about may be an auditor (T63, T67).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from interact.cases import rules
from interact.cases.choices import MailKind, Step
from interact.cases.keeping_out import KeptOut
from interact.cases.models.case import Case
from interact.cases.models.settings import ChannelRouting
from interact.cases.people import may_be_named, overseers
from interact.cases.services.handover import propose_routing
from interact.cases.services.history import add_entry
from interact.cases.services.holding import hold, settle
from interact.cases.services.keeping_out import replace_kept_out
from interact.cases.services.mails import tell
from unionsite.accounts.models import Department, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused


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
    if case.handler_rows.filter(Q(user__in=people) | Q(user__department__in=departments)).exists():
        # One person alone would send the others away by it.
        raise Refused(_("其中有正在办理这一件的人。请先“取消办理人”并选“须回避”，经第二个人复核后，再设置回避。"))
    replace_kept_out(
        case, KeptOut(tuple(person.pk for person in people), tuple(department.pk for department in departments))
    )
    names = [*map(str, people), *map(str, departments)]
    add_entry(case, Step.KEEP_OUT, party=party, actor=actor, at=now, words=words, names=names)
    settle(case, now=now)
    audit.record(Action.CASE_KEPT_OUT, actor=actor, subject=case)
    return case


@transaction.atomic
def set_routing(
    *, routing: ChannelRouting, actor: User, is_open: bool, department: Department | None, now: datetime, **people
) -> bool:
    """Where what comes in from now on goes. Other handlers by name (`handlers`, `deputies`) wait for a second person;
    returns whether they do. Cases that are there keep theirs."""
    chosen = {name: list(people.get(name) or ()) for name in ("handlers", "deputies")}
    able = set(may_be_named(User.objects.all(), routing.channel).values_list("pk", flat=True))
    if unable := [str(user) for users in chosen.values() for user in users if user.pk not in able]:
        raise Refused(_("%(names)s没有办理的权限，请先给予角色。") % {"names": _("、").join(unable)})
    routing.is_open, routing.department = is_open, department
    routing.save()
    waits = any(set(getattr(routing, name).all()) != set(users) for name, users in chosen.items())
    if waits:
        propose_routing(routing=routing, actor=actor, now=now, **chosen)
    audit.record(Action.ROUTING_CHANGED, actor=actor, subject=routing, detail={"outcome": is_open})
    return waits


def tell_of_orphans(*, now: datetime) -> int:
    """Cases by name whose handlers have all left: the committee is told once for each; how many there are."""
    cases = Case.objects.open().without_handlers()
    for case in cases:
        if not case.mails.filter(kind=MailKind.NOBODY).exists():
            tell(case, MailKind.NOBODY, overseers(case), now=now)
    return len(cases)
