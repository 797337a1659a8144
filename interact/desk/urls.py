"""Addresses of the desk, below the admin's own prefix."""

from django.urls import path

from interact.desk.screens import bulk, case, figures, files, orphans, own_word, publication, queues, reveal, routing

app_name = "cases_admin"
urlpatterns = [
    path("", queues.QueueView.as_view(), name="index"),
    path("bulk/", bulk.BulkView.as_view(), name="bulk"),
    path("figures/", figures.FiguresView.as_view(), name="figures"),
    path("orphans/", orphans.OrphansView.as_view(), name="orphans"),
    path("orphans/<int:pk>/", orphans.NameForOrphanView.as_view(), name="name_for_orphan"),
    path("routing/", routing.RoutingListView.as_view(), name="routing"),
    path("routing/<int:pk>/", routing.RoutingView.as_view(), name="routing_edit"),
    path("limits/", routing.LimitsView.as_view(), name="limits"),
    path("<int:pk>/", case.CaseView.as_view(), name="case"),
    path("<int:pk>/word/", own_word.WordView.as_view(), name="word"),
    path("<int:pk>/identity/", reveal.RevealView.as_view(), name="reveal"),
    path("<int:pk>/publish/", publication.PublishView.as_view(), name="publish"),
    path("<int:pk>/files/<uuid:key>/", files.FileView.as_view(), name="file"),
    path("<int:pk>/<slug:step>/", case.StepView.as_view(), name="step"),
]
