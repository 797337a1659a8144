"""安全职责: the addresses of the screens and their entry in the menu."""

from django.urls import path, reverse

from unionsite.core.screens import RightMenuItem
from unionsite.oversight.duties.choices import ADMIN
from unionsite.oversight.duties.screens import duty, lists, records
from unionsite.oversight.duties.screens.duty import add_panel

__all__ = ["add_panel", "app_name", "menu_item", "urlpatterns"]

RECORD = "<int:duty_id>/records/<int:record_id>/"

app_name = "duties_admin"
urlpatterns = [
    path("", lists.DutiesView.as_view(), name="index"),
    path("results/", lists.DutiesView.as_view(results_only=True), name="results"),
    path("export/", lists.DutiesView.as_view(is_file=True), name="export"),
    path("people/", lists.PeopleView.as_view(), name="people"),
    path("people/results/", lists.PeopleView.as_view(results_only=True), name="people_results"),
    path("people/export/", lists.PeopleView.as_view(is_file=True), name="people_export"),
    path("calendar/", duty.CalendarView.as_view(), name="calendar"),
    path("add/", duty.DutyFormView.as_view(), name="add"),
    path("<int:duty_id>/", duty.DutyView.as_view(), name="duty"),
    path("<int:duty_id>/edit/", duty.DutyFormView.as_view(), name="edit"),
    path("<int:duty_id>/read/", duty.ReadView.as_view(), name="read"),
    path("<int:duty_id>/readings/", lists.ReadingsView.as_view(), name="readings"),
    path("<int:duty_id>/readings/results/", lists.ReadingsView.as_view(results_only=True), name="readings_results"),
    path("<int:duty_id>/readings/export/", lists.ReadingsView.as_view(is_file=True), name="readings_export"),
    path("<int:duty_id>/begin/", records.BeginView.as_view(), name="begin"),
    path("<int:duty_id>/records/add/", records.AddRecordView.as_view(), name="record_add"),
    path(RECORD, records.RecordView.as_view(), name="record"),
    path(RECORD + "judge/", records.JudgeView.as_view(), name="judge"),
    path(RECORD + "decide/", records.DecideView.as_view(), name="decide"),
    path(RECORD + "export/", records.RightsFileView.as_view(), name="rights_export"),
    path(RECORD + "files/<int:file_id>/", records.FileView.as_view(), name="file"),
]


def menu_item() -> RightMenuItem:
    return RightMenuItem(
        lists.TITLE, reverse("duties_admin:index"), ADMIN, name="duties", icon_name="doc-empty", order=140
    )
