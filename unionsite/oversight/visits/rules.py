"""Which requests count as a view, where they came from, who sees the figures and how long days are kept. Pure."""

import re

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


# What programs call themselves; most say “bot” or “spider”. One that pretends to be a browser is counted. Cubot makes
# telephones.
_PROGRAM = re.compile(
    "(?<!cu)bot|spider|crawl|slurp|archiver|fetch|monitor|check|scan|preview|headless|lighthouse|externalhit"
    "|python|curl|wget|httpclient|okhttp|java/|go-http|axios|node|libwww|unionsite",
    re.IGNORECASE,
)


def is_program(user_agent: str) -> bool:
    """Whether it is a program by its own word; every browser says what it is."""
    return not user_agent or _PROGRAM.search(user_agent) is not None


def is_view(*, method: str, status: int, content_type: str, purpose: str, user_agent: str) -> bool:
    """Whether somebody saw a page; `purpose` is what the browser says of a request made in advance, "" for none."""
    return (
        method == "GET"
        and status == 200
        and content_type.startswith("text/html")
        and "prefetch" not in purpose
        and not is_program(user_agent)
    )


def source_of(marker: str) -> Source:
    """Return the kind of link that was followed; whatever is not ours counts as opened."""
    return Source(marker if marker in Source.values else Source.OPENED)
