"""Where a message goes, and how urgent it is."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices


class Platform(TextChoices):
    WECOM = "wecom", _("企业微信")
    DINGTALK = "dingtalk", _("钉钉")
    FEISHU = "feishu", _("飞书")


class Way(TextChoices):
    """Where a person wants to be told, beside the list 消息, which has everything."""

    MAIL = "mail", _("邮件")
    WECOM = Platform.WECOM.value, Platform.WECOM.label
    DINGTALK = Platform.DINGTALK.value, Platform.DINGTALK.label
    FEISHU = Platform.FEISHU.value, Platform.FEISHU.label
    LIST = "list", _("不另外通知，我自己来看")


class Urgency(IntEnum):
    """A message may wait for others of its kind and for the morning; or it goes at once, at any hour; or it is for the
    site's own list alone."""

    CAN_WAIT = 0
    AT_ONCE = 1
    LIST_ALONE = 2


# Days that the list 消息 is kept.
KEPT_DAYS = 90
