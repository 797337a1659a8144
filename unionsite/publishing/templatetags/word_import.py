"""What the edit screen shows of a Word import."""

from django import template

from unionsite.publishing.word_import.models import WordImport

register = template.Library()


@register.inclusion_tag("publishing/word_import/panel.html", takes_context=True)
def word_import_notes(context, page):
    """The notes of the page's import until somebody dismisses them; one query."""
    found = WordImport.objects.filter(page_id=page.pk, dismissed_at=None).first() if page.pk else None
    return {"word_import": found, "request": context.get("request"), "csrf_token": context.get("csrf_token")}
