"""Offices, states and modes of changes that take two people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.choices import Role


class Office(TextChoices):
    """The office in which somebody proposes a change or looks at it a second time."""

    ADMINISTRATION = "administration", _("系统管理员")
    SECURITY = "security", _("安全管理员")
    COMMITTEE = "committee", _("工会委员会（终审）")
    GROUP = "group", _("网络信息管理小组（初审）")
    REPORTS = "reports", _("举报办理")


# The role that gives each office; superusers hold the office of administration without its role.
ROLE_OF_OFFICE = {
    Office.ADMINISTRATION: Role.ADMINISTRATOR,
    Office.SECURITY: Role.SECURITY,
    Office.COMMITTEE: Role.FINAL_REVIEW,
    Office.GROUP: Role.FIRST_REVIEW,
    Office.REPORTS: Role.REPORTS,
}


class State(TextChoices):
    PROPOSED = "proposed", _("待复核")
    WAITING = "waiting", _("已复核，待生效")
    DONE = "done", _("已生效")
    REFUSED = "refused", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")
    STOPPED = "stopped", _("有人提出异议，已停止")
    FAILED = "failed", _("未能生效")
    EXPIRED = "expired", _("超过期限未复核")


OPEN = frozenset({State.PROPOSED, State.WAITING})


class Mode(TextChoices):
    """How the change was let through."""

    TWO = "two", _("两人办理")
    ALONE = "alone", _("一人办理")  # for accounts that need no second person; kept, so that their makers are known
    CONSOLE = "console", _("在服务器上办理")


class AccountChange(TextChoices):
    """What is done to an account. CREATE is only noted, never proposed."""

    CREATE = "account_create", _("新建账号")
    JOIN = "account_join", _("担任职务")
    PASSWORD = "account_password", _("重设密码")
    EMAIL = "account_email", _("更改邮箱")
    RESET = "account_reset", _("重置两步验证")
    TICKET = "account_ticket", _("签发绑定凭证")
    ENABLE = "account_enable", _("重新启用账号")
    DISABLE = "account_disable", _("停用账号")


REASON_LENGTH = 200
# How long a proposal waits for its second look; after that it must be proposed anew.
PROPOSAL_DAYS = 14
