"""The buttons of the ways in, and why somebody did not get in by them."""

from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

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
