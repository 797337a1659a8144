"""Addresses of the staff screens, below the admin's own prefix."""

from django.urls import path

from unionsite.audit.screens.entry import EntryView
from unionsite.audit.screens.export import ExportView
from unionsite.audit.screens.lists import LogView

app_name = "audit_admin"
urlpatterns = [
    path("", LogView.as_view(), name="log"),
    path("results/", LogView.as_view(results_only=True), name="log_results"),
    path("export/", ExportView.as_view(), name="export"),
    path("<int:number>/", EntryView.as_view(), name="entry"),
]
