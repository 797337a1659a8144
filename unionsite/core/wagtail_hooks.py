"""Registers the core's parts of the admin."""

from wagtail import hooks

from unionsite.core.richtext import register_safe_links

# After Wagtail's own, which it replaces.
hooks.register("register_rich_text_features", register_safe_links, order=100)
