"""The usual steps of a case: accept, assign, answer, review, reply, ask back, close (S-2.6). `now` is local time.

Each function locks the case, asks `rules`, writes one row of history and tells those whose turn it is. All raise what
`lock_for_step` raises; `seen` is the version of the case that the actor read.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from interact.attachments.checking import CleanFile
from interact.cases import rules, sla
from interact.cases.choices import Complexity, DueKind, MailKind, Party, Purpose, Result, State, Step
from interact.cases.keeping_out import DEPARTMENT
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry
from interact.cases.people import answerers, marks_on, may_be_handler, team
from interact.cases.services.files import store_files
from interact.cases.services.mails import tell
from interact.cases.services.one_step import add_entry, finish_step, limits_of, lock_for_step, pauses_of, stop_clock
from unionsite.accounts.models import Department, User
from unionsite.core.refusals import Refused
from unionsite.core.workday_table import current_calendar


@transaction.atomic
def accept(
    *,
    case_id: int,
    actor: User,
    complexity: Complexity,
    department: Department | None = None,
    handler: User | None = None,
    words: str = "",
    now: datetime,
    seen: int | None = None,
) -> Case:
    """受理并分派: take a case up, set its class and who works on it; without a department the team does.

    The employee reads `words`. Raises Refused for a department that is kept out, or a handler who could not see it.
    """
    case, party = lock_for_step(case_id, actor, Step.ACCEPT, seen=seen, words=words)
    case.complexity, case.state = complexity, State.ASSIGNED
    case.acknowledged_on = case.acknowledged_on or now.date()
    _put_into_hands(case, department, handler)
    detail = {"complexity": complexity, "department": str(department or "")}
    finish_step(case, Step.ACCEPT, party=party, actor=actor, now=now, words=words, detail=detail)
    tell(case, MailKind.ASSIGNED, answerers(case), now=now, but=actor)
    return case


@transaction.atomic
def decline(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    """不予受理: decline a case that is not for the union or is no matter at all; the employee reads why."""
    case, party = lock_for_step(case_id, actor, Step.DECLINE, seen=seen, words=words)
    case.state, case.closed_on = State.DECLINED, now.date()
    case.acknowledged_on = case.acknowledged_on or now.date()
    finish_step(case, Step.DECLINE, party=party, actor=actor, now=now, words=words)
    _tell_sender(case, now=now)
    return case


@transaction.atomic
def assign(
    *,
    case_id: int,
    actor: User,
    department: Department | None,
    handler: User | None = None,
    words: str,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """转办: give the case to another department or handler, with a reason that the employee does not read."""
    case, party = lock_for_step(case_id, actor, Step.ASSIGN, seen=seen, words=words)
    before = str(case.department or "")
    _put_into_hands(case, department, handler)
    detail = {"from": before, "department": str(department or "")}
    finish_step(case, Step.ASSIGN, party=party, actor=actor, now=now, words=words, detail=detail)
    tell(case, MailKind.ASSIGNED, answerers(case), now=now, but=actor)
    return case


def _put_into_hands(case: Case, department: Department | None, handler: User | None) -> None:
    if department is not None and marks_on(case).have(DEPARTMENT, department.pk):
        raise Refused(_("这个部门须回避，不能分派给它。"))
    if handler is not None and not may_be_handler(case, handler, department.pk if department else None):
        raise Refused(_("这位同事看不到这一件，不能作经办人。请先给予办理的权限，或另选一位。"))
    case.department, case.handler = department, handler


@transaction.atomic
def give_back(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    """退回小组: return the case to the team; the department says why it is not theirs. The clock runs on."""
    case, party = lock_for_step(case_id, actor, Step.RETURN, seen=seen, words=words)
    detail = {"department": str(case.department or "")}
    case.state, case.department, case.handler = State.RECEIVED, None, None
    finish_step(case, Step.RETURN, party=party, actor=actor, now=now, words=words, detail=detail)
    tell(case, MailKind.RETURNED, team(case), now=now, but=actor)
    return case


@transaction.atomic
def answer(
    *,
    case_id: int,
    actor: User,
    purpose: Purpose,
    words: str,
    files: Sequence[CleanFile] = (),
    now: datetime,
    seen: int | None = None,
) -> Case:
    """部门答复: store the department's answer, which the team then reviews.

    In a complex case the first answer is an opinion (S-4.3); Refused is raised for a `purpose` out of turn.
    """
    case, party = lock_for_step(case_id, actor, Step.ANSWER, seen=seen, words=words)
    if purpose not in rules.purposes(case.status):
        raise Refused(_("复杂事项先给初步意见，再报进展，最后给办理结果；一般事项直接给办理结果。"))
    case.state = State.ANSWERED
    entry = finish_step(case, Step.ANSWER, party=party, actor=actor, now=now, words=words, purpose=purpose)
    tell(case, MailKind.ANSWERED, team(case), now=now, but=actor)
    store_files(case, entry, files, now=now)
    return case


def last_answer(case: Case) -> CaseEntry | None:
    return case.entries.filter(step=Step.ANSWER).order_by("-place").first()


@transaction.atomic
def send_back(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    """退回部门: return the answer to the department for a better one."""
    case, party = lock_for_step(case_id, actor, Step.SEND_BACK, seen=seen, words=words)
    case.state = State.FOLLOWING if case.opinion_on else State.ASSIGNED
    finish_step(case, Step.SEND_BACK, party=party, actor=actor, now=now, words=words)
    tell(case, MailKind.SENT_BACK, answerers(case), now=now, but=actor)
    return case


@transaction.atomic
def reply(
    *,
    case_id: int,
    actor: User,
    words: str,
    promised_on: date | None = None,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """小组审核、答复职工: send the department's answer, as it is or edited (`words`), to the employee, with its files.

    The writer of the answer cannot pass it, except in channels by name. After an opinion or a progress report
    `promised_on` is the day of the next one (S-4.3). Cases merged into this one get the same reply.
    """
    case, party = lock_for_step(case_id, actor, Step.REPLY, seen=seen, words=words)
    draft = last_answer(case)
    if draft is None:
        raise Refused(_("还没有部门的答复，不能答复职工。"))
    if rules.needs_second_person(case.channel) and draft.actor_id == actor.pk:
        raise Refused(_("答复须由另一位同事审核：写的人不能自己通过。"))
    purpose, today = Purpose(draft.purpose), now.date()
    _check_promise(case, purpose, promised_on, today)
    _note_punctuality(case, today)
    case.state = rules.state_after(Step.REPLY, case.status, purpose)
    case.is_waiting = False
    if purpose == Purpose.RESULT:
        case.replied_on, case.promised_on = today, None
    else:
        case.opinion_on, case.progress_on, case.promised_on = case.opinion_on or today, today, promised_on
    detail = {"promised": str(promised_on or "")}
    entry = finish_step(
        case, Step.REPLY, party=party, actor=actor, now=now, words=words, purpose=purpose, detail=detail
    )
    draft.files.update(entry=entry)
    _tell_sender(case, now=now)
    for child in Case.objects.select_for_update().filter(merged_into=case).exclude(sealed_key=""):
        add_entry(child, Step.REPLY, party=party, actor=actor, at=now, words=words, purpose=purpose)
        if child.first_replied_on is None:
            child.first_replied_on, child.was_on_time = today, case.was_on_time
            child.save(update_fields=["first_replied_on", "was_on_time"])
        _tell_sender(child, now=now)
    return case


def _check_promise(case: Case, purpose: Purpose, promised_on: date | None, today: date) -> None:
    if not rules.needs_promise(purpose):
        return
    last = sla.last_promise(case.facts(pauses_of(case)), limits_of(case), current_calendar(), today)
    if promised_on is None or not today < promised_on <= last:
        raise Refused(
            _("请写明下次答复进展的日期，不晚于%(last)s：职工凭它知道什么时候再来看。") % {"last": last.isoformat()}
        )


def _note_punctuality(case: Case, today: date) -> None:
    """Note the day of the first answer and whether it is in time, by the due date in force now."""
    if case.first_replied_on is not None:
        return
    owed = sla.dues(case.facts(pauses_of(case)), limits_of(case), current_calendar(), today=today)
    due = next((due for due in owed if due.kind in (DueKind.REPLY, DueKind.OPINION)), None)
    case.first_replied_on = today
    case.was_on_time = due is None or sla.was_on_time(due.on, today)


def _tell_sender(case: Case, *, now: datetime) -> None:
    """Mail the employee, if they sent the case while signed in, only that there is something new."""
    if case.sender is not None:
        tell(case, MailKind.REPLIED, [case.sender], now=now)


@transaction.atomic
def ask(*, case_id: int, actor: User, words: str, pauses: bool = False, now: datetime, seen: int | None = None) -> Case:
    """请职工补充: ask the employee something, which they find with the receipt. With `pauses`, which only the team can
    use, the clock stands until the answer."""
    case, party = lock_for_step(case_id, actor, Step.ASK, seen=seen, words=words)
    case.is_waiting = True
    if pauses and party == Party.TEAM:
        stop_clock(case, today=now.date())
    finish_step(case, Step.ASK, party=party, actor=actor, now=now, words=words, detail={"pauses": case.is_paused})
    _tell_sender(case, now=now)
    return case


@transaction.atomic
def close(
    *, case_id: int, actor: User, result: Result, words: str = "", now: datetime, seen: int | None = None
) -> Case:
    """办结: close the case with a result, never on a first opinion (S-4.3). The employee is asked for a rating."""
    case, party = lock_for_step(case_id, actor, Step.CLOSE, seen=seen, words=words)
    if not rules.may_close(case.status):
        raise Refused(_("还没有把办理结果答复职工，不能办结。"))
    case.state, case.result, case.closed_on = State.CLOSED, result, now.date()
    finish_step(case, Step.CLOSE, party=party, actor=actor, now=now, words=words, detail={"result": result})
    return case


@transaction.atomic
def add_note(*, case_id: int, actor: User, words: str, now: datetime) -> Case:
    """内部备注: add a note that only staff read. Notes are possible at any time, so no version is checked."""
    case, party = lock_for_step(case_id, actor, Step.NOTE, seen=None, words=words)
    finish_step(case, Step.NOTE, party=party, actor=actor, now=now, words=words)
    return case
