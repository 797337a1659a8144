"""Registers the search app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from search.wagtail_admin import promotions, terms
from search.wagtail_admin.lexicon import words

hooks.register("register_reports_menu_item", terms.report_menu_item)


@hooks.register("register_admin_viewset")
def register_words():
    return words


@hooks.register("register_admin_urls")
def register_terms_urls():
    return [path("search-terms/", include(terms))]


@hooks.register("register_admin_urls", order=-1)
def register_promotions_urls():
    return promotions.urlpatterns
