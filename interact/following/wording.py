"""What was done with a case, in words for the employee.

Staff are never named: a step was taken by the 网络信息管理小组, a department or the committee; in channels by name, by
the handler “whom the union named” (T83).
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases import rules
from interact.cases.choices import Complexity, Party, Purpose, Result, Satisfaction, Step
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry


def in_words(day: date, today: date) -> str:
    """Return 5月8日, with the year if it is not this year."""
    values = {"year": day.year, "month": day.month, "day": day.day}
    return (_("%(month)d月%(day)d日") if day.year == today.year else _("%(year)d年%(month)d月%(day)d日")) % values


def _written(text: str, today: date) -> str:
    """Return a date from an entry's `detail` in words; empty if there is none."""
    try:
        return in_words(date.fromisoformat(text), today)
    except (TypeError, ValueError):
        return ""


def who(case: Case, entry: CaseEntry) -> str:
    if entry.party == Party.EMPLOYEE:
        return _("您")
    if entry.step == Step.RECOUNT:
        return _("系统")
    if entry.party == Party.COMMITTEE:
        return _("工会委员会")
    if entry.party == Party.DEPARTMENT:
        return str(case.department or _("承办部门"))
    return _("工会指定的办理人") if rules.is_by_name(case.channel) else _("网络信息管理小组")


_REPLIES = {
    Purpose.OPINION: gettext_lazy("给您初步意见"),
    Purpose.PROGRESS: gettext_lazy("告诉您进展"),
    Purpose.RESULT: gettext_lazy("答复您办理结果"),
}
# Steps that need no sentence about what follows.
_PLAIN = {
    Step.SEND: gettext_lazy("提交"),
    Step.DECLINE: gettext_lazy("不予受理"),
    Step.SUPPLEMENT: gettext_lazy("补充了材料"),
    Step.CHECK_PAPERS: gettext_lazy("核对了材料"),
    Step.REOPEN: gettext_lazy("要求重新办理"),
    Step.WITHDRAW: gettext_lazy("撤回"),
    Step.KEEP_PRIVATE: gettext_lazy("不再同意公开答复"),
    Step.OBJECT: gettext_lazy("对办理人变更提出异议，变更已停止"),
    Step.PAUSE: gettext_lazy("暂停计时"),
    Step.RESUME: gettext_lazy("恢复计时"),
    Step.MERGE: gettext_lazy("与同样的诉求合并办理"),
    Step.PUBLISH: gettext_lazy("选登了答复"),
}


def what(entry: CaseEntry, today: date) -> tuple[str, str]:
    """Return (what was done, what follows from it)."""
    detail, step = entry.detail, Step(entry.step)
    if step == Step.ACCEPT:
        return _("受理了您的诉求"), _accepted(detail)
    if step == Step.REPLY:
        promised = _written(detail.get("promised", ""), today)
        note = _("下一次进展最晚%(day)s告诉您。") % {"day": promised} if promised else ""
        return str(_REPLIES[Purpose(entry.purpose or Purpose.RESULT)]), note
    if step == Step.ASK:
        return _("请您补充"), _("等您补充期间暂停计时。") if detail.get("pauses") else ""
    if step == Step.CLOSE:
        result = detail.get("result", "")
        return _("办结"), _("结果：%(result)s。") % {"result": Result(result).label} if result else ""
    if step == Step.RATE:
        rated = detail.get("satisfaction", "")
        return _("评价"), _("满意度：%(rated)s。") % {"rated": Satisfaction(rated).label} if rated else ""
    if step == Step.RECLASSIFY:
        return _("调整了类别"), _reclassified(detail)
    if step == Step.EXTEND:
        return _("批准延期"), _("办结的期限延长%(days)d天。") % {"days": detail.get("days", 0)}
    if step == Step.RECOUNT:
        return _("重新推算期限"), _recounted(detail, today)
    if step == Step.HANDOVER:
        return _handed_over(detail, today)
    return str(_PLAIN.get(step, step.label)), ""


def _handed_over(detail: dict, today: date) -> tuple[str, str]:
    titles = {
        "waiting": _("办理人将有变更"),
        "done": _("办理人已变更"),
        "withdrawn": _("办理人不变更了"),
        "failed": _("办理人没有变更"),
    }
    day = _written(detail.get("from_day", ""), today)
    note = _("%(day)s生效，由两个人分别提出和同意。在那以前您可以提出异议。") % {"day": day} if day else ""
    return titles.get(detail.get("outcome", ""), _("办理人变更")), note


def _accepted(detail: dict) -> str:
    complexity, department = detail.get("complexity", ""), detail.get("department", "")
    values = {"complexity": Complexity(complexity).label if complexity else "", "department": department}
    if department:
        return _("按“%(complexity)s”事项办理，承办部门是%(department)s。") % values
    return _("按“%(complexity)s”事项办理，由工会直接办理。") % values


def _reclassified(detail: dict) -> str:
    before, after = detail.get("from", ""), detail.get("complexity", "")
    if not before or not after:
        return ""
    return _("由“%(before)s”改为“%(after)s”，期限随之改变。") % {
        "before": Complexity(before).label,
        "after": Complexity(after).label,
    }


def _recounted(detail: dict, today: date) -> str:
    before, after = _written(detail.get("from", ""), today), _written(detail.get("to", ""), today)
    if not before or not after:
        return _("放假安排调整，期限随之改变。")
    return _("放假安排调整，期限由%(before)s改为%(after)s。") % {"before": before, "after": after}
