"""Changes that take two people: proposing, second look, taking effect; each step is recorded and people are told."""

import contextlib
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.changes import mails
from unionsite.accounts.changes.choices import OPEN, PROPOSAL_DAYS, REASON_LENGTH, Mode, State
from unionsite.accounts.changes.kinds import KINDS, followers
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import needs_second_person, offices_of, why_not_approve
from unionsite.accounts.people.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.queries import is_open
from unionsite.core.refusals import Refused
from unionsite.core.workday_table import current_calendar

logger = logging.getLogger(__name__)

ACTIONS = {
    State.PROPOSED: Action.CHANGE_PROPOSED,
    State.WAITING: Action.CHANGE_APPROVED,
    State.DONE: Action.CHANGE_DONE,
    State.REFUSED: Action.CHANGE_REFUSED,
    State.WITHDRAWN: Action.CHANGE_WITHDRAWN,
    State.STOPPED: Action.CHANGE_STOPPED,
    State.FAILED: Action.CHANGE_FAILED,
    State.EXPIRED: Action.CHANGE_FAILED,
}

_carrying_out: ContextVar[bool] = ContextVar("carrying-out-a-change", default=False)


def is_carrying_out() -> bool:
    """Whether a second person let through what is being written now; `staff.role_guard` asks."""
    return _carrying_out.get()


@contextlib.contextmanager
def carrying_out() -> Iterator[None]:
    token = _carrying_out.set(True)
    try:
        yield
    finally:
        _carrying_out.reset(token)


@transaction.atomic
def propose(
    *,
    kind: str,
    actor: User,
    subject: User | None = None,
    target: int = 0,
    payload: dict[str, Any] | None = None,
    reason: str = "",
    now: datetime,
) -> PendingChange:
    """Put a change before a second person; nothing takes effect yet. The caller checks who may propose.

    Raises Refused for an account that may not act yet, and while the same change is waiting already.
    """
    if not actor.may_act(timezone.localdate(now)):
        raise Refused(_("您的账号刚新设或恢复，%(day)s起才能办理。") % {"day": actor.acts_from})
    if subject is not None:
        # The person's row is the lock: of two who propose the same at once, the second is told so.
        User.objects.select_for_update().get(pk=subject.pk)
    if PendingChange.objects.open().filter(kind=kind, subject=subject, target=target).exists():
        raise Refused(_("同样的事项已经在等待复核，不必重复提出。"))
    change = PendingChange(
        kind=kind,
        subject=subject,
        subject_label=label_of(subject),
        target=target,
        payload=payload or {},
        reason=reason[:REASON_LENGTH],
        proposer=actor,
        proposer_label=label_of(actor),
        proposer_offices=sorted(offices_of(actor)),
        proposed_at=now,
    )
    _move(change, State.PROPOSED, actor=actor, now=now)
    return change


@transaction.atomic
def approve(*, change_id: int, actor: User, now: datetime, seen: str = "") -> tuple[PendingChange, str]:
    """Let a change through and return it with the code to hand over, if any; without waiting time it is in force at
    once. `seen` is the kind's `basis` as the second person saw it.

    Raises Refused, also when the change itself cannot be carried out.
    """
    change = _locked(change_id)
    _refuse_unless_second(change, actor, now)
    if KINDS[change.kind].basis(change) != seen:
        raise Refused(_("这一项要改的内容，现在与您看到的不同，没有生效。请看清下面的差别，再办一次。"))
    change.approver, change.approver_label, change.decided_at = actor, label_of(actor), now
    workdays = KINDS[change.kind].workdays(change)
    if not workdays:
        return change, _carry_out(change, actor=actor, now=now)
    day = current_calendar().add_workdays(timezone.localdate(now), workdays)
    change.effective_at = timezone.make_aware(datetime.combine(day, time()))
    _move(change, State.WAITING, actor=actor, now=now)
    return change, ""


@transaction.atomic
def refuse(*, change_id: int, actor: User, answer: str, now: datetime) -> PendingChange:
    change = _locked(change_id)
    _refuse_unless_second(change, actor, now)
    if not answer.strip():
        raise Refused(_("请写明不同意的理由。"))
    change.approver, change.approver_label, change.decided_at = actor, label_of(actor), now
    change.answer = answer.strip()[:REASON_LENGTH]
    _move(change, State.REFUSED, actor=actor, now=now)
    return change


@transaction.atomic
def withdraw(*, change_id: int, actor: User, now: datetime) -> PendingChange:
    """Take a change back before it takes effect; only its proposer or its second person may."""
    change = _locked(change_id)
    if change.state not in OPEN or actor.pk not in (change.proposer_id, change.approver_id):
        raise Refused(_("这一项已经办过了，或者不由您撤回。"))
    _move(change, State.WITHDRAWN, actor=actor, now=now)
    return change


