"""Where a view came from, the right to see figures, and how long days are kept."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "oversight.view_pagevisits"
# The parameter that links made for sharing carry; its value is a `Source`.
MARKER = "via"
# Days older than this are added up into months.
DAYS_KEPT = 400
# No more pages are counted between two writings.
MOST_BUFFERED = 5000


class Source(TextChoices):
    OPENED = "", _("直接打开")
    CODE = "qr", _("页面二维码")
    LINK = "link", _("复制的链接")
    KIT = "kit", _("平台文案")
