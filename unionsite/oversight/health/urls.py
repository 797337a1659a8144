"""The addresses of the health screens below `/admin/health/`."""

from django.urls import path

from unionsite.oversight.health.screens.lists import LinksView, MissesView, RedirectView
from unionsite.oversight.health.screens.overview import OverviewView, StartView

app_name = "health_admin"
urlpatterns = [
    path("", OverviewView.as_view(), name="index"),
    path("start/", StartView.as_view(), name="start"),
    path("links/", LinksView.as_view(), name="links"),
    path("links/results/", LinksView.as_view(results_only=True), name="links_results"),
    path("links/export/", LinksView.as_view(is_file=True), name="links_export"),
    path("misses/", MissesView.as_view(), name="misses"),
    path("misses/results/", MissesView.as_view(results_only=True), name="misses_results"),
    path("misses/export/", MissesView.as_view(is_file=True), name="misses_export"),
    path("redirect/", RedirectView.as_view(), name="redirect"),
]
