"""Words of the desk: steps and what the employee sees of them, due dates, and the details of an entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases import rules, sla
from interact.cases.choices import Complexity, DueKind, Result, Satisfaction, Step
from interact.channels.records import Channel
from unionsite.accounts.changes.choices import State
from unionsite.core.workdays import WorkCalendar

if TYPE_CHECKING:
    from interact.cases.models.case import Case
    from interact.cases.models.history import CaseEntry

NOTHING = "–"


def due_words(case: Case, today: date, calendar: WorkCalendar) -> tuple[str, str]:
    """Return words such as 「还剩2个工作日」, and a look: "", "today" or "late". Both are empty if nothing is owed."""
    if case.due_on is None:
        return "", ""
    if case.due_on < today:
        late = sla.workdays_late(case.due_on, today, calendar)
        # On days off right after the due date no working day has passed yet.
        return (_("逾期%(days)d个工作日") % {"days": late} if late else _("已过到期日")), "late"
    if case.due_on == today:
        return _("今天到期"), "today"
    left = calendar.workdays_between(today, case.due_on)
    return _("还剩%(days)d个工作日") % {"days": left}, ""


# For each key of an entry's `detail`: the sentence, and the choices that give its value a label.
# `from` is a department after an assignment, a class after a change of class, a date after a new count.
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
    """Return the details of an entry as short sentences without a full stop; `names` are its unsealed names."""
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


BUTTONS = {
    Step.ACCEPT: gettext_lazy("受理并分派"),
    Step.ASSIGN: gettext_lazy("转办"),
    Step.ANSWER: gettext_lazy("提交答复，请小组审核"),
    Step.REPLY: gettext_lazy("审核通过，答复职工"),
    Step.ASK: gettext_lazy("请职工补充"),
    Step.DECIDE: gettext_lazy("提交委员会意见"),
    Step.NOTE: gettext_lazy("添加内部备注"),
    Step.MERGE: gettext_lazy("合并到另一件"),
}
INTERNAL = gettext_lazy("只在内部可见，职工看不到。")
ABOUT = {
    Step.ACCEPT: gettext_lazy("职工凭回执号能看到：已受理、类别、承办部门、答复期限，以及您写给职工的话。"),
    Step.DECLINE: gettext_lazy("职工凭回执号能看到“不予受理”和您写的理由。请写明不受理的依据，并告知可以向哪里反映。"),
    Step.ASSIGN: gettext_lazy("换一个部门或经办人办理。理由只在内部可见，期限不变。"),
    Step.RETURN: gettext_lazy("退回后由小组重新分派，您将看不到这一件。理由只在内部可见，期限照常计算。"),
    Step.ANSWER: gettext_lazy("小组审核通过以后，职工才看得到答复和附件。"),
    Step.SEND_BACK: gettext_lazy("退回部门修改答复。理由只在内部可见，期限照常计算。"),
    Step.REPLY: gettext_lazy("职工凭回执号能看到这里的文字和部门答复所附的文件。合并到这一件的诉求收到同样的答复。"),
    Step.ASK: gettext_lazy("职工凭回执号能看到您的问题，并在同一页面回答。"),
    Step.CHECK_PAPERS: gettext_lazy("职工凭回执号能看到每样材料的情况。缺的，核对以后用“请职工补充”请职工补交。"),
    Step.CLOSE: gettext_lazy("职工能看到办理结果，并可以评价或要求重新办理。"),
    Step.RECLASSIFY: gettext_lazy("职工能看到新的类别、新的期限和您写的理由。"),
    Step.ESCALATE: gettext_lazy("委员会从此可以看到这一件。只在内部可见，职工看不到。"),
    Step.DECIDE: gettext_lazy("意见供小组办理时使用，职工看不到；需要告知职工的，由小组写进答复。"),
    Step.ASK_EXTENSION: gettext_lazy("只有委员会可以批准延期。理由只在内部可见。"),
    Step.EXTEND: gettext_lazy("职工能看到延期的天数和您写的理由。"),
    Step.REFUSE_EXTENSION: gettext_lazy("理由只在内部可见，期限不变。"),
    Step.PAUSE: gettext_lazy("职工能看到计时已暂停和您写的理由。恢复以前，期限按暂停的天数顺延。"),
    Step.RESUME: gettext_lazy("从今天起继续计算期限，职工能看到。"),
    Step.MERGE: gettext_lazy("职工能看到这一件已与同类诉求合并办理，以后收到同样的答复；看不到另一件的内容。"),
    Step.NOTE: INTERNAL,
    Step.NAME_HANDLER: gettext_lazy(
        "由工会委员会或安全管理员复核，复核通过后过两个工作日生效，从此可以看到这一件。职工在进度页看到办理人将有变更，可以提出异议；看不到您写的理由。不能指定自己。"
    ),
    Step.REMOVE_HANDLER: gettext_lazy(
        "由工会委员会或安全管理员复核，复核通过后过两个工作日生效；须回避的，复核通过后立即生效。职工在进度页看到办理人有变更，可以提出异议；看不到您写的理由。"
    ),
    Step.KEEP_OUT: gettext_lazy(
        "须回避的人员和部门看不到这一件，正在办理的人，请先“取消办理人”。记入审计日志，职工看不到。"
    ),
    Step.HOLD: gettext_lazy("保全期间，这一件的内容到期也不清除，职工要求删除的也暂不删除。"),
    Step.RELEASE: gettext_lazy("解除后，按保存期限照常清除。"),
}
# In channels by name the handlers do what the team does elsewhere, so the words speak of them.
BUTTONS_BY_NAME = {Step.ANSWER: gettext_lazy("提交答复，请办理人审核")}
ABOUT_BY_NAME = {
    Step.RETURN: gettext_lazy("退回后由办理人重新分派，您将看不到这一件。理由只在内部可见，期限照常计算。"),
    Step.ANSWER: gettext_lazy("办理人审核通过以后，职工才看得到答复和附件。"),
    Step.DECIDE: gettext_lazy("意见供办理人办理时使用，职工看不到；需要告知职工的，由办理人写进答复。"),
}


def button_of(step: Step, channel: Channel | str) -> str:
    by_name = BUTTONS_BY_NAME if rules.is_by_name(channel) else {}
    return str(by_name.get(step) or BUTTONS.get(step, step.label))


def about_of(step: Step, channel: Channel | str) -> str:
    by_name = ABOUT_BY_NAME if rules.is_by_name(channel) else {}
    return str(by_name.get(step) or ABOUT.get(step, ""))
