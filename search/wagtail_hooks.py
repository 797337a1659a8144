"""Registers the search app's staff screens."""

from wagtail import hooks

from search.wagtail_admin.lexicon import words


@hooks.register("register_admin_viewset")
def register_words():
    return words
