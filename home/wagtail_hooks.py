"""Hooks for the admin as a whole."""

from wagtail import hooks

from home import menu

# Runs after all apps have added their entries.
hooks.register("construct_main_menu", menu.arrange, order=100)
