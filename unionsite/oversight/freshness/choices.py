"""States of a section, limits that a new site starts with, names of the rights."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Usual:
    """A plan that a new site starts with; `model` is the type of the section's page."""

    model: str
    days: int
    monthly: int
    kind: str = ""
    is_key: bool = True


USUAL = (
    Usual("home.HomePage", NEWS_DAYS, 4),
    Usual("news.NewsIndexPage", NEWS_DAYS, 4),
    Usual("rights.RightsIndexPage", NOTICE_DAYS, 1),
    Usual("rights.RightsIndexPage", NOTICE_DAYS, 0, kind="policy", is_key=False),
    Usual("culture.CultureIndexPage", NEWS_DAYS, 2),
    Usual("interact.InteractIndexPage", ANSWER_DAYS, 1),
    Usual("home.InfoIndexPage", NEWS_DAYS, 2),
    Usual("home.InfoIndexPage", NOTICE_DAYS, 0, kind="notice", is_key=False),
)
