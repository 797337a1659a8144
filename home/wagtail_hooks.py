"""Hooks for the admin as a whole."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from home import menu
from home.people.screens import ContactViewSet

register_snippet(ContactViewSet)
# Runs after all apps have added their entries.
hooks.register("construct_main_menu", menu.arrange, order=100)
