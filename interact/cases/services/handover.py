"""Changes who reads a case by name: it takes two people of two offices and time in which the reporter can object (T69).

Proposals wait in 待复核事项 (`accounts.changes`), which knows only the number of the case: the reason is sealed in the
case's history, and the name of the person to be removed is sealed in the proposal.
"""

import logging
from base64 import b64decode, b64encode
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases import rules
from interact.cases.choices import HANDOVER_WORKDAYS, MailKind, Party, Step
from interact.cases.models.case import Case, CaseHandler
from interact.cases.people import able_in, kept_out_of, orphans
from interact.cases.services.mails import tell
from interact.cases.services.one_step import add_entry, finish_step, lock_for_step, save_counted
from interact.cases.services.routing import OFFICES, ROUTING_KIND, names_of
from interact.channels.records import BY_NAME
from unionsite.accounts.changes import services
from unionsite.accounts.changes.choices import AccountChange, State
from unionsite.accounts.changes.kinds import ROLE_RIGHTS, SCREEN_RIGHTS, ChangeKind, followers, leaving_checks, register
from unionsite.accounts.models import PendingChange, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused
from unionsite.core.sealing import SealingError

logger = logging.getLogger(__name__)

NAME, REMOVE = "case_name", "case_remove"
PARTIES = {
    Party.TEAM: gettext_lazy("办理人"),
    Party.DEPARTMENT: gettext_lazy("部门"),
    Party.COMMITTEE: gettext_lazy("委员会"),
}
# The states of a proposal that the employee reads about: two people have agreed, and what became of it afterwards.
TOLD = frozenset({State.WAITING, State.DONE, State.WITHDRAWN, State.FAILED})


# --- Proposing ---


@transaction.atomic
def propose_handler(
    *, case_id: int, actor: User, user: User, party: Party, words: str, now: datetime, seen: int | None = None
) -> Case:
    """指定办理人: propose somebody else, who sees the case once another office has agreed and the time has passed."""
    case, own_party = lock_for_step(case_id, actor, Step.NAME_HANDLER, seen=seen, words=words)
    _propose_name(case, user, party, actor, now)
    finish_step(case, Step.NAME_HANDLER, party=own_party, actor=actor, now=now, words=words, names=[str(user)])
    return case


@transaction.atomic
def propose_for_orphan(*, case_id: int, actor: User, user: User, words: str, now: datetime) -> Case:
    """Propose, as the committee, a handler for a case that nobody may see, without getting to see it (T69)."""
    Case.objects.select_for_update().filter(pk=case_id).values_list("pk").first()
    case = orphans(actor).get(pk=case_id)
    if not rules.is_reason_enough(words):
        raise Refused(_("请写明指定的理由。"))
    _propose_name(case, user, Party.TEAM, actor, now)
    names = [str(user)]
    finish_step(case, Step.NAME_HANDLER, party=Party.COMMITTEE, actor=actor, now=now, words=words, names=names)
    return case


