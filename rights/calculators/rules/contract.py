"""Money that a contract owes when it ends, or when it was never written."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from rights.calculators import citations as cite
from rights.calculators.choices import Ending
from rights.calculators.law import COMPENSATION, DOUBLE_WAGE, ENDINGS, Compensation
from rights.calculators.rules.results import (
    ONE_DAY,
    Result,
    Step,
    cents,
    days_text,
    months_full,
    months_text,
    must_be_in_force,
    plain,
    sum_of,
    whole_months,
    yuan,
)


def compensation(
    *,
    reason: Ending,
    joined_on: date,
    left_on: date,
    wage: Decimal,
    local_average: Decimal | None,
    local_minimum: Decimal | None,
    last_wage: Decimal | None,
) -> Result:
    """N, N+1 or 2N: the standard of a month by years of service and the times that the reason asks for."""
    rule, terms = must_be_in_force(COMPENSATION, left_on), ENDINGS[reason]
    reason_step = Step(_("解除或者终止的原因"), reason.label, _times_text(terms.times), terms.citations)
    if not terms.times:
        edge = _("辞职后发现单位有拖欠工资、不缴社保等情形的，要看辞职时写明的理由，可先向工会或者律师咨询。")
        return Result(_("应付金额"), yuan(Decimal(0)), Decimal(0), (reason_step,), (edge,))
    base, is_capped, base_step = _standard(wage, local_average, local_minimum, rule)
    # Compensation counts from the day the law came into force, damages from the first day of work.
    starts = joined_on if terms.times > 1 else max(joined_on, rule.valid_from)
    years, years_step = _years(starts, left_on)
    steps = [reason_step, base_step, years_step]
    if is_capped and years > rule.most_years:
        years = Decimal(rule.most_years)
        steps.append(Step(_("年限封顶"), _("月工资按三倍计算的，最高12年"), _years_text(years), rule.citations))
    amount = cents(base * years * terms.times)
    formula = _("%(base)s元×%(years)s") % {"base": plain(base), "years": plain(years)}
    words, cited = _("经济补偿"), rule.citations
    if terms.times > 1:
        formula += f"×{terms.times}"
        words, cited = _("赔偿金"), (*terms.citations[-1:], cite.CONTRACT_RULES_25)
    steps.append(Step(words, formula, yuan(amount), cited, amount))
    if terms.has_month:
        month = cents(last_wage or wage)
        text = _("解除前上一个月的工资") if last_wage else _("没有填上一个月的工资，用月平均工资代替")
        cited = (*terms.citations, cite.CONTRACT_RULES_20)
        steps.append(Step(_("代替提前通知的一个月工资"), text, yuan(month), cited, month))
    total = sum_of(steps)
    edges = _compensation_edges(joined_on < rule.valid_from, local_average)
    return Result(_("应付金额合计"), yuan(total), total, tuple(steps), edges)


def _times_text(times: int) -> str:
    if not times:
        return _("单位不需要支付经济补偿")
    return _("经济补偿标准的二倍（2N）") if times > 1 else _("支付经济补偿（N）")


def _years_text(years: Decimal) -> str:
    return _("%(years)s个月工资") % {"years": plain(years)}


def _standard(
    wage: Decimal, average: Decimal | None, minimum: Decimal | None, rule: Compensation
) -> tuple[Decimal, bool, Step]:
    """Return what a month counts as, and whether it is the cap."""
    words, cited = _("每年的标准"), (*rule.citations, cite.CONTRACT_RULES_27)
    if average and wage > average * rule.wage_times:
        base = average * rule.wage_times
        formula = _("月工资%(wage)s元高于本地平均工资的三倍，按%(average)s元×3") % {
            "wage": plain(wage),
            "average": plain(average),
        }
        return base, True, Step(words, formula, yuan(base), cited)
    if minimum and wage < minimum:
        formula = _("月工资%(wage)s元低于当地最低工资，按最低工资") % {"wage": plain(wage)}
        return minimum, False, Step(words, formula, yuan(minimum), cited)
    return wage, False, Step(words, _("解除或者终止前12个月的平均应得工资"), yuan(wage), cited)


def _years(starts: date, left_on: date) -> tuple[Decimal, Step]:
    """Half a year and more counts as a year, less as half; the last day of work counts."""
    full, rest = divmod(whole_months(starts, left_on + ONE_DAY), 12)
    has_days = months_full(starts, full * 12 + rest) <= left_on
    years = Decimal(full)
    if rest >= 6:
        years += 1
    elif rest or has_days:
        years += Decimal("0.5")
    formula = _("%(first)s至%(last)s：满%(years)s年又%(months)s个月") % {
        "first": starts.isoformat(),
        "last": left_on.isoformat(),
        "years": full,
        "months": rest,
    }
    if has_days:
        formula += _("多")
    cited = (cite.CONTRACT_47, cite.CONTRACT_97) if starts == COMPENSATION[0].valid_from else (cite.CONTRACT_47,)
    return years, Step(_("折合工作年限"), formula, _years_text(years), cited)


def _compensation_edges(began_before: bool, average: Decimal | None) -> tuple[str, ...]:
    edges = [
        _("月工资按应得工资算，包括奖金、津贴、补贴，不是到手的数；不满12个月的按实际月数平均。"),
        _("被单位安排到新单位工作的，原单位的年限合并计算；原单位已经付过补偿的，那一段不再算。"),
        _("医疗期满解除的，有的地方另有医疗补助费；因工伤终止的，另有工伤待遇，这里都没有算。"),
    ]
    if average is None:
        edges.insert(0, _("没有填本地职工月平均工资，所以没有检查三倍封顶；工资较高的请填上再算。"))
    if began_before:
        words = _("经济补偿从2008年1月1日起算，以前的年限按当时的规定，这里没有算；赔偿金从用工之日起算。")
        edges.insert(0, words)
    return tuple(edges)


def double_wage(*, wage: Decimal, joined_on: date, signed_on: date | None, left_on: date | None, on: date) -> Result:
    """The second wage of each month without a written contract, at most eleven."""
    rule = must_be_in_force(DOUBLE_WAGE, joined_on)
    begins, ends = months_full(joined_on, rule.after_months), months_full(joined_on, rule.until_months) - ONE_DAY
    is_full = all(day is None or day > ends for day in (signed_on, left_on, on))
    ends = min(ends, on, left_on or on, signed_on - ONE_DAY if signed_on else on)
    if ends < begins:
        text = _("用工满一个月是%(day)s，到那天以前签订或者离职的，没有二倍工资") % {"day": begins.isoformat()}
        nothing = Step(_("起止日期"), text, yuan(Decimal(0)), (*rule.citations, cite.CONTRACT_RULES_6), Decimal(0))
        return Result(_("可以要求的差额"), yuan(Decimal(0)), Decimal(0), (nothing,), _double_wage_edges())
    # Months are counted from the first day of work, so that a year has eleven of them whatever their lengths.
    months = whole_months(joined_on, ends + ONE_DAY) - rule.after_months
    starts_rest = months_full(joined_on, rule.after_months + months)
    rest = (ends + ONE_DAY - starts_rest).days
    length = (months_full(joined_on, rule.after_months + months + 1) - starts_rest).days
    period = _("%(first)s至%(last)s") % {"first": begins.isoformat(), "last": ends.isoformat()}
    value = months_text(months) if months else days_text(rest)
    if months and rest:
        value = _("%(months)s个月又%(days)s天") % {"months": months, "days": rest}
    cited = (*rule.citations, cite.CONTRACT_RULES_7 if is_full else cite.CONTRACT_RULES_6)
    steps = [Step(_("起止日期"), period, value, cited)]
    if months:
        amount = cents(wage * months)
        formula = _("%(wage)s元×%(months)s个月") % {"wage": plain(wage), "months": months}
        steps.append(Step(_("整月的另一倍工资"), formula, yuan(amount), rule.citations, amount))
    if rest:
        amount = cents(wage * rest / length)
        formula = _("%(wage)s元×%(days)s天÷当月%(length)s天") % {"wage": plain(wage), "days": rest, "length": length}
        steps.append(Step(_("不足一个月的部分"), formula, yuan(amount), rule.citations, amount))
    total = sum_of(steps)
    return Result(_("可以要求的差额"), yuan(total), total, tuple(steps), _double_wage_edges())


def _double_wage_edges() -> tuple[str, ...]:
    return (
        _("这里是另一倍工资，正常的那一倍应当已经发放。最多11个月；满一年仍不签的，视为已订立无固定期限合同。"),
        _("仲裁时效一年：多数地方按月或者按天分别起算，拖得久的月份可能已经过期，请尽早提出。"),
        _("不足一个月的天数，法律没有写明怎样折算，这里按日历天数，有的地方按21.75天。每月工资不同的，要逐月计算。"),
        _("单位书面通知后劳动者自己不签的、单位高管和人事自己负责签合同的、合同期满没有续签的，各地处理不同。"),
    )
