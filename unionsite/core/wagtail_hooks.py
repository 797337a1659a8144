"""Registers the core's staff screens."""

from wagtail import hooks

from unionsite.core.wagtail_admin import stop_incomplete_pages

hooks.register("before_bulk_action", stop_incomplete_pages)
