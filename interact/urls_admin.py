"""Addresses of the staff screens, below the admin's own prefix."""

from django.urls import path

from interact.questionnaires.screens import DeleteAnswersView, StatisticsView, download_file

app_name = "interact_admin"
urlpatterns = [
    path("<int:page_id>/statistics/", StatisticsView.as_view(), name="statistics"),
    path("<int:page_id>/answers/delete/", DeleteAnswersView.as_view(), name="delete_answers"),
    path("files/<int:pk>/", download_file, name="file"),
]
