"""Steps beside those in `steps`: class, committee, extensions, pauses, merging, legal hold (S-2.3, S-4.2)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from interact.cases.choices import OPEN, Complexity, MailKind, Party, State, Step
from interact.cases.models.case import Case
from interact.cases.papers import papers_of
from interact.cases.people import committee, team
from interact.cases.services.keeping_out import keep_out_of_both
from interact.cases.services.mails import tell
from interact.cases.services.one_step import finish_step, limits_of, lock_for_step, start_clock, stop_clock
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused


@transaction.atomic
def reclassify(
    *, case_id: int, actor: User, complexity: Complexity, words: str, now: datetime, seen: int | None = None
) -> Case:
    """调整类别: change the class of a case, and with it the limits. The employee reads the reason and the new date."""
    case, party = lock_for_step(case_id, actor, Step.RECLASSIFY, seen=seen, words=words)
    if complexity == case.complexity:
        raise Refused(_("类别没有变化。"))
    if case.opinion_on is not None:
        raise Refused(_("已经给过初步意见，不能再改为一般事项。"))
    detail = {"from": case.complexity, "complexity": complexity}
    case.complexity = complexity
    finish_step(case, Step.RECLASSIFY, party=party, actor=actor, now=now, words=words, detail=detail)
    return case


@transaction.atomic
def escalate(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    """升级委员会 (S-2.3): put the case before the committee, which may read it from now on. In a channel by name a
    member must have been named as its handler before."""
    case, party = lock_for_step(case_id, actor, Step.ESCALATE, seen=seen, words=words)
    case.is_escalated, case.committee_since = True, case.committee_since or now.date()
    members = _committee_of(case)
    finish_step(case, Step.ESCALATE, party=party, actor=actor, now=now, words=words)
    tell(case, MailKind.BEFORE_COMMITTEE, members, now=now, but=actor)
    return case


def _committee_of(case: Case) -> list[User]:
    if members := committee(case):
        return members
    raise Refused(_("没有可以处理这一件的委员。按人办理的诉求，请先指定一位委员为办理人。"))


@transaction.atomic
def decide(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    """委员会意见: record the committee's opinion for the team. The employee reads it only through the reply."""
    case, party = lock_for_step(case_id, actor, Step.DECIDE, seen=seen, words=words)
    case.is_escalated = False
    finish_step(case, Step.DECIDE, party=party, actor=actor, now=now, words=words)
    tell(case, MailKind.DECIDED, team(case), now=now, but=actor)
    return case


