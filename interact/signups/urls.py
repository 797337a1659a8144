"""Addresses of the organiser's screens, below /admin/signups/. A QR at the door holds `check-in/<code>/`."""

from django.urls import path

from interact.signups.screens import door, people, steps

app_name = "signups_admin"
urlpatterns = [
    path("<int:page_id>/", people.SignupsView.as_view(), name="list"),
    path("<int:page_id>/results/", people.SignupsView.as_view(results_only=True), name="list_results"),
    path("<int:page_id>/export/", people.SignupsView.as_view(is_file=True), name="export"),
    path("<int:page_id>/door/", door.DoorView.as_view(), name="door"),
    path("<int:page_id>/add/", steps.AddView.as_view(), name="add"),
    path("check-in/<slug:code>/", door.CheckInView.as_view(), name="check_in"),
    path("check-in/<slug:code>/move-up/", steps.MoveUpView.as_view(), name="move_up"),
    path("check-in/<slug:code>/cancel/", steps.CancelForView.as_view(), name="cancel"),
]
