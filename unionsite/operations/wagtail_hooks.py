"""Registers the operations app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.core.wings import is_on
from unionsite.operations.alarms import services as alarms
from unionsite.operations.backups import screens as backups
from unionsite.operations.opening import screens as opening


def register_addresses():
    return [path("backups/", include(backups)), path("opening/", include(opening))]


if is_on("operations"):
    hooks.register("register_admin_urls", register_addresses)
    hooks.register("register_reports_menu_item", backups.RunsView.menu_item)
    hooks.register("construct_homepage_panels", opening.add_panel)
    hooks.register("offer_work", alarms.offer_work)
    hooks.register("offer_tiles", backups.offer_tiles)
