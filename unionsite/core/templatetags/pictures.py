"""Template tags for pictures."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import ResponsiveImage
from wagtail.images.shortcuts import get_renditions_or_not_found

from unionsite.core.pictures import FULL, SHAPES, described, name_of

register = template.Library()


@register.simple_tag
def responsive(picture, shape: str, alt: str = "", eager: bool = False) -> SafeString | str:
    """Return an <img> in WebP with widths to choose from; `shape` is a key of `core.pictures.SHAPES`."""
    if not picture:
        return ""
    if described.get():
        return format_html('<img src="{}" alt="{}">', name_of(picture), alt)
    specs, sizes = SHAPES[shape]
    attributes = {"sizes": sizes, "alt": alt, "decoding": "async"}
    attributes |= {"fetchpriority": "high"} if eager else {"loading": "lazy"}
    return mark_safe(str(ResponsiveImage(get_renditions_or_not_found(picture, specs), attributes)))  # noqa: S308  (Wagtail escapes)


@register.simple_tag
def full_picture(picture) -> str:
    """Return the address of the largest rendition, which a gallery opens."""
    if described.get():
        return name_of(picture)
    return get_renditions_or_not_found(picture, [FULL])[FULL].url