@transaction.atomic
def ask_extension(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    """申请延期: ask the committee for an extension; only the committee can grant it."""
    case, party = lock_for_step(case_id, actor, Step.ASK_EXTENSION, seen=seen, words=words)
    case.is_extension_asked, case.committee_since = True, case.committee_since or now.date()
    members = _committee_of(case)
    finish_step(case, Step.ASK_EXTENSION, party=party, actor=actor, now=now, words=words)
    tell(case, MailKind.BEFORE_COMMITTEE, members, now=now, but=actor)
    return case


@transaction.atomic
def extend(*, case_id: int, actor: User, days: int, words: str, now: datetime, seen: int | None = None) -> Case:
    """批准延期: grant `days` more calendar days for closing; the employee reads the reason (信访工作条例 art. 34)."""
    case, party = lock_for_step(case_id, actor, Step.EXTEND, seen=seen, words=words)
    most = limits_of(case).extension_days - case.extended_days
    if not 0 < days <= most:
        raise Refused(_("延期的天数应在1到%(most)d之间。") % {"most": max(most, 0)})
    case.extended_days, case.is_extension_asked = case.extended_days + days, False
    finish_step(case, Step.EXTEND, party=party, actor=actor, now=now, words=words, detail={"days": days})
    tell(case, MailKind.DECIDED, team(case), now=now, but=actor)
    return case


@transaction.atomic
def refuse_extension(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    case, party = lock_for_step(case_id, actor, Step.REFUSE_EXTENSION, seen=seen, words=words)
    case.is_extension_asked = False
    finish_step(case, Step.REFUSE_EXTENSION, party=party, actor=actor, now=now, words=words)
    tell(case, MailKind.DECIDED, team(case), now=now, but=actor)
    return case


@transaction.atomic
def pause(*, case_id: int, actor: User, words: str, now: datetime, seen: int | None = None) -> Case:
    """暂停计时: stop the clock, with a reason that the employee reads."""
    case, party = lock_for_step(case_id, actor, Step.PAUSE, seen=seen, words=words)
    stop_clock(case, today=now.date())
    finish_step(case, Step.PAUSE, party=party, actor=actor, now=now, words=words)
    return case


@transaction.atomic
def resume(*, case_id: int, actor: User, words: str = "", now: datetime, seen: int | None = None) -> Case:
    case, party = lock_for_step(case_id, actor, Step.RESUME, seen=seen, words=words)
    start_clock(case, today=now.date())
    finish_step(case, Step.RESUME, party=party, actor=actor, now=now, words=words)
    return case


@transaction.atomic
def check_papers(
    *,
    case_id: int,
    actor: User,
    states: Mapping[str, str],
    words: str = "",
    resumes: bool = False,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """核对材料: say how it stands with the papers of a request; the employee reads what has changed.

    `states` are `PaperState` by the key of the paper; others than those of the case are ignored. `resumes`, which only
    the team can use: what was waited for is here, as after the employee's own answer.
    """
    case, party = lock_for_step(case_id, actor, Step.CHECK_PAPERS, seen=seen, words=words)
    before = case.papers
    changed = {key: states[key] for key in before if states.get(key, before[key]) != before[key]}
    if not changed:
        raise Refused(_("材料的情况没有变化。"))
    case.seal_papers({**before, **changed})
    # Sealed with the words: which papers somebody brings tells what the request is about.
    found = [
        _("%(paper)s：%(state)s。") % {"paper": one.paper.label, "state": one.state.label}
        for one in papers_of(case.channel, changed)
    ]
    if resumes and party == Party.TEAM:
        case.is_waiting = False
        start_clock(case, today=now.date())
        found.append(_("不再等待补充，计时恢复。"))
    text = "\n".join([*found, words] if words else found)
    finish_step(case, Step.CHECK_PAPERS, party=party, actor=actor, now=now, words=text)
    return case


@transaction.atomic
def merge(*, case_id: int, into_id: int, actor: User, words: str = "", now: datetime, seen: int | None = None) -> Case:
    """合并: merge a case into another one about the same matter. Its sender reads the other's reply, and nothing else.

    Everybody kept out of one of the two is kept out of both from then on (T69). Raises Refused unless the other case
    is open, in the same channel, visible to the actor and not merged itself.
    """
    # Always locked in the same order, so that two merges at once cannot block each other.
    list(Case.objects.select_for_update().filter(pk__in=[case_id, into_id]).order_by("pk").values_list("pk"))
    case, party = lock_for_step(case_id, actor, Step.MERGE, seen=seen, words=words)
    main = Case.objects.visible_to(actor).filter(pk=into_id, channel=case.channel, state__in=sorted(OPEN)).first()
    if main is None or main.pk == case.pk:
        raise Refused(_("找不到可以并入的诉求：它应在同一渠道、没有办结，并且您能看到。"))
    keep_out_of_both(case, main)
    case.state, case.merged_into, case.closed_on = State.MERGED, main, now.date()
    start_clock(case, today=now.date())
    case.merged.update(merged_into=main)
    detail = {"number": case.number}
    finish_step(main, Step.MERGE, party=party, actor=actor, now=now, detail=detail, is_shown=False)
    finish_step(case, Step.MERGE, party=party, actor=actor, now=now, words=words)
    return case


@transaction.atomic
def put_on_hold(*, case_id: int, actor: User, words: str, now: datetime) -> Case:
    """保全: put the case on hold. Until that is lifted nothing of it is deleted, even if the employee asks (T84)."""
    case, party = lock_for_step(case_id, actor, Step.HOLD, seen=None, words=words)
    case.is_on_hold = True
    finish_step(case, Step.HOLD, party=party, actor=actor, now=now, words=words)
    audit.record(Action.CASE_HELD, actor=actor, subject=case)
    return case


@transaction.atomic
def lift_hold(*, case_id: int, actor: User, words: str, now: datetime) -> Case:
    """解除保全: lift the hold. The retention periods then count as if there had been none."""
    case, party = lock_for_step(case_id, actor, Step.RELEASE, seen=None, words=words)
    case.is_on_hold = False
    finish_step(case, Step.RELEASE, party=party, actor=actor, now=now, words=words)
    audit.record(Action.CASE_RELEASED, actor=actor, subject=case)
    return case
