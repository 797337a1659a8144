"""What a walk goes through, what can be wrong with a page or a link, names of the rights."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "oversight.view_walk"
START = "oversight.add_walk"

SLOW_SECONDS = 3
VETO_SECONDS = 15
# A little more than the veto, so that what is slower is known to be so.
PAGE_SECONDS = 18
LINK_SECONDS = 10
CERTIFICATE_DAYS = 30
# A link of another site must fail twice with so many hours between, before it is a fault.
HOURS_BETWEEN = 3
# Beyond so many faults of one kind in a walk there is one finding for all: the cause is one.
MOST_OF_A_KIND = 50
MISS_DAYS = 90
# How this program names itself to other sites.
AGENT = "unionsite-linkcheck/1.0 (+{base_url})"


class Stage(TextChoices):
    """The parts of a walk, in their order."""

    PAGES = "pages", _("检查页面")
    LAWS = "laws", _("检查法规库")
    LINKS = "links", _("检查链接和图片")
    CLOSE = "close", _("汇总问题")
    DONE = "done", _("已完成")
    STOPPED = "stopped", _("未完成")


RUNNING = frozenset({Stage.PAGES, Stage.LAWS, Stage.LINKS, Stage.CLOSE})


class PageFault(TextChoices):
    UNREACHABLE = "unreachable", _("页面打不开")
    ERROR = "error", _("页面出错")
    VETO = "veto", _("页面打开超过15秒")
    SLOW = "slow", _("页面打开超过3秒")
    BLANK = "blank", _("页面没有正文")
    ALT = "alt", _("图片没有替代文字")
    GONE = "gone", _("链接的页面或文件已删除")


class LinkKind(TextChoices):
    EXTERNAL = "external", _("外部链接")
    OWN = "own", _("站内链接")
    PICTURE = "picture", _("图片")


class LinkFault(TextChoices):
    """What is wrong with a link; "" for one that works or cannot be judged."""

    GONE = "gone", _("页面不存在")
    ERROR = "error", _("对方网站出错")
    UNREACHABLE = "unreachable", _("打不开")
    CERTIFICATE = "certificate", _("安全证书无效或过期")
    LOOP = "loop", _("反复跳转")
    MALFORMED = "malformed", _("网址写错")
