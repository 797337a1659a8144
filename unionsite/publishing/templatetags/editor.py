"""Template tags of the edit screens: what stands above the form."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join

from unionsite.publishing.review.screens import writing

register = template.Library()


@register.inclusion_tag("publishing/desk/_rejection.html", takes_context=True)
def rejection_notes(context, page, form_id="page-edit-form"):
    """Show the last rejection with its points, whose ticks are sent with the form `form_id`; two queries."""
    request = context.get("request")
    data = request.POST if request is not None and request.method == "POST" else None
    return {**writing.shown_rejection(page, data), "form_id": form_id}


@register.simple_tag(takes_context=True)
def above_the_form(context, page):
    """Show what wings say of a page that is edited."""
    found = ((name, values_of(page)) for name, values_of in writing.above_the_form if page.pk)
    values = {"csrf_token": context.get("csrf_token")}
    parts = ((render_to_string(name, shown | values),) for name, shown in found if shown)
    return format_html_join("", "{}", parts)
