"""Turns a piece of the demo's texts into a published page and its translation."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Locale, Page

from culture.models import AchievementPage, GalleryPage
from demo.material import Material
from demo.reviewing import record_approvals
from demo.stage import DEPARTMENTS
from demo.story import last_workday
from demo.texts import Resolver, moment, pair_words, picture_value, story
from home.models import HomePage, InfoPage, PlainPage, RulesPage, TopicPage
from news.models import NewsPage
from rights.models import CasePage, InterpretationPage, PolicyPage
from starter.blocks import block, citation_value, questions_block, rich_text
from unionsite.accounts.models import Department, User
from unionsite.core.listed import list_anew
from unionsite.core.models import BasePage, PiecePage
from unionsite.core.translations import translate_page
from unionsite.publishing.choices import Decision
from unionsite.publishing.guard.dates import record_date
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.review.services.decisions import decide
from unionsite.publishing.textchecks import services

PIECE_MODELS: dict[str, type[PiecePage]] = {
    "news": NewsPage,
    "interpretation": InterpretationPage,
    "case": CasePage,
    "policy": PolicyPage,
    "achievement": AchievementPage,
    "gallery": GalleryPage,
    "info": InfoPage,
}
PARENTS = {
    "news": "news",
    "interpretation": "rights",
    "case": "rights",
    "policy": "rights",
    "achievement": "culture",
    "gallery": "culture",
    "info": "info",
    "topic": "topics",
    "questionnaire": "interact",
}


@dataclass
class Demo:
    """One run: where pieces go, who writes them, and the material for them."""

    home: HomePage
    english: Locale
    people: dict[str, User]
    material: Material


def add_piece(demo: Demo, piece: dict[str, Any]) -> None:
    slug = PARENTS.get(piece["type"])
    parent = demo.home.get_children().get(slug=slug).specific if slug else Page.objects.get(pk=demo.home.pk)
    page = build(demo, piece)
    parent.add_child(instance=page)
    publish(demo, page, moment(piece["date"]))
    if "en" in piece:
        texts = dict(pair_words(piece, piece["en"]))
        texts |= SOURCES_EN
        english = translate_page(page, locale=demo.english, texts=texts, user=demo.people["editor"]).specific
        pass_review(demo, english)
        set_dates(english, moment(piece["date"]))


SOURCES_EN = {
    "公司工会": "Company union",
    "市总工会": "City federation of trade unions",
    **{f"{name}分工会": f"{name_en} branch union" for _code, name, name_en in DEPARTMENTS},
}


REVIEWERS = ("first", "final")


def publish(demo: Demo, page: BasePage, when: datetime, reviewers: tuple[str, str] = REVIEWERS) -> None:
    """Have the page written and submitted by the editor and approved by both reviewers, and date it back to `when`, or
    the working day before."""
    page.save_revision(user=demo.people["editor"])
    pass_review(demo, page, reviewers)
    set_dates(page, last_workday(timezone.localtime(when)))


def pass_review(demo: Demo, page: BasePage, reviewers: tuple[str, str] = REVIEWERS) -> None:
    """Take the page through the two approvals that every piece needs, also in the demo."""
    findings = services.check_page(page)
    is_new = isinstance(page, Page) and not page.live and not Release.objects.of(page).exists()
    if is_new and not services.open_findings(findings, {}):
        people = [demo.people[name] for name in reviewers]
        record_approvals(page, findings, sender=demo.people["editor"], reviewers=people)
    else:
        decide_twice(demo, page, reviewers)
    page.refresh_from_db()


def decide_twice(demo: Demo, page: BasePage, reviewers: tuple[str, str] = REVIEWERS) -> None:
    """Submit the page and decide at both stages as people do."""
    answer_for_checks(demo, page)
    page.get_workflow().start(page, demo.people["editor"])
    for reviewer in reviewers:
        state = page.current_workflow_task_state
        decide(
            task_state=state,
            reviewer=demo.people[reviewer],
            decision=Decision.APPROVE,
            revision=state.revision_id,
            secrecy_checked=True,
        )


def answer_for_checks(demo: Demo, page: BasePage) -> None:
    """Let the editor give a reason for everything that the text checks ask about; most pages have nothing."""
    if not services.open_findings(services.check_page(page), {}):
        return
    report = services.check_revision(page.latest_revision)
    reasons = {finding.key: "演示稿件，已核对。" for finding in services.blocking(report)}
    services.confirm(report=report, reasons=reasons, actor=demo.people["editor"])


def set_dates(page: Page, when: datetime) -> None:
    """Date a demo piece as if it had been published at `when`; only the demo may do so, and it stands on record."""
    Page.objects.filter(pk=page.pk).update(
        first_published_at=when, last_published_at=when, latest_revision_created_at=when
    )
    page.revisions.update(created_at=when)
    list_anew([page.pk])
    record_date(page, when, reason="seed_demo")


def build(demo: Demo, piece: dict[str, Any]) -> BasePage:
    """Return the page of a piece, not yet saved."""
    resolver, key = demo.material.resolver, piece["key"]
    common = {
        "title": piece["title"],
        "slug": key,
        "summary": piece.get("summary", ""),
        "locale": demo.home.locale,
        "owner": demo.people["editor"],
        "live": False,
    }
    if "picture" in piece:
        cover = {
            "cover_id": demo.material.picture(piece["picture"], piece["picture_alt"]),
            "cover_alt": piece["picture_alt"],
        }
    else:
        cover = {}
    blocks = piece.get("body", [])
    if "video" in piece:
        blocks = [*blocks, {"type": "video", "key": piece["video"], "caption": piece["title"]}]
    body = {"body": json.dumps(story(blocks, key, resolver))}
    match piece["type"]:
        case "plain":
            return PlainPage(**common, **body, **{f"shows_{part}": True for part in piece.get("shows", ())})
        case "rules":
            return RulesPage(**common, **body, version=piece["version"], effective_date=piece["effective_date"])
        case "topic":
            page = TopicPage(**common, **cover, **body, show_in_footer=False)
            if piece.get("lead"):
                page.summary = piece["lead"] if len(piece["lead"]) <= 300 else page.summary
            page.collected_tags = [Tag.objects.get_or_create(name=name)[0] for name in piece["collects"]]
            return page
    page = PIECE_MODELS[piece["type"]](
        **common,
        **cover,
        **body,
        **own_fields(piece, resolver),
        valid_until=piece.get("valid_until"),
        source_name=piece["source"],
        is_repost=piece["source"] == "市总工会",
        source_url="https://example.com/" if piece["source"] == "市总工会" else "",
        department=Department.objects.get(name=piece["department"]),
        author=piece["author"],
        fact_checker=piece["checker"],
        editor_name=piece.get("editor", ""),
    )
    page.tags.add(*piece.get("tags", []))
    return page


def own_fields(piece: dict[str, Any], resolver: Resolver) -> dict[str, Any]:
    """Return the fields of this type of piece alone: lines, days and times by their names, others as they are built."""
    plain = {
        field.name: moment(piece[field.name]) if isinstance(field, DateTimeField) else piece[field.name]
        for field in PIECE_MODELS[piece["type"]].own_fields()
        if field.name in piece
    }
    return plain | {"kind": piece.get("kind", "")} | built_fields(piece, resolver)


def built_fields(piece: dict[str, Any], resolver: Resolver) -> dict[str, Any]:
    key = piece["key"]

    def citations() -> str:
        cited = piece.get("citations", [])
        return json.dumps(
            [block("law", citation_value(one, resolver.articles), f"{key}/law/{i}") for i, one in enumerate(cited)]
        )

    match piece["type"]:
        case "interpretation":
            return {"citations": citations()}
        case "case":
            parts = {name: rich_text(piece[name]) for name in ("facts", "handling", "legal_basis")}
            return {**parts, "citations": citations(), "is_deidentified": True}
        case "policy":
            questions = [questions_block(piece["questions"], f"{key}/questions")] if piece.get("questions") else []
            return {"questions": json.dumps(questions)}
        case "gallery":
            pictures = [
                block("picture", picture_value(one, resolver), f"{key}/picture/{i}")
                for i, one in enumerate(piece["pictures"])
            ]
            return {
                "pictures": json.dumps(pictures),
                "portrait_consent": True,
                "consent_note": "演示数据：画面均为插图。",
            }
    return {}
