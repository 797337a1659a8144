"""Hooks for the audit log's staff screens."""

from django.contrib.auth.models import Permission
from django.urls import include, path
from wagtail import hooks

from unionsite.audit.export import CheckFileView, ExportView
from unionsite.audit.screens import ChecksView, EntryView, LogView

urlpatterns = [
    *LogView.paths(),
    path("export/", ExportView.as_view(), name="export"),
    *ChecksView.paths("checks/"),
    path("checks/<int:number>.txt", CheckFileView.as_view(), name="check_file"),
    path("<int:number>/", EntryView.as_view(), name="entry"),
]

hooks.register("register_reports_menu_item", LogView.menu_item)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("reports/audit/", include((urlpatterns, "audit_admin")))]


@hooks.register("register_permissions")
def register_permissions():
    return Permission.objects.filter(content_type__app_label="audit", content_type__model="auditentry")
