"""States of a section, limits that a new site starts with, names of the rights."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

VIEW = "oversight.view_updateplan"


class State(TextChoices):
    FRESH = "fresh", _("及时")
    SOON = "soon", _("即将到期")
    STALE = "stale", _("已超期")
    BLANK = "blank", _("空白栏目")


class Veto(TextChoices):
    """What fails a whole site in an inspection (requirements.md 2.1)."""

    KEY = "key", _("多个重点栏目超期未更新")
    OTHERS = "others", _("大量栏目超期未更新")
    BLANK = "blank", _("多个栏目没有内容")


# From so many sections on the whole site fails.
VETO_FROM = {Veto.KEY: 5, Veto.OTHERS: 10, Veto.BLANK: 5}
# The owner is told so many days before the last day.
WARN_DAYS = 3
NEWS_DAYS = 14
NOTICE_DAYS = 180
ANSWER_DAYS = 60
# A section that never had anything is a fault after this, however long its limit.
BLANK_DAYS = 14
LONGEST = 730
MONTHS_SHOWN = 12
# Keys of the findings begin so; the number of the plan follows.
KEYS = "fresh:"
# So those of pages whose cited law changed; the number of the page follows.
LAW_KEYS = "law:"
# So those of public texts that the checks of today would keep back; model and number follow.
TEXT_KEYS = "text:"


# The plans that a new site starts with: type of the section's page, kind, days, pieces a month, whether it is key.
USUAL = (
    ("home.HomePage", "", NEWS_DAYS, 4, True),
    ("news.NewsIndexPage", "", NEWS_DAYS, 4, True),
    ("rights.RightsIndexPage", "", NOTICE_DAYS, 1, True),
    ("rights.RightsIndexPage", "policy", NOTICE_DAYS, 0, False),
    ("culture.CultureIndexPage", "", NEWS_DAYS, 2, True),
    ("interact.InteractIndexPage", "", ANSWER_DAYS, 1, True),
    ("home.InfoIndexPage", "", NEWS_DAYS, 2, True),
    ("home.InfoIndexPage", "notice", NOTICE_DAYS, 0, False),
)