@transaction.atomic
def propose_removal(
    *,
    case_id: int,
    actor: User,
    user: User,
    words: str,
    is_urgent: bool = False,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """取消办理人: propose that a handler no longer sees the case. Raises Refused for the last one of the team. With
    `is_urgent`, for somebody who must step aside, it takes effect as soon as the second person agrees."""
    case, party = lock_for_step(case_id, actor, Step.REMOVE_HANDLER, seen=seen, words=words)
    _check_removal(case, user.pk)
    sealed = case.vault.seal({"user": user.pk, "is_urgent": is_urgent}, "handover")
    services.propose(kind=REMOVE, actor=actor, target=case.pk, payload={"sealed": b64encode(sealed).decode()}, now=now)
    finish_step(case, Step.REMOVE_HANDLER, party=party, actor=actor, now=now, words=words, names=[str(user)])
    return case


def _propose_name(case: Case, user: User, party: Party, actor: User, now: datetime) -> None:
    _check_name(case, user, party)
    if user.pk == actor.pk:
        raise Refused(_("不能指定您自己，请由其他人提出。"))
    services.propose(kind=NAME, actor=actor, subject=user, target=case.pk, payload={"party": party.value}, now=now)


def _check_name(case: Case, user: User, party: Party) -> None:
    if party not in PARTIES:
        raise ValueError("An employee is no handler.")
    if not able_in(party, case.channel).filter(pk=user.pk, is_active=True).exists():
        raise Refused(_("这位同事没有办理的权限，不能指定。"))
    if kept_out_of(user, [case.pk]):
        raise Refused(_("这位同事须回避，不能指定。"))


def _check_removal(case: Case, user_id: int) -> None:
    if not case.handler_rows.filter(party=Party.TEAM).exclude(user=user_id).exists():
        raise Refused(_("至少要留一位办理人，请先指定别人。"))


# --- Taking effect ---


def _locked(change: PendingChange) -> Case:
    case = Case.objects.select_for_update().filter(pk=change.target).first()
    if case is None or case.is_destroyed or rules.has_ended(case.state):
        raise Refused(_("这一件已经结束，不必再办。"))
    return case


def _name(change: PendingChange, now: datetime) -> str:
    case, party = _locked(change), Party(change.payload["party"])
    user = change.subject
    if user is None:
        raise Refused(_("这个账号已经不在，不能办理。"))
    _check_name(case, user, party)
    today = timezone.localdate(now)
    defaults = {"party": party, "added_on": today, "added_by": change.proposer}
    CaseHandler.objects.update_or_create(case=case, user=user, defaults=defaults)
    save_counted(case, now=timezone.localtime(now))
    tell(case, MailKind.NAMED, [user], now=timezone.localtime(now))
    audit.record(Action.CASE_HANDLER_NAMED, subject=change)
    return ""


def _remove(change: PendingChange, now: datetime) -> str:
    case = _locked(change)
    user_id = _leaving(change, case)
    _check_removal(case, user_id)
    case.handler_rows.filter(user=user_id).delete()
    if case.handler_id == user_id:
        case.handler = None
    save_counted(case, now=timezone.localtime(now))
    audit.record(Action.CASE_HANDLER_REMOVED, subject=change)
    return ""


def _opened(change: PendingChange, case: Case | None) -> dict:
    """Return `user` and `is_urgent` of a proposed removal; empty if the case's words are gone or do not open."""
    if case is None or case.is_destroyed:
        return {}
    try:
        return case.vault.open(b64decode(change.payload["sealed"]), "handover")
    except SealingError:
        logger.error("A proposal about case %s does not open with the keys in CASE_KEYS.", case.pk)
        return {}


def _leaving(change: PendingChange, case: Case) -> int:
    opened = _opened(change, case)
    if not opened:
        raise Refused(_("这一件的内容已按保存期限清除，不能再办理。"))
    return int(opened["user"])


def _wait_of_removal(change: PendingChange) -> int:
    opened = _opened(change, Case.objects.filter(pk=change.target).first())
    return 0 if opened.get("is_urgent") else HANDOVER_WORKDAYS


# --- What a proposal shows ---


def _lines(change: PendingChange) -> list:
    """Return what the second person sees of a proposal: number, channel and people, and no word of the case."""
    case = Case.objects.filter(pk=change.target).first()
    if case is None:
        return []
    lines = [(gettext_lazy("诉求编号"), case.number), (gettext_lazy("渠道"), case.get_channel_display())]
    if change.kind == NAME:
        person, part = change.subject, PARTIES[Party(change.payload["party"])]
        lines.append((gettext_lazy("身份"), part))
    else:
        opened = _opened(change, case)
        person = User.objects.filter(pk=opened.get("user")).first()
        if opened.get("is_urgent"):
            lines.append((gettext_lazy("说明"), _("须回避：复核通过后立即生效")))
    if person is not None:
        name = f"{person}（{person.department}）" if person.department else str(person)
        lines.insert(0, (gettext_lazy("人员"), name))
    lines.append((gettext_lazy("现在的办理人"), names_of(case.named_handlers.all())))
    return lines


def _hidden(of: list[PendingChange], user: User) -> set[int]:
    """Return the keys of proposals that this user must not see: they are kept out of the case, or are to be removed."""
    out = kept_out_of(user, {change.target for change in of})
    hidden = {change.pk for change in of if change.target in out}
    removals = [change for change in of if change.kind == REMOVE and change.proposer_id != user.pk]
    cases = Case.objects.in_bulk({change.target for change in removals})
    for change in removals:
        if _opened(change, cases.get(change.target)).get("user", user.pk) == user.pk:
            hidden.add(change.pk)
    return hidden


# --- The reporter ---


def sole_cases(user: User) -> QuerySet[Case]:
    """Return open cases by name that this user handles and no other active user does."""
    rows = CaseHandler.objects.filter(case=OuterRef("pk"))
    return Case.objects.open().filter(
        Exists(rows.filter(user=user)),
        ~Exists(rows.filter(user__is_active=True).exclude(user=user)),
        channel__in=sorted(BY_NAME),
    )


def _why_not_leave(user: User) -> str:
    return _("有的诉求只有这一位办理人") if sole_cases(user).exists() else ""


def waiting_for(case: Case) -> list[PendingChange]:
    """Return the changes of the case's handlers that two people have agreed on but that are not in force yet. The one
    that takes effect first comes first. Switching off the account of the only handler counts as one."""
    if not rules.is_by_name(case.channel):
        return []
    waiting = PendingChange.objects.filter(state=State.WAITING)
    found = list(waiting.filter(kind__in=[NAME, REMOVE], target=case.pk))
    handlers = list(case.handler_rows.filter(user__is_active=True).values_list("user", flat=True))
    if len(handlers) == 1:
        found += waiting.filter(kind=AccountChange.DISABLE, subject__in=handlers)
    return sorted(found, key=lambda change: (change.effective_at, change.pk))


def _follow(change: PendingChange, now: datetime) -> None:
    """Write what became of a proposal into the case's history; the employee reads it once two people have agreed."""
    if change.state == State.STOPPED:
        return
    case = Case.objects.select_for_update().filter(pk=change.target).first()
    if case is not None and change.state != State.PROPOSED:
        _note(case, change, now)


def _note(case: Case, change: PendingChange, now: datetime) -> None:
    detail = {"outcome": str(change.state)}
    if change.state == State.WAITING and change.effective_at:
        detail["from_day"] = timezone.localdate(change.effective_at).isoformat()
    is_shown = change.state in TOLD and change.decided_at is not None
    at = timezone.localtime(now)
    add_entry(case, Step.HANDOVER, party=Party.COMMITTEE, at=at, detail=detail, is_shown=is_shown)


def _follow_leaving(change: PendingChange, now: datetime) -> None:
    """Write what became of switching off an only handler's account into each of their cases; employees read it too."""
    if change.kind == AccountChange.DISABLE and change.subject and change.state in TOLD:
        for case in sole_cases(change.subject).select_for_update(of=("self",)):
            _note(case, change, now)


def register_kinds() -> None:
    """Register the kinds of change with `accounts.changes`. Called once, when the app starts."""
    common = {"approving": OFFICES, "is_secret": True, "follow": _follow, "lines": _lines, "hidden": _hidden}
    register(
        ChangeKind(NAME, gettext_lazy("指定办理人"), apply=_name, workdays=lambda _change: HANDOVER_WORKDAYS, **common),
        ChangeKind(REMOVE, gettext_lazy("取消办理人"), apply=_remove, workdays=_wait_of_removal, **common),
        ROUTING_KIND,
    )
    ROLE_RIGHTS.update({"interact.handle_report", "interact.decide_case", "interact.handle_case"})
    SCREEN_RIGHTS.update({"interact.handle_report", "interact.decide_case"})
    leaving_checks.append(_why_not_leave)
    followers.append(_follow_leaving)
