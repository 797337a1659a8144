"""Template tag with the addresses of the channels, for the frame of all pages."""

from django import template

from interact.ways_in import address_of_channel

register = template.Library()


@register.simple_tag(takes_context=True)
def channel_url(context, name: str) -> str:
    """Return the address of a channel (a value of `Channel`, or `answers`); empty without such a page or a frame."""
    return address_of_channel(name) if context.get("site_root") is not None else ""
