"""Every write on scores: opening and freezing periods, hand lines, amendments, objections, the presets, the check."""

import logging
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome
from unionsite.core.mails import send, staff_address
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.oversight.scores import queries, rules, sealing
from unionsite.oversight.scores.cards import content_of, live_cards
from unionsite.oversight.scores.choices import FIRST_YEAR, ITEMS, LEVELS, OBJECTION_DAYS
from unionsite.oversight.scores.models import Amendment, HandLine, Level, Objection, ScoreCard, ScoreItem, ScorePeriod

logger = logging.getLogger(__name__)


def lay_items() -> None:
    """Create the items and levels that every site begins with where there are none; safe to run again."""
    if not ScoreItem.objects.exists():
        names = ("kind", "scope", "text", "each", "most", "measure")
        ScoreItem.objects.bulk_create(
            ScoreItem(**dict(zip(names, row, strict=True)), sort_order=place * 10) for place, row in enumerate(ITEMS, 1)
        )
    if not Level.objects.exists():
        Level.objects.bulk_create(Level(name=name, points=points, is_own=own) for name, points, own in LEVELS)


def open_period(*, length: str, year: int, number: int, actor, now: datetime | None = None) -> ScorePeriod:
    """Begin to score a month, quarter or year. Raises Refused for one that is there, or has not begun."""
    today = timezone.localdate(now)
    if not FIRST_YEAR <= year <= today.year or rules.span_of(length, year, number, today).start > today:
        raise Refused(_("这个周期还没有开始，或者年份不对，请核对。"))
    try:
        with transaction.atomic():
            period = ScorePeriod.objects.create(length=length, year=year, number=number)
            audit.record(Action.SCORES_OPENED, actor=actor, subject=period)
            return period
    except IntegrityError:
        raise Refused(_("这个考核周期已经有了，不能重复建立。")) from None


def tend(now: datetime | None = None) -> None:
    """Runs daily: the periods go on by themselves, and what is frozen is checked."""
    open_following(now)
    check_frozen()


def open_following(now: datetime | None = None) -> int:
    """Open the current period of each length that was ever scored, so that nobody need remember; return how many."""
    today = timezone.localdate(now)
    used = set(ScorePeriod.objects.order_by().values_list("length", flat=True).distinct())
    opened = 0
    for length in sorted(used):
        current = {"length": length, "year": today.year, "number": rules.number_of(length, today)}
        opened += ScorePeriod.objects.get_or_create(**current)[1]
    return opened


@transaction.atomic
def enter_line(
    *, period: ScorePeriod, department, item: ScoreItem, reason: str, actor, now: datetime | None = None, **facts
) -> HandLine:
    """Count something by hand, with the reason; `facts` are `times` and `address`. Raises Refused."""
    period = _open(period)
    if not queries.items_by_hand(department).filter(pk=item.pk).exists():
        raise Refused(_("这个项目由系统计数或已停用，不能人工登记。"))
    _wants_reason(reason)
    line = HandLine(period=period, department=department, item=item, reason=reason, entered_by=actor, **facts)
    line.entered_at = now or timezone.now()
    line.save()
    audit.record(Action.SCORE_ENTERED, actor=actor, subject=period, detail={"name": item.text, "count": line.times})
    return line


@transaction.atomic
def remove_line(*, line: HandLine, actor) -> None:
    """Take back what was entered by mistake, before the period is frozen. Raises Refused."""
    period, name, times = _open(line.period), line.item.text, line.times
    line.delete()
    audit.record(Action.SCORE_REMOVED, actor=actor, subject=period, detail={"name": name, "count": times})


