"""The kinds of reports, which periods they speak of, and when it is due. Pure: today is passed in."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices
from unionsite.oversight.scores.choices import MONTHS, Length
from unionsite.oversight.scores.rules import number_of

VIEW = "oversight.view_report"
HANDLE = "oversight.add_report"


class ReportKind(TextChoices):
    BULLETIN = "bulletin", _("检查通报")
    WORK = "work", _("工作报告")
    SCORES = "scores", _("考核通报")


class State(TextChoices):
    GONE = "gone", _("草稿已删除")
    DRAFT = "draft", _("待补充、提交")
    REVIEWED = "reviewed", _("审核中")
    PUBLIC = "public", _("已公开")
    TAKEN_DOWN = "taken_down", _("已撤下")


# 工作报告 of a year is the 年度工作报表 of eight blocks (requirements.md 2.1).
LENGTHS = {
    ReportKind.BULLETIN: (Length.MONTH,),
    ReportKind.WORK: (Length.QUARTER, Length.YEAR),
    ReportKind.SCORES: (Length.MONTH, Length.QUARTER, Length.YEAR),
}
# Calendar days after the end of the period in which the report is to be public; of a year until 31 January.
DUE_DAYS = {Length.MONTH: 10, Length.QUARTER: 20, Length.YEAR: 31}


def previous(length: str, year: int, number: int) -> tuple[int, int]:
    """Return year and number of the period before."""
    return (year, number - 1) if number > 1 else (year - 1, 12 // MONTHS[Length(length)])


def last_ended(length: str, today: date) -> tuple[int, int]:
    """Return year and number of the last period that is over."""
    return previous(length, today.year, number_of(length, today))


def due_on(length: str, stop: date) -> date:
    """Return the last day on which the report of a period is in time; `stop` is the day after the period."""
    return stop + timedelta(days=DUE_DAYS[Length(length)] - 1)
