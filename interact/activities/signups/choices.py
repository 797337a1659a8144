"""States of a sign-up and of its activity, and limits; imports no code of ours."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices


class SignupState(TextChoices):
    PLACED = "placed", _("已报上")
    WAITING = "waiting", _("候补")
    CANCELLED = "cancelled", _("已取消")


class Phase(TextChoices):
    """What people can do on the page now, finer than the state of the activity."""

    UPCOMING = "upcoming", _("即将开始报名")
    OPEN = "open", _("正在报名")
    QUEUE = "queue", _("名额已满，可以候补")
    FULL = "full", _("名额已满")
    CLOSED = "closed", _("报名已截止")
    RUNNING = "running", _("活动进行中")
    OVER = "over", _("活动已结束")
    CANCELLED = "cancelled", _("活动已取消")


class Fault(TextChoices):
    """Why a sign-up of so many seats cannot be taken."""

    FULL = "full", _("名额已经报满，这次没有报上。")
    TOO_BIG = "too_big", _("您能用的名额总共没有这么多，请减少随行人员。")
    NO_PLACES = "no_places", _("这次活动没有您所在部门的名额。有疑问请联系工会办公室。")


MOST_PLACES = 5000
MOST_COMPANIONS = 5
NAME_LENGTH = 30
