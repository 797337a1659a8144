"""Addresses of the channels for the frame."""

from django import template

from interact.ways_in import address_of_channel

register = template.Library()


@register.simple_tag(takes_context=True)
def channel_url(context, name: str) -> str:
    """The address of a channel (a value of `Channel`, or `answers`); empty where the site has none, or no frame."""
    return address_of_channel(name) if context.get("site_root") is not None else ""
