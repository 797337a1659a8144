"""What the edit screens show beside a form: rejections, notes of a Word import, and a translation's own screen."""

from __future__ import annotations

import json

from django import template
from django.db import models
from django.utils.translation import gettext as _
from wagtail.blocks import ChooserBlock, StreamValue
from wagtail.models import Page

from unionsite.publishing.review.screens.writing import shown_rejection
from unionsite.publishing.word_import.models import WordImport

register = template.Library()
SHOWN_BY_THE_SCREEN = {"core.SiteImage", "core.SiteDocument"}


@register.inclusion_tag("publishing/desk/_rejection.html", takes_context=True)
def rejection_notes(context, page, form_id="page-edit-form"):
    """The reason of the last rejection, its points to be ticked off and sent with the form of that id. Two queries."""
    request = context.get("request")
    data = request.POST if request is not None and request.method == "POST" else None
    return {**shown_rejection(page, data), "form_id": form_id}


@register.inclusion_tag("publishing/word_import/panel.html", takes_context=True)
def word_import_notes(context, page):
    """The notes of the page's import until somebody dismisses them; one query."""
    found = WordImport.objects.filter(page_id=page.pk, dismissed_at=None).first() if page.pk else None
    return {"word_import": found, "request": context.get("request"), "csrf_token": context.get("csrf_token")}


@register.filter
def translation_props(props: str, translation) -> str:
    """The properties of wagtail-localize's screen with departments and articles by name, and without its own button to
    publish: a translation leaves it through 提交译文审核 alone."""
    data = json.loads(props)
    data["perms"]["canPublish"] = False
    source = translation.source.get_source_instance()
    for segment in data["segments"]:
        if segment["type"] == "synchronised_value" and isinstance(segment["value"], int):
            model = model_at(source, segment["contentPath"])
            if model is not None:
                segment["value"] = str(model._base_manager.filter(pk=segment["value"]).first() or _("（已不存在）"))
    return json.dumps(data)


def model_at(page: models.Model, path: str) -> type[models.Model] | None:
    """Of which model the number at this path is the key; None where it is a plain number, or has a chooser's widget."""
    name, *below = path.split(".")
    field = page._meta.get_field(name)
    if not below:
        return _plain(field.related_model) if field.is_relation else None
    value = getattr(page, name)
    if not isinstance(value, StreamValue):
        return None
    block = next((child.block for child in value if str(child.id) == below[0]), None)
    for step in below[1:]:
        # Members of a list go by their id; their block is the list's own.
        block = getattr(block, "child_block", None) or getattr(block, "child_blocks", {}).get(step)
    return _plain(block.model_class) if isinstance(block, ChooserBlock) else None


def _plain(model: type[models.Model]) -> type[models.Model] | None:
    """Pages, pictures and files are shown with their title by the screen itself, which wants their numbers."""
    return None if model._meta.label in SHOWN_BY_THE_SCREEN or issubclass(model, Page) else model
