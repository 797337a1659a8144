"""What the edit screen shows of a rejection."""

from django import template

from unionsite.publishing.wagtail_admin.rejections import notes

register = template.Library()


@register.inclusion_tag("publishing/desk/_rejection.html", takes_context=True)
def rejection_notes(context, page, is_form=True):
    """The reason of the last rejection with its points; `is_form` where they can be ticked off. Two queries."""
    request = context.get("request")
    data = request.POST if request is not None and request.method == "POST" else None
    return {**notes(page, data), "is_form": is_form}
