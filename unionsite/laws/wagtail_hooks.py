"""Hooks for the law library's staff screens."""

from wagtail import hooks

from unionsite.laws.screens import article_chooser, statute_viewset

hooks.register("register_admin_viewset", lambda: [article_chooser, statute_viewset])
