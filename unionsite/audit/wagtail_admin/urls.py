"""Addresses of the staff screens, below the admin's own prefix."""

from django.urls import path

from unionsite.audit.wagtail_admin.entry import EntryView
from unionsite.audit.wagtail_admin.export import ExportView
from unionsite.audit.wagtail_admin.lists import LogView

app_name = "audit_admin"
urlpatterns = [
    path("", LogView.as_view(), name="log"),
    path("results/", LogView.as_view(results_only=True), name="log_results"),
    path("export/", ExportView.as_view(), name="export"),
    path("<int:number>/", EntryView.as_view(), name="entry"),
]
