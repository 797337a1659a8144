"""The demo site: people, departments, pictures and pieces of `home/demo`, put in once, never in production."""

from __future__ import annotations

import io
import json
import os
import random
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font
from taggit.models import Tag
from wagtail.models import Locale, Page, Site

from culture.models import AchievementPage, GalleryPage
from home.demo.pictures import draw
from home.demo.texts import (
    Resolver,
    block,
    citation_value,
    moment,
    pair_words,
    picture_value,
    questions_block,
    read_pieces,
    rich_text,
    story,
)
from home.models import HomePage, InfoPage, PlainPage, RulesPage, TopicPage
from home.services.roles import ADMINISTRATORS, AUTHORS, EDITORS, FINAL_REVIEW, FIRST_REVIEW
from interact.choices import Kind
from interact.models import QuestionnairePage
from interact.services import create_questionnaire, record_answer
from news.models import NewsPage
from rights.models import CasePage, InterpretationPage, PolicyPage
from unionsite.accounts.models import Department, User
from unionsite.core import generation
from unionsite.core.models import BasePage, PiecePage, SiteDocument, SiteImage, SiteMedia, SiteSettings
from unionsite.core.translations import translate_page
from unionsite.laws.models import StatuteArticle

MEDIA = Path(__file__).parents[1] / "demo" / "media"
ACCOUNTS_FILE = "demo-accounts.txt"
PICTURE_SIZE = (1600, 1067)

DEPARTMENTS = (
    ("assembly", "总装车间", "Assembly Shop"),
    ("machining", "机加车间", "Machining Shop"),
    ("foundry", "铸造车间", "Foundry"),
    ("quality", "质量部", "Quality Department"),
    ("research", "研发中心", "R&D Centre"),
    ("equipment", "设备动力部", "Equipment and Power Department"),
    ("supply", "供应链部", "Supply Chain Department"),
    ("administration", "综合管理部", "Administration Department"),
)
# (user name, name, group, department, employee number); invented people of the demo company.
PEOPLE = (
    ("admin", "系统管理员", ADMINISTRATORS, "administration", "D0001"),
    ("author", "钱海峰", AUTHORS, "assembly", "D0002"),
    ("editor", "姚静", EDITORS, "administration", "D0003"),
    ("first", "陈向远", FIRST_REVIEW, "administration", "D0004"),
    ("final", "林知行", FINAL_REVIEW, "administration", "D0005"),
    ("employee", "郑春燕", None, "quality", "D0006"),
)
SETTINGS = {
    "union_name": "晨桥装备制造有限公司工会委员会",
    "union_name_en": "Chenqiao Equipment Trade Union",
    "short_name": "晨桥工会",
    "short_name_en": "Chenqiao Union",
    "tagline": "晨桥装备制造有限公司工会官方网站：工作动态、权益保障、企业文化、交流互动。",
    "tagline_en": "The official website of the trade union of Chenqiao Equipment: news, rights, culture, dialogue.",
    "icp_number": "某ICP备00000000号-1",
    "police_number": "某公网安备00000000000000号",
    "report_phone": "0000-8812352",
    "report_email": "jubao@example.com",
    "address": "综合楼203室 公司工会办公室",
    "address_en": "Union office, Room 203, Main Building",
    "phone": "0000-8812351",
    "email": "gonghui@example.com",
    "office_hours": "工作日8:30至17:30",
    "office_hours_en": "Working days, 8:30 to 17:30",
    "footer_note": "本站为演示站：单位、人物和事件均为虚构。",
    "footer_note_en": "This is a demonstration site: the company, the people and the events are invented.",
}
FRAME = ("about", "contact", "guide", "publishing-rules", "community-rules", "privacy", "copyright", "accessibility")
# How many answers the questionnaires have, in the order they are made.
ANSWERS = (86, 143, 217, 58)
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


def is_seeded() -> bool:
    """Whether the demo content is there: one of its accounts and any of its pieces."""
    return User.objects.filter(username="editor", employee_number="D0003").exists() and PiecePage.objects.exists()


