"""Kinds and grades of incidents, the steps of handling one, and the hours of the reports."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

VIEW = "oversight.view_incident"
RECORD = "oversight.change_incident"
# Closing the site to writing, and ending all sessions.
SWITCH = "oversight.switch_site"

# 《国家网络安全事件报告管理办法》第四条: to the 省级网信部门, counted from the moment of finding.
REPORT_WITHIN = timedelta(hours=4)
# Mails after the finding while nothing is reported: two hours left, one hour left, none left.
REMIND_AFTER = (timedelta(hours=2), timedelta(hours=3), REPORT_WITHIN)
HOTLINE = "12387"


class IncidentKind(TextChoices):
    """As GB/T 20986-2023 sorts them."""

    MALWARE = "malware", _("恶意程序事件")
    ATTACK = "attack", _("网络攻击事件")
    DATA = "data", _("数据安全事件")
    CONTENT = "content", _("信息内容安全事件")
    FAILURE = "failure", _("设备设施故障事件")
    MISUSE = "misuse", _("违规操作事件")
    WEAKNESS = "weakness", _("安全隐患事件")
    ODD = "odd", _("异常行为事件")
    DISASTER = "disaster", _("不可抗力事件")
    OTHER = "other", _("其他事件")


class Grade(TextChoices):
    SPECIAL = "special", _("特别重大")
    MAJOR = "major", _("重大")
    LARGE = "large", _("较大")
    USUAL = "usual", _("一般")


REPORTED = frozenset({Grade.SPECIAL, Grade.MAJOR, Grade.LARGE})

# What helps to grade. The guide attached to the 办法 decides, and alone has the measures of hours, views and losses:
# https://www.cac.gov.cn/2025-09/15/c_1759583017717009.htm
GRADE_HELP = {
    Grade.SPECIAL: _("对国家安全、社会稳定构成特别严重威胁，或者泄露1亿人以上个人信息。"),
    Grade.MAJOR: _("对国家安全、社会稳定构成严重威胁，或者泄露1000万人以上个人信息。"),
    Grade.LARGE: _(
        "网站被攻击篡改，违法有害信息较大范围传播；泄露100万人以上个人信息；重要系统遭受较大损失，明显影响业务。"
    ),
    Grade.USUAL: _("达不到以上程度，对网站和职工造成一定影响。"),
}
GRADE_BY = _(
    "以《国家网络安全事件报告管理办法》所附《网络安全事件分级指南》为准，持续时间、传播范围、经济损失等标准见该指南；"
    "拿不准时就高不就低。"
)


class State(TextChoices):
    OPEN = "open", _("处置中")
    CLOSED = "closed", _("已结案")


class Step(TextChoices):
    """What is written into the history of an incident."""

    FOUND = "found", _("登记")
    COMPLETE = "complete", _("补充情况")
    ACT = "act", _("记录处置措施")
    CORRECT = "correct", _("更正情况或调整级别")
    REPORT = "report", _("登记上报")
    TELL = "tell", _("登记告知个人和主管部门")
    ESCALATE = "escalate", _("提请工会委员会决定")
    DECIDE = "decide", _("工会委员会决定")
    LEARN = "learn", _("总结教训和措施")
    FOLLOW = "follow", _("把措施转为整改")
    CLOSE = "close", _("结案")
    REMIND = "remind", _("系统提醒上报")


class Missing(TextChoices):
    """What an incident lacks before it can be closed."""

    FACTS = "facts", _("情况尚未填全")
    REPORT = "report", _("较大以上事件尚未登记上报")
    TELL = "tell", _("涉及个人信息，尚未登记告知个人和主管部门的情况")
    DECISION = "decision", _("工会委员会尚未作出决定")
    LESSONS = "lessons", _("尚未总结教训和措施")