@transaction.atomic
def stop(*, change_id: int, now: datetime) -> PendingChange:
    """Stop a change because a person concerned objected before it took effect. The caller knows who objected and tells
    people. This writes no log entry, which would keep their address, and sends no mail at that very second."""
    change = _locked(change_id)
    if change.state not in OPEN:
        raise Refused(_("这一项已经生效，或者已经停止。"))
    _move(change, State.STOPPED, actor=None, now=now)
    return change


def carry_out_due(*, now: datetime) -> int:
    """Let changes take effect that have waited long enough and return how many; those that cannot end as failed."""
    done = 0
    for number in list(PendingChange.objects.due(now).order_by("effective_at", "pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                change = _locked(number)
                if change.state != State.WAITING or change.definition is None:
                    continue
                _carry_out(change, actor=None, now=now)
                done += 1
        except Exception as error:  # One that fails must not stop the others.
            logger.warning("Change %s could not take effect: %s", number, type(error).__name__)
            with transaction.atomic():
                change = _locked(number)
                _move(change, State.FAILED, actor=None, now=now)
    return done


def let_expire(*, now: datetime) -> None:
    """End proposals that nobody looked at within PROPOSAL_DAYS; they can be proposed anew."""
    old = PendingChange.objects.filter(state=State.PROPOSED, proposed_at__lt=now - timedelta(days=PROPOSAL_DAYS))
    for number in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            change = _locked(number)
            if change.state == State.PROPOSED and change.definition is not None:
                _move(change, State.EXPIRED, actor=None, now=now)


def carry_out_changes() -> None:
    """Scheduled job, every few minutes: end what waited too long, then carry out what is due."""
    now = timezone.now()
    let_expire(now=now)
    carry_out_due(now=now)


def note(
    *,
    kind: str,
    subject: User,
    actor: User | None,
    payload: dict[str, Any] | None = None,
    reason: str = "",
    now: datetime,
) -> PendingChange:
    """Record what one person alone, or a command on the server, did to an account: it tells who made or recovered it.
    What a command did to a guarded account is told to everybody concerned (`Mode.CONSOLE`)."""
    mode = Mode.CONSOLE if actor is None else Mode.ALONE
    change = PendingChange(
        kind=kind,
        mode=mode,
        state=State.DONE,
        subject=subject,
        subject_label=label_of(subject),
        payload=payload or {},
        reason=reason[:REASON_LENGTH],
        proposer=actor,
        proposer_label=label_of(actor),
        proposed_at=now,
        decided_at=now,
        effective_at=now,
    )
    change.save()
    if mode == Mode.CONSOLE:
        detail = {"kind": str(change.label), "name": change.subject_label, **change.payload}
        audit.record(Action.CHANGE_DONE, subject=change, reason=change.reason, detail=detail)
    if mode == Mode.CONSOLE and needs_second_person(subject):
        mails.tell_outcome(change)
    return change


def act_from_next_workday(user: User, now: datetime) -> None:
    """Let the account review, handle and look a second time only from the next working day on; before the opening at
    once."""
    if not is_open():
        return
    user.acts_from = current_calendar().next_workday(timezone.localdate(now))
    User.objects.filter(pk=user.pk).update(acts_from=user.acts_from)


def _locked(change_id: int) -> PendingChange:
    PendingChange.objects.select_for_update().filter(pk=change_id).values_list("pk").first()
    return PendingChange.objects.select_related("subject", "proposer", "approver").get(pk=change_id)


def _refuse_unless_second(change: PendingChange, actor: User, now: datetime) -> None:
    if fault := why_not_approve(change, actor, timezone.localdate(now)):
        raise Refused(fault)


def _carry_out(change: PendingChange, *, actor: User | None, now: datetime) -> str:
    with carrying_out():
        code = KINDS[change.kind].apply(change, now)
    change.effective_at = now
    _move(change, State.DONE, actor=actor, now=now)
    return code


def _move(change: PendingChange, state: State, *, actor: User | None, now: datetime) -> None:
    """Store the new state, once final without password and text; update the app's record and log, and send mails."""
    change.state = state
    if state not in OPEN:
        for name in ("password", "text"):
            change.payload.pop(name, None)
    change.save()
    kind = KINDS[change.kind]
    for follow in (kind.follow, *followers):
        follow(change, now)
    if state == State.STOPPED:
        return
    if state == State.PROPOSED:
        mails.ask_for_second_look(change)
    else:
        mails.tell_outcome(change)
    detail = {"kind": str(kind.label)}
    if kind.is_secret:
        audit.record(ACTIONS[state], actor=actor, subject=change, detail=detail)
        return
    detail |= {"name": change.about, "groups": list(change.payload.get("groups", []))}
    if change.payload.get("is_superuser"):
        detail["groups"].append(_("超级管理员"))
    audit.record(ACTIONS[state], actor=actor, subject=change, reason=change.answer or change.reason, detail=detail)


def label_of(user: User | None) -> str:
    return "" if user is None else f"{user}（{user.username}）"[:150]