@transaction.atomic
def freeze(*, period: ScorePeriod, actor, now: datetime | None = None) -> ScorePeriod:
    """Keep all cards of a period that has ended as they are now, for good (S-8.7). Raises Refused."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    period = _open(period)
    if period.cards.exists():
        raise Refused(_("这个周期封存过又被改动，请先报告安全管理员查明。"))
    if not period.has_ended(today):
        raise Refused(_("这个周期还没有结束，结束后才能封存。"))
    if waiting := queries.waiting_objections().filter(period=period).count():
        raise Refused(_("还有%(number)d条异议没有答复，答复后才能封存。") % {"number": waiting})
    stored = []
    for card in live_cards(period, today):
        content = content_of(period, card)
        row = ScoreCard(
            period=period, department_id=card.department, content=content, digest=sealing.digest_of(content)
        )
        row.seal = sealing.card_seal(row, [], settings.AUDIT_KEY)
        stored.append(row)
    ScoreCard.objects.bulk_create(stored)
    period.frozen_at, period.frozen_by = now, actor
    period.seal = sealing.period_seal(period, stored, settings.AUDIT_KEY)
    period.save()
    audit.record(Action.SCORES_FROZEN, actor=actor, subject=period, detail={"count": len(stored), "seal": period.seal})
    return period


@transaction.atomic
def amend(*, card: ScoreCard, points: Decimal, veto: str, reason: str, actor, now: datetime | None = None) -> Amendment:
    """Change a frozen card by a dated amendment beside it. Raises Refused, also for a card that was tampered with."""
    locked = ScoreCard.objects.select_for_update(of=("self",)).get(pk=card.pk)
    earlier = list(locked.amendments.all())
    if fault := sealing.fault_of_card(locked, earlier, settings.AUDIT_KEY):
        raise Refused(_("这张评分表%(fault)s，请先报告安全管理员查明。") % {"fault": fault})
    if not points and not veto:
        raise Refused(_("请填写增减分，或选择单项否决怎样更正。"))
    _wants_reason(reason)
    change = Amendment.objects.create(
        card=locked, points=points, veto=veto, reason=reason, by=actor, at=now or timezone.now()
    )
    locked.seal = sealing.card_seal(locked, [*earlier, change], settings.AUDIT_KEY)
    locked.save(update_fields=["seal"])
    audit.record(Action.SCORE_AMENDED, actor=actor, subject=locked, detail={"seal": locked.seal})
    return change


@transaction.atomic
def object_to(*, period: ScorePeriod, department, words: str, actor, now: datetime | None = None) -> Objection:
    """Say what is wrong with one's department's card. Raises Refused."""
    now = now or timezone.now()
    period = ScorePeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if actor.department_id != department.pk:
        raise Refused(_("只能对本部门的评分提出异议。"))
    if not rules.may_object(period.frozen_on, timezone.localdate(now)):
        raise Refused(_("封存已超过%(days)d天，不能再提异议。") % {"days": OBJECTION_DAYS})
    if not is_reason_enough(words, 4):
        raise Refused(_("请写明哪一项有异议、为什么。"))
    objection = Objection.objects.create(period=period, department=department, words=words, by=actor, at=now)
    transaction.on_commit(lambda: tell_team(objection))
    audit.record(Action.SCORE_OBJECTED, actor=actor, subject=period)
    return objection


@transaction.atomic
def answer(*, objection: Objection, words: str, actor, now: datetime | None = None) -> Objection:
    """Answer an objection, once. Raises Refused."""
    locked = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if locked.answered_at:
        raise Refused(_("这条异议已经答复过了。"))
    if locked.by_id == actor.pk:
        raise Refused(_("自己提出的异议要由别人答复。"))
    if not is_reason_enough(words, 4):
        raise Refused(_("请写明核查的情况和结论。"))
    locked.answer, locked.answered_by, locked.answered_at = words, actor, now or timezone.now()
    locked.save()
    transaction.on_commit(lambda: tell_objector(locked))
    audit.record(Action.SCORE_ANSWERED, actor=actor, subject=locked.period)
    return locked


def check_frozen() -> list[str]:
    """Log and audit each frozen card that was changed past this program, tell who is responsible, and return them."""
    found = list(queries.all_faults())
    for fault in found:
        logger.error("A frozen scorecard was changed: %s", fault)
        audit.record(Action.SCORES_BROKEN, outcome=Outcome.REFUSED, reason=fault[:500])
    if found:
        tell_of_faults(found)
    return found


def _open(period: ScorePeriod) -> ScorePeriod:
    locked = ScorePeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if locked.frozen_at:
        raise Refused(_("这个周期已经封存，只能用更正的办法修改。"))
    return locked


def _wants_reason(reason: str) -> None:
    if not is_reason_enough(reason):
        raise Refused(_("请写明理由。"))


def tell_team(objection: Objection) -> None:
    _send("objection", _addresses(Role.FIRST_REVIEW), objection)


def tell_objector(objection: Objection) -> None:
    _send("answer", [objection.by.email], objection)


def tell_of_faults(faults: Sequence[str]) -> None:
    people = _addresses(Role.FINAL_REVIEW, Role.SECURITY)
    send("oversight/scores/mail/faults.txt", people, {"faults": faults})


def _addresses(*roles: Role) -> list[str]:
    return list(User.objects.in_roles(*roles).values_list("email", flat=True))


def _send(name: str, addresses: list[str], objection: Objection) -> None:
    address = staff_address("scores_admin:card", objection.period_id, objection.department_id)
    context = {"objection": objection, "address": address}
    send(f"oversight/scores/mail/{name}.txt", addresses, context)
