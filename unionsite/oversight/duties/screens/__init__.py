"""安全职责: the addresses of the screens and their entry in the menu."""

from django.urls import path, reverse

from unionsite.core.screens import RightMenuItem
from unionsite.oversight.duties.choices import ADMIN
from unionsite.oversight.duties.models import Duty
from unionsite.oversight.duties.screens import duty, lists, records
from unionsite.oversight.duties.screens.duty import offer_work

__all__ = ["app_name", "menu_item", "offer_work", "urlpatterns"]

RECORD = "<int:duty_id>/records/<int:record_id>/"

app_name = "duties_admin"
urlpatterns = [
    *lists.DutiesView.paths(),
    *lists.PeopleView.paths("people/"),
    path("calendar/", duty.CalendarView.as_view(), name="calendar"),
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


def menu_item() -> RightMenuItem:
    return RightMenuItem(
        lists.TITLE,
        reverse("duties_admin:index"),
        ADMIN,
        count=lambda user: Duty.objects.filter(owner=user).count(),
        name="duties",
        icon_name="doc-empty",
    )
