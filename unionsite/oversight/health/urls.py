"""The addresses of the health screens below `/admin/health/`."""

from django.urls import path

from unionsite.oversight.health.screens.lists import LinksView, MissesView, RedirectView
from unionsite.oversight.health.screens.overview import OverviewView, StartView

app_name = "health_admin"
urlpatterns = [
    path("", OverviewView.as_view(), name="index"),
    path("start/", StartView.as_view(), name="start"),
    *LinksView.paths("links/"),
    *MissesView.paths("misses/"),
    path("redirect/", RedirectView.as_view(), name="redirect"),
]
