"""The page tree that every site has: home page, five sections, law library, topics, channels, in both languages."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
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


# The words of the pages below by their addresses; those of wings are said where the wing is.
_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _section(model: type[BasePage], slug: str, *, below: str = "", in_menu: bool = True) -> Section:
    words = _WORDS[f"{below}/{slug}".removeprefix("/")]
    return Section(model, slug, **words, in_menu=in_menu, below=below)


SECTIONS = place(
    "pages of the tree that setup_site makes",
    _section(NewsIndexPage, "news"),
    _section(RightsIndexPage, "rights"),
    _section(RightsAnswerIndexPage, "answers", below="rights"),
    _section(LawLibraryPage, "laws", below="rights"),
    _section(CultureIndexPage, "culture"),
    _section(InteractIndexPage, "interact"),
    *(
        _section(page, CHANNELS[channel].slug, below="interact", in_menu=False)
        for channel, page in CHANNEL_PAGES.items()
    ),
    _section(AnswerIndexPage, "answers", below="interact", in_menu=False),
    _section(InfoIndexPage, "info"),
    _section(TopicIndexPage, "topics", in_menu=False),
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
