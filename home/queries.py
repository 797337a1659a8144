"""Composed reads of the home app: the front page with its law of the week, and the footer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page, get_page_models

from home.models import QUESTIONS, HomePage, PlainPage, RulesPage, TopicPage
from interact.questionnaires.queries import OpenQuestionnaire, open_questionnaires
from interact.ways_in import done, proof, tasks
from rights.answers.queries import RightsAnswer, by_situation
from rights.models import RightsAnswerPage
from unionsite.core.generation import ACTIVITIES, QUESTIONNAIRES, TEXTS, remembered_below, remembered_of
from unionsite.core.models import BasePage, ListedPiece, PiecePage
from unionsite.core.pieces import pieces_in
from unionsite.core.queries import MenuItem, locales, menu, public_address
from unionsite.core.querysets import PublicPageQuerySet, is_of_type
from unionsite.core.wings import place
from unionsite.laws.models import StatuteArticle

HEADLINES = 4
PIECES_IN_A_SECTION = 5
TOPICS_SHOWN = 4
LEAD_KINDS = ("meeting", "activity", "training")
SECTIONS = ("news", "rights", "culture", "info")


@dataclass(frozen=True)
class FrontSection:
    """A section as the front page shows it; `picture_piece` is its newest piece with a cover, or None."""

    title: str
    url: str
    slug: str
    pieces: list[PiecePage]
    picture_piece: PiecePage | None

    @cached_property
    def key(self) -> tuple:
        """Under which its part of the page is kept: it changes when it shows something else."""
        return self.url, self.title, *editions([self.picture_piece, *self.pieces])


@dataclass(frozen=True)
class Stories:
    """What the front page shows of the pieces: the lead, the newest beside it, and those of each section."""

    lead: PiecePage | None
    headlines: list[PiecePage]
    sections: list[FrontSection]

    @cached_property
    def key(self) -> tuple:
        return tuple(editions([self.lead, *self.headlines]))


def editions(pieces: list[PiecePage | None]) -> list[tuple[int, str]]:
    return [(piece.pk, piece.edition) for piece in pieces if piece]


@remembered_below
def newest_in(path: str) -> list[PiecePage]:
    """Return the newest published pieces of the section at a tree path, newest first, as many as the page may show."""
    section = Subquery(Page.objects.filter(path=path).values("pk"))
    rows = ListedPiece.objects.current(timezone.now()).tagged("").filter(section=section).newest()
    shown = rows[: HEADLINES + PIECES_IN_A_SECTION + 1]
    return list(pieces_in(shown).with_covers("lead", "card"))


@remembered_of()
def stories_on(page: HomePage) -> Stories:
    """Return what a front page shows of the pieces; a new piece is read with those of its section alone."""
    by_path = {item.path: newest_in(item.path) for item in sections_in_menu(page)}
    newest = [piece for pieces in by_path.values() for piece in pieces]
    newest.sort(key=lambda piece: piece.first_published_at, reverse=True)
    lead = lead_of(page, newest)
    headlines = [piece for piece in newest if piece != lead][:HEADLINES]
    return Stories(lead, headlines, sections_below(page, by_path, lead, headlines))


def lead_of(page: HomePage, newest: list[PiecePage]) -> PiecePage | None:
    """Return the piece that an editor pinned, else the newest of a telling kind with a picture, else the newest."""
    pinned = next((piece for piece in newest if piece.pk == page.lead_id), None) or pinned_lead(page)
    telling = (piece for piece in newest if piece.kind in LEAD_KINDS and piece.cover)
    return pinned or next(chain(telling, newest), None)


def sections_in_menu(page: HomePage) -> list[MenuItem]:
    return [item for item in menu(page.path) if item.slug in SECTIONS]


class FrontPage:
    """What the front page shows, each read when a part that is made anew asks for it."""

    def __init__(self, page: HomePage):
        self.page = page

    @cached_property
    def take_part(self) -> TakePart:
        own, code = open_in(self.page.locale_id, get_language(), self.span), settings.LANGUAGE_CODE
        if own.is_any or self.page.language_code == code:
            return own
        first_locale = next(pk for pk, locale in locales().items() if locale.language_code == code)
        first = open_in(first_locale, get_language(), self.span)
        return replace(first, language=code) if first.is_any else own

    # What opens and closes by the clock is right to five minutes.
    span = cached_property(lambda _self: int(timezone.now().timestamp()) // 300)
    stories = cached_property(lambda self: stories_on(self.page))
    questions = cached_property(lambda self: everyday_questions(self.page))
    tasks = cached_property(lambda _self: tasks())
    proof = cached_property(lambda _self: proof(timezone.localdate()))
    did = cached_property(lambda _self: done())
    topics = cached_property(lambda self: current_topics(self.page))
    article_of_the_week = cached_property(lambda _self: article_of_the_week(*timezone.localdate().isocalendar()[:2]))


# Each finds for (locale, now, limit) rows as `interact.activities` lists them.
open_now: list[Callable[[int, datetime, int], list[Any]]] = place("what is open now, on the home page")


@dataclass(frozen=True)
class TakePart:
    """What is open; `language` where it is another than that of the page, which has nothing open itself."""

    activities: list[Any]
    questionnaires: list[OpenQuestionnaire]
    language: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.activities or self.questionnaires)


def open_in(locale: int, language: str, span: int) -> TakePart:
    """Return what is open in a locale; kept apart for each language that tells of it, and five minutes."""
    return TakePart(_open_activities(locale, language, span), _open_questionnaires(locale, language, span))


@remembered_of(ACTIVITIES)
def _open_activities(locale: int, _language: str, _span: int) -> list[Any]:
    return [row for find in open_now for row in find(locale, timezone.now(), 3)]


@remembered_of(QUESTIONNAIRES)
def _open_questionnaires(locale: int, _language: str, _span: int) -> list[OpenQuestionnaire]:
    return open_questionnaires(locale, timezone.now(), 3)


def sections_below(
    page: HomePage, by_path: dict[str, list[PiecePage]], lead: PiecePage | None, headlines: list[PiecePage]
) -> list[FrontSection]:
    """Return the sections with their newest pieces, without what stands above them."""
    shown = {lead, *headlines}
    # A picture may be the cover of several pieces, and is not to be seen twice on one screen.
    covers = {lead.cover_id} if lead else set()
    sections = []
    for item in sections_in_menu(page):
        newest = by_path.get(item.path, [])
        # Pieces shown above are not repeated, unless the section has nothing else to show.
        pieces = ([piece for piece in newest if piece not in shown] or newest)[:PIECES_IN_A_SECTION]
        picture_piece = next((piece for piece in pieces if piece.cover and piece.cover_id not in covers), None)
        if picture_piece:
            covers.add(picture_piece.cover_id)
        rest = [piece for piece in pieces if piece is not picture_piece]
        sections.append(FrontSection(item.title, item.url, item.slug, rest[: PIECES_IN_A_SECTION - 1], picture_piece))
    return sections


def everyday_questions(page: HomePage) -> list[RightsAnswer]:
    """Return the answers in force that editors chose for the front page, then the first ones of the situations."""
    groups = by_situation(page.locale_id, timezone.localdate())
    known = {answer.key: answer for group in groups for answer in group.answers}
    keys = _keys_of(tuple(number for name in QUESTIONS if (number := getattr(page, f"{name}_id"))))
    # The translated home page refers to the same answers, but its readers want the translations.
    chosen = [known[key] for key in keys if key in known]
    rest = [group.answers[0] for group in groups if group.answers[0] not in chosen]
    return [*chosen, *rest][: len(QUESTIONS)]


@remembered_of()
def _keys_of(numbers: tuple[int, ...]) -> tuple[UUID, ...]:
    """Return the translation keys of answers by their primary keys, in the same order, each once."""
    if not numbers:
        return ()
    keys = dict(RightsAnswerPage.objects.filter(pk__in=numbers).values_list("pk", "translation_key"))
    return tuple(dict.fromkeys(keys[number] for number in numbers if number in keys))


def pinned_lead(page: HomePage) -> PiecePage | None:
    """Return the piece that an editor pinned, in the page's language, if it is public but not among the newest."""
    place = _place_of_lead(page.lead_id, page.locale_id) if page.lead_id else None
    return _lead_in(*place) if place else None


