"""Addresses of the desk, below the admin's own prefix."""

from django.urls import path

from interact.desk.screens import below_case, bulk, case, figures, orphans, queues, settings

app_name = "cases_admin"
urlpatterns = [
    path("", queues.QueueView.as_view(), name="index"),
    path("bulk/", bulk.BulkView.as_view(), name="bulk"),
    path("figures/", figures.FiguresView.as_view(), name="figures"),
    path("orphans/", orphans.OrphansView.as_view(), name="orphans"),
    path("orphans/<int:pk>/", orphans.NameForOrphanView.as_view(), name="name_for_orphan"),
    path("routing/", settings.RoutingListView.as_view(), name="routing"),
    path("routing/<int:pk>/", settings.RoutingView.as_view(), name="routing_edit"),
    path("limits/", settings.LimitsView.as_view(), name="limits"),
    path("<int:pk>/", case.CaseView.as_view(), name="case"),
    path("<int:pk>/word/", below_case.WordView.as_view(), name="word"),
    path("<int:pk>/identity/", below_case.RevealView.as_view(), name="reveal"),
    path("<int:pk>/publish/", below_case.PublishView.as_view(), name="publish"),
    path("<int:pk>/files/<uuid:key>/", below_case.FileView.as_view(), name="file"),
    path("<int:pk>/<slug:step>/", case.StepView.as_view(), name="step"),
]
