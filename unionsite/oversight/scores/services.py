"""Every write on scores: opening and freezing periods, hand lines, objections, the presets."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.mails import staff_address, tell
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.oversight.scores import queries, rules
from unionsite.oversight.scores.cards import content_of, live_cards
from unionsite.oversight.scores.choices import FIRST_YEAR, ITEMS, LEVELS, OBJECTION_DAYS
from unionsite.oversight.scores.models import HandLine, Level, Objection, ScoreCard, ScoreItem, ScorePeriod


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
    """Keep all cards of a period that has ended as they are now, for good (S-8.7): its 考核通报 is made of them, and
    what turns out wrong later is corrected there. Raises Refused."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    period = _open(period)
    if not period.has_ended(today):
        raise Refused(_("这个周期还没有结束，结束后才能封存。"))
    if waiting := queries.waiting_objections().filter(period=period).count():
        raise Refused(_("还有%(number)d条异议没有答复，答复后才能封存。") % {"number": waiting})
    stored = [
        ScoreCard(period=period, department_id=card.department, content=content_of(period, card))
        for card in live_cards(period, today)
    ]
    ScoreCard.objects.bulk_create(stored)
    period.frozen_at, period.frozen_by = now, actor
    period.save()
    audit.record(Action.SCORES_FROZEN, actor=actor, subject=period, detail={"count": len(stored)})
    return period


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


def _open(period: ScorePeriod) -> ScorePeriod:
    locked = ScorePeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if locked.frozen_at:
        raise Refused(_("这个周期已经封存，不能再改。封存后发现错了的，请更正考核通报。"))
    return locked


def _wants_reason(reason: str) -> None:
    if not is_reason_enough(reason):
        raise Refused(_("请写明理由。"))


def tell_team(objection: Objection) -> None:
    _send("objection", User.objects.in_roles(Role.FIRST_REVIEW), objection)


def tell_objector(objection: Objection) -> None:
    _send("answer", [objection.by], objection)


def _send(name: str, people: Iterable[User], objection: Objection) -> None:
    address = staff_address("scores_admin:card", objection.period_id, objection.department_id)
    context = {"objection": objection, "address": address}
    tell(f"oversight/scores/mail/{name}.txt", people, context)
