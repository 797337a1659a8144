"""What the edit screen shows of a rejection."""

from django import template

from unionsite.publishing.review.screens.rejections import shown_rejection

register = template.Library()


@register.inclusion_tag("publishing/desk/_rejection.html", takes_context=True)
def rejection_notes(context, page, form_id="page-edit-form"):
    """The reason of the last rejection, its points to be ticked off and sent with the form of that id. Two queries."""
    request = context.get("request")
    data = request.POST if request is not None and request.method == "POST" else None
    return {**shown_rejection(page, data), "form_id": form_id}
