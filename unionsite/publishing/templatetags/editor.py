"""Template tags of the edit screens: the last rejection, the notes of a Word import, the screen of a translation."""

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
    """Show the last rejection with its points, whose ticks are sent with the form `form_id`; two queries."""
    request = context.get("request")
    data = request.POST if request is not None and request.method == "POST" else None
    return {**shown_rejection(page, data), "form_id": form_id}


@register.inclusion_tag("publishing/word_import/panel.html", takes_context=True)
def word_import_notes(context, page):
    """Show the notes of the page's Word import until somebody dismisses them; one query."""
    found = WordImport.objects.filter(page_id=page.pk, dismissed_at=None).first() if page.pk else None
    return {"word_import": found, "request": context.get("request"), "csrf_token": context.get("csrf_token")}


@register.filter
def translation_props(props: str, translation) -> str:
    """Return the JSON properties of wagtail-localize's screen, with names of departments and articles for numbers. Its
    own button to publish is taken away: a translation is only submitted, through 提交译文审核."""
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
    """Return the model whose key stands at this path; None for a plain number or what the screen shows itself."""
    name, *below = path.split(".")
    field = page._meta.get_field(name)
    if not below:
        return _plain(field.related_model) if field.is_relation else None
    value = getattr(page, name)
    if not isinstance(value, StreamValue):
        return None
    block = next((child.block for child in value if str(child.id) == below[0]), None)
    for step in below[1:]:
        # Paths name members of a list by their id, but all have the list's one child block.
        block = getattr(block, "child_block", None) or getattr(block, "child_blocks", {}).get(step)
    return _plain(block.model_class) if isinstance(block, ChooserBlock) else None


def _plain(model: type[models.Model]) -> type[models.Model] | None:
    """Return the model, or None for pages, pictures and documents: the screen needs their number to show the title."""
    return None if model._meta.label in SHOWN_BY_THE_SCREEN or issubclass(model, Page) else model
