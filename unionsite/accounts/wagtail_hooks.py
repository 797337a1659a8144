"""Registers the accounts app's staff screens."""

from wagtail import hooks

from unionsite.accounts.wagtail_admin import departments


@hooks.register("register_admin_viewset")
def register_departments():
    return departments
