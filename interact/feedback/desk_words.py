"""How the desk says things: due dates from today's view, and what an entry of the history holds besides its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from interact.feedback import sla
from interact.feedback.choices import Complexity, DueKind, Result, Satisfaction, Step
from unionsite.accounts.changes.choices import State
from unionsite.core.workdays import WorkCalendar

if TYPE_CHECKING:
    from interact.models import Case, CaseEntry

NOTHING = "–"


def due_words(case: Case, today: date, calendar: WorkCalendar) -> tuple[str, str]:
    """(「还剩2个工作日」 and the like, look: "", "today", "late"); both empty where nothing is owed."""
    if case.due_on is None:
        return "", ""
    if case.due_on < today:
        late = sla.workdays_late(case.due_on, today, calendar)
        # On the days off after it no working day has passed yet.
        return (_("逾期%(days)d个工作日") % {"days": late} if late else _("已过到期日")), "late"
    if case.due_on == today:
        return _("今天到期"), "today"
    left = calendar.workdays_between(today, case.due_on)
    return _("还剩%(days)d个工作日") % {"days": left}, ""


def entry_details(entry: CaseEntry, names: Sequence[str]) -> list[str]:
    """What stands with an entry besides its words, as short sentences without a full stop; `names` were sealed."""
    detail = entry.detail or {}
    lines = [words for key, value in detail.items() if (words := _detail(key, value, detail))]
    if names:
        people = _("回避：%(value)s") if entry.step == Step.KEEP_OUT else _("人员：%(value)s")
        lines.append(people % {"value": _("、").join(names)})
    if entry.purpose:
        lines.insert(0, str(entry.get_purpose_display()))
    return lines


def _detail(key: str, value: Any, detail: dict[str, Any]) -> str:
    if value in ("", None, [], False):
        return ""
    # Of an assignment `from` is a department, of another class a class, of a new count a date.
    if key == "from":
        return _("原为：%(value)s") % {"value": _label(Complexity, value)}
    if key == "to":
        return _("改为：%(value)s") % {"value": value}
    if key == "complexity":
        return _("类别：%(value)s") % {"value": _label(Complexity, value)}
    if key == "department":
        return _("部门：%(value)s") % {"value": value}
    if key == "promised":
        return _("约定%(value)s前反馈进展") % {"value": value}
    if key == "pauses":
        return _("等待期间暂停计时")
    if key == "satisfaction":
        return _("评价：%(value)s") % {"value": _label(Satisfaction, value)}
    if key == "result":
        return _("结果：%(value)s") % {"value": _label(Result, value)}
    if key == "days":
        return _("延期%(value)s天") % {"value": value}
    if key == "outcome":
        return str(_label(State, value))
    if key == "from_day":
        return _("%(value)s生效") % {"value": value}
    if key == "number":
        return _("并入的诉求：%(value)s") % {"value": value}
    return ""


def _label(choices, value: Any) -> str:
    return str(dict(choices.choices).get(value, value))


def due_kind_label(kind: str) -> str:
    return str(dict(DueKind.choices).get(kind, ""))
