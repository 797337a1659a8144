"""What is done on the list itself: a mail on trial, and the opening, proposed by one and agreed to by another."""

import ssl
from datetime import datetime
from hashlib import sha256
from smtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import Office, State
from unionsite.accounts.changes.kinds import ChangeKind, Lines, register
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import offices_of
from unionsite.accounts.people.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation, mails
from unionsite.core.models import SiteSettings
from unionsite.core.queries import is_open
from unionsite.core.refusals import Refused
from unionsite.operations.opening import rules
from unionsite.operations.opening.items import ITEMS, Item
from unionsite.operations.opening.queries import Facts, laid_by_one, mail_server
from unionsite.operations.opening.rules import Found

KIND = "open_site"
# One from each: the committee's word, and that of whoever has made the site ready.
OFFICES = frozenset({Office.COMMITTEE, Office.ADMINISTRATION})

# What went wrong, in words, by the kind of fault; the first that fits.
_FAULTS = (
    (SMTPAuthenticationError, gettext_lazy("发信服务器不接受用户名或密码，请核对.env里的EMAIL_URL。")),
    (SMTPSenderRefused, gettext_lazy("发信服务器不接受发件人地址，请核对.env里的DEFAULT_FROM_EMAIL。")),
    (SMTPRecipientsRefused, gettext_lazy("发信服务器不接受您的邮箱地址，请在“我的账号”里核对。")),
    (ssl.SSLError, gettext_lazy("和发信服务器的加密连接没有建立，请核对EMAIL_URL里的smtp+tls或smtp+ssl和端口。")),
    (SMTPException, gettext_lazy("发信服务器没有收下，请管服务器的人查看它的日志。")),
    (OSError, gettext_lazy("连不上发信服务器，请核对EMAIL_URL里的地址和端口，以及防火墙。")),
)


def try_mail(*, actor: User) -> None:
    """Send a mail to the person's own address and put it on record. Raises Refused with the fault in words."""
    server = mail_server()
    if not server:
        raise Refused(_("还没有发信服务器：请管服务器的人在.env里填EMAIL_URL和DEFAULT_FROM_EMAIL，再重新启动。"))
    if not actor.email:
        raise Refused(_("您的账号还没有邮箱，请先在“我的账号”里填上。"))
    try:
        mails.send("operations/opening/trial_mail.txt", [actor.email], {"at": timezone.localtime(), "name": str(actor)})
    except (OSError, SMTPException) as error:
        words = next(words for kind, words in _FAULTS if isinstance(error, kind))
        raise Refused(_("没有发出去。%(words)s（%(error)s）") % {"words": words, "error": error}) from error
    audit.record(Action.MAIL_TRIED, actor=actor, detail={"name": server})


def looked_at(now: datetime) -> list[tuple[Item, Found]]:
    """Return every item with what is seen of it now."""
    facts = Facts(now)
    return [(item, item.look(facts)) for item in ITEMS]


def legal_left(rows: list[tuple[Item, Found]]) -> list[str]:
    return [str(item.title) for item, found in rows if item.is_legal and not found.is_done]


def may_propose(user: User) -> bool:
    return bool(OFFICES & offices_of(user))


def propose_opening(*, actor: User, now: datetime) -> PendingChange:
    """Put the opening before somebody of the other office. Raises Refused while the law's own items are left."""
    left = legal_left(looked_at(now))
    if why := rules.why_not_open(left, is_open=is_open(), may_propose=may_propose(actor)):
        raise Refused(why)
    return changes.propose(kind=KIND, actor=actor, now=now)


@transaction.atomic
def open_site(change: PendingChange, now: datetime) -> str:
    """Let readers in. Raises Refused where a legal item has been undone meanwhile."""
    if why := rules.why_not_open(legal_left(looked_at(now)), is_open=is_open(), may_propose=True):
        raise Refused(why)
    # Not saved as an object: other fields may just be edited by somebody else.
    SiteSettings.objects.update(is_open=True)
    generation.bump()
    audit.record(Action.SITE_OPENED, actor=change.approver)
    return ""


def _lines(change: PendingChange) -> Lines:
    rows = looked_at(timezone.now())
    left = [str(item.title) for item, found in rows if not found.is_done]
    return [
        (gettext_lazy("开通以后"), _("所有人都能看到网站，搜索引擎可以收录")),
        (gettext_lazy("清单上还剩"), _("、").join(left) or _("没有")),
        *(laid_by_one() if change.state == State.PROPOSED else []),
    ]


def _basis(_change: PendingChange) -> str:
    """Change with what one person laid alone: nobody is named, and no fact altered, after the second one has looked."""
    return sha256(repr(laid_by_one()).encode()).hexdigest()


def register_kind() -> None:
    register(ChangeKind(KIND, gettext_lazy("开通网站"), approving=OFFICES, apply=open_site, lines=_lines, basis=_basis))
