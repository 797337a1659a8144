"""Kinds and states of platforms, planned items and posts; the limits of each kind of platform; names of the rights."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlatformKind(TextChoices):
    """Kinds of platforms; any kind not named here is `OTHER`, so that a new platform needs no code."""

    WEBSITE = "website", _("网站")
    WECHAT = "wechat", _("微信公众号")
    WEIBO = "weibo", _("微博")
    DOUYIN = "douyin", _("抖音")
    CHANNELS = "channels", _("微信视频号")
    OTHER = "other", _("其他平台")


class Registration(TextChoices):
    """The state of an account as registered; whether it is dormant is worked out from its posts."""

    PREPARING = "preparing", _("筹备")
    ACTIVE = "active", _("已备案在用")
    CLOSING = "closing", _("申请关闭")
    CLOSED = "closed", _("已关闭")


class PlanState(TextChoices):
    """How far a planned item has come."""

    PLANNED = "planned", _("待撰写")
    WRITING = "writing", _("撰写中")
    IN_REVIEW = "in_review", _("审核中")
    APPROVED = "approved", _("已通过待发布")
    PUBLISHED = "published", _("已发布")
    CANCELLED = "cancelled", _("已取消")


class PostState(TextChoices):
    WAITING = "waiting", _("待发布")
    POSTED = "posted", _("已发布")
    SKIPPED = "skipped", _("不发布")


@dataclass(frozen=True)
class Limits:
    """The most that a platform accepts; lengths in characters, or in 汉字 where two half-width characters make one."""

    title: int  # 0: the platform has no title field, so the title goes into the text
    digest: int
    images: int
    counts_halves: bool = False
    takes_html: bool = False
    takes_links: bool = False  # readers there can open an address in the text


# As the platforms' own editors state them in 2026. They change without notice, so an entry in the register may
# override them for its account.
LIMITS: dict[Any, Limits] = {
    PlatformKind.WEBSITE: Limits(title=60, digest=90, images=60),
    PlatformKind.WECHAT: Limits(title=64, digest=120, images=60, takes_html=True),
    PlatformKind.WEIBO: Limits(title=0, digest=140, images=9, counts_halves=True, takes_links=True),
    PlatformKind.DOUYIN: Limits(title=20, digest=1000, images=35),
    PlatformKind.CHANNELS: Limits(title=16, digest=1000, images=18),
    PlatformKind.OTHER: Limits(title=30, digest=140, images=9, takes_links=True),
}


VIEW_PLAN = "platforms.view_planneditem"
ADD_PLAN = "platforms.add_planneditem"
CHANGE_PLAN = "platforms.change_planneditem"
VIEW_POSTS = "platforms.view_platformpost"
POST = "platforms.change_platformpost"
VIEW_REGISTER = "platforms.view_platform"
ADD_PLATFORM = "platforms.add_platform"
CHECK_PLATFORM = "platforms.add_platformcheck"
CHANGE_PLATFORM = "platforms.change_platform"
