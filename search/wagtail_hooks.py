"""Hooks for the search app's staff screens."""

from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from search.promotions import screens as promotions_screens
from search.terms import screens as terms_screens
from search.words.screens import LexiconViewSet

hooks.register("register_reports_menu_item", terms_screens.TermsView.menu_item)
hooks.register("register_admin_urls", lambda: [path("search-terms/", include(terms_screens))])
hooks.register("register_admin_urls", lambda: promotions_screens.urlpatterns, order=-1)
register_snippet(LexiconViewSet)
