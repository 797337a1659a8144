"""Until when arbitration may be asked for."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.calculators import citations as cite
from rights.calculators.choices import Claim
from rights.calculators.law import LIMITATION
from rights.calculators.rules.results import ONE_DAY, Result, Step, days_text, must_be_in_force
from unionsite.core.workdays import WorkCalendar, months_after

Pause = tuple[date, date] | None


def limitation(
    *,
    kind: Claim,
    began_on: date | None,
    interrupted_on: Iterable[date],
    suspended_from: date | None,
    suspended_to: date | None,
    on: date,
    calendar: WorkCalendar,
) -> Result:
    """The last day and the days left. `began_on` is when somebody knew, for wages when the work ended; what interrupts
    or suspends a time that is over already changes nothing, and leaves open whether it is over."""
    title = _("最晚申请仲裁的日期")
    if kind == Claim.WAGES_AT_WORK or began_on is None:
        words = _("劳动关系存续期间拖欠劳动报酬，不受一年的限制")
        step = Step(_("时效"), words, _("现在没有截止日"), (cite.CLAIMS_27,), Decimal(0))
        return Result(title, _("劳动关系终止之日起一年内"), Decimal(0), (step,), _edges())
    months = must_be_in_force(LIMITATION, began_on).months
    pause = (suspended_from, suspended_to) if suspended_from and suspended_to else None
    words = _("劳动关系终止之日") if kind == Claim.WAGES_AFTER else _("知道或者应当知道权利被侵害之日")
    begins, is_open = began_on, False
    last_day, step = _period(words, began_on, months, pause, calendar)
    steps = [step]
    for day in sorted(interrupted_on):
        if begins <= day <= last_day:
            begins = day
            last_day, step = _period(_("中断，重新计算"), day, months, pause, calendar)
        else:
            is_open, formula = True, _("%(day)s不在时效期间里") % {"day": day.isoformat()}
            step = Step(_("不重新计算"), formula, last_day.isoformat(), (cite.CLAIMS_27,))
        steps.append(step)
    left = max(0, (last_day - on).days + 1)
    value, step = _verdict(last_day, left, on, is_open)
    edges = _edges(last_day if calendar.is_provisional(last_day) else None)
    return Result(title, value, Decimal(left), (*steps, step), edges, last_day)


def _period(words: str, begins: date, months: int, pause: Pause, calendar: WorkCalendar) -> tuple[date, Step]:
    """Return the last day of a time, with the days of a standstill that fall within it, and on a working day."""
    last_day, cited = months_after(begins, months), [cite.CLAIMS_27, cite.CIVIL_202]
    formula = _("%(day)s起一年") % {"day": begins.isoformat()}
    if pause and (first := max(begins, pause[0])) <= min(last_day, pause[1]):
        days = (pause[1] - first).days + 1
        last_day += timedelta(days=days)
        formula += ngettext("，中止%(days)s天", "，中止%(days)s天", days) % {"days": days}
    if (working := calendar.add_workdays(last_day, 0)) != last_day:
        formula += _("，%(day)s不上班，顺延到下一个工作日") % {"day": last_day.isoformat()}
        last_day = working
        cited.append(cite.CIVIL_203)
    return last_day, Step(words, formula, last_day.isoformat(), tuple(cited))


def _verdict(last_day: date, left: int, on: date, is_open: bool) -> tuple[str, Step]:
    """Return what is said in large, and why; nothing is said for sure where an earlier claim may have been left out."""
    day, passed = last_day.isoformat(), (on - last_day).days
    if is_open:
        words = _("%(day)s以前还主张过权利的，请把那些日期也填上再算；没有的，已经超过") % {"day": day}
        step = Step(_("是否超过"), words, _("还不能确定"), (cite.CLAIMS_27,), Decimal(0))
        return _("%(day)s，是否已过还不能确定") % {"day": day}, step
    first, end = (last_day + ONE_DAY, on) if passed > 0 else (on, last_day)
    span = _("%(first)s至%(last)s") % {"first": first.isoformat(), "last": end.isoformat()}
    if passed > 0:
        value = ngettext("%(day)s，已过%(days)s天", "%(day)s，已过%(days)s天", passed) % {"day": day, "days": passed}
        return value, Step(_("已经超过"), span, days_text(passed), (cite.CLAIMS_27,), Decimal(0))
    value = _("%(day)s，还剩%(days)s天") if passed else _("%(day)s，就是今天")
    return value % {"day": day, "days": left}, Step(
        _("还剩（含今天和最后一天）"), span, days_text(left), (cite.CLAIMS_27,), Decimal(left)
    )


def _edges(provisional: date | None = None) -> tuple[str, ...]:
    """`provisional` is a last day in a year of which the holidays are not known yet."""
    edges = (
        _("不要等到最后一天。向单位提出要求、向劳动监察等部门投诉、单位同意履行，都使时效中断，请留好书面证据。"),
        _(
            "已经过期也可以申请：时效要由单位提出来，仲裁委才审查。二倍工资差额、未休年休假工资是否算劳动报酬，各地看法不同。"
        ),
        _("工伤认定、行政投诉、诉讼另有各自的期限，不能用这里的日期。"),
    )
    if provisional is None:
        return edges
    words = _("%(year)s年的放假安排还没有公布，最后一天可能还会顺延。") % {"year": provisional.year}
    return (words, *edges)