@dataclass
class Demo:
    """One run: what has been made so far, and how to make more."""

    say: Callable[[str], None]
    home: HomePage
    english: Locale
    pictures: dict[tuple[str, int], bytes] = field(default_factory=dict)
    used: Counter = field(default_factory=Counter)
    people: dict[str, User] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    articles: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def resolver(self) -> Resolver:
        return Resolver(picture=self.picture, article=self.article, workbook=self.workbook, video=self.video)

    def picture(self, scene: str, alt: str) -> int:
        """A new picture of a scene: each further use is another variant."""
        variant = self.used[scene]
        self.used[scene] += 1
        name = f"{scene}-{variant + 1}.jpg"
        file = ContentFile(self.pictures[scene, variant], name=name)
        # Drawn by us a moment ago: nothing to clean, and encoding it twice would cost sharpness.
        file.is_reencoded = True
        image = SiteImage(title=alt[:255], file=ImageFile(file, name=name), uploaded_by_user=self.people["editor"])
        image.file.file.is_reencoded = True
        image.width, image.height = PICTURE_SIZE
        image.portrait_consent = True
        image.save()
        return image.pk

    def article(self, statute: str, label: str) -> int | None:
        return self.articles.get((statute, label))

    def workbook(self, entry: dict[str, Any]) -> int:
        book = Workbook()
        sheet = book.active
        sheet.title = "Sheet1"
        sheet.append(entry["columns"])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in entry["rows"]:
            sheet.append(row)
        for column in sheet.columns:
            sheet.column_dimensions[column[0].column_letter].width = 22
        content = io.BytesIO()
        book.save(content)
        document = SiteDocument(title=entry["title"], uploaded_by_user=self.people["editor"])
        document.file.save("attachment.xlsx", ContentFile(content.getvalue()), save=False)
        document.save()
        return document.pk

    def video(self, key: str) -> int | None:
        source = MEDIA / f"{key}.mp4"
        if not source.exists():
            return None
        media = SiteMedia(title="春游路上", type="video", duration=8, width=1280, height=720)
        media.file.save(source.name, ContentFile(source.read_bytes()), save=False)
        media.thumbnail.save(f"{key}.jpg", ContentFile(encode("spring-outing", 0, (1280, 720))), save=False)
        for name, language in (("captions", "zh"), ("captions_en", "en")):
            captions = MEDIA / f"{key}.{language}.vtt"
            getattr(media, name).save(captions.name, ContentFile(captions.read_bytes()), save=False)
        media.save()
        return media.pk


def encode(scene: str, variant: int, size: tuple[int, int] = PICTURE_SIZE) -> bytes:
    """A scene as JPEG."""
    content = io.BytesIO()
    draw(scene, variant=variant, size=size).save(content, "JPEG", quality=88)
    return content.getvalue()


def encode_key(key: tuple[str, int]) -> bytes:
    return encode(*key)


def scenes_in(value: Any) -> list[str]:
    """Every scene that a piece names, covers first, in the order they will be asked for."""
    if isinstance(value, list):
        return [scene for entry in value for scene in scenes_in(entry)]
    if isinstance(value, dict):
        found = [value["scene"]] if "scene" in value else []
        return found + [scene for key, entry in value.items() if key != "en" for scene in scenes_in(entry)]
    return []


def draw_pictures(pieces: list[dict[str, Any]]) -> dict[tuple[str, int], bytes]:
    """JPEGs of all scenes and variants that the pieces need, drawn on all processors."""
    needed = Counter(scene for piece in pieces for scene in scenes_in(piece))
    needed.update(piece["picture"] for piece in pieces if piece.get("picture"))
    keys = [(scene, variant) for scene, count in sorted(needed.items()) for variant in range(count)]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip(keys, pool.map(encode_key, keys, chunksize=4), strict=True))


