"""Template tag for the links in the footer."""

from django import template

from home.queries import footer_pages

register = template.Library()


@register.simple_tag(takes_context=True)
def footer_links(context) -> tuple[tuple[str, str, bool], ...]:
    """Return (title, address, whether it holds rules) of 信息公开 and of the pages that belong in the footer."""
    root = context.get("site_root")
    if root is None:
        return ()
    return footer_pages(root.path)
