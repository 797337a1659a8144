"""Makes of a text of the package what an editor would make of it: a page, or a record of a wing; nothing is saved."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin

from home.models import HomePage, InfoIndexPage, InfoPage, PlainPage, RulesPage
from home.services.tree import READY_MADE
from interact.models import FeedbackSettings
from rights.models import RightsAnswerIndexPage, RightsAnswerPage
from starter.blocks import Articles, block, citation_value, story, table_value
from starter.texts import Text, filled
from unionsite.core.models import BasePage
from unionsite.core.queries import default_site
from unionsite.laws.models import StatuteArticle

# Below which page the pages of a part lie; parts that are not here are records of wings.
PARENTS: dict[str, type[BasePage]] = {
    "rules": HomePage,
    "services": InfoIndexPage,
    "notices": InfoIndexPage,
    "answers": RightsAnswerIndexPage,
}
LABELS = {
    "rules": _("规章和说明"),
    "services": _("服务指南"),
    "notices": _("通知公告"),
    "answers": _("权益问答"),
    "checklists": _("检查表"),
    "question_sets": _("竞赛题库"),
}
_OF_SITE = {
    "工会名称": "union_name",
    "工会简称": "short_name",
    "工会地址": "address",
    "工会电话": "phone",
    "工会邮箱": "email",
    "办公时间": "office_hours",
}
_LIMITS = {
    "受理天数": "acknowledge",
    "答复天数": "general",
    "纠错天数": "correction",
    "初步意见天数": "opinion",
    "进展天数": "progress",
    "办结天数": "close_days",
    "延期天数": "extension_days",
    "身份信息保存天数": "identity_days",
    "内容保存年数": "body_years",
}
_ANSWER = ("situation", "whom", "channel", "step", "edge", "valid_from")
_PIECE = ("source_name", "fact_checker")


def law_library() -> Articles:
    """Return the law library's articles by the short title of the statute and their label; one query."""
    rows = StatuteArticle.objects.order_by().values_list("pk", "statute__short_title", "label")
    return {(statute, label): key for key, statute, label in rows}


def known_values() -> dict[str, str]:
    """Return what the site's settings know, by the names of the gaps; without what is empty there."""
    settings, limits = getattr(default_site(), "sitesettings", None), FeedbackSettings.load()
    found = {gap: str(getattr(settings, name, "")) for gap, name in _OF_SITE.items()}
    found |= {gap: str(getattr(limits, name)) for gap, name in _LIMITS.items()}
    return {gap: value for gap, value in found.items() if value}


def record_models() -> dict[str, type[models.Model]]:
    """Return the types of the records that wings take from the package, by the part."""
    return dict(READY_MADE)


def build(text: Text, articles: Articles, known: Mapping[str, str]) -> models.Model:
    """Return the page or record of a text, its gaps filled as far as they are known; a page has no place yet."""
    row = filled(text.row, known)
    if model := record_models().get(text.part):
        record = _record(model, row, articles)
        if isinstance(record, DraftStateMixin):
            record.live = False
        return record
    page = answer_page(row, articles) if text.part == "answers" else _page(text.part, row, articles)
    page.translation_key, page.live = text.page_key, False
    return page


def _page(part: str, row: Mapping[str, Any], articles: Articles) -> BasePage:
    body = json.dumps(story(row["body"], row["key"], articles), ensure_ascii=False)
    common = {"title": row["title"], "slug": row["key"], "summary": row["summary"], "body": body}
    if part != "rules":
        own = {name: row.get(name, "") for name in _PIECE}
        return InfoPage(**common, **own, kind="service" if part == "services" else "notice")
    if "version" in row:
        return RulesPage(**common, version=row["version"], effective_date=None)
    return PlainPage(**common, **{f"shows_{name}": True for name in row.get("shows", ())})


def answer_page(row: Mapping[str, Any], articles: Articles) -> RightsAnswerPage:
    """Return the page of an answer about rights."""
    key = row["key"]
    cited = [
        block("law", citation_value(one, articles), f"{key}/law/{place}") for place, one in enumerate(row["citations"])
    ]
    numbers = []
    if table := row.get("numbers"):
        value = table_value({"caption": table["caption"], "columns": table["headings"], "rows": table["rows"]})
        numbers = [block("table", value, f"{key}/numbers")]
    return RightsAnswerPage(
        **{name: row[name] for name in _ANSWER},
        title=row["question"],
        slug=key,
        wordings="\n".join(row["wordings"]),
        short_answer=row["answer"],
        citations=json.dumps(cited, ensure_ascii=False),
        numbers=json.dumps(numbers, ensure_ascii=False),
        calculator=row.get("calculator", ""),
    )


def _record(model: type[models.Model], row: Mapping[str, Any], articles: Articles) -> models.Model:
    """Return a record with its children: each array of tables is a relation of that name."""
    plain, children = {}, {}
    for name, value in row.items():
        if isinstance(value, list):
            child = model._meta.get_field(name).related_model
            children[name] = [_child(child, one, articles, order) for order, one in enumerate(value)]
        elif name != "key":
            plain[name] = value
    record = model(**plain)
    for name, rows in children.items():
        setattr(record, name, rows)
    return record


def _child(model: type[models.Model], row: Mapping[str, Any], articles: Articles, order: int) -> models.Model:
    values = {name: "\n".join(value) if isinstance(value, list) else value for name, value in row.items()}
    values.pop("law", None)
    if law := row.get("law"):
        values["article_id"] = articles.get(tuple(law))
    child = model(**values, sort_order=order)
    child.clean()
    return child
