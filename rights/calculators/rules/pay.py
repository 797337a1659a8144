"""Pay of overtime, and of annual leave that was not taken."""

from datetime import date
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from rights.calculators import citations as cite
from rights.calculators.law import ANNUAL_LEAVE, OVERTIME, PAID_DAYS
from rights.calculators.rules.results import (
    DAYS_OF_A_YEAR,
    Result,
    Step,
    cents,
    daily_step,
    days_text,
    must_be_in_force,
    plain,
    sum_of,
    yuan,
)


def overtime(
    *, wage: Decimal, weekday_hours: Decimal, rest_day_hours: Decimal, holiday_hours: Decimal, on: date
) -> Result:
    """Overtime pay of one month with the rules of this day: hours by the hourly wage and the rate of their kind."""
    rule, paid = must_be_in_force(OVERTIME, on), must_be_in_force(PAID_DAYS, on)
    hourly = wage / paid.days / paid.hours
    formula = _("%(wage)s元÷%(days)s天÷%(hours)s小时") % {
        "wage": plain(wage),
        "days": paid.days,
        "hours": paid.hours,
    }
    steps = [daily_step(wage, paid), Step(_("小时工资"), formula, yuan(hourly), paid.citations)]
    for words, hours, percent in (
        (_("工作日延长工作时间"), weekday_hours, rule.weekday),
        (_("休息日加班，没有安排补休"), rest_day_hours, rule.rest_day),
        (_("法定休假日加班"), holiday_hours, rule.holiday),
    ):
        if not hours:
            continue
        amount = cents(wage * hours * percent / (paid.days * paid.hours * 100))
        text = _("%(base)s×%(hours)s小时×%(percent)s%%") % {
            "base": formula,
            "hours": plain(hours),
            "percent": percent,
        }
        steps.append(Step(words, text, yuan(amount), rule.citations, amount))
    total = sum_of(steps)
    is_too_much = weekday_hours + rest_day_hours > rule.most_hours
    edges = _overtime_edges(rule.most_hours if is_too_much else None)
    return Result(_("加班工资合计"), yuan(total), total, tuple(steps), edges)


def _overtime_edges(exceeded: int | None) -> tuple[str, ...]:
    """`exceeded` is how many hours the law allows in a month, if there were more; they are paid all the same."""
    edges = (
        _("月工资是约定的正常工作时间工资，不含加班费；约定不明的，各地对计算基数有自己的规定，不得低于当地最低工资。"),
        _("休息日加班可以先安排补休，补休了的不再付加班费；法定休假日加班不能用补休代替，300%在正常工资以外另付。"),
        _("综合计算工时的，总时间超过标准的部分按150%，法定休假日按300%；不定时工作制不适用这里的算法。"),
        _("月计薪天数按2008年的通知，为21.75天；2025年1月起另有人社部发〔2025〕2号通知，本站没有收录，请以原文为准。"),
    )
    if exceeded is None:
        return edges
    words = _("%(law)s规定，延长工作时间每月不得超过%(hours)s小时，您填的已经超过。加班费照付，也可以向工会反映。")
    return (words % {"law": cite.OVERTIME_MOST.name, "hours": exceeded}, *edges)


def unused_leave(
    *,
    wage: Decimal,
    entitled_days: Decimal,
    taken_days: Decimal,
    is_own_wish: bool,
    joined_on: date | None,
    left_on: date | None,
    on: date,
) -> Result:
    """Return what is still owed for leave not taken, beside the wage already paid for those days."""
    day = left_on or on
    rule, paid = must_be_in_force(ANNUAL_LEAVE, day), must_be_in_force(PAID_DAYS, day)
    days, days_step = _unused_days(entitled_days, taken_days, joined_on, left_on, day)
    percent = 0 if is_own_wish else rule.unused_percent - 100
    amount = cents(wage * days * percent / (paid.days * 100))
    formula = _("%(wage)s元÷%(paid)s天×%(days)s天×%(percent)s%%") % {
        "wage": plain(wage),
        "paid": paid.days,
        "days": plain(days),
        "percent": percent,
    }
    words = _("300%里另外的200%（100%已随正常工资发放）")
    if is_own_wish:
        words = _("本人书面提出不休，只付正常工资，不另付")
    steps = (
        daily_step(wage, paid, (cite.LEAVE_RULES_11,)),
        days_step,
        Step(words, formula, yuan(amount), (cite.LEAVE_5, cite.LEAVE_RULES_10), amount),
    )
    edges = (
        _("月工资是支付前12个月剔除加班工资后的月平均工资；在本单位不满12个月的，按实际月数平均。"),
        _("“本人不休”要由本人书面提出，单位没有安排、本人没有申请，都不算放弃。"),
        _("合同、集体合同或者单位制度规定的天数、标准更高的，按高的执行。"),
    )
    return Result(_("还应支付的未休年休假工资"), yuan(amount), amount, steps, edges)


def _unused_days(
    entitled: Decimal, taken: Decimal, joined_on: date | None, left_on: date | None, on: date
) -> tuple[Decimal, Step]:
    """A year that somebody is not here as a whole counts by its days, of which only full ones are owed."""
    first, last = date(on.year, 1, 1), left_on or date(on.year, 12, 31)
    begins = max(first, joined_on or first)
    here = (last - begins).days + 1
    due = min(entitled, here * entitled / DAYS_OF_A_YEAR)
    whole = _("%(entitled)s天－%(taken)s天")
    if left_on is not None:
        cited, left = cite.LEAVE_RULES_12, (due - taken).to_integral_value(ROUND_FLOOR)
        whole = _("%(here)s天÷365天×%(entitled)s天－%(taken)s天，不足1整天的舍去")
    elif begins > first:
        cited, left = cite.LEAVE_RULES_5, due.to_integral_value(ROUND_FLOOR) - taken
        whole = _("%(here)s天÷365天×%(entitled)s天，不足1整天的舍去，再减去%(taken)s天")
    else:
        cited, left = cite.LEAVE_RULES_10, due - taken
    formula = whole % {"here": here, "entitled": plain(entitled), "taken": plain(taken)}
    days = max(Decimal(0), left)
    return days, Step(_("%(year)s年应休未休的天数") % {"year": on.year}, formula, days_text(days), (cited,))
