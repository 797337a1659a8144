"""Registers the audit log's staff screens."""

from django.contrib.auth.models import Permission
from django.urls import include, path
from wagtail import hooks

from unionsite.audit.screens import panels, urls
from unionsite.audit.screens.lists import menu_item

hooks.register("register_reports_menu_item", menu_item)
hooks.register("construct_homepage_panels", panels.add_panel)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("reports/audit/", include(urls))]


@hooks.register("register_permissions")
def register_permissions():
    return Permission.objects.filter(content_type__app_label="audit", content_type__model="auditentry")
