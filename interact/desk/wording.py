"""How the desk says things: due dates from today's view, and what an entry of the history holds besides its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases import sla
from interact.cases.choices import Complexity, DueKind, Result, Satisfaction, Step
from unionsite.accounts.changes.choices import State
from unionsite.core.workdays import WorkCalendar

if TYPE_CHECKING:
    from interact.cases.models.case import Case, CaseEntry

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


# What is kept with an entry: the sentence, and the choices whose label stands in it.
# Of an assignment `from` is a department, of another class a class, of a new count a date.
_DETAILS: dict[str, tuple[Any, Any]] = {
    "from": (gettext_lazy("原为：%(value)s"), Complexity),
    "to": (gettext_lazy("改为：%(value)s"), None),
    "complexity": (gettext_lazy("类别：%(value)s"), Complexity),
    "department": (gettext_lazy("部门：%(value)s"), None),
    "promised": (gettext_lazy("约定%(value)s前反馈进展"), None),
    "pauses": (gettext_lazy("等待期间暂停计时"), None),
    "satisfaction": (gettext_lazy("评价：%(value)s"), Satisfaction),
    "result": (gettext_lazy("结果：%(value)s"), Result),
    "days": (gettext_lazy("延期%(value)s天"), None),
    "outcome": ("%(value)s", State),
    "from_day": (gettext_lazy("%(value)s生效"), None),
    "number": (gettext_lazy("并入的诉求：%(value)s"), None),
}


def entry_details(entry: CaseEntry, names: Sequence[str]) -> list[str]:
    """What stands with an entry besides its words, as short sentences without a full stop; `names` were sealed."""
    detail = entry.detail or {}
    lines = [words for key, value in detail.items() if (words := _detail(key, value))]
    if names:
        people = _("回避：%(value)s") if entry.step == Step.KEEP_OUT else _("人员：%(value)s")
        lines.append(people % {"value": _("、").join(names)})
    if entry.purpose:
        lines.insert(0, str(entry.get_purpose_display()))
    return lines


def _detail(key: str, value: Any) -> str:
    if value in ("", None, [], False) or key not in _DETAILS:
        return ""
    sentence, choices = _DETAILS[key]
    return str(sentence) % {"value": _label(choices, value) if choices else value}


def _label(choices, value: Any) -> str:
    return str(dict(choices.choices).get(value, value))


def due_kind_label(kind: str) -> str:
    return str(dict(DueKind.choices).get(kind, ""))