@remembered_of()
def _place_of_lead(lead: int, locale_id: int) -> tuple[str, int] | None:
    """Return the tree path of the section in which a pinned piece stands in a language, and its primary key there."""
    # The translated home page refers to the same piece, but its readers want that piece's translation.
    key = PiecePage.objects.filter(pk=lead).values("translation_key")
    found = Page.objects.filter(translation_key__in=key, locale=locale_id).values_list("path", "pk").first()
    return (found[0][: -Page.steplen], found[1]) if found else None


@remembered_below
def _lead_in(_section: str, number: int) -> PiecePage | None:
    return PiecePage.objects.published().true_texts().filter(pk=number).with_covers("lead").defer("body").first()


@dataclass(frozen=True)
class Topic:
    """A topic as other pages name it, with the names of the tags that it collects."""

    title: str
    url: str
    summary: str
    tags: frozenset[str]


@remembered_of(TEXTS)
def _linked_everywhere(root_path: str) -> tuple[tuple, tuple[Topic, ...]]:
    """Return (title, address, whether it holds rules) of the pages in the footer in the order of the tree, and the
    topics, newest first; one query, as any page may need both."""
    always = tuple(model for model in get_page_models() if getattr(model, "is_in_footer", False))
    shown = Q(plainpage__show_in_footer=True) | is_of_type(*always) | Q(plainpage__topicpage__isnull=False)
    # Neither by path nor in its order: the database would go along all pages, instead of to the few of these types.
    pages = PublicPageQuerySet(Page).published().true_texts().filter(is_of_type(PlainPage, *always))
    rows = pages.filter(shown).annotate(is_rules=Exists(RulesPage.objects.filter(pk=OuterRef("pk"))))
    footer: list[tuple[str, str, bool]] = []
    topics: dict[tuple, tuple[str, str, set[str]]] = {}
    tag = "plainpage__topicpage__collected_tags__name"
    # A topic is a plain page too, but it belongs on the list of topics; it has a row for each of its tags.
    about = ("plainpage__topicpage", "plainpage__summary", "first_published_at", "pk", tag)
    found = rows.values_list("path", "title", "url_path", "is_rules", *about)
    for path, title, url_path, is_rules, topic, summary, day, key, tag_name in sorted(found, key=itemgetter(0)):
        if not path.startswith(root_path):
            continue
        url = public_address(url_path)
        if topic:
            # A page that an import made live may have no day.
            order = (day.timestamp() if day else 0, key, url)
            topics.setdefault(order, (title, summary, set()))[-1].add(tag_name)
        else:
            footer.append((title, url, is_rules))
    sorted_topics = [
        Topic(title, order[-1], summary, frozenset(tags))
        for order, (title, summary, tags) in sorted(topics.items(), reverse=True)
    ]
    return tuple(footer), tuple(sorted_topics)


