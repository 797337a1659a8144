"""上线清单: what a site needs before its readers come, as one table; whoever lays more adds a row before the last."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from unionsite.accounts.choices import Role
from unionsite.core.wings import is_on, place
from unionsite.operations.opening import queries
from unionsite.operations.opening.queries import Facts
from unionsite.operations.opening.rules import Found

ABOUT, PEOPLE, EMPLOYEES = _("网站信息"), _("工作人员"), _("职工和诉求")
CONTENT, SERVER = _("内容"), _("服务器")
ALONE = _("您一个人就能办。")
TEXTS = _("您填了就生效；开通以后再改，要另一位复核。")
REVIEWED = _("编辑写好后，请初审、终审各一人在审核工作台里审。")


@dataclass(frozen=True)
class Link:
    """A button: its label, the address below the admin's own, with `{home}` for the number of the home page ("" for a
    mail on trial, sent from the list itself), and the right that the screen asks for."""

    label: Any
    address: str
    right: str


@dataclass(frozen=True)
class Item:
    """A row: `who` says whom to tell. Without what is `is_legal` nobody opens the site."""

    key: str
    part: Any
    title: Any
    why: Any
    link: Link | None
    look: Callable[[Facts], Found]
    who: Any = ALONE
    is_legal: bool = False


SETTINGS = Link(_("去填写"), "settings/core/sitesettings/", "core.change_sitesettings")
ACCOUNTS = Link(_("去指定"), "users/", "accounts.add_user")
# Pages know rights by groups and places in the tree: of those who see the list it is administrators who add them.
ADDS_PAGES = "core.change_sitesettings"
RULES = Link(_("去写"), "pages/add/home/rulespage/{home}/", ADDS_PAGES)
NAMED = _("超级管理员指定就生效，请把密码和绑定凭证当面交给本人；别人指定的、开通以后指定的，要另一位复核。")


def _texts(*names: str) -> Callable[[Facts], Found]:
    return lambda facts: queries.texts(facts, *names)


def _roles(*names: Role, fewest: int = 1) -> Callable[[Facts], Found]:
    return lambda facts: queries.roles(facts, *names, fewest=fewest)


ITEMS: list[Item] = place(
    "items of the list before the opening",
    Item(
        "legal",
        ABOUT,
        _("网站名称和法规要求公示的各项"),
        _("名称、ICP备案号、举报电话和邮箱、地址、电话，缺了不能开通"),
        SETTINGS,
        _texts("union_name", "icp_number", "report_phone", "report_email", "address", "phone"),
        TEXTS,
        is_legal=True,
    ),
    Item(
        "police",
        ABOUT,
        _("公安备案号"),
        _("开通后30日内到公安机关备案，取得编号就填上，不影响开通"),
        SETTINGS,
        _texts("police_number"),
        TEXTS,
    ),
    Item(
        "mail",
        ABOUT,
        _("发邮件"),
        _("审核、复核、激活和找回密码都靠邮件通知"),
        Link(_("发一封试试"), "", "core.change_sitesettings"),
        queries.mail,
        _("发到您自己的邮箱；发不出去的，请管服务器的人改.env。"),
    ),
    Item(
        "officers",
        PEOPLE,
        _("系统管理员、安全管理员、审计员"),
        _("由三个人分别担任，互相制约"),
        Link(_("去指定"), "users/new/", "accounts.add_user"),
        _roles(Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR),
        _("超级管理员指定就生效，请把密码和绑定凭证当面交给本人；自己担任的，打开自己的账号选上。"),
    ),
    Item(
        "departments",
        PEOPLE,
        _("部门和信息员"),
        _("稿件要写明供稿部门，职工的诉求由部门答复"),
        Link(_("去建部门"), "departments/new/", "accounts.add_department"),
        queries.departments,
        _("导入职工名册时可以自动新建；再在“后台账号”里给每个部门一位“信息员”。"),
    ),
    Item(
        "reviewers",
        PEOPLE,
        _("初审、终审各两人"),
        _("自己写的稿件自己不能审，只有一人时稿件会停住"),
        ACCOUNTS,
        _roles(Role.FIRST_REVIEW, Role.FINAL_REVIEW, fewest=2),
        NAMED,
    ),
    Item(
        "takedown",
        PEOPLE,
        _("应急下线、举报办理"),
        _("出了问题要有人能马上撤下页面；举报只有指定的人看得到"),
        ACCOUNTS,
        _roles(Role.EMERGENCY, Role.REPORTS),
        NAMED,
    ),
    Item(
        "channels",
        EMPLOYEES,
        _("各渠道有人办，或者关上"),
        _("开着没有人办的，职工写来没有回音"),
        Link(_("去设置"), "cases/routing/", "interact.change_channelrouting"),
        queries.channels,
        _("开关立即生效；办理人由您提出，终审或安全管理员同意后，过两个工作日生效。"),
    ),
    Item(
        "roll",
        EMPLOYEES,
        _("职工名册"),
        _("在册的职工才能登录、投票、查自己的诉求"),
        Link(_("去导入"), "employees/roll/", "accounts.manage_roll"),
        queries.roll,
    ),
    Item(
        "slips",
        EMPLOYEES,
        _("激活条"),
        _("职工凭它第一次登录；印好裁开，当面交给本人"),
        Link(_("去打印"), "employees/codes/", "accounts.manage_roll"),
        queries.slips,
    ),
    Item(
        "workdays",
        EMPLOYEES,
        _("工作日安排"),
        _("审核和答复的期限按工作日算"),
        Link(_("去核对"), "workdays/", "core.add_workdayoverride"),
        queries.workdays,
    ),
    Item(
        "privacy",
        CONTENT,
        _("隐私政策"),
        _("收集个人信息，须先告知；缺了不能开通"),
        RULES,
        lambda facts: queries.rules(facts, privacy=True),
        REVIEWED,
        is_legal=True,
    ),
    Item(
        "rules",
        CONTENT,
        _("发布规范和交流守则"),
        _("什么能发、怎样交流，先说清楚"),
        RULES,
        lambda facts: queries.rules(facts, privacy=False),
        REVIEWED,
    ),
    Item(
        "contacts",
        CONTENT,
        _("联系人和站点"),
        _("职工要知道找谁、在哪里"),
        Link(_("去填写"), "contacts/", "home.add_contact"),
        queries.contacts,
        REVIEWED,
    ),
    Item(
        "laws",
        CONTENT,
        _("法律法规"),
        _("权益问答和稿件引用的条文从这里来"),
        Link(_("去查看"), "statutes/", "wagtailadmin.access_admin"),
        queries.laws,
        _("编辑导入国家法律法规数据库的Word文件，另一位确认后入库。"),
    ),
    Item(
        "pieces",
        CONTENT,
        _("各栏目的第一篇稿件"),
        _("开通那天，每个栏目都有东西看"),
        # Ready-made texts where their wing is on.
        Link(_("去写稿"), "starter/" if is_on("starter") else "pages/{home}/", ADDS_PAGES),
        queries.pieces,
        REVIEWED,
    ),
    Item(
        "backups",
        SERVER,
        _("备份和恢复演练"),
        _("机器坏了，靠它把网站找回来"),
        Link(_("去查看"), "backups/", "operations.view_backuprun"),
        queries.backups,
        _("请管服务器的人在.env里填BACKUP_RECIPIENTS和存放的地方，再运行unionsite-manage backup。"),
    ),
    Item(
        "server",
        SERVER,
        _("服务器的设置"),
        _("证书、密钥、查毒、缓存这些，装好以后核对一次"),
        None,
        queries.server,
        _("请管服务器的人运行unionsite-manage check --deploy，照提示办。"),
    ),
)
