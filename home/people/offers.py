"""What the site offers, each with one line what it is for: built from the channels and pages that there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from interact.models import ActivityIndexPage, AnswerIndexPage
from interact.ways_in import tools
from rights.calculators.queries import list_address
from rights.models import LawLibraryPage, RightsAnswerIndexPage
from unionsite.core.generation import SITE, remembered_of


@dataclass(frozen=True)
class Offer:
    """One service; `line` says what it is for, `note` by when there is an answer."""

    title: str
    url: str
    line: str
    note: str = ""


def offers(locale_id: int) -> list[tuple[str, list[Offer]]]:
    """Return groups of services with their headings, in the active language; from memory while nothing changes."""
    pages = _pages(locale_id)
    closed = _("暂停受理")
    channels: dict[bool, list[Offer]] = {False: [], True: []}
    for tool in tools():
        note = tool.limit if tool.is_open else closed
        channels[tool.is_request].append(Offer(tool.title, tool.url, tool.line, note))
    follow = Offer(_("查进度"), reverse("feedback:find"), _("凭回执号看办到哪一步，不用登录。"))
    calculators = Offer(_("劳动权益计算器"), list_address(), _("算加班工资、年休假、经济补偿等，列出每一步和依据。"))
    contribute = Offer(_("投稿"), reverse("contributions:list"), _("把身边的人和事写给工会网站，登录后填写。"))
    answers, library, replies, activities = (pages.get(model) for model in _PAGES)
    groups = (
        (_("跟工会说"), [*channels[False], follow, replies]),
        (_("找工会办"), channels[True]),
        (_("弄清自己的权益"), [answers, calculators, library]),
        (_("参加活动和投稿"), [activities, contribute]),
    )
    return [(title, shown) for title, group in groups if (shown := [one for one in group if one])]


_PAGES = (RightsAnswerIndexPage, LawLibraryPage, AnswerIndexPage, ActivityIndexPage)


@remembered_of(SITE)
def _pages(locale_id: int) -> dict[type, Offer]:
    """Return what leads to the fixed pages of a language, each in the words of the page itself."""
    found = {}
    for model in _PAGES:
        if page := model.objects.published().in_language(locale_id).order_by("path").first():
            found[model] = Offer(page.title, page.get_url(), page.summary)
    return found
