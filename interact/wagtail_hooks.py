"""Registers the interact section's staff screens."""

from django.urls import include, path
from wagtail import hooks

from interact.wagtail_admin import buttons, urls


@hooks.register("register_admin_urls")
def register_urls():
    return [path("interact/", include(urls))]


@hooks.register("register_page_header_buttons")
def header_buttons(page, user, view_name, next_url=None):
    return buttons.answer_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page, user, next_url=None):
    return buttons.answer_buttons(page, user)
