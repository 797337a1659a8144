"""Registers the core's staff screens."""

from wagtail import hooks

from unionsite.core.richtext import register_safe_links
from unionsite.core.wagtail_admin import stop_incomplete_pages

hooks.register("before_bulk_action", stop_incomplete_pages)
# After Wagtail's own, which it replaces.
hooks.register("register_rich_text_features", register_safe_links, order=100)
