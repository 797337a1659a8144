"""Addresses of the organiser's screens, below /admin/signups/. A QR at the door holds `check-in/<code>/`."""

from django.urls import path

from interact.activities.signups.screens import door, people

app_name = "signups_admin"
urlpatterns = [
    *people.SignupsView.paths("<int:page_id>/"),
    path("<int:page_id>/door/", door.DoorView.as_view(), name="door"),
    path("<int:page_id>/add/", door.AddView.as_view(), name="add"),
    path("check-in/<slug:code>/", door.CheckInView.as_view(), name="check_in"),
    path("check-in/<slug:code>/move-up/", door.MoveUpView.as_view(), name="move_up"),
    path("check-in/<slug:code>/cancel/", door.CancelForView.as_view(), name="cancel"),
]
