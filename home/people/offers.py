"""What the site offers, each with one line what it is for: built from the channels and pages that there are."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from home.people.queries import address_of, days_from
from home.people.rules import ContactKind
from interact.channels.records import Channel
from interact.models import AnswerIndexPage, InteractIndexPage
from interact.ways_in import tools
from rights.calculators.choices import Calculator
from rights.calculators.queries import calculator_link, list_address
from rights.models import LawLibraryPage, RightsAnswerIndexPage
from unionsite.core.generation import remembered_of
from unionsite.core.wings import place

# (type of a fixed page, its name here) of what wings offer.
TAKING_PART: list[tuple[type, str]] = place("pages to take part that the site offers")


@dataclass(frozen=True)
class Offer:
    """One service; `line` says what it is for, `note` by when there is an answer, `step` stands on its button.

    `name`, the same in all languages, is what the words by which the search finds it stand for.
    """

    name: str
    title: str
    url: str
    line: str
    note: str = ""
    step: str = ""
    is_calculator: bool = False


# What wings offer to send in for the site, beside the channels.
SENDING_IN: list[Callable[[], Offer]] = place("forms to write for the site")


def offers(locale_id: int) -> list[tuple[str, list[Offer]]]:
    """Return groups of services with their headings, in the active language; from memory while nothing changes."""
    pages = _pages(locale_id)
    channels: dict[bool, list[Offer]] = {False: [], True: []}
    for tool in tools():
        texts = (tool.limit, _("去填写")) if tool.is_open else (_("暂停受理"), _("去看看"))
        with override(settings.LANGUAGE_CODE):
            name = str(Channel(tool.channel).label)
        channels[tool.is_request].append(Offer(name, tool.title, tool.url, tool.line, *texts))
    follow = Offer(
        "查进度", _("查进度"), reverse("feedback:find"), _("凭回执号看办到哪一步，不用登录。"), "", _("去查询")
    )
    reckon = _("算加班工资、年休假、经济补偿等，列出每一步和依据。")
    calculators = Offer("劳动权益计算器", _("劳动权益计算器"), list_address(), reckon)
    answers, library, replies, _section = map(pages.get, _PAGES)
    joined, written = [pages.get(model) for model, _name in TAKING_PART], [offer() for offer in SENDING_IN]
    headings = {(True, False): _("参加活动"), (False, True): _("投稿")}
    heading = headings.get((bool(joined), bool(written)), _("参加活动和投稿"))
    groups = (
        (_("跟工会说"), [*channels[False], follow, replies]),
        (_("找工会办"), channels[True]),
        (_("弄清自己的权益"), [answers, calculators, library]),
        (heading, [*joined, *written]),
    )
    return [(title, shown) for title, group in groups if (shown := [one for one in group if one])]


def services(locale_id: int, today: date) -> tuple[Offer, ...]:
    """Return all that the search may name: these services, people, questionnaires and each calculator."""
    fixed = [one for _title, group in offers(locale_id) for one in group]
    if section := _pages(locale_id).get(InteractIndexPage):
        line = _("正在征集意见的问卷和已经公布的结果。")
        fixed.append(replace(section, title=_("问卷调查"), url=f"{section.url}#open", line=line))
    days = [f"{date_format(day.day, 'MONTH_DAY_FORMAT')} {day.starts_at:%H:%M}" for day in days_from(today)]
    next_day = _("下一次：%(when)s") % {"when": days[0]} if days else _("现在没有定好的日子")
    people = (
        (ContactKind.COMMITTEE, "联系工会", _("联系工会"), _("工会委员会成员的电话、地点和时间。"), ""),
        (ContactKind.COMMITTEE, "主席接待日", _("主席接待日"), _("工会主席和委员当面听您说。"), next_day),
        (ContactKind.REPRESENTATIVE, "职工代表", _("职工代表"), _("各部门的职工代表是谁，怎样找到他们。"), ""),
        (ContactKind.STATION, "服务站点", _("服务站点"), _("身边的服务站点：在哪里，几点开，能办什么。"), ""),
    )
    for kind, name, title, line, note in people:
        if url := address_of(kind, locale_id):
            fixed.append(Offer(name, title, url, line, note))
    return (*fixed, *map(_calculator, Calculator))


def _calculator(calculator: Calculator) -> Offer:
    link = calculator_link(calculator)
    with override(settings.LANGUAGE_CODE):
        name = f"{calculator.label}计算器"
    title = _("%(title)s计算器") % {"title": link.title}
    return Offer(name, title, link.url, link.description, "", _("算一算"), is_calculator=True)


_PAGES = {
    RightsAnswerIndexPage: "权益问答",
    LawLibraryPage: "法规库",
    AnswerIndexPage: "答复选登",
    InteractIndexPage: "问卷调查",
}


@remembered_of()
def _pages(locale_id: int) -> dict[type, Offer]:
    """Return what leads to the fixed pages of a language, each in the words of the page itself."""
    found = {}
    for model, name in (*_PAGES.items(), *TAKING_PART):
        if page := model.objects.published().in_language(locale_id).order_by("path").first():
            found[model] = Offer(name, page.title, page.get_url(), page.summary)
    return found