def footer_pages(root_path: str) -> tuple[tuple[str, str, bool], ...]:
    return _linked_everywhere(root_path)[0]


def topics_beside(page: BasePage) -> tuple[Topic, ...]:
    """Return the topics in the language of a page, newest first."""
    root = page.roots.get(page.language_code)
    return _linked_everywhere(root.path)[1] if root else ()


def current_topics(page: BasePage) -> tuple[Topic, ...]:
    """Return the newest few topics, for home and sections; from memory while nothing changes."""
    return topics_beside(page)[:TOPICS_SHOWN]


def topics_of(piece: PiecePage) -> list[Topic]:
    """Return the topics that collect a piece by one of its tags; from memory while nothing changes."""
    tags = set(piece.tag_names)
    return [topic for topic in topics_beside(piece) if topic.tags & tags]


def topics_between(start: datetime, stop: datetime) -> list[tuple[str, int]]:
    """Return title and number of public pieces collected of each topic in Chinese that was first published from `start`
    to before `stop`, taken down since or not; one query."""
    topics = TopicPage.objects.true_texts().filter(locale__language_code=settings.LANGUAGE_CODE)
    topics = topics.filter(first_published_at__gte=start, first_published_at__lt=stop).order_by("first_published_at")
    public = PiecePage.objects.published().true_texts().filter(locale__language_code=settings.LANGUAGE_CODE)
    tagged = "collected_tags__core_piecetag_items__content_object"
    pieces = Count(tagged, filter=Q(**{f"{tagged}__in": public.values("pk")}), distinct=True)
    return list(topics.annotate(pieces=pieces).values_list("title", "pieces"))


# Numbers of articles by the short title of their statute; one for each week of a year.
WEEKLY_ARTICLES = json.loads(Path(__file__).with_name("weekly_articles.json").read_text(encoding="utf-8"))
# Weeks beside each other quote different statutes; it has no factor in common with 52.
STEP = 37


@remembered_of()
def article_of_the_week(year: int, week: int) -> StatuteArticle | None:
    """Return the chosen article of a week, the same for everyone; None while the library holds none of them."""
    anchors = {f"art-{number}" for numbers in WEEKLY_ARTICLES.values() for number in numbers}
    rows = StatuteArticle.objects.filter(statute__short_title__in=WEEKLY_ARTICLES, anchor__in=anchors)
    found = {(one.statute.short_title, one.anchor): one for one in rows.defer("statute__preamble", "statute__history")}
    chosen = [(title, f"art-{number}") for title, numbers in WEEKLY_ARTICLES.items() for number in numbers]
    articles = [found[key] for key in chosen if key in found]
    return articles[(year * 53 + week) * STEP % len(articles)] if articles else None
