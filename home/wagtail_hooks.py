"""Registers what the administration as a whole is made of."""

from wagtail import hooks

from home import menu

# After whatever the apps put in.
hooks.register("construct_main_menu", menu.arrange, order=100)