def seed(*, say: Callable[[str], None]) -> None:
    """Fill an empty site; the pictures' renditions are left to the worker."""
    # Pages of the frame first, in the order that the footer shows them.
    pieces = sorted(read_pieces(), key=lambda piece: FRAME.index(piece["key"]) if piece["key"] in FRAME else len(FRAME))
    say(f"绘制插图（{sum(len(scenes_in(piece)) + bool(piece.get('picture')) for piece in pieces)}张）……")
    pictures = draw_pictures(pieces)
    with transaction.atomic():
        chinese = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        home = HomePage.objects.get(locale=chinese)
        demo = Demo(say=say, home=home, english=Locale.objects.get(language_code="en"), pictures=pictures)
        set_up_people(demo)
        set_up_settings()
        demo.articles = {
            (statute, label): pk
            for pk, statute, label in StatuteArticle.objects.values_list("pk", "statute__short_title", "label")
        }
        say(f"写入{len(pieces)}篇演示稿件……")
        for piece in pieces:
            add_piece(demo, piece)
    generation.bump()


def set_up_people(demo: Demo) -> None:
    """Departments and one account for each role, with passwords made on this machine and kept in var/."""
    for order, (code, name, name_en) in enumerate(DEPARTMENTS):
        demo.departments[name], _created = Department.objects.get_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "sort_order": order}
        )
    lines = []
    for username, name, group, department, number in PEOPLE:
        password = "-".join(secrets.token_hex(2) for _part in range(4))
        user, _created = User.objects.update_or_create(
            username=username,
            defaults={
                "name": name,
                "email": f"{username}@example.com",
                "employee_number": number,
                "department": Department.objects.get(code=department),
                "is_superuser": group == ADMINISTRATORS,
            },
        )
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=group)] if group else [])
        demo.people[username] = user
        lines.append(f"{group or '职工'}\t{username}\t{password}")
    file = settings.VAR_DIR / ACCOUNTS_FILE
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def set_up_settings() -> None:
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.update_or_create(site=site, defaults=SETTINGS)


def add_piece(demo: Demo, piece: dict[str, Any]) -> None:
    if piece["type"] == "questionnaire":
        add_questionnaire(demo, piece)
        return
    slug = PARENTS.get(piece["type"])
    parent = demo.home.get_children().get(slug=slug).specific if slug else Page.objects.get(pk=demo.home.pk)
    page = build(demo, piece)
    parent.add_child(instance=page)
    publish(demo, page, moment(piece["date"]))
    if "en" in piece:
        texts = dict(pair_words(piece, piece["en"]))
        texts |= SOURCES_EN
        english = translate_page(page, locale=demo.english, texts=texts, publish=True, user=demo.people["final"])
        set_dates(english, moment(piece["date"]))


SOURCES_EN = {
    "公司工会": "Company union",
    "市总工会": "City federation of trade unions",
    **{f"{name}分工会": f"{name_en} branch union" for _code, name, name_en in DEPARTMENTS},
}


def publish(demo: Demo, page: BasePage, when: datetime) -> None:
    """Submitted by the editor, published in the name of the last reviewer."""
    page.first_published_at = when
    revision = page.save_revision(user=demo.people["editor"])
    revision.publish(user=demo.people["final"])
    set_dates(page, when)


def set_dates(page: Page, when: datetime) -> None:
    """Date a demo piece as if it had been published then; nothing but the demo may do so."""
    Page.objects.filter(pk=page.pk).update(
        first_published_at=when, last_published_at=when, latest_revision_created_at=when
    )
    page.revisions.update(created_at=when)


def build(demo: Demo, piece: dict[str, Any]) -> BasePage:
    """The page of a piece, not yet saved."""
    resolver, key = demo.resolver, piece["key"]
    common = {
        "title": piece["title"],
        "slug": key,
        "summary": piece.get("summary", ""),
        "locale": demo.home.locale,
        "owner": demo.people["editor"],
        "live": False,
    }
    if "picture" in piece and piece["type"] != "plain":
        cover = {"cover_id": demo.picture(piece["picture"], piece["picture_alt"]), "cover_alt": piece["picture_alt"]}
    else:
        cover = {}
    blocks = piece.get("body", [])
    if "video" in piece:
        blocks = [*blocks, {"type": "video", "key": piece["video"], "caption": piece["title"]}]
    body = {"body": json.dumps(story(blocks, key, resolver))}
    match piece["type"]:
        case "plain":
            return PlainPage(**common, **body)
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
        source_name=piece["source"],
        is_repost=piece["source"] == "市总工会",
        source_url="https://example.com/" if piece["source"] == "市总工会" else "",
        department=demo.departments[piece["department"]],
        author=piece["author"],
        fact_checker=piece["checker"],
        editor_name=piece.get("editor", ""),
    )
    page.tags.add(*piece.get("tags", []))
    return page


