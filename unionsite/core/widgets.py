"""Widgets of page forms."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput


class SummaryInput(AdminAutoHeightTextInput):
    """Several lines for one paragraph, with its characters counted while it is typed."""

    FEWEST, MOST = 40, 90

    def __init__(self, attrs=None):
        words = {
            "rows": 3,
            "data-one-paragraph": "",
            "data-counted": f"{self.FEWEST} {self.MOST}",
            "data-counted-right": _("已写{n}个字"),
            "data-counted-short": _("已写{n}个字，40至90个字为宜"),
            "data-counted-long": _("已写{n}个字，超过90个字，列表里会显得长"),
        }
        super().__init__({**words, **(attrs or {})})

    class Media:
        js = ["js/writing.js"]
