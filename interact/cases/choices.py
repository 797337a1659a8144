"""States, parties and steps of a case, and the labels of its parts. The channels are in `channels.records`."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices


class Complexity(TextChoices):
    """The class of a case, which decides its limits (S-4.2)."""

    GENERAL = "general", _("一般")
    COMPLEX = "complex", _("复杂")


class State(TextChoices):
    """Where a case stands (S-2.6)."""

    RECEIVED = "received", _("待受理")
    ASSIGNED = "assigned", _("部门办理")
    ANSWERED = "answered", _("小组审核")
    FOLLOWING = "following", _("持续跟进")
    REPLIED = "replied", _("已答复")
    CLOSED = "closed", _("已办结")
    DECLINED = "declined", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    MERGED = "merged", _("已合并")


# Nothing more is owed to the employee.
ENDED = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN, State.MERGED})
OPEN = frozenset(State) - ENDED


class Party(StrEnum):
    """The role in which somebody acts on a case."""

    EMPLOYEE = "employee"  # with the receipt
    TEAM = "team"  # 网络信息管理小组; in a channel by name its handlers
    DEPARTMENT = "department"
    COMMITTEE = "committee"


class Step(TextChoices):
    """What was done with a case; each is a row of its history."""

    SEND = "send", _("提交")
    ACCEPT = "accept", _("受理")
    DECLINE = "decline", _("不予受理")
    ASSIGN = "assign", _("分派")
    RETURN = "return", _("退回小组")
    ANSWER = "answer", _("部门答复")
    SEND_BACK = "send_back", _("退回部门")
    REPLY = "reply", _("答复职工")
    ASK = "ask", _("请职工补充")
    SUPPLEMENT = "supplement", _("补充材料")
    CLOSE = "close", _("办结")
    REOPEN = "reopen", _("重新办理")
    RATE = "rate", _("评价")
    WITHDRAW = "withdraw", _("撤回")
    KEEP_PRIVATE = "keep_private", _("不再同意公开")
    CHECK_PAPERS = "check_papers", _("核对材料")
    RECLASSIFY = "reclassify", _("调整类别")
    ESCALATE = "escalate", _("升级委员会")
    DECIDE = "decide", _("委员会意见")
    ASK_EXTENSION = "ask_extension", _("申请延期")
    EXTEND = "extend", _("批准延期")
    REFUSE_EXTENSION = "refuse_extension", _("不批准延期")
    PAUSE = "pause", _("暂停计时")
    RESUME = "resume", _("恢复计时")
    MERGE = "merge", _("合并")
    NOTE = "note", _("内部备注")
    NAME_HANDLER = "name_handler", _("指定办理人")
    REMOVE_HANDLER = "remove_handler", _("取消办理人")
    HANDOVER = "handover", _("办理人变更")
    OBJECT = "object", _("对变更提出异议")
    KEEP_OUT = "keep_out", _("设置回避")
    REVEAL = "reveal", _("查看身份")
    HOLD = "hold", _("保全")
    RELEASE = "release", _("解除保全")
    RECOUNT = "recount", _("重新推算期限")
    PUBLISH = "publish", _("选登")


class PaperState(TextChoices):
    """How it stands with a paper of a request; what is wanted from the employee comes first."""

    MISSING = "missing", _("缺")
    RECEIVED = "received", _("收到，待核对")
    PASSED = "passed", _("合格")


class Purpose(TextChoices):
    """What an answer is for. A complex case begins with an opinion and ends with a result (S-4.3)."""

    OPINION = "opinion", _("初步意见")
    PROGRESS = "progress", _("进展")
    RESULT = "result", _("办理结果")


class Result(TextChoices):
    """How a case ended."""

    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    EXPLAINED = "explained", _("已解释说明")
    UNABLE = "unable", _("暂时无法解决")


class Satisfaction(TextChoices):
    GOOD = "good", _("满意")
    FAIR = "fair", _("基本满意")
    POOR = "poor", _("不满意")


class DueKind(TextChoices):
    """What must be done by a due date."""

    ACKNOWLEDGE = "acknowledge", _("受理")
    REPLY = "reply", _("答复")
    OPINION = "opinion", _("初步意见")
    PROGRESS = "progress", _("进展")
    CLOSE = "close", _("办结")


class Ladder(TextChoices):
    """Rungs of the reminders (requirements.md 2.2)."""

    REMIND = "remind", _("提醒")
    CHASE = "chase", _("催办")
    COMMITTEE = "committee", _("报告委员会")


class MailKind(TextChoices):
    """Why somebody gets a mail; the mail says no more than this and the number of the case."""

    NEW = "new", _("新的诉求")
    ASSIGNED = "assigned", _("分派给您的部门")
    ANSWERED = "answered", _("部门已答复，待审核")
    SENT_BACK = "sent_back", _("小组退回，请修改")
    RETURNED = "returned", _("部门退回小组")
    SUPPLEMENTED = "supplemented", _("职工补充了材料")
    KEPT_PRIVATE = "kept_private", _("职工不再同意公开")
    REOPENED = "reopened", _("职工要求重新办理")
    BEFORE_COMMITTEE = "committee", _("请委员会处理")
    DECIDED = "decided", _("委员会已有意见")
    NAMED = "named", _("指定您办理")
    NOBODY = "nobody", _("没有可以办理的人")
    OBJECTED = "objected", _("对办理人变更有异议")
    REPLIED = "replied", _("工会已答复您")
    REMIND = "remind", _("快到期")
    CHASE = "chase", _("催办")
    OVERDUE = "overdue", _("逾期报告委员会")
    PURGE = "purge", _("即将到期清除")


# Working days between the second person's consent and the change of handlers, in which the reporter can object. Not a
# setting: somebody who could make it 0 could take a case over.
HANDOVER_WORKDAYS = 2

SUBJECT_LENGTH = 60
TEXT_LENGTH = 5_000
NOTE_LENGTH = 2_000
NAME_LENGTH = 60
CONTACT_LENGTH = 100
OWN_WORD_LENGTH = 20
PLACE_LENGTH = 200


# What is wrong with a page of the site. Kept in Chinese whatever the language of the form: the team reads it.
FAULTS = {
    "错别字": _("错别字"),
    "链接打不开": _("链接打不开"),
    "内容有误": _("内容有误"),
    "其他": _("其他"),
}
# What a request is about; papers may depend on it (`channels.records`).
HARDSHIPS = {
    "疾病": _("疾病"),
    "意外灾害": _("意外灾害"),
    "子女就学": _("子女就学"),
    "收入困难": _("收入困难"),
    "其他": _("其他"),
}
DISPUTES = {"工资": _("工资"), "合同": _("合同"), "工伤": _("工伤"), "社保": _("社保"), "其他": _("其他")}
PROCEEDINGS = {"没有": _("没有"), "已申请仲裁": _("已申请仲裁"), "已起诉": _("已起诉")}
EMPLOYMENTS = {
    "合同制": _("合同制"),
    "劳务派遣": _("劳务派遣"),
    "实习": _("实习"),
    "灵活用工": _("灵活用工"),
}
CARDS = {"首次办卡": _("首次办卡"), "挂失补办": _("挂失补办"), "损坏换卡": _("损坏换卡"), "信息变更": _("信息变更")}
# The fields of which the text is such a choice, and the labels of their choices.
CHOSEN = {
    "fault": FAULTS,
    "kind": HARDSHIPS | DISPUTES | CARDS,
    "begun": PROCEEDINGS,
    "employment": EMPLOYMENTS,
}
BODY = {
    "subject": _("标题"),
    "kind": _("事项"),
    "employment": _("用工形式"),
    "joined_on": _("入职日期"),
    "household": _("家庭人口"),
    "income": _("家庭人均月收入（元）"),
    "other_side": _("对方"),
    "happened_on": _("发生的日期"),
    "begun": _("仲裁、诉讼"),
    "begun_on": _("申请或起诉的日期"),
    "people": _("涉及的人"),
    "when": _("时间"),
    "place": _("地点"),
    "page": _("有误的页面"),
    "fault": _("哪方面有误"),
    "text": _("内容"),
}
CONTACT = {
    "name": _("姓名"),
    "department": _("所在部门"),
    "employee_number": _("工号"),
    "phone": _("电话"),
    "mail": _("邮箱"),
}


def body_rows(body: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (label, text) for each field that was filled in, in reading order."""
    texts = dict(body)
    for name, labels in CHOSEN.items():
        if chosen := texts.get(name):
            texts[name] = str(labels.get(chosen, chosen))
    return [(str(label), texts[name]) for name, label in BODY.items() if texts.get(name)]


def contact_rows(contact: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(str(label), contact[name]) for name, label in CONTACT.items() if contact.get(name)]
