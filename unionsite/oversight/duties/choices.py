"""The kinds of duties in one table, the states of duties and records, and the rights."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices
from unionsite.oversight.findings.choices import Source

ADMIN = "wagtailadmin.access_admin"
VIEW = "oversight.view_duty"
HANDLE = "oversight.change_duty"
SIGN = "oversight.sign_duty"

# Days before the due date on which the owner is reminded; afterwards every REPEAT days.
REMINDERS = (14, 1)
REPEAT = 7
SOON = REMINDERS[0]
MOST_MONTHS = 120


class DutyKind(TextChoices):
    RULE = "rule", _("安全制度")
    PLAN = "plan", _("应急预案")
    DRILL = "drill", _("应急演练")
    CHECK = "check", _("安全检查")
    RISK = "risk", _("风险评估")
    PROTECTION = "protection", _("防护设施")
    PATCH = "patch", _("补丁与更新")
    RESTORE = "restore", _("备份恢复演练")
    TRAINING = "training", _("安全培训")
    BACKGROUND = "background", _("背景审查")
    RIGHTS = "rights", _("权限复核")


@dataclass(frozen=True)
class Spec:
    """What a kind is: the usual cycle in months, what a record of it must state, and what follows from a record.

    `source`: what was found wrong is followed as a finding from there. `is_read`: a text with versions, which all staff
    confirm to have read. `sets`: the date on the accounts of the people named that a signed record sets.
    """

    months: int
    says: Any
    source: Source | None = None
    is_read: bool = False
    sets: str = ""


KINDS: dict[str, Spec] = {
    DutyKind.RULE: Spec(12, _("写明这次审订的依据和改动；没有改动的写明已复核、继续执行。"), is_read=True),
    DutyKind.PLAN: Spec(12, _("写明这次修订的依据和改动；没有改动的写明已复核、继续执行。"), is_read=True),
    DutyKind.DRILL: Spec(12, _("写明演练的情景、经过、处置用时和评估结论。"), Source.DRILL),
    DutyKind.CHECK: Spec(3, _("写明检查的范围、方法和结果。"), Source.INSPECTION),
    DutyKind.RISK: Spec(12, _("写明评估的范围、识别的风险、等级和应对措施。"), Source.RISK),
    DutyKind.PROTECTION: Spec(6, _("写明防火墙、入侵检测、加密等设施的现状，并附截图或证明。"), Source.INSPECTION),
    DutyKind.PATCH: Spec(1, _("写明检查了哪些漏洞公告、更新了什么、更新后的验证。"), Source.RISK),
    DutyKind.RESTORE: Spec(3, _("写明用哪一天的备份、恢复到哪里、用时和核对结果。"), Source.DRILL),
    DutyKind.TRAINING: Spec(12, _("写明培训的内容、讲授人、时长和考核结果。"), sets="training_valid_until"),
    DutyKind.BACKGROUND: Spec(12, _("写明审查的方式和结论，不写个人隐私。"), sets="background_checked_on"),
    DutyKind.RIGHTS: Spec(3, _("逐人确认保留或者提出停用。")),
}

# The usual duties of a new site (S-6.1 to S-6.6, S-2.7).
USUAL: tuple[tuple[DutyKind, str], ...] = (
    (DutyKind.RULE, "网站安全管理制度"),
    (DutyKind.RULE, "网站后台操作规程"),
    (DutyKind.RULE, "网站安全责任分工"),
    (DutyKind.PLAN, "网络安全事件应急预案"),
    (DutyKind.DRILL, "网络安全事件应急演练"),
    (DutyKind.CHECK, "网站安全定期检查"),
    (DutyKind.RISK, "网站安全风险评估"),
    (DutyKind.PROTECTION, "防火墙、入侵检测与加密核查"),
    (DutyKind.PATCH, "系统维护与漏洞修补"),
    (DutyKind.RESTORE, "备份恢复演练"),
    (DutyKind.TRAINING, "后台人员网络安全培训"),
    (DutyKind.BACKGROUND, "后台人员背景审查"),
    (DutyKind.RIGHTS, "后台账号与权限季度复核"),
)


class DutyState(TextChoices):
    """Where a duty stands on a day; not stored."""

    LATE = "late", _("逾期")
    SOON = "soon", _("即将到期")
    FINE = "fine", _("未到期")
    DONE = "done", _("已完成")
    STOPPED = "stopped", _("已停用")


class RecordState(TextChoices):
    WAITING = "waiting", _("待签字")
    SIGNED = "signed", _("已签字")
    RETURNED = "returned", _("已退回")


class Decision(TextChoices):
    """What the review of rights decides about a person."""

    KEEP = "keep", _("确认保留")
    WITHDRAW = "withdraw", _("提出停用")
