"""The steps of the employee: supplement, rate, reopen, object, withdraw, erase (S-4.3, PIPL 45-47).

Whoever holds the receipt counts as the employee; `case_id` comes from `case_sessions`, which has checked the receipt.
None of these steps is in the audit log, which would keep the person's address (T62). `key` is that of the
sending, by which a second one finds the row of the first; IntegrityError for one that is there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from interact.attachments.checking import CleanFile
from interact.attachments.choices import FILES_OF_CASE
from interact.cases import receipts, rules
from interact.cases.choices import MailKind, Party, Satisfaction, State, Step
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry
from interact.cases.models.settings import FeedbackSettings
from interact.cases.papers import with_given
from interact.cases.people import answerers, overseers, team
from interact.cases.rules import kept_moment
from interact.cases.services.files import store_files
from interact.cases.services.handover import waiting_for
from interact.cases.services.mails import tell
from interact.cases.services.one_step import finish_step, start_clock
from interact.retention.services import destroy
from unionsite.accounts.changes import services
from unionsite.core.erasing import wipe_former_pages
from unionsite.core.refusals import Refused

EMPLOYEE = frozenset({Party.EMPLOYEE})


def find(receipt: str) -> Case | None:
    """Return the case of a receipt, however it was typed; None if it is unknown or its case erased or purged (T65)."""
    return Case.objects.filter(receipt_digest__in=receipts.digests(receipt)).first()


def _lock(case_id: int, step: Step, words: str = "") -> Case:
    """Lock the case for a step of the employee, and return it. Raises Refused if the step is not possible, if words are
    missing, or if they contain the receipt."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.is_destroyed or not rules.may(step, case.status, EMPLOYEE):
        raise Refused(_("这一件现在不能“%(step)s”。请刷新后再看。") % {"step": step.label})
    if rules.RULES[step].needs_words and not rules.is_reason_enough(words):
        raise Refused(_("请写明理由。"))
    # A receipt in the text would open the case to everybody who reads the text.
    if any(set(receipts.digests(code)) & {case.receipt_digest} for code in receipts.found_in(words)):
        raise Refused(_("内容里有您的回执号，请删去再提交：知道回执号的人都能打开这一件。"))
    return case


def _finish(case: Case, step: Step, now: datetime, **entry: Any) -> CaseEntry:
    """Finish a step of the employee; for a report only the day is stored (T62)."""
    moment = kept_moment(case.channel, now)
    return finish_step(case, step, party=Party.EMPLOYEE, now=now, at=moment, **entry)


@transaction.atomic
def supplement(
    *, case_id: int, words: str, files: Sequence[CleanFile] = (), now: datetime, key: UUID | None = None
) -> Case:
    """Add words or files, or answer a question; a clock that stood until the answer runs again."""
    case = _lock(case_id, Step.SUPPLEMENT, words)
    if not rules.is_reason_enough(words) and not files:
        raise Refused(_("请写明要补充的内容，或选择要补充的文件。"))
    if case.files.count() + len(files) > FILES_OF_CASE:
        raise Refused(_("这一件的文件最多%(most)d个，放不下了。请把几个文件合成一个再补充。") % {"most": FILES_OF_CASE})
    was_waiting, case.is_waiting = case.is_waiting, False
    if was_waiting:
        start_clock(case, today=now.date())
    if given := {file.paper for file in files if file.paper}:
        case.seal_papers(with_given(case.papers, given))
    entry = _finish(case, Step.SUPPLEMENT, now, key=key, words=words)
    tell(case, MailKind.SUPPLEMENTED, team(case) + answerers(case), now=now)
    store_files(case, entry, files, now=now)
    return case


@transaction.atomic
def rate(*, case_id: int, satisfaction: Satisfaction, words: str = "", now: datetime, key: UUID | None = None) -> Case:
    case = _lock(case_id, Step.RATE, words)
    case.satisfaction = satisfaction
    _finish(case, Step.RATE, now, key=key, words=words, detail={"satisfaction": satisfaction})
    return case


@transaction.atomic
def reopen(*, case_id: int, words: str, now: datetime, key: UUID | None = None) -> Case:
    """重新办理: reopen a case, within `FeedbackSettings.reopen_days` after the answer.

    It is a new round with a new clock; whether the first answer was in time does not change.
    """
    case = _lock(case_id, Step.REOPEN, words)
    if not rules.may_reopen(case.status, now.date(), FeedbackSettings.load().reopen_days):
        raise Refused(_("已经过了可以要求重新办理的时间。还有问题的，请另外提交一件。"))
    case.state, case.since, case.closed_on, case.result, case.satisfaction = State.RECEIVED, now.date(), None, "", ""
    case.acknowledged_on = case.opinion_on = case.progress_on = case.promised_on = case.replied_on = None
    case.extended_days = 0
    _finish(case, Step.REOPEN, now, key=key, words=words)
    tell(case, MailKind.REOPENED, team(case), now=now)
    return case


@transaction.atomic
def withdraw(*, case_id: int, words: str = "", now: datetime, key: UUID | None = None) -> Case:
    """撤回: end a case. It is purged like every ended case; `erase` deletes without waiting for that."""
    case = _lock(case_id, Step.WITHDRAW, words)
    start_clock(case, today=now.date())
    case.state, case.closed_on, case.is_waiting = State.WITHDRAWN, now.date(), False
    _finish(case, Step.WITHDRAW, now, key=key, words=words)
    return case


@transaction.atomic
def object_to_handover(*, case_id: int, words: str, now: datetime, key: UUID | None = None) -> Case:
    """异议: stop changes of the case's handlers that two people agreed on, before they are in force. The committee and
    those two are told."""
    case = _lock(case_id, Step.OBJECT, words)
    waiting = waiting_for(case)
    if not waiting:
        raise Refused(_("没有待生效的办理人变更，可能已经生效或取消。请刷新后再看。"))
    for change in waiting:
        services.stop(change_id=change.pk, now=now)
    _finish(case, Step.OBJECT, now, key=key, words=words)
    involved = [person for change in waiting for person in (change.proposer, change.approver) if person is not None]
    tell(case, MailKind.OBJECTED, [*overseers(case), *involved], now=now)
    return case


@transaction.atomic
def keep_private(*, case_id: int, now: datetime, key: UUID | None = None) -> Case:
    """Withdraw the consent to publication (PIPL 15).

    A draft made from the case can no longer go live (`AnswerPage`). If one is public, the team is told to take it down.
    """
    case = _lock(case_id, Step.KEEP_PRIVATE)
    case.may_publish = False
    _finish(case, Step.KEEP_PRIVATE, now, key=key)
    if case.published.filter(live=True).exists():
        tell(case, MailKind.KEPT_PRIVATE, team(case), now=now)
    return case


@transaction.atomic
def erase(*, case_id: int, now: datetime) -> None:
    """Delete all that the employee gave: words, names, files and the key (PIPL 47). Only figures remain.

    An open case is withdrawn at the same time. Raises Refused only while the case is on hold (保全).
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.is_on_hold:
        raise Refused(_("这一件依法保全，暂时不能删除。保全解除后会按保存期限自动清除。"))
    if not rules.has_ended(case.state):
        start_clock(case, today=now.date())
        case.state, case.closed_on = State.WITHDRAWN, now.date()
    destroy(case)
    transaction.on_commit(wipe_former_pages)
