"""安全职责: the addresses of the screens."""

from django.urls import path

from unionsite.oversight.duties.screens import duty, lists, records
from unionsite.oversight.duties.screens.duty import offer_work
from unionsite.oversight.duties.screens.lists import DutiesView

__all__ = ["DutiesView", "app_name", "offer_work", "urlpatterns"]

RECORD = "<int:duty_id>/records/<int:record_id>/"

app_name = "duties_admin"
urlpatterns = [
    *DutiesView.paths(),
    *lists.PeopleView.paths("people/"),
    path("add/", duty.DutyFormView.as_view(), name="add"),
    path("<int:duty_id>/", duty.DutyView.as_view(), name="duty"),
    path("<int:duty_id>/edit/", duty.DutyFormView.as_view(), name="edit"),
    path("<int:duty_id>/read/", duty.ReadView.as_view(), name="read"),
    *lists.ReadingsView.paths("<int:duty_id>/readings/"),
    path("<int:duty_id>/begin/", records.BeginView.as_view(), name="begin"),
    path("<int:duty_id>/records/add/", records.AddRecordView.as_view(), name="record_add"),
    path(RECORD, records.RecordView.as_view(), name="record"),
    path(RECORD + "judge/", records.JudgeView.as_view(), name="judge"),
    path(RECORD + "decide/", records.DecideView.as_view(), name="decide"),
    path(RECORD + "export/", records.RightsFileView.as_view(), name="rights_export"),
    path(RECORD + "files/<int:file_id>/", records.FileView.as_view(), name="file"),
]
