"""Until when arbitration may be asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.calculators.choices import Claim
from rights.calculators.citations import CLAIMS_27
from rights.calculators.law import LIMITATION
from rights.calculators.rules.results import Result, Step, add_months, days_text, must_be_in_force


def limitation(
    *,
    kind: Claim,
    began_on: date | None,
    interrupted_on: date | None,
    suspended_from: date | None,
    suspended_to: date | None,
    on: date,
) -> Result:
    """The last day and the days left. `began_on` is when somebody knew, for wages when the work ended; what interrupts
    or suspends a time that is over already changes nothing."""
    cited = (CLAIMS_27,)
    if kind == Claim.WAGES_AT_WORK or began_on is None:
        words = _("劳动关系存续期间拖欠劳动报酬，不受一年的限制")
        step = Step(_("时效"), words, _("现在没有截止日"), cited, Decimal(0))
        return Result(_("最晚申请仲裁的日期"), _("劳动关系终止之日起一年内"), Decimal(0), (step,), _edges())
    rule = must_be_in_force(LIMITATION, began_on)
    last_day = add_months(began_on, rule.months)
    first_words = _("劳动关系终止之日") if kind == Claim.WAGES_AFTER else _("知道或者应当知道权利被侵害之日")
    steps = [Step(first_words, _("%(day)s起一年") % {"day": began_on.isoformat()}, last_day.isoformat(), cited)]
    if interrupted_on is not None:
        if began_on <= interrupted_on <= last_day:
            began_on, last_day = interrupted_on, add_months(interrupted_on, rule.months)
            formula = _("%(day)s起重新计算一年") % {"day": interrupted_on.isoformat()}
        else:
            formula = _("%(day)s不在时效期间里，不重新计算") % {"day": interrupted_on.isoformat()}
        steps.append(Step(_("中断"), formula, last_day.isoformat(), cited))
    if suspended_from is not None and suspended_to is not None:
        first = max(began_on, suspended_from)
        # The days of the standstill that fall within the time are added at its end.
        days = (suspended_to - first).days + 1 if first <= last_day and suspended_to >= first else 0
        last_day = date.fromordinal(last_day.toordinal() + days)
        formula = ngettext("中止%(days)s天，继续计算", "中止%(days)s天，继续计算", days) % {"days": days}
        steps.append(Step(_("中止"), formula, last_day.isoformat(), cited))
    left = max(0, (last_day - on).days + 1)
    words = _("还剩（含最后一天）") if left else _("已经超过")
    span = _("%(first)s至%(last)s") % {"first": on.isoformat(), "last": last_day.isoformat()}
    steps.append(Step(words, span, days_text(left), cited, Decimal(left)))
    return Result(_("最晚申请仲裁的日期"), last_day.isoformat(), Decimal(left), tuple(steps), _edges(), last_day)


def _edges() -> tuple[str, ...]:
    return (
        _("最后一天是休息日或者法定休假日的，一般顺延到次日，但请不要等到最后一天。"),
        _("向单位提出要求、向劳动监察等部门投诉、单位同意履行，都使时效中断，请留好书面证据。"),
        _(
            "已经过期也可以申请：时效要由单位提出来，仲裁委才审查。二倍工资差额、未休年休假工资是否算劳动报酬，各地看法不同。"
        ),
        _("工伤认定、行政投诉、诉讼另有各自的期限，不能用这里的日期。"),
    )