def own_fields(piece: dict[str, Any], resolver: Resolver) -> dict[str, Any]:
    """The fields that only this type of piece has."""
    key = piece["key"]

    def citations() -> str:
        cited = piece.get("citations", [])
        return json.dumps(
            [block("law", citation_value(one, resolver), f"{key}/law/{i}") for i, one in enumerate(cited)]
        )

    match piece["type"]:
        case "news":
            return {
                "kind": piece["kind"],
                "starts_at": moment(piece["starts_at"]),
                "ends_at": moment(piece["ends_at"]) if "ends_at" in piece else None,
                "place": piece["place"],
                "organiser": piece["organiser"],
            }
        case "interpretation":
            return {"effective_date": piece["effective_date"], "citations": citations()}
        case "case":
            parts = {name: rich_text(piece[name]) for name in ("facts", "handling", "legal_basis")}
            return {**parts, "citations": citations(), "is_deidentified": True}
        case "policy":
            questions = [questions_block(piece["questions"], f"{key}/questions")] if piece.get("questions") else []
            return {
                "valid_from": piece["valid_from"],
                "valid_until": piece.get("valid_to"),
                "contact": piece["contact"],
                "questions": json.dumps(questions),
            }
        case "achievement":
            return {"kind": piece["kind"], "achieved_on": piece["achieved_on"], "holder": piece["holder"]}
        case "gallery":
            pictures = [
                block("picture", picture_value(one, resolver), f"{key}/picture/{i}")
                for i, one in enumerate(piece["pictures"])
            ]
            return {
                "taken_on": piece["taken_on"],
                "place": piece["place"],
                "pictures": json.dumps(pictures),
                "portrait_consent": True,
                "consent_note": "演示数据：画面均为插图。",
            }
    return {"kind": piece["kind"]}


def add_questionnaire(demo: Demo, piece: dict[str, Any]) -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    page = create_questionnaire(
        parent=demo.home.get_children().get(slug="interact").specific,
        title=piece["title"],
        slug=piece["key"],
        summary=piece["summary"],
        intro=rich_text(piece["intro"]),
        thanks=rich_text(piece["thanks"]),
        opens_at=now + timedelta(days=piece["opens_in_days"]),
        closes_at=now + timedelta(days=piece["closes_in_days"]),
        fields=piece["fields"],
    )
    opened = now + timedelta(days=piece["opens_in_days"])
    set_dates(page, opened)
    add_answers(demo, page, opened, min(now, now + timedelta(days=piece["closes_in_days"])))


def add_answers(demo: Demo, page: QuestionnairePage, first: datetime, last: datetime) -> None:
    """Invented answers, spread over the time the questionnaire has been open; texts and files stay empty."""
    chance = random.Random(page.slug)  # noqa: S311  (the same demo everywhere, no secret)
    number = ANSWERS[demo.used["answers"] % len(ANSWERS)]
    demo.used["answers"] += 1
    for index in range(number):
        data: dict[str, Any] = {}
        for question in page.question_list:
            choices = question.choice_list
            if question.field_type == Kind.CHECKBOXES:
                data[question.clean_name] = sorted(chance.sample(choices, min(len(choices), chance.randint(1, 3))))
            elif choices:
                # Earlier choices are liked better, so that the statistics look like opinions.
                data[question.clean_name] = chance.choices(choices, weights=range(len(choices) + 1, 1, -1))[0]
            elif question.field_type == Kind.NUMBER:
                data[question.clean_name] = chance.randint(1, 10)
        record_answer(page=page, data=data, when=first + (last - first) * (index + 0.5) / number)
