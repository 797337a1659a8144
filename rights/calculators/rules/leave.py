"""Days and months away from work: annual leave, maternity leave, the medical period."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.calculators import citations as cite
from rights.calculators.choices import Birth
from rights.calculators.law import ANNUAL_LEAVE, MATERNITY, MEDICAL, AnnualLeave, LeaveTier, Maternity
from rights.calculators.rules.results import (
    DAYS_OF_A_YEAR,
    ONE_DAY,
    Result,
    Step,
    days_text,
    months_full,
    months_text,
    must_be_in_force,
    sum_of,
    whole_months,
)


def annual_leave(
    *,
    work_began: date,
    joined_on: date,
    on: date,
    sick_months: Decimal,
    personal_days: int,
    vacation_days: int,
) -> Result:
    """Days of the year of `on`, by the full years of work on that day."""
    rule = must_be_in_force(ANNUAL_LEAVE, on)
    years = whole_months(work_began, on) // 12
    tier = next((tier for tier in rule.tiers if years >= tier.years), None)
    days = tier.days if tier else 0
    formula = _("%(first)s至%(last)s：累计工作满%(years)s年") % {
        "first": work_began.isoformat(),
        "last": on.isoformat(),
        "years": years,
    }
    cited = rule.citations if tier else (cite.LEAVE_2, cite.LEAVE_RULES_3)
    steps = [Step(_("全年应享受"), formula, days_text(days), cited)]
    if days and joined_on.year == on.year:
        left = (date(on.year, 12, 31) - joined_on).days + 1
        full, days = days, min(days, left * days // DAYS_OF_A_YEAR)
        formula = _("剩余%(left)s天÷365天×%(days)s天，不足1整天的舍去") % {"left": left, "days": full}
        steps.append(Step(_("当年新入职，折算"), formula, days_text(days), (cite.LEAVE_RULES_5,)))
    days, words, cited = _after_exclusions(rule, tier, days, sick_months, personal_days, vacation_days)
    steps.append(Step(_("不享受的情形"), words, days_text(days), cited, Decimal(days)))
    edges = (
        *_next_tier(rule, work_began, on),
        _("累计工作时间包括在以前单位工作和依法视同工作的时间；中间断过的，请把参加工作的日期往后推同样长。"),
        _("还要连续工作满12个月；当年年中才满的，有的地方从满的那天起折算。法定休假日、休息日不算在年休假里。"),
        _("探亲假、婚丧假、产假和工伤停工留薪期不占年休假。单位规定的天数更多的，按单位的规定。"),
        _("休完当年的年休假后又出现不享受情形的，扣的是下一年度的年休假。"),
    )
    return Result(_("年休假天数"), days_text(days), Decimal(days), tuple(steps), edges)


def _after_exclusions(
    rule: AnnualLeave, tier: LeaveTier | None, days: int, sick_months: Decimal, personal_days: int, vacation_days: int
) -> tuple[int, str, tuple[cite.Citation, ...]]:
    if tier is None:
        return 0, _("工作不满一年，没有年休假"), (cite.LEAVE_2,)
    if sick_months >= tier.sick_months:
        return 0, _("病假累计%(months)s个月以上") % {"months": tier.sick_months}, (cite.LEAVE_4,)
    if personal_days >= rule.personal_days:
        return 0, _("不扣工资的事假累计%(days)s天以上") % {"days": rule.personal_days}, (cite.LEAVE_4,)
    if vacation_days > days:
        return 0, _("寒暑假多于年休假天数"), (cite.LEAVE_4, cite.LEAVE_RULES_7)
    if vacation_days:
        formula = _("寒暑假少于年休假，补足：%(days)s天－%(vacation)s天") % {"days": days, "vacation": vacation_days}
        return days - vacation_days, formula, (cite.LEAVE_RULES_7,)
    return days, _("没有"), (cite.LEAVE_4,)


def _next_tier(rule: AnnualLeave, work_began: date, on: date) -> Iterable[str]:
    for tier in rule.tiers:
        reached = months_full(work_began, tier.years * 12)
        if reached > on and reached.year == on.year:
            yield _("今年%(day)s累计工作满%(years)s年，此后全年天数为%(days)s天；当年按哪一档，各地做法不同。") % {
                "day": reached.isoformat(),
                "years": tier.years,
                "days": tier.days,
            }


def maternity(
    *,
    kind: Birth,
    children: int,
    is_difficult: bool,
    local_days: int,
    begins_on: date,
    ends_on: date | None,
    region: str = "",
    rules: Iterable[Maternity] = MATERNITY,
) -> Result:
    """Calendar days from the first day of leave, with what the region or the reader adds to the national days."""
    rule = must_be_in_force([one for one in rules if one.region == region], begins_on)
    steps = [_day_step(kind.label, _base_days(rule, kind), rule)]
    if kind == Birth.BIRTH:
        if is_difficult:
            steps.append(_day_step(_("难产"), rule.difficult, rule))
        if children > 1:
            formula = _("%(each)s天×多生的%(number)s个婴儿") % {"each": rule.each_further_child, "number": children - 1}
            steps.append(_day_step(_("多胞胎"), rule.each_further_child * (children - 1), rule, formula))
        if extra := rule.local + local_days:
            words = _("本省、自治区、直辖市延长的天数")
            cited = rule.citations if rule.local else (cite.FAMILY_25,)
            steps.append(Step(words, _("按当地规定"), days_text(extra), cited, Decimal(extra)))
    total = sum_of(steps)
    last_day = begins_on + timedelta(days=int(total) - 1)
    span = _("%(first)s起连续%(days)s天") % {"first": begins_on.isoformat(), "days": total}
    steps.append(Step(_("休到哪一天"), span, last_day.isoformat(), rule.citations))
    if ends_on is not None:
        short = max(0, (last_day - ends_on).days)
        text = ngettext("少%(days)s天", "少%(days)s天", short) % {"days": short} if short else _("不少于规定的天数")
        approved = _("批准到%(day)s") % {"day": ends_on.isoformat()}
        steps.append(Step(_("与批准的假期相比"), approved, text, rule.citations))
    edges = (
        _("全国的规定是最低标准，各省、自治区、直辖市大多另外延长；本站法规库没有收这些条例，请查当地规定后填入。"),
        _("产前可以休假15天，包含在产假里。产假按日历天数连续计算；遇法定休假日是否顺延，看当地规定。"),
        _("是否难产（包括剖宫产）以医院证明为准。流产的，有的地方天数更多。"),
    )
    return Result(_("产假天数"), days_text(total), total, tuple(steps), edges, last_day)


def _base_days(rule: Maternity, kind: Birth) -> int:
    return {Birth.BIRTH: rule.birth, Birth.EARLY_LOSS: rule.early_loss, Birth.LATE_LOSS: rule.late_loss}[kind]


def _day_step(words: str, days: int, rule: Maternity, formula: str = "") -> Step:
    return Step(words, formula or days_text(days), days_text(days), rule.citations, Decimal(days))


def medical_period(*, work_began: date, joined_on: date, sick_from: date) -> Result:
    """Months by full years of work, in all and here, on the first day of the sick leave."""
    rule = must_be_in_force(MEDICAL, sick_from)
    years, own_years = (whole_months(first, sick_from) // 12 for first in (work_began, joined_on))
    tier = next(tier for tier in rule.tiers if years >= tier.years and own_years >= tier.own_years)
    value = months_text(tier.months)
    worked = _("累计工作满%(years)s年，在本单位满%(own)s年") % {"years": years, "own": own_years}
    straight = _("%(first)s起连续计算") % {"first": sick_from.isoformat()}
    within = _("在%(months)s个月里累计计算") % {"months": tier.within}
    last_day, span_end = (months_full(sick_from, months) - ONE_DAY for months in (tier.months, tier.within))
    steps = (
        Step(_("医疗期"), worked, value, rule.citations, Decimal(tier.months)),
        Step(_("一直病休时的最后一天"), straight, last_day.isoformat(), rule.citations),
        Step(_("断断续续病休时的计算周期"), within, span_end.isoformat(), (cite.SICK_4,)),
    )
    edges = (
        _("按1994年的医疗期规定（劳部发〔1994〕479号）计算；本站没有收录，此后有没有修改，请以原文为准。"),
        _("病休期间的公休、假日和法定休假日都算在内。癌症、精神病、瘫痪等特殊疾病，24个月内不能痊愈的可以申请延长。"),
        _("上海等地有自己的算法，按当地规定。职业病、工伤不适用医疗期，适用停工留薪期。"),
        _("医疗期满不等于可以直接解除：还要不能从事原工作、也不能从事另行安排的工作，并支付经济补偿。"),
    )
    return Result(_("医疗期"), value, Decimal(tier.months), steps, edges, last_day)
