"""Kinds of reports, how long each looks back, when it is due, and the rights."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices
from unionsite.oversight.scores.choices import Length

VIEW = "oversight.view_report"
HANDLE = "oversight.add_report"


class Kind(TextChoices):
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
    Kind.BULLETIN: (Length.MONTH,),
    Kind.WORK: (Length.QUARTER, Length.YEAR),
    Kind.SCORES: (Length.MONTH, Length.QUARTER, Length.YEAR),
}
# Calendar days after the end of the period in which the report is to be public; of a year until 31 January.
DUE_DAYS = {Length.MONTH: 10, Length.QUARTER: 20, Length.YEAR: 31}
