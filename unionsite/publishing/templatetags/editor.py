"""Template tags of the edit screens: the last rejection, the notes of a Word import."""

from django import template

from unionsite.publishing.review.screens.writing import shown_rejection
from unionsite.publishing.word_import.models import WordImport

register = template.Library()


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
