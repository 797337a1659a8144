"""What the site keeps about a person, why and how long, for the account page and the copy of their data (PIPL 17, 45).

Other apps add a person's things in their own tables by `register_account_section`: the list 我的 of that page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.choices import CONTACTS_AFTER_LEAVING
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.models import passkeys_of
from unionsite.audit.models import AuditEntry

MOST_RECORDS = 1000


@dataclass(frozen=True)
class Datum:
    """One kind of data about a person. `value` is text; empty where nothing is kept."""

    label: str
    value: str
    purpose: str
    kept: str


def personal_data(user: User) -> list[Datum]:
    """Return every field of the account that holds something about the person, in the order of the page."""
    lasting = _("在职期间；离职后留存，只用来说明以前办过的事")
    cleared = _("在职期间；离职满%(days)d天后清除") % {"days": CONTACTS_AFTER_LEAVING.days}
    rows = [
        Datum(_("姓名"), user.get_full_name(), _("辨认身份"), lasting),
        Datum(_("工号"), user.employee_number or "", _("辨认身份、登录"), lasting),
        Datum(_("用户名"), user.username, _("登录"), lasting),
        Datum(_("部门"), str(user.department or ""), _("按部门办理事项、统计"), lasting),
        Datum(_("账号建立时间"), _moment(user.date_joined), _("账号管理"), lasting),
        Datum(_("手机"), user.phone, _("工会联系您"), cleared),
        Datum(_("邮箱"), user.email, _("发送激活码、重设密码的链接"), cleared),
        Datum(_("密码"), _("只保存加密后的校验值，无法还原"), _("登录"), cleared),
        Datum(_("激活时间"), _moment(user.activated_at), _("账号安全"), cleared),
        Datum(_("最近登录"), _moment(user.last_login), _("账号安全"), cleared),
        Datum(_("密码修改时间"), _moment(user.password_changed_at), _("账号安全"), cleared),
    ]
    if user.is_guarded:
        rows += [
            Datum(_("安全培训有效期至"), _day(user.training_valid_until), _("核对后台人员的培训情况"), _("任职期间")),
            Datum(
                _("通行密钥"),
                "、".join(passkeys_of(user).values_list("name", flat=True)),
                _("登录；只保存名称、公钥和使用时间"),
                _("任职期间"),
            ),
            Datum(_("背景审查日期"), _day(user.background_checked_on), _("核对后台人员的任职条件"), _("任职期间")),
        ]
    rows.append(
        Datum(
            _("登录和操作记录"),
            _("时间、操作、网络地址、浏览器"),
            _("网络安全法要求保存的日志，用来查清异常登录"),
            _("%(days)d天") % {"days": settings.AUDIT_KEEP_DAYS},
        )
    )
    return rows


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def records_of(user: User) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (time, action, outcome, address, browser) for what the log holds of this person's actions, newest first."""
    for entry in AuditEntry.objects.filter(actor_id=user.pk).order_by("-number")[:MOST_RECORDS]:
        yield (
            _moment(entry.at),
            entry.get_action_display(),
            entry.get_outcome_display(),
            entry.address or "",
            entry.agent,
        )


def copy_of(user: User, now: datetime) -> dict:
    """Return everything kept about the person as plain values, for JSON."""
    return {
        _("生成时间"): _moment(now),
        _("账号资料"): [
            {_("项目"): row.label, _("内容"): row.value, _("用途"): row.purpose, _("保存期限"): row.kept}
            for row in personal_data(user)
        ],
        _("登录和操作记录"): [
            dict(zip((_("时间"), _("操作"), _("结果"), _("来源地址"), _("浏览器")), record, strict=True))
            for record in records_of(user)
        ],
        _("我的"): {
            str(title): [
                {_("标题"): item.title, _("状态"): item.note, _("时间"): _moment(item.at), _("网址"): item.url}
                | ({_("正文"): item.content} if item.content else {})
                for item in items
            ]
            for title, items in sections_of(user)
        },
    }


def rows_of(user: User) -> Iterator[tuple[str, str, str, str]]:
    """Yield the same as rows of (part, item, content, remarks), for CSV."""
    for datum in personal_data(user):
        yield _("账号资料"), datum.label, datum.value, f"{datum.purpose}；{datum.kept}"
    for when, action, outcome, address, agent in records_of(user):
        yield _("登录和操作记录"), f"{action} {outcome}", when, f"{address} {agent}".strip()
    for title, items in sections_of(user):
        for item in items:
            yield (
                str(title),
                item.title,
                f"{item.note} {item.content}".strip(),
                f"{_moment(item.at)} {item.url}".strip(),
            )


# --- The list 我的: things of a person in other apps; sections with a higher `order` stand further down ---


@dataclass(frozen=True)
class Item:
    """One thing of a person: a piece handed in, an answer, a question."""

    title: str
    url: str
    note: str = ""  # its state, in a word or two
    at: datetime | None = None
    content: str = ""  # what the person wrote; only for the copy of their data
    is_posted: bool = False  # opened by a button (POST), because opening it sets something
    is_draft: bool = False  # begun and not sent: the same address takes `action=forget` (POST)


@dataclass(frozen=True)
class Way:
    """A link onward from a section: to begin something, or to the whole list."""

    label: str
    url: str


Provider = Callable[[User], Iterable[Item]]
Ways = Callable[[User], Iterable[Way]]
_sections: list[tuple[int, str, Provider, Ways | None]] = []


def register_account_section(order: int, title: str, provider: Provider, ways: Ways | None = None) -> None:
    """Add a section, from `AppConfig.ready`.

    `provider` returns a person's items, newest first, in a fixed number of queries; they are also part of the copy that
    people take of their data (PIPL 45). `ways` are buttons below them, only on the page.
    """
    _sections.append((order, title, provider, ways))
    _sections.sort(key=lambda section: section[0])


def sections_of(user: User) -> list[tuple[str, list[Item]]]:
    """Return (title, items) of each section in order, also of empty ones: the page tells there how to begin."""
    return [(title, list(provider(user))) for _order, title, provider, _ways in _sections]


def sections_with_ways(user: User) -> list[tuple[str, list[Item], list[Way]]]:
    """Return the same with the buttons of each section."""
    return [
        (title, list(provider(user)), list(ways(user)) if ways else []) for _order, title, provider, ways in _sections
    ]
