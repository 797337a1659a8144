"""Hooks for the admin as a whole."""

from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from home import menu
from home.boards import BoardView
from home.people.screens import ContactViewSet

register_snippet(ContactViewSet)
# Runs after all apps have added their entries.
hooks.register("construct_main_menu", menu.arrange, order=100)


@hooks.register("register_admin_urls")
def register_board():
    return [path("all-settings/", BoardView.as_view(), name=menu.SETTINGS.url_name)]
