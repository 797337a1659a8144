"""Django's `TextChoices` for pure modules, whose types are checked without Django's own; urgent notices."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    # Without Django's types mypy takes the members for tuples.
    class TextChoices(StrEnum):
        label: str
        choices: ClassVar[list[tuple[str, str]]]
        values: ClassVar[list[str]]

        def __new__(cls, value: str, label: object = "") -> TextChoices: ...

else:
    from django.db.models import TextChoices as TextChoices


class UrgentNotice(TextChoices):
    """What one administrator may tell all readers at once: sentences without names, numbers or addresses."""

    MAINTENANCE = "maintenance", _("系统正在维护，期间可以浏览，暂时不能提交和投票。")
    UPGRADE = "upgrade", _("网站正在升级，部分栏目可能暂时打不开，请稍后再来。")
    SENDING = "sending", _("网上提交暂时出现故障，正在抢修。有急事请打页面下方的联系电话。")
    REPORT_PHONE = "report_phone", _("违法和不良信息举报电话暂时无法接通，请改用举报邮箱或本站的举报渠道。")
    PHONE = "phone", _("工会联系电话暂时无法接通，请改用联系邮箱，或在本站留言。")
    FRAUD = "fraud", _("近期有人冒用工会名义联系职工。工会不会索要密码、验证码和银行卡号，请勿轻信。")
