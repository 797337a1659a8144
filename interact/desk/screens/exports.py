"""The list of a queue as a file: facts in clear, no word of anybody (T68, T82)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases.models.case import Case
from interact.cases.services import access
from interact.desk.screens.base import TITLE
from interact.desk.wording import due_kind_label
from unionsite.core.spreadsheets import Cell, table_response

FORMATS = ("xlsx", "csv")
COLUMNS = [
    (gettext_lazy("编号"), 14),
    (gettext_lazy("渠道"), 12),
    (gettext_lazy("状态"), 12),
    (gettext_lazy("类别"), 8),
    (gettext_lazy("承办部门"), 20),
    (gettext_lazy("经办人"), 12),
    (gettext_lazy("提交日期"), 12),
    (gettext_lazy("到期日"), 12),
    (gettext_lazy("期限"), 10),
    (gettext_lazy("首次答复日期"), 14),
    (gettext_lazy("按时答复"), 10),
    (gettext_lazy("结束日期"), 12),
    (gettext_lazy("结果"), 14),
    (gettext_lazy("满意度"), 10),
]


def cells_of(case: Case) -> list[Cell]:
    on_time = {True: _("是"), False: _("否"), None: ""}
    return [
        case.number,
        str(case.get_channel_display()),
        str(case.get_state_display()),
        str(case.get_complexity_display()),
        str(case.department or ""),
        str(case.handler or ""),
        timezone.localtime(case.received_at).date().isoformat(),
        case.due_on.isoformat() if case.due_on else "",
        due_kind_label(case.due_kind),
        case.first_replied_on.isoformat() if case.first_replied_on else "",
        on_time[case.was_on_time],
        case.closed_on.isoformat() if case.closed_on else "",
        str(case.get_result_display()),
        str(case.get_satisfaction_display()),
    ]


def export_cases(cases, user, wanted: str, now: datetime) -> HttpResponse:
    """The file; it is on record before it leaves. The guard has asked for a code (`export` in the address)."""
    found = list(cases.select_related("department", "handler"))
    access.note_export(cases=found, actor=user, format=wanted)
    rows = [cells_of(case) for case in found]
    headings, widths = zip(*COLUMNS, strict=True)
    return table_response(str(TITLE), headings, widths, rows, kind=wanted, name=f"cases-{now:%Y%m%d}")
