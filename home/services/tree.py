"""The page tree that every site has: home page, five sections, law library, topics, channels, in both languages."""

from dataclasses import astuple, dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization

from culture.models import CultureIndexPage
from home.models import HomePage, InfoIndexPage, TopicIndexPage
from interact.channels.records import CHANNELS, Channel
from interact.models import CHANNEL_PAGES, AnswerIndexPage, ChannelRouting, FeedbackSettings, InteractIndexPage
from news.models import NewsIndexPage
from rights.models import LawLibraryPage, RightsAnswerIndexPage, RightsIndexPage
from unionsite.core import generation
from unionsite.core.models import BasePage, SiteSettings
from unionsite.core.translations import translate_page
from unionsite.core.wings import place
from unionsite.publishing.review.services.releases import publish_frame_page


@dataclass(frozen=True)
class Section:
    """One fixed page: its type, address and words in both languages; `below` is the slug of its parent."""

    model: type[BasePage]
    slug: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    in_menu: bool = True
    below: str = ""


SECTIONS = place(
    "pages of the tree that setup_site makes",
    Section(
        NewsIndexPage,
        "news",
        "工作动态",
        "News",
        "会议、活动、培训：工会在做什么，结果怎样，都在这里。",
        "Meetings, activities and training: what the union is doing and what came of it.",
    ),
    Section(
        RightsIndexPage,
        "rights",
        "权益保障",
        "Your rights",
        "把法律讲明白，把政策说清楚，用真实的案例告诉您怎样维护自己的权益。",
        "The law in plain words, pay and welfare policies, and cases that show how rights are defended.",
    ),
    Section(
        RightsAnswerIndexPage,
        "answers",
        "权益问答",
        "Questions and answers",
        "工资、休假、合同、工伤等大家常问的事：三句话说清，列出依据，告诉您找谁、怎么办。",
        "What people ask about pay, leave, contracts and injuries: short answers, the law, and whom to turn to.",
        below="rights",
    ),
    Section(
        LawLibraryPage,
        "laws",
        "法规库",
        "Law library",
        "劳动、工会、社会保险等法律法规全文，每一条都能查、能链接。",
        "Full texts of labour, trade union and social insurance law; every article can be looked up and linked to.",
        below="rights",
    ),
    Section(
        CultureIndexPage,
        "culture",
        "企业文化",
        "Culture",
        "职工的创造、荣誉和日常：文化成果与活动风采。",
        "What our people create, win and enjoy: achievements and pictures.",
    ),
    Section(
        InteractIndexPage,
        "interact",
        "交流互动",
        "Have your say",
        "提建议、问问题、反映情况，凭回执看进度；也可以填写问卷，参加意见征集。",
        "Suggest, ask or report, and follow it with a receipt; take part in consultations and questionnaires.",
    ),
    *(
        Section(page, *astuple(CHANNELS[channel].page), in_menu=False, below="interact")
        for channel, page in CHANNEL_PAGES.items()
    ),
    Section(
        AnswerIndexPage,
        "answers",
        "答复选登",
        "Published answers",
        "经职工同意、去掉个人信息后公开的答复，以及每月的办理情况。",
        "Answers published with consent and without personal data, and the figures of each month.",
        in_menu=False,
        below="interact",
    ),
    Section(
        InfoIndexPage,
        "info",
        "其他资讯",
        "Information",
        "通知公告、服务信息、学习阅读和信息公开。",
        "Notices, services, reading and open information.",
    ),
    Section(
        TopicIndexPage,
        "topics",
        "专题",
        "Topics",
        "围绕一个主题，把各栏目的稿件放在一起。",
        "Pieces of all sections around one subject.",
        in_menu=False,
    ),
)
# Functions that lay what a new site begins with besides, safe to run again.
PRESETS = place("what setup_site lays besides")
# (part, type): records of a wing, besides pages, that a package of ready-made texts may bring.
READY_MADE = place("records that ready-made texts may become")

ROOT_TITLE = "全部语言"
# The reason recorded for each page that was published without a review.
FOUNDING = "setup_site"


@transaction.atomic
def set_up_tree(*, is_open: bool = True) -> Site:
    """Create languages, home pages, sections and the site record where they are missing; return the default site.

    A new site is open to readers at once, or waits for two people to open it (`operations.opening`). Changes nothing
    that exists, so it is safe in production: words that editors have changed stay changed.
    """
    chinese, _created = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    english, _created = Locale.objects.get_or_create(language_code="en")
    home = HomePage.objects.filter(locale=chinese).first() or create_home(chinese)
    site = set_up_site(home)
    # The root of all languages, shown only in the admin; Wagtail calls it "Root".
    Page.objects.filter(depth=1, title="Root").update(title=ROOT_TITLE, draft_title=ROOT_TITLE)
    generation.bump()
    if not home.has_translation(english):
        texts = {home.title: "Home", home.slug: "home-en"}
        publish_frame_page(translate_page(home, locale=english, texts=texts).specific, reason=FOUNDING)
    generation.bump()
    made: dict[str, BasePage] = {"": home}
    for section in SECTIONS:
        made[section.slug] = set_up_section(section, made[section.below], english)
    LocaleSynchronization.objects.get_or_create(locale=english, defaults={"sync_from": chinese})
    SiteSettings.objects.get_or_create(site=site, defaults={"is_open": is_open})
    generation.bump()
    return site


def create_home(locale: Locale) -> HomePage:
    """Create the Chinese home page in place of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    # Delete only the untouched welcome page; a tree that somebody has built stays.
    welcome = root.get_children().filter(slug="home", content_type__model="page").first()
    if welcome and welcome.numchild == 0:
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
        root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="首页", slug="home", locale=locale, live=False))
    publish_frame_page(home, reason=FOUNDING)
    return home


def set_up_site(home: HomePage) -> Site:
    address = urlsplit(settings.BASE_URL)
    made = {
        "hostname": address.hostname,
        "port": address.port or (443 if address.scheme == "https" else 80),
        "root_page": home,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    return Site.objects.get_or_create(is_default_site=True, defaults=made)[0]


def set_up_section(section: Section, parent: BasePage, english: Locale) -> BasePage:
    # Looked up by type, so that a section whose address was changed is found.
    page = section.model.objects.child_of(parent).first()
    if page is None:
        page = parent.add_child(
            instance=section.model(
                title=section.title,
                slug=section.slug,
                summary=section.summary,
                show_in_menus=section.in_menu,
                locale=parent.locale,
                live=False,
            )
        )
        publish_frame_page(page, reason=FOUNDING)
    if not page.has_translation(english):
        texts = {section.title: section.title_en, section.summary: section.summary_en}
        publish_frame_page(translate_page(page, locale=english, texts=texts).specific, reason=FOUNDING)
    return page


@transaction.atomic
def set_up_channels() -> None:
    """Create what the channels need before the first employee writes, and change nothing that exists: the administrator
    decides who handles which channel."""
    for channel in Channel:
        ChannelRouting.objects.get_or_create(channel=channel)
    FeedbackSettings.load()
