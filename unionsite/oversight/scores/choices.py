"""Kinds of items and periods, what can be measured, grades, limits, and the presets of a new site."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

VIEW = "oversight.view_scoreperiod"
HANDLE = "oversight.change_scoreperiod"

FULL = Decimal(100)
MOST_BONUS = Decimal(20)
# A bonus counts only for who has more than this without it.
BONUS_ABOVE = Decimal(80)
PASS = Decimal(60)
# Calendar days after freezing in which a department may still object.
OBJECTION_DAYS = 7
# Percent of the cases that were rated, at and above which their bonus is given.
SATISFIED_RATE = 90
# Facts kept in a frozen line as evidence; the number counts all.
KEPT_FACTS = 500
FIRST_YEAR = 2000


class ScoreKind(TextChoices):
    VETO = "veto", _("单项否决")
    DEDUCTION = "deduction", _("扣分")
    BONUS = "bonus", _("加分")


class Scope(TextChoices):
    BOTH = "both", _("部门和全站")
    DEPARTMENT = "department", _("只考核部门")
    SITE = "site", _("只考核全站")


def other_scope(department: object) -> Scope:
    """Return the scope of the items that do not count for a department, or with None for the whole site."""
    return Scope.SITE if department else Scope.DEPARTMENT


class Measure(TextChoices):
    """What an item is counted from (`measures.FACTS`)."""

    HAND = "", _("人工登记")
    STALE = "stale", _("超过更新期限的栏目")
    LATE_FAULTS = "late_faults", _("没有按期整改的问题")
    LATE_REPLIES = "late_replies", _("没有按期答复的诉求")
    UNHAPPY = "unhappy", _("不满意或重新办理的诉求")
    CORRECTIONS = "corrections", _("经查属实的职工纠错")
    LATE_PIECES = "late_pieces", _("迟发的稿件")
    REJECTED = "rejected", _("审核退回的稿件")
    SUMMARIES = "summaries", _("到期没有总结的活动")
    ACCEPTED = "accepted", _("采用的稿件")
    SATISFACTION = "satisfaction", _("满意率达标（达到90%计1次）")


# Counted from cases, which are shown only to who may see them.
OF_CASES = frozenset({Measure.LATE_REPLIES, Measure.UNHAPPY, Measure.CORRECTIONS, Measure.SATISFACTION})


class Length(TextChoices):
    """How long a period is."""

    MONTH = "month", _("月度")
    QUARTER = "quarter", _("季度")
    YEAR = "year", _("年度")


MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12}


class Grade(TextChoices):
    EXCELLENT = "excellent", _("优秀")
    GOOD = "good", _("良好")
    PASSED = "passed", _("合格")
    FAILED = "failed", _("不合格")


# The least total of each grade, the best first; below the last one fails.
GRADES = ((Decimal(90), Grade.EXCELLENT), (Decimal(80), Grade.GOOD), (PASS, Grade.PASSED))


class By(TextChoices):
    """Whose points are added up."""

    DEPARTMENT = "department", _("按部门")
    PERSON = "person", _("按作者")


# Kind, for whom, text, points each, most points (0: no limit), measure.
ITEMS = (
    (ScoreKind.VETO, Scope.BOTH, "发布内容有严重政治性差错，或泄密、泄露个人信息", 0, 0, Measure.HAND),
    (ScoreKind.VETO, Scope.BOTH, "发布日期、考核材料弄虚作假", 0, 0, Measure.HAND),
    (ScoreKind.VETO, Scope.SITE, "网站被篡改，或停止服务造成严重影响", 0, 0, Measure.HAND),
    (ScoreKind.DEDUCTION, Scope.BOTH, "栏目超过更新期限", 5, 30, Measure.STALE),
    (ScoreKind.DEDUCTION, Scope.BOTH, "网站故障、检查问题没有按期整改", 3, 20, Measure.LATE_FAULTS),
    (ScoreKind.DEDUCTION, Scope.BOTH, "职工诉求没有按期答复", 5, 30, Measure.LATE_REPLIES),
    (ScoreKind.DEDUCTION, Scope.BOTH, "职工评价不满意或要求重新办理", 2, 10, Measure.UNHAPPY),
    (ScoreKind.DEDUCTION, Scope.BOTH, "职工纠错经查属实", 2, 20, Measure.CORRECTIONS),
    (ScoreKind.DEDUCTION, Scope.BOTH, "活动稿件没有按时发布", 1, 10, Measure.LATE_PIECES),
    (ScoreKind.DEDUCTION, Scope.BOTH, "稿件审核被退回", 1, 10, Measure.REJECTED),
    (ScoreKind.DEDUCTION, Scope.BOTH, "活动结束后没有按期总结", 3, 15, Measure.SUMMARIES),
    (ScoreKind.DEDUCTION, Scope.BOTH, "其他违反网络信息管理制度的情形", 2, 20, Measure.HAND),
    (ScoreKind.BONUS, Scope.BOTH, "稿件被采用", Decimal("0.5"), 10, Measure.ACCEPTED),
    (ScoreKind.BONUS, Scope.BOTH, "职工评价满意率达到90%", 5, 5, Measure.SATISFACTION),
    (ScoreKind.BONUS, Scope.BOTH, "经验做法被上级推广或媒体报道", 5, 10, Measure.HAND),
)
# Name, points, whether every published piece has it.
LEVELS = (
    ("本网采用", 1, True),
    ("本网首页头条", 2, False),
    ("上级工会采用", 5, False),
    ("省级以上媒体采用", 10, False),
)
