"""Who may come in by the company's identity, which way is offered first, what is told who does not get in. Pure."""

from collections.abc import Iterable
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from unionsite.accounts.people.names import normalised_number

LABELS = {
    "oidc": _("用统一身份认证登录"),
    "dingtalk": _("用钉钉登录"),
    "feishu": _("用飞书登录"),
    "wecom": _("用企业微信登录"),
}


class Problem(Enum):
    """Why somebody is not signed in."""

    UNKNOWN = auto()
    CLOSED = auto()
    STAFF = auto()
    EXPIRED = auto()
    CANCELLED = auto()
    FAILED = auto()


# HTTP status of the answer, and what it says to the person.
ANSWERS = {
    Problem.UNKNOWN: (403, _("您的账号不在职工名册上，请联系工会办公室。")),
    Problem.CLOSED: (403, _("您的账号已经停用，请联系工会办公室。")),
    Problem.STAFF: (403, _("您是后台人员，不能用这种方式登录。请从后台登录页用密码和验证码登录。")),
    Problem.EXPIRED: (400, _("登录已经超时，或者不是从本站的登录页开始的。请回到登录页重新登录。")),
    Problem.CANCELLED: (400, _("登录没有完成。请回到登录页重新登录，或者用工号和密码登录。")),
    Problem.FAILED: (502, _("暂时不能用这种方式登录。请稍后再试，或者用工号和密码登录。")),
}


LONGEST_NUMBER = 30  # characters, as in the column


def number_in(claim: object) -> str:
    """Return the 工号 in a provider's answer as the roll has it; "" for anything but one short text or whole number."""
    if isinstance(claim, bool) or not isinstance(claim, str | int):
        return ""
    number = normalised_number(str(claim))
    return number if len(number) <= LONGEST_NUMBER and number.isprintable() else ""


def why_not(*, is_on_roll: bool, is_active: bool, is_guarded: bool) -> Problem | None:
    """Return why this person does not come in, or None.

    Staff are told so whatever else holds: for them there is the second factor. Whether an account is activated does not
    matter: activation gives a password to somebody whom a code vouches for, here the company vouches.
    """
    if is_guarded:
        return Problem.STAFF
    if not is_on_roll:
        return Problem.UNKNOWN
    return None if is_active else Problem.CLOSED


def is_wecom(agent: str) -> bool:
    """Whether this is the browser within 企业微信."""
    return "wxwork" in agent.lower()


def is_at_home(provider: str, agent: str) -> bool:
    """Whether this is the provider's own browser, so that it knows the person without asking."""
    return provider == "wecom" and is_wecom(agent)


def in_order(providers: Iterable[str], agent: str) -> list[str]:
    """Return the providers as set up; within 企业微信 its own comes first."""
    return sorted(providers, key=lambda name: not is_at_home(name, agent))
