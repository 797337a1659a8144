"""Where findings come from, how grave they are, and the steps to their end."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

VIEW = "oversight.view_finding"
HANDLE = "oversight.change_finding"


class Source(TextChoices):
    """Who or what found it."""

    HEALTH = "health", _("网站巡检")
    FRESHNESS = "freshness", _("更新检查")
    PLATFORM = "platform", _("平台检查")
    READER = "reader", _("职工纠错")
    INSPECTION = "inspection", _("监督检查")
    DRILL = "drill", _("应急演练")
    RISK = "risk", _("风险评估")
    HAND = "hand", _("人工登记")


# Keys of what duties of security brought up begin so.
SECURITY_KEYS = "duty:"
# Found and checked again by a program: nobody need recheck by hand.
MEASURED = frozenset({Source.HEALTH, Source.FRESHNESS, Source.PLATFORM})


class Gravity(TextChoices):
    VETO = "veto", _("单项否决")
    SERIOUS = "serious", _("严重")
    USUAL = "usual", _("一般")


# Working days from the 整改 notice to its due date, unless somebody says otherwise.
MENDING_DAYS = {Gravity.VETO: 1, Gravity.SERIOUS: 3, Gravity.USUAL: 5}


class State(TextChoices):
    FOUND = "found", _("待交办")
    ASSIGNED = "assigned", _("整改中")
    MENDED = "mended", _("待复查")
    CLOSED = "closed", _("已办结")
    DISMISSED = "dismissed", _("不属问题")


UNMENDED = frozenset({State.FOUND, State.ASSIGNED})
OPEN = UNMENDED | {State.MENDED}


class Step(TextChoices):
    """What is written into the history of a finding."""

    FOUND = "found", _("发现")
    ASSIGN = "assign", _("下达整改通知")
    MEND = "mend", _("报告整改完成")
    PASS = "pass", _("复查通过")
    FAIL = "fail", _("复查未通过")
    DISMISS = "dismiss", _("认定不属问题")
    GONE = "gone", _("系统复查：已恢复")
    AGAIN = "again", _("再次出现")
    CHASE = "chase", _("催办")
    ESCALATE = "escalate", _("报告工会委员会")


# What must be said with a step.
ASKED = {
    Step.MEND: _("请写明怎样整改的。"),
    Step.FAIL: _("请写明哪里没有整改到位。"),
    Step.DISMISS: _("请写明为什么不属问题。"),
}
