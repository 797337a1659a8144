"""Registers the operations app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.operations.alarms import screens as alarms
from unionsite.operations.backups import screens as backups


@hooks.register("register_admin_urls")
def register_addresses():
    return [path("backups/", include(backups))]


hooks.register("register_reports_menu_item", backups.RunsView.menu_item)
hooks.register("offer_work", alarms.offer_work)
